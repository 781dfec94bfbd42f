"""`xulosa playground` and `make run`; `xulosa run` loads nothing of the playground."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.cli.playground import open_playground
from bot.config import Settings
from tests.support.bot_process import started, xulosa
from tests.support.paths import ROOT
from tests.support.playground_link import LINK
from tests.support.terminal import on_terminal
from tests.support.until_exists import exists
from tests.support.waiting import until_drained

TITLE = "A new well in the valley"
APART = """
import sys
import bot.app, bot.cli, bot.cli.admin, bot.config, bot.__main__
print([name for name in sys.modules if name.startswith("bot.playground")])
"""


async def test_playground_prints_a_link_serves_a_page_and_deletes_data(tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    given = {"BOT_LISTEN": "127.0.0.1:0", "TMPDIR": str(temporary)}
    async with started(tmp_path, "playground", **given) as running:
        link = LINK.fullmatch(await running.prints())
        assert link is not None, running.out
        async with aiohttp.ClientSession() as session, session.get(link[1]) as page:
            assert "<title>Xulosa playground</title>" in await page.text()
        assert list(temporary.glob("xulosa-playground-*"))
        code = await running.stop(signal.SIGTERM)

    assert code == 0
    assert list(temporary.glob("xulosa-playground-*")) == []
    assert "Traceback" not in running.log
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("listen", ["off", "127.0.0.1:1"])
async def test_an_unavailable_listen_address_is_one_clear_line(tmp_path: Path, listen: str) -> None:
    if listen != "off" and os.geteuid() == 0:
        listen = "192.0.2.1:80"  # an address for documentation, which no machine has
    ended = await xulosa(tmp_path, "playground", BOT_LISTEN=listen)

    assert ended.code == 2
    assert ended.err.startswith("xulosa: BOT_LISTEN: ")
    assert len(ended.err.splitlines()) == 1


async def test_playground_opens_its_page_on_a_desktop_without_colors(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > part && mv part opened\n')
    browser.chmod(0o755)
    desktop = {"DISPLAY": ":0", "BROWSER": str(browser), "BOT_LISTEN": "127.0.0.1:0"}
    log = {"BOT_LOG_LEVEL": "info", "NO_COLOR": "1"}
    async with on_terminal(tmp_path, "playground", **desktop, **log) as running:
        await exists(tmp_path / "opened")
        running.process.send_signal(signal.SIGTERM)
        await running.process.wait()
        shown = running.shown().replace("\r", "")

    link = LINK.search(shown)
    assert link is not None
    assert "[info     ] ready" in shown  # without the codes of colors
    assert (tmp_path / "opened").read_text() == f"{link[1]}\n"


def test_run_imports_nothing_of_the_playground() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", APART], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
@pytest.mark.parametrize(
    ("environment", "dot_env", "command"),
    [
        ({}, None, "playground"),
        ({}, "BOT_ADMINS=1\n#BOT_TOKEN=1:x\nBOT_TOKEN=\n", "playground"),
        ({"BOT_TOKEN": "1:x"}, None, "run"),
        ({"BOT_TOKEN_FILE": "secret"}, None, "run"),
        ({}, "BOT_TOKEN=1:x\n", "run"),
        ({}, "export BOT_TOKEN_FILE = secret\n", "run"),
    ],
)
def test_make_run_opens_the_playground_without_a_token(
    tmp_path: Path, environment: dict[str, str], dot_env: str | None, command: str
) -> None:
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    program = tmp_path / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$@"\n')
    program.chmod(0o755)
    for name in ("requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    (tmp_path / ".venv" / "ready").touch()
    os.utime(tmp_path / ".venv" / "ready", (time.time() + 60, time.time() + 60))
    if dot_env is not None:
        (tmp_path / ".env").write_text(dot_env)
    ours = ("BOT_", "MAKE", "MFLAGS")  # make sets variables, and make may run this test
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}

    done = subprocess.run(
        ["make", "run"],  # noqa: S607 - the one on the path
        cwd=tmp_path,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"-m bot {command}\n"


async def test_the_first_greeting_offers_tags_of_its_language() -> None:
    settings = Settings(_env_file=None, bot_listen="127.0.0.1:0")
    async with open_playground(settings, asyncio.Event()) as served:
        anna = served.personas.by_name["anna"].person
        anna.send("/start")
        await served.until(anna.private.from_bot)

        assert anna.private.last.button("Harrowmere")


async def test_the_bot_uses_the_clock_of_the_playground() -> None:
    settings = Settings(_env_file=None, bot_listen="127.0.0.1:0")
    async with open_playground(settings, asyncio.Event()) as served:
        editor = served.personas.by_name["edith"].person
        served.clock.advance(timedelta(days=400))
        editor.send(f"/add {TITLE}\n\n" + "The well gives water again. " * 12)
        await served.until(lambda: TITLE in editor.private.from_bot()[-1].text)

        card = editor.private.last.text

    assert str(served.clock.today().year) in card
    assert served.clock.today().year > datetime.now(UTC).year


async def test_jumping_the_clock_brings_a_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings = Settings(_env_file=None, bot_listen="127.0.0.1:0")
    async with open_playground(settings, asyncio.Event()) as served:
        anna, editor = (served.personas.by_name[name].person for name in ("anna", "edith"))
        anna.send("/subscribe wells")
        anna.send("/digest 08:00")
        await served.until(lambda: "daily at" in anna.private.last.text)
        editor.send(f"/add {TITLE}\n\n" + "The well gives water again. " * 12 + "\n\n#wells")
        await served.until(lambda: TITLE in editor.private.from_bot()[-1].text)
        (folder,) = tmp_path.glob("xulosa-playground-*")  # noqa: ASYNC240 - one folder
        await until_drained(served, folder)  # the article waits for a digest
        before = anna.private.last.text

        served.clock.advance(timedelta(days=1))
        await served.until(lambda: anna.private.last.text.startswith("Your digest"))

    assert TITLE not in before
    assert TITLE in anna.private.last.text
