"""Replies to submissions: later after an error, and with the number of chats for an editor."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.app.builders import build_submission_replier
from bot.delivery.gateway import Gateway
from bot.domain.article import Draft
from bot.domain.chat import ChatThread
from bot.domain.errors import Unreadable
from bot.domain.ids import ArticleId, ChatId, MessageId, UserId
from bot.domain.submission import NewSubmission
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from storage.engine.database import Database
from storage.store import Store
from tests.support.read_only_database import read_only
from tests.support.stored_samples import LATER, NOW, SUMMARY, draft, keys, submission, thread


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

    assert [message.text for message in ann.private.from_bot()] == [
        "I found no text in that. Send me a link or a text."
    ]


@pytest.mark.sqlite
async def test_a_reply_that_is_not_recorded_is_sent_once(
    database: Database, store: Store, gateway: Gateway, bot_api: BotApiServer
) -> None:
    ann = bot_api.person("Ann", is_started=True)
    new = replace(submission(ann.id, user_id=UserId(ann.id)), is_listed=False)
    await store.submissions.refuse(
        (await store.submissions.put(new, NOW)).id, Unreadable("text.empty")
    )
    replier = build_submission_replier(store, gateway, lambda: NOW)

    async with read_only(database):
        for _ in range(3):
            with pytest.raises(BaseExceptionGroup, match="unhandled"):
                await replier.run_once()
    handled = [await replier.run_once(), await replier.run_once()]

    assert handled == [1, 0]
    assert len(ann.private.from_bot()) == 1


async def put_submission(
    store: Store, person: Person, article: Draft, *, chat_id: int | None = None
) -> None:
    """Store a submission of a person, acknowledged and read, and its summarized article."""
    where, keys_ = chat_id or person.id, keys(article.title)
    new = submission(where, user_id=UserId(person.id), payload=article.title)
    stored = await store.submissions.put(new, NOW)
    article_id = await store.submissions.store(stored, article, keys_, NOW)
    await store.summaries.put(article_id, SUMMARY, "en")


async def fan_out(store: Store, number: int = 1) -> None:
    while await store.fanout.fan_out_article(ArticleId(number), NOW):
        pass


async def test_an_editor_sees_how_many_chats_get_an_article(
    store: Store, gateway: Gateway, bot_api: BotApiServer
) -> None:
    edith = bot_api.person("Edith", is_started=True)
    for number, name in enumerate(("reached", "away", "muted"), start=1):
        await store.chats.put(ChatId(number), "private", name, NOW)
        await store.subscriptions.follow(thread(number), ["roads"], NOW)
    await store.chats.mark_unreachable(ChatId(2), NOW)
    replier = build_submission_replier(store, gateway, lambda: NOW)
    await put_submission(store, edith, draft(tags=("roads",)))

    await replier.run_once()
    (card,) = edith.private.from_bot()
    first = card.text
    waiting = await replier.run_once()
    await fan_out(store)
    await replier.run_once()
    done = await replier.run_once()

    assert first.endswith("\n\nStored as no. 1")
    assert card.text.endswith("\n\nStored as no. 1, sent to 2 chats")
    assert (waiting, done) == (0, 0)
    assert edith.private.from_bot() == [card]


async def test_an_article_that_nobody_gets_or_that_is_known_says_so(
    store: Store, gateway: Gateway, bot_api: BotApiServer
) -> None:
    edith, erin = [bot_api.person(name, is_started=True) for name in ("Edith", "Erin")]
    replier = build_submission_replier(store, gateway, lambda: LATER)
    await put_submission(store, edith, draft())
    await fan_out(store)
    late = replace(submission(erin.id, user_id=UserId(erin.id)), payload="again")
    stored = await store.submissions.put(late, LATER)
    await store.submissions.store(stored, draft(), keys("Title of news"), LATER)

    await replier.run_once()

    assert edith.private.last.text.endswith("Stored as no. 1, sent to no other chat")
    assert erin.private.last.text.endswith("Stored already as no. 1")
    assert await replier.run_once() == 0


async def test_a_group_sees_only_the_card_that_its_editor_added(
    store: Store, gateway: Gateway, bot_api: BotApiServer
) -> None:
    edith = bot_api.person("Edith", is_started=True)
    group = bot_api.group("Friends", owner=edith)
    await put_submission(store, edith, draft(), chat_id=group.id)
    replier = build_submission_replier(store, gateway, lambda: NOW)

    await replier.run_once()

    assert group.last.text.endswith("☆ not rated yet")
    assert await replier.run_once() == 0


async def test_a_shown_article_that_is_deleted_ends_its_submission(
    store: Store, gateway: Gateway, bot_api: BotApiServer
) -> None:
    edith = bot_api.person("Edith", is_started=True)
    replier = build_submission_replier(store, gateway, lambda: NOW)
    await put_submission(store, edith, draft())
    await replier.run_once()

    await store.articles.delete(ArticleId(1))

    assert await replier.run_once() == 1
    assert await replier.run_once() == 0
    assert edith.private.last.text.endswith("\n\nStored as no. 1")


async def test_a_link_that_nobody_asked_about_is_refused_silently(
    store: Store, gateway: Gateway, bot_api: BotApiServer
) -> None:
    ann = bot_api.person("Ann", is_started=True)
    for number, is_quiet in enumerate((True, False), start=1):
        new = submission(ann.id, number, is_listed=False, is_quiet=is_quiet, payload=str(number))
        stored = await store.submissions.put(new, NOW)
        await store.submissions.refuse(stored.id, Unreadable("text.empty"))
    replier = build_submission_replier(store, gateway, lambda: NOW)

    done = [await replier.run_once(), await replier.run_once()]

    assert done == [2, 0]
    assert len(ann.private.from_bot()) == 1
