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


async def names(services: Services, page: int = 0, shown: tuple[int, ...] = ()) -> list[str]:
    found = await follow.topics(services, ANN, page, shown)
    return [f"{tag.name} ✓" if is_followed else tag.name for tag, is_followed in found.shown]


async def test_followed_tags_come_first_each_tag_once(
    services: Services, store: Store, reader: ChatThread
) -> None:
    await put_summarized(store, "one", tags=("sea", "roads"))
    await follow.follow(services, reader, ["roads", "unused"])

    assert await names(services) == ["roads ✓", "unused ✓", "sea"]


async def test_a_shown_page_keeps_its_tags_and_gets_new_marks(
    services: Services, store: Store, reader: ChatThread
) -> None:
    await follow.follow(services, reader, ["roads", "sea"])
    numbers = tuple(tag.number for tag in await follow.followed_tags(services, ANN))
    await follow.unfollow(services, ANN, ["roads"])

    assert await names(services) == ["sea ✓"]
    assert await names(services, shown=numbers) == ["roads", "sea ✓"]


async def test_a_deleted_tag_leaves_the_shown_page(
    services: Services, store: Store, reader: ChatThread
) -> None:
    await follow.follow(services, reader, ["roads", "sea"])
    roads, sea = [tag.number for tag in await follow.followed_tags(services, ANN)]
    await store.tags.merge("roads", "sea")

    assert await names(services, shown=(roads, sea)) == ["sea ✓"]


async def test_many_topics_are_on_several_pages(services: Services, reader: ChatThread) -> None:
    await follow.follow(services, reader, [f"tag{number}" for number in range(25)])

    first, second = [await follow.topics(services, ANN, page) for page in (0, 1)]

    assert (len(first.shown), first.has_more) == (follow.TOPICS_PAGE, True)
    assert (len(second.shown), second.has_more) == (25 - follow.TOPICS_PAGE, False)
    assert len(first.followed) == 25
