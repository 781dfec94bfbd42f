"""What stands on the screen: text and buttons, as plain data."""

from dataclasses import dataclass, field

from bot.domain.posted_card import CardState
from bot.i18n.html import Html

MESSAGE_MAX = 4_096  # characters of a message, after its markup was read
TOAST_MAX = 200  # characters of an answer to a tap
CALLBACK_MAX = 64  # bytes of what a button carries


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message; it does exactly one thing."""

    text: str
    data: str | None = None  # comes back to us when it is tapped
    url: str | None = None  # opens
    share: str | None = None  # opens the chat picker with this inline query

    def __post_init__(self) -> None:
        if sum(each is not None for each in (self.data, self.url, self.share)) != 1:
            raise ValueError(f"a button does one thing: {self}")
        if self.data is not None and not 1 <= len(self.data.encode()) <= CALLBACK_MAX:
            raise ValueError(f"a button carries 1 to {CALLBACK_MAX} bytes: {self.data}")


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A message as it is to be shown."""

    html: Html
    rows: tuple[Row, ...] = field(default=())
    preview_url: str | None = None  # whose link preview to show; None shows none
    face: CardState | None = None  # of a card, so that it can be drawn anew

    def __hash__(self) -> int:
        """Hash the text alone: a string keeps its hash, and few screens share a text."""
        return hash(self.html)
