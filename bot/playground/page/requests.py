"""Schemas of the requests that a page sends; other requests are refused."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.playground.api_server.formatting.parse_mode import MAX_CAPTION, MAX_TEXT

MAX_FILE = 20 * 1024 * 1024  # bytes; a bot cannot download more

ChatId = Annotated[int, Field(ge=-(2**53), le=2**53)]
MessageId = Annotated[int, Field(ge=1, le=2**31)]


class Body(BaseModel):
    """The JSON body of a request."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class InChat(Body):
    """A request about a chat."""

    chat: ChatId


class InTopic(InChat):
    """A request about a chat or one of its topics."""

    topic: MessageId | None = None


class Send(InTopic):
    """Send a message."""

    text: str = Field(min_length=1, max_length=4 * MAX_TEXT)  # sent in parts of MAX_TEXT
    reply_to: MessageId | None = None


class SendFile(InTopic):
    """Send a file; its content is the request's body, the fields are in the query string."""

    model_config = ConfigDict(strict=False)  # numbers in a query string are strings

    name: str = Field(min_length=1, max_length=200)
    caption: str = Field(default="", max_length=MAX_CAPTION)
    reply_to: MessageId | None = None


class SendSample(InTopic):
    """Send a photo, sticker or voice message of ours."""

    kind: Literal["photo", "sticker", "voice"]
    reply_to: MessageId | None = None


class OfMessage(InChat):
    """A request about a message."""

    message: MessageId


class Edit(OfMessage):
    """Edit a message."""

    text: str = Field(min_length=1, max_length=MAX_TEXT)


class Forward(OfMessage):
    """Forward a message."""

    to: ChatId
    topic: MessageId | None = None


class ShareChat(OfMessage):
    """Choose a chat for a button of a reply keyboard that requests one."""

    label: str = Field(min_length=1, max_length=MAX_TEXT)
    shared: ChatId


class Press(OfMessage):
    """Press a callback button."""

    data: str = Field(min_length=1, max_length=64)
    ephemeral: MessageId | None = None  # the message that only this persona sees


class Ask(InTopic):
    """Send an inline query."""

    query: str = Field(max_length=256)
    offset: str = Field(default="", max_length=64)


class Choose(InTopic):
    """Send an inline result."""

    offer: str = Field(max_length=32)
    result: str = Field(max_length=64)


class SetAppLanguage(Body):
    """Use the app in the language of the page."""

    language: Literal["en", "ru", "uz", "uz-Cyrl"]


class Start(Body):
    """Press Start, or open a deep link."""

    payload: str = Field(default="", max_length=64, pattern=r"^[A-Za-z0-9_-]*$")


class Block(Body):
    """Block or unblock the bot."""

    is_blocked: bool


class SetBotMembership(InChat):
    """Add the bot to a chat, or ban it."""

    is_in: bool


class GoOffline(Body):
    """Disconnect the bot from the server, or connect it again."""

    is_offline: bool


class Advance(Body):
    """Move the clock forward."""

    seconds: int = Field(ge=1, le=31 * 86_400)
