"""Queries that wait for the bot's answer: callback, inline and guest queries."""

from dataclasses import dataclass, field

from bot.playground.api_server.errors import Json
from bot.playground.api_server.state.changes import HANG_SECONDS, Changes
from bot.playground.api_server.state.chats import Chat
from bot.playground.api_server.state.messages import Content, Message
from bot.playground.api_server.state.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAnswer:
    """The bot's answer to a callback query."""

    text: str = ""
    show_alert: bool = False
    url: str | None = None
    cache_time: int = 0
    after: float  # seconds after the query


@dataclass(slots=True, kw_only=True, eq=False)
class CallbackQuery:
    """One press of a callback button."""

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
            TimeoutError: the bot did not answer.
        """
        await self.changes.until(lambda: self.answer is not None, timeout)
        if self.answer is None:
            raise TimeoutError(f"the query {self.data!r} was not answered in {timeout} s")
        return self.answer


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineResult:
    """One inline result; `content` is the content of the message that it sends."""

    id: str
    title: str
    description: str | None
    content: Content
    raw: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineAnswer:
    """The bot's answer to an inline query."""

    results: tuple[InlineResult, ...]
    cache_time: int = 300  # seconds
    is_personal: bool = False
    next_offset: str = ""
    button: Json | None = None
    raw: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class InlineQuery:
    """One inline query and its answer."""

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
        """The results; empty before the answer."""
        return self.answer.results if self.answer else ()

    @property
    def next_offset(self) -> str:
        """The offset of the next page of results; empty if there are no more."""
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
    """A mention of the bot in a chat where it is not a member."""

    id: str
    message: Message
    asked_at: float
    answer: Message | None = None
