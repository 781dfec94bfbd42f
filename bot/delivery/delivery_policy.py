"""Whether a chat wants a message now: its quiet hours, and how many cards it takes a day."""

from datetime import datetime

from bot.domain.chat import Chat
from bot.domain.delivery import Delivery
from bot.domain.schedule import day_start, quiet_until
from storage.store import Store


class QuietHoursActive(Exception):
    """The chat wants no message before `until`, aware, UTC."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"quiet until {until:%H:%M} UTC")
        self.until = until


class DailyCapReached(Exception):
    """The chat has had as many cards today as it takes; the others wait for its digest."""


async def require_wanted(
    store: Store, delivery: Delivery, chat: Chat | None, now: datetime
) -> None:
    """Return if a chat wants a message now; a digest comes when it was asked for.

    Raises:
        QuietHoursActive: its quiet hours have to pass first.
        DailyCapReached: it has had its cards of the day.
    """
    if chat is None or delivery.kind == "digest":
        return
    schedule = chat.schedule
    until = quiet_until(schedule, now)
    if until is not None:
        raise QuietHoursActive(until)
    if schedule.daily_cap is None or delivery.kind != "article":
        return
    if await store.deliveries.count_pushes(chat.id, day_start(schedule.zone, now)) >= (
        schedule.daily_cap
    ):
        raise DailyCapReached
