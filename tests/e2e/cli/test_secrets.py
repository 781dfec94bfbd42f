"""No log, answer or table shows a user name, password or token of an address."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import address, html_of
from tests.support.bot_process import at, started, xulosa
from tests.support.running_bot import EDITOR_ID
from tests.support.web_site import Site, opened, page, reset_after, to

SECRETS = ("hunter2", "s3cret", "t0ken", "apikey99")


def links_with_secrets(site: Site) -> list[str]:
    """Return links with user names, passwords and tokens; the answers of `site` have some, too."""
    site.on("/page", page(html_of()))
    site.on("/reset", reset_after(b"HTTP/1.1 200 OK\r\nContent-Len"))
    site.on("/broken", b"HTTP/1.1 2000000 s3cret\r\nt0ken\r\n\r\n")
    site.on("/away", to("http://ann:s3cret@10.0.0.1/?access_token=t0ken"))
    site.on("/odd", to("ftp://ann:s3cret@files.example.com/t0ken"))
    return [
        address(site, "/page").replace("//", "//ann:hunter2@"),
        "ftp://ann:hunter2@files.example.com/",
        "http://ann:hunter2@10.0.0.1/?access_token=t0ken",
        *(f"{address(site, path)}?apikey=apikey99" for path in ("/reset", "/broken", "/away")),
        f"{address(site, '/odd')}?apikey=apikey99",
    ]


async def test_no_secret_of_an_address_is_logged_shown_or_stored(
    bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    async with opened() as site:
        settings = at(
            bot_api,
            BOT_ADMINS=str(EDITOR_ID),
            BOT_LOG_LEVEL="debug",
            BOT_FETCH_ALLOW=f"127.0.0.1:{site.port}",
        )
        links = links_with_secrets(site)

        async with started(tmp_path, **settings) as bot:
            await bot.says("ready")
            for link in links:
                editor.send(f"/add {link}")
            answers = editor.private.from_bot
            await bot_api.until(
                lambda: (
                    len(answers()) == len(links)
                    and all(answer.text != "Reading…" for answer in answers())
                ),
                60,
                show=editor.private,
            )
            await bot.stop(signal.SIGTERM)
        headers = [visit.headers for visit in site.visits]

    assert [secret for secret in SECRETS if secret in bot.log] == []
    assert [each.text for each in answers() if any(s in each.text for s in SECRETS)] == []
    assert not any("authorization" in sent for sent in headers)
    with closing(sqlite3.connect(tmp_path / "data" / "xulosa.db")) as database:
        kept = "\n".join(database.iterdump())
    assert "hunter2" not in kept


@pytest.mark.parametrize("command", ["summarize", "add"])
async def test_no_command_prints_a_secret_of_an_address(tmp_path: Path, command: str) -> None:
    link = "http://ann:hunter2@10.0.0.1/?access_token=t0ken"

    ended = await xulosa(tmp_path, command, link, BOT_LOG_LEVEL="debug")

    assert ended.code == 1
    assert "I open public web pages only" in ended.err
    assert [secret for secret in SECRETS if secret in ended.err + ended.out] == []
