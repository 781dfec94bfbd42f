"""Fan-out: the chats of an article or a broadcast, in chunks that may be interrupted."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import NotFound
from bot.domain.ids import BroadcastId, ChatId
from storage.engine.database import Database
from storage.store import Store
from tests.support.cancel_at_step import stop_at
from tests.support.hypothesis_profile import SHARED_FIXTURE
from tests.support.stored_samples import (
    ANN,
    BOB,
    GONE,
    LATER,
    NOW,
    draft,
    due_deliveries,
    fan_out_to_followers,
    keys,
    put_follower,
    put_news,
    put_summarized,
    submission,
    thread,
)


async def test_a_chat_gets_one_card_however_many_tags_match(store: Store):
    await put_follower(store, ANN, "c", "b", "a")
    await put_follower(store, BOB, "b")
    await put_follower(store, 103, "other")
    number = await put_summarized(store, tags=("x", "b", "a", "c"))

    await fan_out_to_followers(store, number)

    due = await store.deliveries.due(NOW, 10)
    assert {each.kind for each in due} == {"article"}
    assert await due_deliveries(store) == [(number, ANN), (number, BOB)]
    assert {each.tag_key for each in due} == {"b"}  # the article's first tag that is followed


async def test_an_article_is_offered_once(store: Store):
    await put_follower(store, ANN, "uz")
    number = await put_summarized(store, tags=("uz",))
    assert await store.fanout.due(10) == [number]

    await fan_out_to_followers(store, number)
    await fan_out_to_followers(store, number)

    assert await store.fanout.due(10) == []
    assert await due_deliveries(store) == [(number, ANN)]


async def test_an_article_waits_for_its_summary(store: Store):
    await put_follower(store, ANN, "uz")
    number = await put_news(store, tags=("uz",))

    assert not await store.fanout.fan_out_article(number, NOW)
    assert await store.fanout.due(10) == []
    assert await due_deliveries(store) == []


async def test_a_deleted_article_is_offered_to_nobody(store: Store):
    assert not await store.fanout.fan_out_article(GONE, NOW)


async def test_an_unlisted_article_is_offered_to_nobody(store: Store):
    await put_follower(store, ANN, "uz")
    number = await put_summarized(store, tags=("uz",), is_listed=False)

    await fan_out_to_followers(store, number, chunk=1)

    assert await due_deliveries(store) == []
    assert await store.fanout.due(10) == []


async def test_a_chat_that_asked_for_the_article_is_not_pushed_it(store: Store):
    await put_follower(store, ANN, "uz")
    await put_follower(store, BOB, "uz")
    request = await store.submissions.put(submission(ANN), NOW)
    number = await store.submissions.store(request, draft(tags=("uz",)), keys(), NOW)
    await store.summaries.put(number, None, "en")

    await fan_out_to_followers(store, number)

    assert await due_deliveries(store) == [(number, BOB)]


async def test_an_unreachable_chat_misses_articles_but_no_broadcast(store: Store):
    await put_follower(store, ANN, "uz")
    await store.chats.mark_unreachable(ChatId(ANN), NOW)
    number = await put_summarized(store, tags=("uz",))

    await fan_out_to_followers(store, number)
    await broadcast(store)

    assert await due_deliveries(store) == []
    assert await store.deliveries.count_missed(ChatId(ANN)) == 1


async def test_fanout_in_chunks_reaches_all_and_reports_the_end(store: Store):
    for chat_id in range(-2, 3):
        await put_follower(store, chat_id, "a", "b")
    number = await put_summarized(store, tags=("a", "b"))

    more = [await store.fanout.fan_out_article(number, NOW, 4) for _ in range(3)]  # 2 of each tag

    assert more == [True, True, False]
    assert await due_deliveries(store) == [(number, chat_id) for chat_id in range(-2, 3)]


async def test_a_whole_last_chunk_is_followed_by_an_empty_one(store: Store):
    for chat_id in (1, 2):
        await put_follower(store, chat_id, "a")
    number = await put_summarized(store, tags=("a",))

    assert await store.fanout.fan_out_article(number, NOW, 2)
    assert not await store.fanout.fan_out_article(number, NOW, 2)
    assert len(await due_deliveries(store)) == 2


@settings(SHARED_FIXTURE, max_examples=15)
@given(
    followed=st.dictionaries(
        st.integers(-(10**13), 10**10),
        st.sets(st.sampled_from("abcd"), min_size=1),
        max_size=8,
    ),
    tags=st.lists(st.sampled_from("abcd"), unique=True),
    chunk=st.integers(1, 4),
)
def test_fanout_of_any_chunk_size_reaches_exactly_the_followers(
    path, tmp_path, followed, tags, chunk
):
    async def fan_out_parts() -> list[int]:
        database = Database(f"sqlite+aiosqlite:///{path}")
        try:
            store = Store(database)
            for chat_id, names in followed.items():
                await put_follower(store, chat_id, *names)
            number = await put_summarized(store, tags=tuple(tags))
            await fan_out_to_followers(store, number, chunk)
            reached = [chat_id for _, chat_id in await due_deliveries(store)]
            await store.articles.delete(number)
            for chat_id in followed:
                await store.subscriptions.unfollow_all(ChatId(chat_id))
            return reached
        finally:
            await database.close()

    reached = asyncio.run(fan_out_parts())

    assert reached == sorted(chat for chat, names in followed.items() if names & set(tags))


@pytest.mark.parametrize("step", range(1, 61, 4))
async def test_a_canceled_fanout_resumes_to_the_undisturbed_result(store: Store, step: int):
    everybody = range(1, 8)
    for chat_id in everybody:
        await put_follower(store, chat_id, "a", "b")
    number = await put_summarized(store, tags=("a", "b"))
    words = await store.broadcasts.put("<b>Hello</b>", ANN, NOW)
    await store.broadcasts.approve(words)

    async def fan_out_both() -> None:
        await fan_out_to_followers(store, number, chunk=2)
        while await store.fanout.fan_out_broadcast(words, NOW, 2):
            pass

    assert await stop_at(step, fan_out_both)
    await fan_out_both()

    due = await store.deliveries.due(LATER, 100)
    assert sorted((each.kind, each.thread.chat_id) for each in due) == sorted(
        (kind, chat_id) for kind in ("article", "broadcast") for chat_id in everybody
    )


async def broadcast(store: Store, chunk: int = 5_000) -> BroadcastId:
    number = await store.broadcasts.put("<b>Hello</b>", ANN, NOW)
    await store.broadcasts.approve(number)
    while await store.fanout.fan_out_broadcast(number, NOW, chunk):
        pass
    return number


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
async def test_a_broadcast_goes_to_every_chat_once(store: Store, chunk: int):
    for chat_id in (-5, 1, 2):
        await put_follower(store, chat_id)

    number = await broadcast(store, chunk)

    due = await store.deliveries.due(NOW, 10)
    assert [(each.kind, each.item_id, each.thread.chat_id) for each in due] == [
        ("broadcast", number, chat_id) for chat_id in (-5, 1, 2)
    ]
    assert {each.tag_key for each in due} == {None}
    assert not await store.fanout.fan_out_broadcast(number, NOW)
    assert await store.broadcasts.due(10) == []


async def test_a_broadcast_waits_for_its_first_approval(store: Store):
    await put_follower(store, ANN)
    number = await store.broadcasts.put("<b>Hello</b>", BOB, NOW)

    assert not await store.fanout.fan_out_broadcast(number, NOW)
    assert await store.broadcasts.due(10) == []
    assert await store.broadcasts.approve(number)
    assert not await store.broadcasts.approve(number)

    assert await store.broadcasts.due(10) == [number]
    assert await store.broadcasts.html(number) == "<b>Hello</b>"


async def test_an_unknown_broadcast_is_not_found(store: Store):
    nothing = BroadcastId(404)

    for ask in (store.broadcasts.html, store.broadcasts.approve):
        with pytest.raises(NotFound) as missing:
            await ask(nothing)
        assert missing.value.text_key == "broadcast.gone"
    assert not await store.fanout.fan_out_broadcast(nothing, NOW)


async def test_an_article_and_a_broadcast_may_have_the_same_number(store: Store):
    await put_follower(store, ANN, "uz")
    number = await put_summarized(store, tags=("uz",))
    await fan_out_to_followers(store, number)

    assert int(await broadcast(store)) == int(number)

    assert len(await store.deliveries.due(NOW, 10)) == 2


async def test_an_article_whose_card_the_chat_has_is_not_pushed(store: Store):
    for chat_id in (ANN, BOB):
        await put_follower(store, chat_id, "roads")
    article_id = await put_summarized(store, tags=("roads",))

    for _ in range(2):
        await store.deliveries.suppress_article(thread(ANN), article_id, NOW)
    await fan_out_to_followers(store, article_id)

    assert await due_deliveries(store) == [(article_id, BOB)]
