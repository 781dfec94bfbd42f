"""Delivery policy: quiet hours and the daily cap of a chat."""

from datetime import datetime

from bot.domain.chat import Chat
from bot.domain.delivery import Delivery
from bot.domain.schedule import day_start, quiet_until
from storage.queues.deliveries import Deliveries


class QuietHoursActive(Exception):
    """The chat has quiet hours until `until` (aware, UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"quiet until {until:%H:%M} UTC")
        self.until = until


class DailyCapReached(Exception):
    """The chat got its maximum of cards today; further articles wait for its digest."""


async def require_deliverable(
    deliveries: Deliveries, delivery: Delivery, chat: Chat | None, now: datetime
) -> None:
    """Check that a chat accepts a message now; digests are always accepted.

    Raises:
        QuietHoursActive: the chat has quiet hours now.
        DailyCapReached: the chat got its maximum of cards today.
    """
    if chat is None or delivery.kind == "digest":
        return
    schedule = chat.schedule
    until = quiet_until(schedule, now)
    if until is not None:
        raise QuietHoursActive(until)
    if schedule.daily_cap is None or delivery.kind != "article":
        return
    count = await deliveries.count_pushes(chat.id, day_start(schedule.zone, now))
    if count >= schedule.daily_cap:
        raise DailyCapReached
