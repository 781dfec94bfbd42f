"""What a page may ask for, field by field; everything else is refused before anybody acts."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.playground.api_server.formatting.parse_mode import MAX_CAPTION, MAX_TEXT

MAX_FILE = 20 * 1024 * 1024  # bytes; what a bot may download

ChatId = Annotated[int, Field(ge=-(2**53), le=2**53)]
MessageId = Annotated[int, Field(ge=1, le=2**31)]


class Body(BaseModel):
    """The JSON body of a request."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class InChat(Body):
    """Something in a chat."""

    chat: ChatId


class InPlace(InChat):
    """Something in a chat or in a topic of it."""

    topic: MessageId | None = None


class Send(InPlace):
    """Write a message."""

    text: str = Field(min_length=1, max_length=4 * MAX_TEXT)  # longer ones go in parts
    reply_to: MessageId | None = None


class SendFile(InPlace):
    """Send a file: its content is the body of the request, the rest stands in the address."""

    model_config = ConfigDict(strict=False)  # an address holds no numbers, only digits

    name: str = Field(min_length=1, max_length=200)
    caption: str = Field(default="", max_length=MAX_CAPTION)
    reply_to: MessageId | None = None


class OfMessage(InChat):
    """Something with a message."""

    message: MessageId


class Edit(OfMessage):
    """Change a message."""

    text: str = Field(min_length=1, max_length=MAX_TEXT)


class Forward(OfMessage):
    """Forward a message."""

    to: ChatId
    topic: MessageId | None = None


class Press(OfMessage):
    """Tap a callback button."""

    data: str = Field(min_length=1, max_length=64)


class Ask(InPlace):
    """Type the bot's name and some words."""

    query: str = Field(max_length=256)
    offset: str = Field(default="", max_length=64)


class Choose(InPlace):
    """Send a result that the bot offered."""

    offer: str = Field(max_length=32)
    result: str = Field(max_length=64)


class Start(Body):
    """Press Start, or follow a deep link."""

    payload: str = Field(default="", max_length=64, pattern=r"^[A-Za-z0-9_-]*$")


class Block(Body):
    """Block the bot, or let it write again."""

    is_blocked: bool


class LetIn(InChat):
    """Let the bot into a chat, or throw it out."""

    is_in: bool


class GoOffline(Body):
    """Cut the bot off from the service, or connect it again."""

    is_offline: bool


class Advance(Body):
    """Move the clock forward."""

    seconds: int = Field(ge=1, le=31 * 86_400)
