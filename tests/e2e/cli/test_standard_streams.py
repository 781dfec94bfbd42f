"""Standard output that is closed or full, and standard input that is closed."""

import asyncio
import fcntl
import os
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.bot_and_site import address, sample_text
from tests.support.bot_process import at, environment, in_new_interpreter, printing_to, xulosa
from tests.support.commands import Ended
from tests.support.migrated_database import copy_migrated
from tests.support.web_site import Visit, opened

NO_ROOM = "xulosa: cannot write to standard output: No space left on device\n"
PRINTING = [
    ["--help"],
    ["summarize", "a.txt"],
    ["summarize", "a.txt", "--json"],
    ["summarize", "--jsonl"],
    ["articles", "list"],
    ["articles", "export"],
    ["feeds", "export"],
    ["migrate"],
    ["playground"],
]
LINES = "".join(f'{{"title": "Title {n}", "body": "Body {n}."}}\n' for n in range(300))
STDIN = f'{{"id": 1, "text": "{sample_text().splitlines()[-1]}"}}\n'.encode() * 2


def opened_output(target: str) -> int:
    """Open a `pipe` that nobody reads, or a file; return its descriptor."""
    if target != "pipe":
        return os.open(target, os.O_WRONLY)
    reader, out = os.pipe()
    os.close(reader)
    return out


async def run(folder: Path, target: str, *arguments: str, **settings: str) -> Ended:
    """Run a command whose standard output is a `pipe` that nobody reads, or a file."""
    settings = {"PYTHONUNBUFFERED": "", **settings}
    return await printing_to(opened_output(target), folder, STDIN, *arguments, **settings)


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(sample_text())
    (tmp_path / "all.jsonl").write_text(LINES)
    copy_migrated(tmp_path / "data")
    await xulosa(tmp_path, "add", "a.txt")
    return tmp_path


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
@pytest.mark.parametrize(("target", "end"), [("pipe", (0, "")), ("/dev/full", (1, NO_ROOM))])
async def test_a_closed_or_full_output_ends_a_command_cleanly(
    folder: Path, target: str, end: tuple[int, str], arguments: list[str]
) -> None:
    ended = await run(
        folder, target, *arguments, BOT_LISTEN="127.0.0.1:0", BOT_LOG_LEVEL="critical"
    )

    assert (ended.code, ended.err) == end


@pytest.mark.parametrize(("target", "end"), [("pipe", (0, "")), ("/dev/full", (1, NO_ROOM))])
async def test_a_new_interpreter_ends_cleanly_without_its_output(
    tmp_path: Path, target: str, end: tuple[int, str]
) -> None:
    (tmp_path / "a.txt").write_text(sample_text())
    out = opened_output(target)

    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", "summarize", "a.txt"],
        cwd=tmp_path,
        env=environment({"PYTHONUNBUFFERED": ""}),
        stdout=out,
        stderr=subprocess.PIPE,
        timeout=HANG_SECONDS,
    )
    os.close(out)

    assert (done.returncode, done.stderr.decode()) == end


async def test_doctor_keeps_its_exit_code_when_nobody_reads_its_output(
    folder: Path, bot_api: BotApiServer
) -> None:
    healthy = await run(folder, "pipe", "doctor", **at(bot_api))
    lonely = await run(folder, "pipe", "doctor")

    assert (healthy.code, healthy.err, lonely.code, lonely.err) == (0, "", 1, "")


@pytest.mark.parametrize(("target", "code"), [("pipe", 0), ("/dev/full", 1)])
@pytest.mark.parametrize("is_buffered", [True, False])
async def test_import_and_add_finish_when_nobody_reads_their_output(
    folder: Path, target: str, code: int, is_buffered: bool
) -> None:
    given = {} if is_buffered else {"PYTHONUNBUFFERED": "1"}
    (folder / "b.txt").write_text(sample_text("uz-bozor"))

    imported = await run(folder, target, "articles", "import", "all.jsonl", **given)
    added = await run(folder, target, "add", "nowhere.txt", "b.txt", **given)
    listed = await xulosa(folder, "articles", "list", "--limit", "400")

    assert imported.code == code
    assert added.code == 1
    assert added.err.startswith("xulosa: nowhere.txt: No such file")
    assert len(listed.out.splitlines()) == 302


async def in_shell(
    folder: Path, script: str, arguments: list[str]
) -> subprocess.CompletedProcess[bytes]:
    """Run a shell script; `$0` is Python, and `$@` are the arguments."""
    return await asyncio.to_thread(
        subprocess.run,
        ["sh", "-c", script, sys.executable, *arguments],
        cwd=folder,
        env=environment({}),
        capture_output=True,
        timeout=HANG_SECONDS,
    )


@pytest.mark.parametrize(
    "arguments", [["summarize", "-"], ["summarize", "--jsonl"], ["add", "-"]], ids=" ".join
)
async def test_a_closed_standard_input_is_one_line(tmp_path: Path, arguments: list[str]) -> None:
    done = await in_shell(tmp_path, 'exec "$0" -m bot "$@" <&-', arguments)

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"xulosa: standard input is closed\n"


async def test_output_is_utf_8_in_every_locale(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(sample_text("ru-ferry"))

    ended = await in_new_interpreter(
        tmp_path, b"", "summarize", "ferry.txt", PYTHONIOENCODING="ascii", LANG="C"
    )

    assert (ended.code, ended.err) == (0, "")
    assert all(line in sample_text("ru-ferry") for line in ended.out.splitlines())


@pytest.mark.parametrize("arguments", [["add", "a.txt"], ["articles", "import", "all.jsonl"]])
async def test_a_disk_without_room_for_the_database_is_one_line(
    tmp_path: Path, arguments: list[str]
) -> None:
    body = "The river rose in the night. " * 8_000
    (tmp_path / "a.txt").write_text(f"Title\n{body}")
    (tmp_path / "all.jsonl").write_text(f'{{"title": "Title", "body": "{body}"}}\n')
    await xulosa(tmp_path, "migrate")

    done = await in_shell(tmp_path, 'ulimit -f 128; exec "$0" -m bot "$@"', arguments)

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"xulosa: the database: ")
    assert done.stderr.count(b"\n") == 1


async def has_read(stdin: asyncio.StreamWriter | None, words: bytes) -> None:
    """Write `words`, and wait until the process has read them all."""
    assert stdin is not None
    stdin.write(words)
    pipe = stdin.get_extra_info("pipe")
    left = 1
    async with asyncio.timeout(HANG_SECONDS):
        while left:
            await asyncio.sleep(0.01)
            asked = fcntl.ioctl(pipe.fileno(), termios.FIONREAD, struct.pack("i", 0))
            (left,) = struct.unpack("i", asked)


@pytest.mark.parametrize("source", ["a slow site", "-"])
async def test_ctrl_c_ends_an_add_that_waits(tmp_path: Path, source: str) -> None:
    is_asked = asyncio.Event()

    async def wait(_: Visit) -> None:
        is_asked.set()
        await asyncio.Event().wait()

    async with opened() as site:
        site.on("/slow", wait)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "add"),
            "-" if source == "-" else address(site, "/slow"),
            cwd=tmp_path,
            env=environment({"BOT_FETCH_ALLOW": f"127.0.0.1:{site.port}"}),
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        if source == "-":
            await has_read(process.stdin, b"A title\n")
        else:
            await asyncio.wait_for(is_asked.wait(), HANG_SECONDS)
        process.send_signal(signal.SIGINT)
        try:
            code = await asyncio.wait_for(process.wait(), HANG_SECONDS)
        finally:
            if process.returncode is None:
                process.kill()
        said = await process.stderr.read() if process.stderr else b""

    assert (code, said) == (130, b"")
