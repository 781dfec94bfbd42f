"""Route: a kind of update, the required rights, and the handler function."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal

from telegram import Update

from bot.domain.errors import NotFound
from bot.presentation.buttons import Payload
from handlers.callback_message import message_has_button
from handlers.context import Context, callback_query_of

HandlerFunction = Callable[[Update, Context], Awaitable[None]]
Rights = Literal["anybody", "chat admins", "editors"]


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of update that the bot handles.

    `trigger` is `/name` for a command, the verb of a button, or one of `inline query`, `guest`,
    `message`, `group link`, `chat shared`, `membership` and `migration`.
    """

    trigger: str
    handler: HandlerFunction
    rights: Rights = "anybody"
    works_remotely: bool = False  # whether a button can name another chat than its own

    @property
    def stores_chat(self) -> bool:
        """Whether the route stores the chat: a command, a private message or an admin's action.

        Other buttons and inline queries can come from any chat; those chats are not stored.
        """
        is_private_message = self.trigger in ("message", "chat shared")
        return self.trigger.startswith("/") or is_private_message or self.rights != "anybody"


def command(name: str, handler: HandlerFunction, rights: Rights = "anybody") -> Route:
    """Return the route of `/name`, in a message, a caption or a channel post."""
    return Route(f"/{name}", handler, rights)


def button(kind: type[Payload], handler: HandlerFunction, rights: Rights = "anybody") -> Route:
    """Return the route of a kind of button; a forged tap cannot change another message."""

    async def handle_if_present(update: Update, context: Context) -> None:
        if not message_has_button(callback_query_of(update)):
            raise NotFound("button.stale")
        await handler(update, context)

    return Route(kind.verb, handle_if_present, rights)


def setting_button(
    kind: type[Payload],
    handler: HandlerFunction,
    rights: Rights = "anybody",
    *,
    is_lasting: bool = False,
) -> Route:
    """Return the route of a button that can also change a chat that the person manages.

    `is_lasting` as in `lasting_button`.
    """
    route = (lasting_button if is_lasting else button)(kind, handler, rights)
    return replace(route, works_remotely=True)


def lasting_button(
    kind: type[Payload], handler: HandlerFunction, rights: Rights = "anybody"
) -> Route:
    """Return the route of a button that stays valid after its message has changed."""
    return Route(kind.verb, handler, rights)


def event(
    name: Literal[
        "inline query",
        "guest",
        "message",
        "group link",
        "chat shared",
        "membership",
        "migration",
    ],
    handler: HandlerFunction,
) -> Route:
    """Return the route of an update that is neither a command nor a button."""
    return Route(name, handler)
