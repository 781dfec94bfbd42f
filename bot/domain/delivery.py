"""Deliveries: one message owed to one chat."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.chat import ChatThread
from bot.domain.ids import TagKey

DeliveryKind = Literal["article", "broadcast", "digest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message owed to one chat; there is one per kind, item and chat, whatever happens."""

    kind: DeliveryKind
    item_id: int  # the article's, broadcast's or digest's number
    place: ChatThread
    tag_key: TagKey | None = None  # why it comes
    attempts: int = 0  # that failed so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What is still owed."""

    waiting: int
    dead: int
    oldest_due_at: datetime | None  # aware, UTC
