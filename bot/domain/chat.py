"""Chats: where the bot speaks, and how it speaks there."""

from dataclasses import dataclass, field
from typing import Literal

from bot.domain.ids import NO_TOPIC, ChatId, TopicId, UserId
from bot.domain.schedule import Schedule
from bot.domain.summary import DEFAULT_LENGTH, LENGTHS

ChatKind = Literal["private", "group", "supergroup", "channel"]


def is_private(chat_id: ChatId) -> bool:
    """Whether a chat is a person's own: Telegram's numbers of groups and channels are negative."""
    return chat_id > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat as it is stored."""

    id: ChatId
    kind: ChatKind
    title: str = ""
    language: str | None = None  # chosen with /language; None: what Telegram says of the person
    length: int = DEFAULT_LENGTH  # sentences of a summary, one of `LENGTHS`
    is_silent: bool = False  # pushes come without a sound
    is_asleep: bool = False  # blocked, kicked or deactivated; nothing is sent
    schedule: Schedule = field(default_factory=Schedule)

    def __post_init__(self) -> None:
        if self.length not in LENGTHS:
            raise ValueError(f"a length is one of {LENGTHS}, not {self.length}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatThread:
    """Where an answer goes: a chat and, in a forum, its topic (0 for none)."""

    chat_id: ChatId
    topic_id: TopicId = NO_TOPIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, where, and in which language they are answered."""

    user_id: UserId
    place: ChatThread
    language: str  # one of bot.i18n.LANGUAGES
    is_editor: bool = False
