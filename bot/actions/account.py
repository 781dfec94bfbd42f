"""What is kept about a person: told, handed out, forgotten."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime

from bot.actions.services import Services
from bot.domain.ids import ChatId, UserId
from storage.repositories.stats import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a chat is served."""

    followed: int
    waiting: int
    last_sent_at: datetime | None  # aware, UTC
    next_digest_at: datetime | None  # aware, UTC


async def status(services: Services, chat_id: ChatId) -> Status:
    """Return how a chat is served."""
    backlog = await services.store.deliveries.backlog(chat_id)
    return Status(
        followed=len(await services.store.subscriptions.of(chat_id)),
        waiting=backlog.waiting,
        last_sent_at=await services.store.deliveries.last_sent_at(chat_id),
        next_digest_at=await services.store.schedules.next_due_at(chat_id),
    )


async def given_up(services: Services) -> int:
    """Return how many messages were given up, whoever they were for."""
    return (await services.store.deliveries.backlog()).dead


async def figures(services: Services) -> Totals:
    """Return the figures of the whole bot."""
    return await services.store.stats.totals()


async def export(services: Services, user_id: UserId) -> bytes:
    """Return all that is kept about a person, as JSON."""
    kept = await services.store.user_data.export(user_id)
    whole = {"exported_at": services.clock().isoformat(), "user_id": user_id, **kept}
    return await asyncio.to_thread(_as_json, whole)


def _as_json(whole: dict[str, object]) -> bytes:
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


async def forget(services: Services, user_id: UserId) -> None:
    """Delete all that is kept about a person, with what they alone handed in or saved.

    Their votes leave the tallies.
    """
    await services.store.user_data.forget(user_id)
