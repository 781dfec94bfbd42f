"""Articles are published once each, and read back oldest first."""

import pytest

from bot.actions import publish
from bot.actions.services import Services
from storage.store import Store
from tests.support.stored_samples import SUMMARY, draft, keys, put_news


async def test_an_article_is_published_once(services: Services) -> None:
    first, is_new = await publish.publish_article(services, draft(), keys())
    second, is_new_again = await publish.publish_article(services, draft(), keys())

    assert first == second
    assert (is_new, is_new_again) == (True, False)


@pytest.mark.parametrize("is_push_suppressed", [False, True])
async def test_a_published_article_may_never_be_pushed(
    services: Services, store: Store, is_push_suppressed: bool
) -> None:
    article_id, _ = await publish.publish_article(
        services, draft(), keys(), is_push_suppressed=is_push_suppressed
    )

    await store.summaries.put(article_id, SUMMARY, "en")

    assert await store.fanout.due(10) == ([] if is_push_suppressed else [article_id])


async def test_published_articles_come_oldest_first_from_all_pages(
    services: Services, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_PAGE_SIZE", 2)
    written = [await put_news(store, f"story {number}") for number in range(5)]
    await put_news(store, "private", is_listed=False)

    read = [article.id async for article in publish.published_articles(services)]

    assert read == written
