"""getUpdates: confirmation, long polling, kinds of updates, and two concurrent polls."""

import asyncio
from typing import Any

import pytest

from bot.playground.api_server.state.changes import HANG_SECONDS


@pytest.fixture
def ann(bot_api):
    return bot_api.person("Ann")


async def ids(bot: Any, **params: Any) -> list[int]:
    return [update["update_id"] for update in await bot.get("getUpdates", **params)]


async def test_updates_come_again_until_they_are_confirmed(bot_api, bot, ann):
    for text in "abc":
        ann.send(text)

    first = await ids(bot)
    again = await ids(bot)
    rest = await ids(bot, offset=first[1])

    assert first == again == [first[0], first[0] + 1, first[0] + 2]
    assert rest == first[1:]
    assert bot_api.confirmed_offset == first[1]
    assert len(bot_api.pending_updates) == 2


async def test_a_negative_offset_forgets_all_but_the_last(bot_api, bot, ann):
    for text in "abc":
        ann.send(text)

    last = await bot.get("getUpdates", offset=-1)

    assert [update["message"]["text"] for update in last] == ["c"]
    assert len(bot_api.pending_updates) == 1


async def test_a_limit_cuts_the_batch(bot, ann):
    for text in "abc":
        ann.send(text)

    assert len(await ids(bot, limit=2)) == 2
    assert len(await ids(bot, limit=0)) == 1
    assert len(await ids(bot, limit=1000)) == 3


async def test_a_long_poll_ends_with_the_first_update(bot_api, bot, ann):
    poll = asyncio.create_task(ids(bot, timeout=30))
    await bot_api.until(lambda: bot_api.world.queue.is_being_polled)
    assert not poll.done()

    ann.send("a")

    assert len(await asyncio.wait_for(poll, HANG_SECONDS)) == 1


async def test_a_long_poll_ends_empty_after_its_timeout(bot):
    assert await asyncio.wait_for(ids(bot, timeout=1), HANG_SECONDS) == []


async def test_a_second_poll_ends_the_first_one(bot_api, bot, ann):
    first = asyncio.create_task(bot.ask("getUpdates", timeout=30))
    await bot_api.until(lambda: bot_api.world.queue.is_being_polled)

    second = asyncio.create_task(bot.ask("getUpdates", timeout=30))
    thrown_out = await asyncio.wait_for(first, HANG_SECONDS)
    ann.send("a")

    assert thrown_out["error_code"] == 409
    assert thrown_out["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
        "is running"
    )
    assert len((await second)["result"]) == 1


async def test_the_kinds_asked_for_are_remembered(bot_api, bot, ann):
    await bot.get("getUpdates", allowed_updates=["callback_query"])

    ann.send("a")
    ann.press(ann.private.last, data="x")
    (update,) = await bot.get("getUpdates")
    await bot.get("getUpdates", allowed_updates=[])
    ann.send("b")

    assert "callback_query" in update
    assert "message" in bot_api.pending_updates[-1]


async def test_an_injected_update_gets_the_next_id(bot_api, bot, ann):
    ann.send("a")

    injected = bot_api.inject({"message": {"weird": True}})

    assert await ids(bot) == [injected["update_id"] - 1, injected["update_id"]]


async def test_a_confirmed_update_can_be_given_once_more(bot_api, bot, ann):
    ann.send("a")
    (update,) = await bot.get("getUpdates")
    await bot.get("getUpdates", offset=update["update_id"] + 1)

    bot_api.redeliver(update)

    assert await ids(bot, offset=update["update_id"] + 1) == [update["update_id"]]
    assert await ids(bot, offset=update["update_id"] + 1) == []


async def test_idle_waits_until_the_bot_asks_for_the_next_update(bot_api, bot, ann):
    ann.send("a")
    idle = asyncio.create_task(bot_api.idle())
    (update,) = await bot.get("getUpdates")
    confirmed = update["update_id"] + 1

    await bot.get("getUpdates", offset=confirmed)
    assert not bot_api.pending_updates
    assert not idle.done()

    poll = asyncio.create_task(bot.get("getUpdates", offset=confirmed, timeout=30))
    await asyncio.wait_for(idle, HANG_SECONDS)
    bot_api.world.queue.end_poll()
    await poll


async def test_idle_waits_until_an_update_that_comes_again_is_taken(bot_api, bot, ann):
    ann.send("a")
    (update,) = await bot.get("getUpdates")
    asked = {"offset": update["update_id"] + 1, "timeout": 30}
    poll = asyncio.create_task(bot.get("getUpdates", **asked))
    await bot_api.idle()

    bot_api.redeliver(update)
    assert not bot_api.is_idle

    assert await poll == [update]
    assert not bot_api.is_idle
    poll = asyncio.create_task(bot.get("getUpdates", **asked))
    await bot_api.idle()
    bot_api.world.queue.end_poll()
    await poll


async def test_idle_waits_for_requests_in_progress(bot_api, bot, ann):
    poll = asyncio.create_task(bot.get("getUpdates", timeout=30))
    await bot_api.idle()
    bot_api.fail("sendMessage", "hang")

    sending = asyncio.create_task(bot.ask("sendMessage", chat_id=ann.id, text="a"))
    await bot_api.until(lambda: bot_api.calls("sendMessage"))
    assert not bot_api.is_idle

    sending.cancel()
    poll.cancel()
    await asyncio.gather(sending, poll, return_exceptions=True)


async def test_until_shows_the_chats_when_it_times_out(bot_api, ann):
    ann.send("a lonely word")

    with pytest.raises(TimeoutError, match="a lonely word"):
        await bot_api.until(lambda: ann.private.messages[7], timeout=0.02)
