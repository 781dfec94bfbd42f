"""Services: the dependencies of all actions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.actions.rejection_throttle import RejectionThrottle
from bot.domain.ids import UserId
from bot.domain.submission import LinkLimits
from bot.domain.summary import Summary
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The dependencies of all actions; built once by `bot.app`."""

    store: Store
    clock: Callable[[], datetime]  # aware, UTC
    summarize: Callable[[str, UserId], Awaitable[Summary]]  # summarizes a text without storing it
    address_and_key: Callable[[str], tuple[str, str]]  # of a URL; ValueError if it is none
    editors: frozenset[UserId]
    limits: LinkLimits = field(default_factory=LinkLimits)
    rejection_throttle: RejectionThrottle = field(default_factory=RejectionThrottle)
    wake_ingestion: Callable[[], None]
    wake_feeds: Callable[[], None]
    wake_fanout: Callable[[], None]
    wake_sender: Callable[[], None]
