"""Account actions: status, export and deletion of the data of a person."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime

from bot.actions.services import Services
from bot.domain.ids import ChatId, UserId
from storage.repositories.stats import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Deliveries of a chat, for /status."""

    followed: int  # number of tags
    waiting: int  # number of messages
    last_sent_at: datetime | None  # aware, UTC
    next_digest_at: datetime | None  # aware, UTC


async def status(services: Services, chat_id: ChatId) -> Status:
    """Return the status of a chat's deliveries."""
    backlog = await services.deliveries.backlog(chat_id)
    return Status(
        followed=len(await services.subscriptions.of(chat_id)),
        waiting=backlog.waiting,
        last_sent_at=await services.deliveries.last_sent_at(chat_id),
        next_digest_at=await services.schedules.next_due_at(chat_id),
    )


async def count_failed_deliveries(services: Services) -> int:
    """Return the number of messages in all chats that were given up."""
    return (await services.deliveries.backlog()).dead


async def bot_totals(services: Services) -> Totals:
    """Return the totals of the whole bot."""
    return await services.stats.totals()


async def export_user_data(services: Services, user_id: UserId) -> bytes:
    """Return all stored data of a person as JSON."""
    data = await services.user_data.export(user_id)
    document = {"exported_at": services.clock().isoformat(), "user_id": user_id, **data}
    return await asyncio.to_thread(_to_json, document)


def _to_json(document: dict[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


async def delete_user_data(services: Services, user_id: UserId) -> None:
    """Delete all data of a person, and articles that only they submitted or saved.

    The ratings of the person no longer count.
    """
    await services.user_data.forget(user_id)
