"""Private-only commands: a group gets a button that opens the private chat instead."""

from collections.abc import Callable
from functools import wraps

from telegram import Update

from bot.presentation.private import private_link_message
from handlers.context import Context, callback_query_of
from handlers.routing import HandlerFunction


def private_only(command: str) -> Callable[[HandlerFunction], HandlerFunction]:
    """Restrict a handler to private chats.

    Args:
        command: the payload of the link's `?start=`; `handlers.start` runs that command.
    """

    def decorate(handler: HandlerFunction) -> HandlerFunction:
        @wraps(handler)
        async def handle_in_private(update: Update, context: Context) -> None:
            if context.is_private:
                await handler(update, context)
            else:
                await send_private_link(update, context, command)

        return handle_in_private

    return decorate


async def send_private_link(update: Update, context: Context, command: str) -> None:
    """Answer a command with the link; after a tap, replace the tapped message with it."""
    message = private_link_message(command, context.gateway.username, context.chat_translator)
    if update.callback_query is None:
        await context.send(message)
    else:
        context.answer_callback(callback_query_of(update), "private.only")
        await context.edit_message(callback_query_of(update), message)
