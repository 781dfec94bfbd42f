"""Topics: the followed tags first, then the most used ones, page by page."""

import pytest

from bot.actions import follow
from bot.actions.services import Services
from bot.domain.chat import ChatThread
from bot.domain.ids import ChatId
from storage.store import Store
from tests.support.stored_samples import NOW, put_summarized

ANN = ChatId(7)


@pytest.fixture
async def reader(store: Store) -> ChatThread:
    """The private chat of a reader, who follows nothing yet."""
    await store.chats.put(ANN, "private", "Ann", NOW)
    return ChatThread(chat_id=ANN)


async def names(services: Services, page: int = 0) -> list[str]:
    found = await follow.topics(services, ANN, page)
    return [f"✓ {tag.name}" if tag in found.followed else tag.name for tag in found.shown]


async def test_followed_tags_come_first_each_tag_once(
    services: Services, store: Store, reader: ChatThread
) -> None:
    await put_summarized(store, "one", tags=("sea", "roads"))
    await follow.follow(services, reader, ["roads", "unused"])

    assert await names(services) == ["✓ roads", "✓ unused", "sea"]


async def test_many_topics_are_on_several_pages(services: Services, reader: ChatThread) -> None:
    await follow.follow(services, reader, [f"tag{number}" for number in range(25)])

    first, second = [await follow.topics(services, ANN, page) for page in (0, 1)]

    assert (len(first.shown), first.has_more) == (follow.TOPICS_PAGE, True)
    assert (len(second.shown), second.has_more) == (25 - follow.TOPICS_PAGE, False)
    assert len(first.followed) == 25
