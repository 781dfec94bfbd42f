"""What waits for an answer: taps, inline queries and guest queries."""

from dataclasses import dataclass, field

from bot.playground.api_server.errors import Json
from bot.playground.api_server.state.changes import HANG_SECONDS, Changes
from bot.playground.api_server.state.chats import Chat
from bot.playground.api_server.state.messages import Content, Message
from bot.playground.api_server.state.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAnswer:
    """What the person sees after a tap."""

    text: str = ""
    show_alert: bool = False
    url: str | None = None
    cache_time: int = 0
    after: float  # seconds from the tap


@dataclass(slots=True, kw_only=True, eq=False)
class Tap:
    """One tap on a callback button; a person's side of a CallbackQuery."""

    id: str
    user: User
    data: str
    message: Message
    asked_at: float  # the clock's monotonic seconds
    changes: Changes = field(repr=False)
    answer: CallbackAnswer | None = None

    async def answered(self, timeout: float = HANG_SECONDS) -> CallbackAnswer:
        """Wait for the bot's answer; `timeout` in seconds.

        Raises:
            TimeoutError: the button still shows its clock.
        """
        await self.changes.until(lambda: self.answer is not None, timeout)
        if self.answer is None:
            raise TimeoutError(f"the tap on {self.data!r} was not answered in {timeout} s")
        return self.answer


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineResult:
    """One result a person may choose; `content` is the message it becomes."""

    id: str
    title: str
    description: str | None
    content: Content
    raw: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineAnswer:
    """All that the bot answered to an inline query."""

    results: tuple[InlineResult, ...]
    cache_time: int = 300  # seconds
    is_personal: bool = False
    next_offset: str = ""
    button: Json | None = None
    raw: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class Offer:
    """One inline query and what the bot offered; a person's side of an InlineQuery."""

    id: str
    user: User
    query: str
    offset: str
    chat: Chat | None
    asked_at: float
    changes: Changes = field(repr=False)
    answer: InlineAnswer | None = None

    @property
    def results(self) -> tuple[InlineResult, ...]:
        """The results offered; none before the answer."""
        return self.answer.results if self.answer else ()

    @property
    def next_offset(self) -> str:
        """What to ask with for more; empty where there is no more."""
        return self.answer.next_offset if self.answer else ""

    async def answered(self, timeout: float = HANG_SECONDS) -> InlineAnswer:
        """Wait for the bot's answer; `timeout` in seconds.

        Raises:
            TimeoutError: the bot did not answer.
        """
        await self.changes.until(lambda: self.answer is not None, timeout)
        if self.answer is None:
            raise TimeoutError(f"the query {self.query!r} was not answered in {timeout} s")
        return self.answer


@dataclass(slots=True, kw_only=True, eq=False)
class GuestQuery:
    """A mention of the bot in a chat where it is no member."""

    id: str
    message: Message
    asked_at: float
    answer: Message | None = None
