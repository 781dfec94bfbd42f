"""Bots of other libraries talk to the server: the echo bots of aiogram and grammY."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
)

from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.aiogram_models import build_all
from tests.support.bot_api_rules import rule_breaks

Running = Callable[[BotApiServer], AbstractAsyncContextManager[None]]
GRAMMY = Path(__file__).with_name("grammy")


@pytest.fixture(scope="module", autouse=True)
def models_of_aiogram() -> None:
    build_all()


async def greet(message: Message) -> None:
    button = InlineKeyboardButton(text="Tap", callback_data="tapped")
    await message.answer("Welcome!", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))


async def echo(message: Message) -> None:
    await message.send_copy(chat_id=message.chat.id)


async def answer(tap: CallbackQuery) -> None:
    await tap.answer(tap.data)


async def answer_query(query: InlineQuery) -> None:
    content = InputTextMessageContent(message_text=f"<b>{query.query}</b>", parse_mode="HTML")
    article = InlineQueryResultArticle(id="1", title=query.query, input_message_content=content)
    await query.answer([article])


@asynccontextmanager
async def aiogram_bot(bot_api: BotApiServer) -> AsyncIterator[None]:
    """Run the echo bot of aiogram's documentation."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(bot_api.url))
    dispatcher = Dispatcher()
    dispatcher.message.register(greet, CommandStart())
    dispatcher.message.register(echo)
    dispatcher.callback_query.register(answer)
    dispatcher.inline_query.register(answer_query)
    async with Bot(bot_api.token, session=session) as bot:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        try:
            yield
        finally:
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling


@asynccontextmanager
async def grammy_bot(bot_api: BotApiServer) -> AsyncIterator[None]:
    """Run the echo bot of grammY's documentation."""
    await _install()
    process = await asyncio.create_subprocess_exec(
        "node",
        "echo.mjs",
        cwd=GRAMMY,
        env={**os.environ, "TOKEN": bot_api.token, "API_ROOT": bot_api.url},
    )
    try:
        yield
        process.terminate()
        async with asyncio.timeout(HANG_SECONDS):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _install() -> None:
    """Install the packages of the lock file, unless they are installed."""
    if shutil.which("npm") is None:
        pytest.skip("there is no npm here, so grammY cannot be installed")
    command = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    process = await asyncio.create_subprocess_exec(
        *command, cwd=GRAMMY, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(HANG_SECONDS):
            _, complaint = await process.communicate()
    except TimeoutError:
        process.kill()
        pytest.skip("npm could not install grammY in time")
    if process.returncode:
        pytest.skip(f"npm could not install grammY: {complaint.decode()[:300]}")


@pytest.mark.parametrize("running", [aiogram_bot, grammy_bot])
async def test_an_echo_bot_that_is_not_ours_works(bot_api: BotApiServer, running: Running) -> None:
    ann = bot_api.person("Ann")
    async with running(bot_api):
        ann.start()
        await bot_api.until(lambda: ann.private.last.text == "Welcome!")

        tap = ann.press(ann.private.last, "Tap")
        assert (await tap.answered()).text == "tapped"

        ann.send("<b>Bold</b> words 🌍 & more", is_html=True)
        await bot_api.until(lambda: len(ann.private.from_bot()) == 2)
        assert ann.private.last.html == "<b>Bold</b> words 🌍 &amp; more"

        inline_query = await ann.inline("tea")
        assert ann.choose(inline_query.results[0]).html == "<b>tea</b>"

    assert [call for call in bot_api.calls() if not call.ok and call.method != "getUpdates"] == []
    assert rule_breaks(bot_api.calls(), bot_api.updates) == []
    assert bot_api.rule_breaks == []
