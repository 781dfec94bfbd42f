"""A chat gets a story once, even if its address, text or tags change."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.builders import build_fanout_worker
from bot.domain.article import Draft
from bot.domain.chat import ChatThread
from bot.domain.ids import ChatId
from bot.ingestion.article_reader import keys_of
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.store import Store

NOW = datetime(2026, 6, 8, 9, tzinfo=UTC)
READER = ChatId(5)
STORY = Draft(
    title="Bridge opens two months early",
    body="The bridge opened on Monday.\nIt carries four lanes.",
    url="https://news.example/city/bridge?id=7&page=1",
    tags=("bridges", "city"),
)
MUTATIONS = {
    "the same page again": STORY,
    "http instead of https": replace(STORY, url="http://news.example/city/bridge?id=7&page=1"),
    "with www": replace(STORY, url="https://www.news.example/city/bridge?id=7&page=1"),
    "the mobile page": replace(STORY, url="https://m.news.example/city/bridge?id=7&page=1"),
    "the amp page": replace(STORY, url="https://news.example/city/bridge/amp?id=7&page=1"),
    "tracked": replace(STORY, url=f"{STORY.url}&utm_source=tg&fbclid=x&yclid=3"),
    "parameters in another order": replace(
        STORY, url="https://news.example/city/bridge?page=1&id=7"
    ),
    "with a fragment": replace(STORY, url=f"{STORY.url}#comments"),
    "with a slash at the end": replace(STORY, url="https://news.example/city/bridge/?id=7&page=1"),
    "edited at the same address": replace(STORY, body="The bridge opened on Monday, at nine."),
    "renamed at the same address": replace(STORY, title="Bridge is open"),
    "moved to another address": replace(STORY, url="https://news.example/archive/2026/991"),
    "copied by another site": replace(STORY, url="https://mirror.example/a", source="Mirror"),
    "pasted without an address": replace(STORY, url=None),
    "under another followed tag": replace(STORY, tags=("city",)),
}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store with a reader who follows both tags of the story."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'xulosa.db'}")
    await migrate(database)
    found = Store(database)
    await found.chats.put(READER, "private", "Ann", NOW)
    await found.subscriptions.follow(ChatThread(chat_id=READER), ["bridges", "city"], NOW)
    yield found
    await database.close()


async def store_article(store: Store, draft: Draft) -> None:
    """Store an article and fan it out."""
    article_id, _ = await store.articles.put(draft, keys_of(draft), now=NOW)
    await store.summaries.put(article_id, None, "en")
    await build_fanout_worker(store, lambda: NOW).run_once()


@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_a_story_that_comes_again_changed_is_sent_once(store: Store, mutation: str) -> None:
    await store_article(store, STORY)

    await store_article(store, MUTATIONS[mutation])

    assert len(await store.deliveries.due(NOW, 10)) == 1


async def test_all_mutations_together_are_sent_once(store: Store) -> None:
    for draft in MUTATIONS.values():
        await store_article(store, draft)

    assert len(await store.deliveries.due(NOW, 10)) == 1


async def test_another_story_is_another_delivery(store: Store) -> None:
    await store_article(store, STORY)

    other = replace(STORY, body="Another bridge.", url="https://news.example/city/bridge?id=8")
    await store_article(store, other)

    assert len(await store.deliveries.due(NOW, 10)) == 2
