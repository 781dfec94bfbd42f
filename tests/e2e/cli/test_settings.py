"""Settings that are missing or malformed: one clear line, and exit code 2."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import Settings, read_settings
from bot.domain.errors import OperatorError
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_process import at, started, xulosa
from tests.support.running_bot import TOKEN

SECRET = "hunter2-is-secret"

_DAMAGED = (
    "is damaged (file is not a database); keep it, and restore the newest backup: "
    "xulosa restore FILE"
)


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """Set an empty folder and no settings, for a command that runs in this process."""
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield monkeypatch
    for number, handler in handlers.items():
        signal.signal(number, handler)


async def test_run_without_a_token_names_the_next_step(tmp_path: Path) -> None:
    ended = await xulosa(tmp_path, "run")

    assert ended.code == 2
    assert ended.out == ""
    assert ended.err == (
        "xulosa: BOT_TOKEN: not set; ask @BotFather for a token, then: BOT_TOKEN=… make run\n"
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BOT_TOKEN", SECRET, "a token looks like 123456:ABC-DEF; ask @BotFather for yours"),
        ("BOT_ADMINS", "7, @edith", "user ids are numbers, separated by commas"),
        ("BOT_API_URL", "api.telegram.org", "this is an address such as https://"),
        ("BOT_API_URL", "http://[::1", "this is an address such as https://"),
        ("BOT_API_URL", "http://h:99999", "this is an address such as https://"),
        ("BOT_API_URL", "http://h/?x", "this is an address such as https://"),
        ("BOT_API_URL", "http://h#f", "this is an address such as https://"),
        ("BOT_LISTEN", "8080", "this is host:port, such as 127.0.0.1:8080, or off"),
        ("BOT_LISTEN", "127.0.0.1:70000", "this is host:port"),
        ("BOT_METRICS_LISTEN", "9090", "this is host:port, such as 127.0.0.1:9090"),
        ("BOT_METRICS_LISTEN", "[::1]:99999", "this is host:port"),
        ("BOT_FETCH_ALLOW", "host:http", "'host:http' has no port from 1 to 65535"),
        ("BOT_FETCH_ALLOW", "news/front", "'news/front' is not host or host:port"),
        ("BOT_WEBHOOK_URL", "bot.example.org", "this is an address such as https://"),
        ("BOT_WEBHOOK_URL", "https://[::1", "this is an address such as https://"),
        ("BOT_WEBHOOK_URL", "http://bot.example.org", "Telegram posts to https:// only"),
        ("BOT_WEBHOOK_SECRET", SECRET + " ", "this is 1 to 256 of A-Z, a-z, 0-9, _ and -"),
        ("BOT_SEND_RATE", "fast", "this is a whole number"),
        ("BOT_SEND_RATE", "0", "this is at least 1"),
        ("BOT_KEEP_UNLISTED", "a week", "this is a whole number"),
        ("BOT_KEEP_DELIVERIES", "-1", "this is at least 0"),
        ("BOT_KEEP_ARTICLES", "36501", "this is at most 36500"),
        ("BOT_MAX_IN_FLIGHT", "101", "this is at most 100"),
        ("BOT_WORKERS", "0", "this is at least 1"),
        ("BOT_WORKER_MEMORY", "100", "this is at least 256"),
        ("BOT_PAID_BROADCAST", "perhaps", "this is true or false"),
        ("BOT_RANKER", "oracle", "this is one of default, lead"),
        ("BOT_LOG_LEVEL", "loud", "this is 'debug', 'info', 'warning', 'error' or 'critical'"),
        ("BOT_LOG_FORMAT", "xml", "this is 'console' or 'json'"),
        (
            "BOT_DATABASE_URL",
            f"mysql://u:{SECRET}@host/x",
            "this is sqlite+aiosqlite:///<file> or postgresql+asyncpg",
        ),
        ("BOT_TOKEN_FILE", "nowhere", "nowhere cannot be read"),
    ],
)
def test_a_malformed_setting_is_named_without_showing_its_secret(
    clean: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    name: str,
    value: str,
    said: str,
) -> None:
    if not name.startswith("BOT_TOKEN"):
        clean.setenv("BOT_TOKEN", TOKEN)
    clean.setenv(name, value)

    code = main(["run"])

    said_in_all = capfd.readouterr().err
    assert code == 2
    assert said_in_all.startswith(f"xulosa: {name}: ")
    assert said in said_in_all
    assert said_in_all.count("\n") == 1
    assert SECRET not in said_in_all


def test_all_wrong_settings_are_reported_together(
    clean: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    clean.setenv("BOT_SEND_RATE", "fast")
    clean.setenv("BOT_LISTEN", "8080")
    clean.setenv("BOT_WEBHOOK_SECRET_FILE", "nowhere")
    (tmp_path / ".env").write_text("BOT_ADMIN=7\n")

    code = main(["run"])

    assert code == 2
    assert sorted(capfd.readouterr().err.splitlines()) == [
        "xulosa: BOT_ADMIN: there is no such setting; is it BOT_ADMINS?",
        "xulosa: BOT_LISTEN: this is host:port, such as 127.0.0.1:8080, or off",
        "xulosa: BOT_SEND_RATE: this is a whole number",
        "xulosa: BOT_TOKEN: not set; ask @BotFather for a token, then: BOT_TOKEN=… make run",
        "xulosa: BOT_WEBHOOK_SECRET_FILE: nowhere cannot be read",
    ]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("BOT_TOKENS", "BOT_TOKEN"),
        ("BOT_LOGLEVEL", "BOT_LOG_LEVEL"),
        ("BOT_LINKS_A_MINUTE", "BOT_LINKS_PER_MINUTE"),
        ("bot_admin", "BOT_ADMINS"),
    ],
)
def test_a_misspelled_setting_is_refused_with_the_nearest_name(
    clean: pytest.MonkeyPatch, name: str, nearest: str
) -> None:
    clean.setenv(name, "1")

    with pytest.raises(OperatorError, match=f"^{name.upper()}: .* is it {nearest}\\?$"):
        read_settings()


@pytest.mark.parametrize("name", ["BOT_NAME", "BOT_PUBLIC_URL", "MY_BOT_TOKEN", "ROBOT_ADMIN"])
def test_a_setting_of_another_program_is_ignored(clean: pytest.MonkeyPatch, name: str) -> None:
    clean.setenv(name, "1")

    assert read_settings() == Settings()


async def test_settings_come_from_a_file_and_the_environment_wins(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    (tmp_path / ".env").write_text(
        f"BOT_TOKEN_FILE=token\nBOT_API_URL={bot_api.url}\nBOT_LISTEN=nonsense\nBOT_DATA_DIR=kept\n"
    )

    async with started(tmp_path, BOT_LISTEN="off") as bot:
        await bot.says("ready")

    assert (tmp_path / "kept" / "xulosa.db").exists()


async def test_a_token_with_spaces_around_it_is_taken(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    async with started(tmp_path, **at(bot_api, BOT_TOKEN=f" {TOKEN}\n")) as bot:
        await bot.says("ready")


async def test_a_binary_settings_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BOT_TOKEN=\xff\xfe\n")

    ended = await xulosa(tmp_path, "run")

    assert ended.code == 2
    assert ended.err == "xulosa: .env: this file is not UTF-8; save it as UTF-8\n"


@pytest.mark.parametrize("target", [".", "/proc/self/mem"])  # a folder; an unreadable file
async def test_an_unreadable_settings_file_is_named(tmp_path: Path, target: str) -> None:
    (tmp_path / ".env").symlink_to(target)

    ended = await xulosa(tmp_path, "run")

    assert ended.code == 2
    assert ended.err.startswith("xulosa: .env: this cannot be read: ")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("where", ["environment", "file"])
def test_the_environment_wins_over_dotenv_for_secrets_and_files(
    clean: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    (tmp_path / "ours").write_text("1:ours")
    (tmp_path / "theirs").write_text("2:theirs")
    ours = {"environment": ("BOT_TOKEN", "1:ours"), "file": ("BOT_TOKEN_FILE", "ours")}
    clean.setenv(*ours[where])

    for theirs in ("BOT_TOKEN=2:theirs", "BOT_TOKEN_FILE=theirs"):
        (tmp_path / ".env").write_text(theirs)
        token = read_settings().bot_token

        assert token is not None
        assert token.get_secret_value() == "1:ours"


async def test_a_token_that_telegram_refuses_ends_the_bot(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    ended = await xulosa(tmp_path, "run", **at(bot_api, BOT_TOKEN="123456:WRONG"))

    assert ended.code == 2
    assert "BOT_TOKEN: Telegram refuses it; ask @BotFather for a new one" in ended.err
    assert "WRONG" not in ended.err
    assert "Traceback" not in ended.err


async def test_a_second_bot_on_the_same_database_does_not_start(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    async with started(tmp_path, **at(bot_api)) as bot:
        await bot.says("ready")
        second = await xulosa(tmp_path, "run", **at(bot_api))
        is_first_alive = bot.process.returncode is None

    assert second.code == 2
    assert "BOT_DATA_DIR: another bot runs on data/xulosa.db" in second.err
    assert second.err.count("\n") == 1
    assert is_first_alive


async def test_a_part_of_the_bot_needs_postgresql(tmp_path: Path) -> None:
    ended = await xulosa(tmp_path, "run", "--role", "worker", BOT_TOKEN=TOKEN)

    assert ended.code == 2
    assert ended.err == (
        "xulosa: --role worker: this needs BOT_DATABASE_URL=postgresql+asyncpg://…\n"
    )


async def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    await xulosa(tmp_path, "migrate")
    with closing(sqlite3.connect(tmp_path / "data" / "xulosa.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()

    for command in (["run"], ["articles", "list"]):
        ended = await xulosa(tmp_path, *command, BOT_TOKEN=TOKEN, BOT_LISTEN="off")

        assert ended.code == 2
        assert "the database has schema 9999, which this version does not know" in ended.err


@pytest.mark.parametrize("command", [["run"], ["articles", "list"]])
async def test_a_data_folder_with_a_broken_database_is_named(
    tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "xulosa.db").write_bytes(b"This is a letter to my aunt. " * 100)

    ended = await xulosa(tmp_path, *command, BOT_TOKEN=TOKEN, BOT_LISTEN="off")

    assert ended.code == 2
    assert ended.err == (f"xulosa: BOT_DATA_DIR: data/xulosa.db {_DAMAGED}\n")


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("letter", f"{{}} {_DAMAGED}"),
        (".", "cannot open {}: unable to open database file"),
    ],
    ids=["a letter", "a folder"],
)
async def test_a_database_url_that_cannot_be_opened_is_named(
    tmp_path: Path, place: str, line: str
) -> None:
    (tmp_path / "letter").write_text("This is a letter to my aunt. " * 100)
    where = tmp_path / place

    ended = await xulosa(tmp_path, "migrate", BOT_DATABASE_URL=f"sqlite+aiosqlite:///{where}")

    assert ended.code == 2
    assert ended.err == f"xulosa: BOT_DATABASE_URL: {line.format(where)}\n"


@pytest.mark.parametrize("name", ["what?", "100%", "a%2fb?x=1#y"])
async def test_a_folder_of_data_may_have_any_name(tmp_path: Path, name: str) -> None:
    ended = await xulosa(tmp_path, "migrate", BOT_DATA_DIR=name)

    assert (ended.code, ended.err) == (0, "")
    assert os.listdir(tmp_path) == [name]  # noqa: PTH208 -- all in one call
    assert (tmp_path / name / "xulosa.db").exists()


@pytest.mark.parametrize("target", ["n" * 300, "letter/copy.db", "copy.db"])
async def test_a_backup_that_fails_is_one_line(tmp_path: Path, target: str) -> None:
    (tmp_path / "letter").write_text("This is a letter to my aunt. " * 100)
    given = {"BOT_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'letter'}"}
    await xulosa(tmp_path, "migrate")

    ended = await xulosa(tmp_path, "backup", target, **(given if target == "copy.db" else {}))

    assert (ended.code, ended.out) == (1 if target == "copy.db" else 2, "")
    what = f"cannot read {tmp_path / 'letter'}" if target == "copy.db" else f"cannot write {target}"
    assert ended.err.startswith(f"xulosa: {what}: ")
    assert ended.err.count("\n") == 1


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()

    ended = await xulosa(
        tmp_path, "run", BOT_TOKEN=TOKEN, BOT_LISTEN="off", BOT_DATA_DIR="taken/data"
    )

    assert ended.code == 2
    assert ended.err == "xulosa: BOT_DATA_DIR: cannot make taken/data: Not a directory\n"


@pytest.mark.parametrize("name", ["BOT_LISTEN", "BOT_METRICS_LISTEN"])
async def test_a_port_that_is_taken_is_named(
    bot_api: BotApiServer, tmp_path: Path, name: str
) -> None:
    taken = bot_api.url.removeprefix("http://")

    ended = await xulosa(tmp_path, "run", **{**at(bot_api), name: taken})

    assert ended.code == 2
    assert ended.err == (
        f"xulosa: {name}: cannot listen on {taken} (Address already in use); name another address\n"
    )
    assert "Traceback" not in ended.err


async def test_a_webhook_needs_the_http_server(tmp_path: Path) -> None:
    given = {"BOT_WEBHOOK_URL": "https://bot.example.org", "BOT_LISTEN": "off"}

    ended = await xulosa(tmp_path, "run", BOT_TOKEN=TOKEN, **given)

    assert ended.code == 2
    assert ended.err == (
        "xulosa: BOT_WEBHOOK_URL: a webhook needs the HTTP server, but BOT_LISTEN is off\n"
    )
