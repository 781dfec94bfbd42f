"""Webhooks: updates arrive in order, with the secret, and are repeated until accepted."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from bot.playground.api_server.state.changes import HANG_SECONDS


class Hook:
    """A bot's webhook: it keeps the updates and gives the answers that a test sets."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.reply: dict[str, Any] | None = None
        self.under_way = self.most_under_way = 0
        self.batch_size = 1  # no request is answered before this many arrive
        self.gathered = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self.updates.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.under_way >= self.batch_size:
            self.gathered.set()
        await self.gathered.wait()
        self.under_way -= 1
        status = self.statuses.pop(0) if self.statuses else 200
        if self.reply is not None:
            return web.json_response(self.reply, status=status)
        return web.Response(status=status)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]


@pytest.fixture
async def hook(unused_tcp_port):
    hook = Hook(f"http://127.0.0.1:{unused_tcp_port}/telegram")
    app = web.Application()
    app.router.add_post("/telegram", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    yield hook
    await runner.cleanup()


async def test_updates_come_in_order_with_the_secret(bot_api, bot, hook):
    ann = bot_api.person("Ann")
    ann.send("before")
    await bot.get("setWebhook", url=hook.url, secret_token="s3cret_-")
    ann.send("after")

    await bot_api.idle()

    assert hook.texts == ["before", "after"]
    assert hook.secrets == ["s3cret_-"] * 2
    assert bot_api.pending_updates == []


async def test_one_person_keeps_order_while_others_go_at_the_same_time(bot_api, bot, hook):
    hook.batch_size = 3
    people = [bot_api.person(name) for name in "abcdef"]
    await bot.get("setWebhook", url=hook.url, max_connections=3)

    for number in range(3):
        for person in people:
            person.send(f"{person.name}{number}")
    await bot_api.idle()

    assert hook.most_under_way == 3
    for person in people:
        theirs = [text for text in hook.texts if text.startswith(person.name)]
        assert theirs == [f"{person.name}{number}" for number in range(3)]


async def test_a_failed_update_is_repeated_before_the_next_one(bot_api, bot, hook):
    hook.statuses = [500, 503]
    ann = bot_api.person("Ann")
    await bot.get("setWebhook", url=hook.url)

    ann.send("a")
    ann.send("b")
    await bot_api.idle()

    assert hook.texts == ["a", "a", "a", "b"]
    info = await bot.get("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 503"
    assert [status for _, status in bot_api.webhook_sender.deliveries] == [500, 503, 200, 200]


async def test_a_refused_post_wakes_the_code_that_waits_for_it(bot_api, bot, hook):
    hook.statuses = [500] * 1_000
    await bot.get("setWebhook", url=hook.url)
    refused = asyncio.Event()

    def look() -> None:
        if bot_api.webhook_sender.deliveries:
            refused.set()

    bot_api.world.changes.listen(look)

    bot_api.person("Ann").send("a")
    await asyncio.wait_for(refused.wait(), HANG_SECONDS)

    assert bot_api.webhook_sender.deliveries[0][1] == 500


async def test_an_answer_may_carry_a_method(bot_api, bot, hook):
    ann = bot_api.person("Ann")
    hook.reply = {"method": "sendMessage", "chat_id": ann.id, "text": "from the answer"}
    await bot.get("setWebhook", url=hook.url)

    ann.send("hi")
    await bot_api.until(lambda: ann.private.last.text == "from the answer")

    assert [call["text"] for call in bot_api.calls("sendMessage")] == ["from the answer"]


async def test_a_webhook_and_polling_exclude_each_other(bot_api, bot, hook):
    poll = asyncio.create_task(bot.refusal("getUpdates", timeout=30))
    await bot_api.until(lambda: bot_api.world.queue.is_being_polled)

    await bot.get("setWebhook", url=hook.url)

    assert await poll == "Conflict: terminated by setWebhook request"
    assert await bot.refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to "
        "delete the webhook first"
    )
    await bot.get("deleteWebhook")
    assert await bot.get("getUpdates") == []


async def test_pending_updates_can_be_dropped(bot_api, bot):
    bot_api.person("Ann").send("old")

    await bot.get("deleteWebhook", drop_pending_updates=True)

    assert await bot.get("getUpdates") == []


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "ftp://a.uz"}, "invalid webhook URL specified"),
        ({"url": "http://a.uz", "secret_token": "a b"}, "unallowed characters"),
        ({"url": "http://a.uz", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(bot, params, words):
    assert words in await bot.refusal("setWebhook", **params)
    assert (await bot.get("getWebhookInfo"))["url"] == ""
