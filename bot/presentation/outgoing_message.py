"""Outgoing messages: text and buttons as plain data."""

from dataclasses import dataclass, field

from bot.domain.posted_card import CardState
from bot.i18n.html import Html

TOAST_MAX = 200  # characters of the answer to a callback query
CALLBACK_MAX = 64  # bytes of callback data
PLACEHOLDER_MAX = 64  # characters of the text in an empty input field


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message; it does exactly one thing."""

    text: str
    data: str | None = None  # callback data, which Telegram sends back after a tap
    url: str | None = None  # an address to open
    share: str | None = None  # opens the chat picker with this inline query

    def __post_init__(self) -> None:
        if sum(each is not None for each in (self.data, self.url, self.share)) != 1:
            raise ValueError(f"a button does one thing: {self}")
        if self.data is not None and not 1 <= len(self.data.encode()) <= CALLBACK_MAX:
            raise ValueError(f"callback data has 1 to {CALLBACK_MAX} bytes: {self.data}")


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """A button below the input field that opens the chat picker of Telegram."""

    text: str
    number: int  # Telegram reports it with the chosen chat
    is_channel: bool  # else a group


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """The content of a message to send."""

    html: Html
    rows: tuple[Row, ...] = field(default=())
    preview_url: str | None = None  # the address of the link preview; None shows no preview
    is_preview_above: bool = False  # a picture alone stands above the text, a page below it
    card_state: CardState | None = None  # the state of a card, so that it can be redrawn
    chat_requests: tuple[ChatRequest, ...] = ()  # instead of `rows`; private chats only
    removes_keyboard: bool = False  # takes the buttons of `chat_requests` away
    reply_placeholder: str | None = None  # instead of `rows`: the client starts a reply, with this

    def __hash__(self) -> int:
        """Hash the text only: a string caches its hash, and few messages share a text."""
        return hash(self.html)
