"""The server in its own process and in a test's event loop, with a bot of another library."""

import asyncio
import signal
import sys
import threading
from typing import Any

import aiogram
import aiohttp
import pytest
from aiogram import Dispatcher, types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.utils.keyboard import InlineKeyboardBuilder

from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state import update_queue
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.aiogram_models import build_all
from tests.support.bot_api_rules import rule_breaks


@pytest.fixture(scope="module", autouse=True)
def models_of_aiogram() -> None:
    build_all()


def echo_bot() -> Dispatcher:
    """Return a bot that echoes messages, and counts taps in the tapped message."""
    bot = Dispatcher()

    @bot.message(Command("count"))
    async def count(message: types.Message) -> None:
        keyboard = InlineKeyboardBuilder().button(text="+1", callback_data="n:1").as_markup()
        await message.answer("0", reply_markup=keyboard)

    @bot.message()
    async def echo(message: types.Message) -> None:
        await message.reply(message.html_text, parse_mode="HTML")

    @bot.callback_query()
    async def tap(query: types.CallbackQuery) -> None:
        await query.answer("counted")
        assert query.data is not None
        assert isinstance(query.message, types.Message)
        await query.message.edit_text(query.data.removeprefix("n:"))

    return bot


async def test_a_bot_of_another_library_holds_a_conversation(bot_api):
    session = AiohttpSession(api=TelegramAPIServer.from_base(bot_api.url))
    bot = aiogram.Bot(bot_api.token, session=session)
    dispatcher = echo_bot()
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1)
    )
    ann = bot_api.person("Ann")

    ann.send("Hello <b>you</b> & me 😀", is_html=True)
    await bot_api.until(lambda: len(ann.private.messages) == 2)
    ann.send("/count")
    await bot_api.until(lambda: ann.private.last.buttons)
    tap = ann.press(ann.private.last, "+1")
    answer = await tap.answered()
    await bot_api.until(lambda: ann.private.last.text == "1")
    await bot_api.idle()
    await dispatcher.stop_polling()
    await polling

    assert ann.private.messages[1].html == "Hello <b>you</b> &amp; me 😀"
    assert ann.private.messages[1].reply_to is ann.private.messages[0]
    assert answer.text == "counted"
    assert rule_breaks(bot_api.calls(), bot_api.updates) == []
    assert bot_api.rule_breaks == []


async def test_a_stop_waits_for_no_poll_and_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(update_queue, "_MAX_TIMEOUT", 10 * HANG_SECONDS)
    tasks, threads = asyncio.all_tasks(), threading.active_count()

    async with BotApiServer() as bot_api, aiohttp.ClientSession() as session:
        asked = f"{bot_api.url}/bot{bot_api.token}/getUpdates?timeout={10 * int(HANG_SECONDS)}"
        poll = asyncio.create_task(session.get(asked))
        await bot_api.until(lambda: bot_api.world.queue.is_being_polled)
        async with asyncio.timeout(HANG_SECONDS):
            await bot_api.stop()
        assert (await (await poll).json()) == {"ok": True, "result": []}

    assert asyncio.all_tasks() == tasks
    assert threading.active_count() == threads


async def test_two_servers_live_side_by_side():
    async with BotApiServer() as one, BotApiServer() as two:
        one.person("Ann").send("a")

        assert one.url != two.url
        assert two.updates == []


async def test_a_server_in_its_own_process_can_be_controlled():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.playground.api_server.server", "--token", "7:X", stdout=-1
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().removeprefix("ready ").strip()
    async with aiohttp.ClientSession(url) as session:

        async def control(what: str, **body: Any) -> Any:
            async with session.post(f"/control/{what}", json=body) as response:
                return await response.json()

        (ann,) = (await control("person", name="Ann"))["ids"]
        await control("send", person=ann, text="/start")
        async with session.get("/bot7:X/sendMessage", params={"chat_id": ann, "text": "a"}) as it:
            sent = (await it.json())["result"]
        tap = await control("press", person=ann, message_id=sent["message_id"], data="x")
        before = await control("tap", id=tap["id"])
        async with session.get(
            "/bot7:X/answerCallbackQuery", params={"callback_query_id": tap["id"], "text": "b"}
        ):
            pass
        after = await control("tap", id=tap["id"])
        await control("fail", method="getMe", kind=502)
        async with session.get("/bot7:X/getMe") as response:
            status = response.status
        messages = await control("messages", chat=ann)
        state = await control("state")
        calls = await control("calls", method="sendMessage")
        mistake = await control("send", person=1, text="a")

    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), HANG_SECONDS) == 0
    assert [message["text"] for message in messages] == ["/start", "a"]
    assert (before["is_answered"], after["text"], status) == (False, "b", 502)
    assert (state["pending"], state["refused"], state["sent"][str(ann)]) == (2, 1, 1)
    assert calls[0]["params"] == {"chat_id": ann, "text": "a"}
    assert "KeyError" in mistake["error"]
