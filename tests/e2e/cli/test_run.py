"""`run`: readiness, health, secrets in logs, and a stop within five seconds."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.playground.api_server.faults import Kind
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_process import (
    at,
    environment,
    get,
    started,
    survivors,
    xulosa,
)
from tests.support.paths import ROOT
from tests.support.running_bot import EDITOR_ID, TOKEN

KINDS: tuple[Kind, ...] = ("drop", "garbage", 500, 409)
HEAVY = {"sqlalchemy", "pydantic", "telegram", "aiohttp", "bot.config", "bot.summaries"}
SIGNALS = [signal.SIGTERM, signal.SIGINT]


@pytest.mark.parametrize("level", ["debug", "critical"])
async def test_ready_is_one_line_at_every_log_level(
    bot_api: BotApiServer, tmp_path: Path, level: str
) -> None:
    async with started(tmp_path, **at(bot_api, BOT_LOG_LEVEL=level)) as bot:
        await bot.says("ready")
        code = await bot.stop(signal.SIGTERM)

    assert code == 0
    assert sum("ready" in line for line in bot.errors) == 1
    assert bot.out == []


async def test_logs_for_machines_are_one_object_a_line(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    settings = at(bot_api, BOT_LOG_FORMAT="json", BOT_LOG_LEVEL="debug")

    async with started(tmp_path, **settings) as bot:
        await bot.says("ready")
        await bot.stop(signal.SIGTERM)

    entries = [json.loads(line) for line in bot.errors]
    assert {"event", "level", "timestamp"} <= set.intersection(*map(set, entries))
    assert [entry["username"] for entry in entries if entry["event"] == "ready"] == [
        "xulosa_test_bot"
    ]


async def test_a_bot_answers_for_its_health_readiness_and_figures(
    bot_api: BotApiServer, tmp_path: Path, port: int
) -> None:
    async with started(tmp_path, **at(bot_api, port)) as bot:
        await bot.says("ready")
        health, ready, figures = [
            await get(port, path) for path in ("/healthz", "/readyz", "/metrics")
        ]
        nothing = await get(port, "/nothing")
        alive = await xulosa(tmp_path, "healthcheck", BOT_LISTEN=f"0.0.0.0:{port}")
    gone = await xulosa(tmp_path, "healthcheck", BOT_LISTEN=f"127.0.0.1:{port}")
    off = await xulosa(tmp_path, "healthcheck", BOT_LISTEN="off")

    assert (alive.code, alive.out, alive.err) == (0, "", "")
    assert (gone.code, off.code) == (1, 2)
    assert f"127.0.0.1:{port} does not answer: " in gone.err
    assert health == (200, "alive\n")
    assert ready == (200, "database: ok\ntelegram: ok\nintake: ok\nsender: ok\n")
    assert figures[0] == 200
    assert "\nxulosa_backlog 0.0\n" in figures[1]
    assert nothing[0] == 404
    assert TOKEN not in figures[1]


def test_the_health_check_imports_nothing_heavy() -> None:
    loads = "import sys; import bot.cli, bot.cli.healthcheck; print(*sys.modules)"

    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", loads], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert set(done.stdout.split()) & HEAVY == set()


async def test_a_bot_waits_while_telegram_cannot_be_reached(tmp_path: Path, port: int) -> None:
    async with BotApiServer(token=TOKEN, username="xulosa_test_bot") as bot_api:
        away = bot_api.fail("*", "drop", times=None)

        async with started(tmp_path, **at(bot_api, port)) as bot:
            await bot.says("Telegram cannot be reached")
            health, unready = await get(port, "/healthz"), await get(port, "/readyz")
            away.end()
            await bot.says("ready")
            ready = await get(port, "/readyz")
            code = await bot.stop(signal.SIGTERM)

    assert health == (200, "alive\n")
    assert unready == (503, "database: ok\ntelegram: not yet\nintake: ok\nsender: ok\n")
    assert ready[0] == 200
    assert code == 0


@pytest.mark.parametrize("number", SIGNALS)
async def test_an_idle_bot_ends_with_0_and_leaves_no_process(
    bot_api: BotApiServer, tmp_path: Path, number: signal.Signals
) -> None:
    async with started(tmp_path, **at(bot_api)) as bot:
        await bot.says("ready")
        family = await bot.has_family()
        code = await bot.stop(number)

    assert code == 0
    assert await survivors(family) == []
    assert "Traceback" not in bot.log


@pytest.mark.parametrize("number", SIGNALS)
async def test_a_bot_that_never_reached_telegram_ends_with_0(
    tmp_path: Path, number: signal.Signals
) -> None:
    settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://127.0.0.1:1", "BOT_LISTEN": "off"}

    async with started(tmp_path, **settings) as bot:
        await bot.says("Telegram cannot be reached")
        family = bot.family()
        code = await bot.stop(number)

    assert code == 0
    assert await survivors(family) == []


async def test_a_signal_at_any_step_of_the_start_ends_with_0(tmp_path: Path) -> None:
    settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://127.0.0.1:1", "BOT_LISTEN": "off"}
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.signals_while_starting"),
        cwd=tmp_path,
        env=environment(settings),
        stdout=asyncio.subprocess.PIPE,
    )

    out, _ = await program.communicate()

    assert program.returncode == 0
    ended = json.loads(out)
    assert ended["other"] == 0
    assert ended["0"] > 20


async def test_a_busy_bot_ends_with_0_and_a_whole_database(
    bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    people = [bot_api.person(f"Reader {number}") for number in range(30)]
    article = "A title {}\n" + "The river rose by {} centimetres in the night. " * 20

    async with started(tmp_path, **at(bot_api, BOT_ADMINS=str(EDITOR_ID))) as bot:
        await bot.says("ready")
        for number, person in enumerate(people):
            person.send("/subscribe a b c")
            person.send("/latest")
            editor.send("/add " + article.replace("{}", str(number)) + "\n#a #b")
        await bot_api.until(lambda: people[5].private.from_bot())
        family = bot.family()
        code = await bot.stop(signal.SIGTERM)

    assert code == 0
    assert await survivors(family) == []
    assert "Traceback" not in bot.log
    with closing(sqlite3.connect(tmp_path / "data" / "xulosa.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_no_log_shows_the_token_after_any_fault(
    bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    settings = at(bot_api, BOT_ADMINS=str(EDITOR_ID), BOT_LOG_LEVEL="debug")

    async with started(tmp_path, **settings) as bot:
        await bot.says("ready")
        for kind in KINDS:
            bot_api.fail("getUpdates", kind)
            bot_api.fail("sendMessage", kind)
        bot_api.fail("sendMessage", 400, description=f"Bad Request: no /bot{TOKEN}/sendMessage")
        editor.send_file("story.txt", b"A title\n\nA body.", caption="/add")
        editor.send("/help")
        editor.send("/latest")
        await bot_api.until(editor.private.from_bot, show=editor.private)
        await bot.stop(signal.SIGTERM)

    assert "Telegram cannot be asked for updates" in bot.log
    assert "/bot***/sendmessage" in bot.log
    assert TOKEN.casefold() not in bot.log.casefold()


async def test_doctor_reports_each_working_and_failing_part(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    healthy = await xulosa(tmp_path, "doctor", **at(bot_api))
    refused = await xulosa(tmp_path, "doctor", **at(bot_api, BOT_TOKEN="1:WRONG"))
    lonely = await xulosa(tmp_path, "doctor")
    report = json.loads((await xulosa(tmp_path, "doctor", "--json")).out)

    assert (healthy.code, refused.code, lonely.code) == (0, 1, 1)
    assert healthy.out == (
        "ok    settings\nok    database\nok    files\nok    deliveries\nok    telegram\n"
    )
    assert "FAIL  telegram: BOT_TOKEN is refused" in refused.out
    assert "WRONG" not in refused.out
    assert "FAIL  telegram: BOT_TOKEN is not set; ask @BotFather for a token" in lonely.out
    *working, failing = report["checks"]
    assert not report["ok"]
    assert working[0] == {"name": "settings", "ok": True, "problem": None}
    assert (failing["name"], failing["ok"]) == ("telegram", False)
    assert failing["problem"].startswith("BOT_TOKEN is not set")


async def test_a_backup_of_a_running_bot_is_whole(
    bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    async with started(tmp_path, **at(bot_api, BOT_ADMINS=str(EDITOR_ID))) as bot:
        await bot.says("ready")
        editor.send("/add The tide\nIt came in at noon. It went out again at night.\n#sea")
        await bot_api.until(lambda: editor.private.last.buttons, show=editor.private)
        ended = await xulosa(tmp_path, "backup", "copy.db")
        again = await xulosa(tmp_path, "backup", "copy.db")

    assert (ended.code, ended.out) == (0, "copied to copy.db\n")
    assert again.code == 2
    assert "copy.db exists already; name a new file" in again.err
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT title FROM articles").fetchall() == [("The tide",)]
