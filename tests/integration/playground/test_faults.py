"""Injected faults: each has the kind, the count and the chat that the test asked for."""

import asyncio

import aiohttp
import pytest


@pytest.fixture
def ann(bot_api):
    return bot_api.person("Ann", is_started=True)


@pytest.fixture
def send(bot, ann):
    async def ask(**params):
        return await bot.ask("sendMessage", **{"chat_id": ann.id, "text": "a", **params})

    return ask


async def test_a_429_says_how_long_to_wait_and_the_retry_is_known(bot_api, ann, send):
    bot_api.fail("sendMessage", 429, retry_after=7)

    refused, granted = await send(), await send()

    assert refused["parameters"] == {"retry_after": 7}
    assert refused["description"] == "Too Many Requests: retry after 7"
    assert granted["ok"]
    first, second = bot_api.calls("sendMessage")
    assert (first.status, second.status) == (429, 200)
    assert second.retry_of is first


async def test_a_fault_hits_only_its_chat(bot_api, ann, send):
    bob = bot_api.person("Bob", is_started=True)
    fault = bot_api.fail("sendMessage", 403, chat_id=bob.id, times=None)

    assert (await send())["ok"]
    assert (await send(chat_id=bob.id))["description"] == "Forbidden: bot was blocked by the user"
    fault.end()
    assert (await send(chat_id=bob.id))["ok"]
    assert fault.hits == 1


@pytest.mark.parametrize("status", [500, 502])
async def test_a_gateway_answers_in_html(bot_api, bot, ann, status):
    bot_api.fail("*", status)

    async with bot.session.get(f"{bot_api.url}/bot{bot_api.token}/getMe") as response:
        assert response.status == status
        assert response.content_type == "text/html"
        assert str(status) in await response.text()


async def test_a_garbage_fault_answers_without_json(bot_api, bot, ann):
    bot_api.fail("getMe", "garbage")

    async with bot.session.get(f"{bot_api.url}/bot{bot_api.token}/getMe") as response:
        assert response.status == 200
        assert (await response.text()).startswith("<html>")


@pytest.mark.parametrize("is_stored", [True, False])
async def test_a_dropped_request_stores_its_message_only_if_asked(bot_api, ann, send, is_stored):
    bot_api.fail("sendMessage", "drop", is_stored=is_stored)

    with pytest.raises(aiohttp.ClientError):
        await send()

    assert len(ann.private.messages) == is_stored
    (call,) = bot_api.calls("sendMessage")
    assert call.status == 0
    assert (await send())["ok"]
    assert bot_api.calls("sendMessage")[1].retry_of is call


async def test_a_late_fault_delays_the_correct_answer(bot_api, ann, send):
    bot_api.fail("sendMessage", "delay", delay=0.05)

    started = asyncio.get_running_loop().time()
    answer = await send()

    assert answer["result"]["text"] == "a"
    assert asyncio.get_running_loop().time() - started >= 0.05


async def test_a_hanging_request_gets_no_answer_and_delays_no_stop(bot_api, bot, ann, send):
    bot_api.fail("sendMessage", "hang", is_stored=True)
    hanging = asyncio.create_task(send())
    await bot_api.until(lambda: ann.private.last)

    assert (await bot.get("getMe"))["is_bot"]
    assert not hanging.done()
    await bot_api.stop()
    with pytest.raises(aiohttp.ClientError):
        await hanging
