"""A reply that fails now is sent later."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from bot.app.builders import build_submission_replier
from bot.delivery.gateway import Gateway
from bot.domain.chat import ChatThread
from bot.domain.errors import Unreadable
from bot.domain.ids import ChatId, MessageId, UserId
from bot.domain.submission import NewSubmission
from bot.playground.api_server.server import BotApiServer
from storage.engine.database import Database
from storage.store import Store

NOW = datetime(2026, 6, 8, 9, tzinfo=UTC)


async def test_a_reply_is_sent_later_after_a_database_error(
    database: Database, store: Store, gateway: Gateway, bot_api: BotApiServer
) -> None:
    ann = bot_api.person("Ann", is_started=True)
    new = NewSubmission(
        kind="text",
        payload="x",
        user_id=UserId(ann.id),
        thread=ChatThread(chat_id=ChatId(ann.id)),
        message_id=MessageId(1),
        is_listed=False,
    )
    submission = await store.submissions.put(new, NOW - timedelta(hours=1))  # slow to read
    await store.submissions.refuse(submission.id, Unreadable("text.empty"))
    async with database.transaction() as connection:
        await connection.execute(text("ALTER TABLE chats RENAME TO away"))

    await build_submission_replier(store, gateway, lambda: NOW).run_once()
    async with database.transaction() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO chats"))
    later = NOW + timedelta(seconds=2.5)
    await build_submission_replier(store, gateway, lambda: later).run_once()

    assert [message.text for message in ann.private.from_bot()] == ["I found no text in that."]
