"""Deliveries: messages that the bot has to send to chats."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.chat import Chat, ChatThread
from bot.domain.ids import TagKey
from bot.domain.posted_card import NO_MARKS, ReaderMarks

MESSAGE_MAX = 4_096  # characters of a message without its markup; Telegram's limit
DeliveryKind = Literal["article", "broadcast", "digest"]
DeliveryState = Literal[
    "waiting", "sent", "missed", "skipped", "dead", "daily", "weekly", "digested"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to send to one chat; unique by kind, item and chat."""

    kind: DeliveryKind
    item_id: int  # of the article, the broadcast or the digest
    thread: ChatThread
    tag_key: TagKey | None = None  # the followed tag that matched
    attempts: int = 0  # failed attempts so far


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery(Delivery):
    """A delivery to send now, with what its message depends on."""

    chat: Chat | None = field(default=None, compare=False)  # None: the chat is not stored
    marks: ReaderMarks = field(default=NO_MARKS, compare=False)  # of the reader of a private chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """The number of unsent deliveries and the age of the oldest."""

    waiting: int
    dead: int
    oldest_due_at: datetime | None  # aware, UTC
