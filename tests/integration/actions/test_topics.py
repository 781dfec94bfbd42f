"""Topics: the followed tags first, then the most used ones, page by page."""

from dataclasses import replace

import pytest

from bot.actions import browse, follow
from bot.actions.services import Services
from bot.domain.chat import ChatThread
from bot.domain.ids import ChatId
from storage.store import Store
from tests.support.stored_samples import NOW, SUMMARY, put_news, put_summarized

ANN = ChatId(7)


@pytest.fixture
async def reader(store: Store) -> ChatThread:
    """The private chat of a reader, who follows nothing yet."""
    await store.chats.put(ANN, "private", "Ann", NOW)
    return ChatThread(chat_id=ANN)


async def names(services: Services, page: int = 0) -> list[str]:
    found = await follow.topics(services, ANN, page, "uz")
    return [f"✓ {tag.name}" if tag in found.followed else tag.name for tag in found.shown]


async def test_followed_tags_come_first_each_tag_once(
    services: Services, store: Store, reader: ChatThread
) -> None:
    await put_summarized(store, "one", tags=("sea", "roads"))
    await follow.follow(services, reader, ["roads", "unused"])

    assert await names(services) == ["✓ roads", "✓ unused", "sea"]


async def test_topics_of_the_readers_own_script_come_first(
    services: Services, store: Store, reader: ChatThread
) -> None:
    for language, tag in (("en", "sea"), ("uz-Cyrl", "сув"), ("uz", "bozor")):
        article_id = await put_news(store, tag, tags=(tag,))
        await store.summaries.put(article_id, replace(SUMMARY, language=language), language)

    latin, cyrillic, english = [
        [tag.name for tag in await browse.suggested_tags(services, language)]
        for language in ("uz", "uz-Cyrl", "en")
    ]

    assert await names(services) == ["bozor", "сув", "sea"]
    assert latin == ["bozor", "сув"]
    assert cyrillic == ["сув", "bozor"]
    assert english == ["sea"]


async def test_many_topics_are_on_several_pages(services: Services, reader: ChatThread) -> None:
    await follow.follow(services, reader, [f"tag{number}" for number in range(25)])

    first, second = [await follow.topics(services, ANN, page, "en") for page in (0, 1)]

    assert (len(first.shown), first.has_more) == (follow.TOPICS_PAGE, True)
    assert (len(second.shown), second.has_more) == (25 - follow.TOPICS_PAGE, False)
    assert len(first.followed) == 25


async def test_a_page_of_topics_that_is_gone_becomes_the_last_one(
    services: Services, reader: ChatThread
) -> None:
    await follow.follow(services, reader, [f"tag{number}" for number in range(21)])
    await follow.unfollow(services, ANN, ["tag20"])

    found = await follow.topics(services, ANN, 1, "en")

    assert (found.page, len(found.shown), found.has_more) == (0, 20, False)
