"""Commands that show one person's own data: answered in the private chat, elsewhere by a button."""

from collections.abc import Callable
from functools import wraps

from telegram import Update

from bot.presentation.private import private_screen
from handlers.context import Context, tap_of
from handlers.routing import Act


def in_private(command: str) -> Callable[[Act], Act]:
    """Let a handler act in private chats only.

    Args:
        command: what the button's link carries after `?start=`; `handlers.start` obeys it.
    """

    def guard(act: Act) -> Act:
        @wraps(act)
        async def act_in_private(update: Update, context: Context) -> None:
            if context.is_private:
                await act(update, context)
            else:
                await lead_to_private(update, context, command)

        return act_in_private

    return guard


async def lead_to_private(update: Update, context: Context, command: str) -> None:
    """Answer a command with the line; a tap puts it in place of the message that was tapped."""
    screen = private_screen(command, context.gateway.username, context.chat_speech)
    if update.callback_query is None:
        await context.show(screen)
    else:
        context.toast(tap_of(update), "private.only")
        await context.edit(tap_of(update), screen)
