"""Chats and their settings: language, summary length, schedule, forum topic."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from bot.domain.ids import NO_TOPIC, ChatId, TopicId
from bot.domain.schedule import Schedule
from bot.domain.summary import DEFAULT_LENGTH, LENGTHS

ChatKind = Literal["private", "group", "supergroup", "channel"]


def chat_kind(kind: str) -> ChatKind:
    """Return the kind of a chat as Telegram names it; a kind without chats counts as private."""
    return next((known for known in get_args(ChatKind) if known == kind), "private")


def is_private(chat_id: ChatId) -> bool:
    """Return whether the chat is private; Telegram's ids of groups and channels are negative."""
    return chat_id > 0


def is_group(kind: ChatKind) -> bool:
    """Return whether a chat of this kind has members who write."""
    return kind in ("group", "supergroup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A stored chat with its settings."""

    id: ChatId
    kind: ChatKind
    title: str = ""
    language: str | None = None  # chosen with /language; None: the user's language in Telegram
    length: int = DEFAULT_LENGTH  # sentences of a summary, one of `LENGTHS`
    is_silent: bool = False  # pushes make no sound
    is_plain: bool = False  # "send as plain": no rich messages, which some clients show blank
    has_card_buttons: bool = True
    is_compact: bool = False  # cards have no picture
    reads_links: bool = False  # of a group: links of its members are answered with their cards
    is_unreachable: bool = (
        False  # the bot is blocked, kicked or deactivated there and sends nothing
    )
    schedule: Schedule = field(default_factory=Schedule)

    def __post_init__(self) -> None:
        if self.length not in LENGTHS:
            raise ValueError(f"a length is one of {LENGTHS}, not {self.length}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatThread:
    """The destination of a message: a chat and, in a forum, a topic (0 for none)."""

    chat_id: ChatId
    topic_id: TopicId = NO_TOPIC
