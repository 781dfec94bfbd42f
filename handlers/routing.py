"""What a route is: a kind of update, who may cause it, and the function that answers it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from telegram import Update

from bot.domain.errors import NotFound
from bot.presentation.buttons import Payload
from handlers.callback_message import holds_its_button
from handlers.context import Context, tap_of

Act = Callable[[Update, Context], Awaitable[None]]
Rights = Literal["anybody", "chat admins", "editors"]


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that the bot listens to.

    `trigger` is `/name` for a command, a button's verb for a tap, or one of the words `inline
    query`, `guest`, `words`, `membership`, `migration`.
    """

    trigger: str
    act: Act
    rights: Rights = "anybody"

    @property
    def remembers_chat(self) -> bool:
        """Whether the chat is remembered: somebody speaks to the bot, or changes something there.

        What is tapped on or typed in any chat of the world leaves no trace of that chat.
        """
        return self.trigger.startswith("/") or self.trigger == "words" or self.rights != "anybody"


def command(name: str, act: Act, rights: Rights = "anybody") -> Route:
    """Listen to `/name`, in a message, a caption or a channel post."""
    return Route(f"/{name}", act, rights)


def button(kind: type[Payload], act: Act, rights: Rights = "anybody") -> Route:
    """Listen to taps on buttons of a kind; forged ones do not wipe other messages."""

    async def act_under_its_message(update: Update, context: Context) -> None:
        if not holds_its_button(tap_of(update)):
            raise NotFound("button.stale")
        await act(update, context)

    return Route(kind.verb, act_under_its_message, rights)


def lasting_button(kind: type[Payload], act: Act, rights: Rights = "anybody") -> Route:
    """Listen to taps on buttons that another tap may have changed or taken away meanwhile."""
    return Route(kind.verb, act, rights)


def event(
    name: Literal["inline query", "guest", "words", "membership", "migration"], act: Act
) -> Route:
    """Listen to something else that happens."""
    return Route(name, act)
