"""A bot beside a local site: editors submit its pages and pasted texts, and read the results."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.messages import Message
from storage.engine.database import Database
from storage.store import Store
from tests.support.conversations import SAMPLES, ask
from tests.support.running_bot import running, settings_for
from tests.support.web_site import Site, opened

ACKNOWLEDGED = "Reading…"


@asynccontextmanager
async def bot_beside_a_site(
    bot_api: BotApiServer, folder: Path, *clocks: Callable[[], Any], **settings: object
) -> AsyncIterator[Site]:
    """Run the shipped bot, on `clocks` if given, beside a site of 127.0.0.1 that it may read."""
    async with (
        opened() as site,
        running(settings_beside(site, bot_api, folder, **settings), bot_api, *clocks),
    ):
        yield site


def settings_beside(
    site: Site, bot_api: BotApiServer, folder: Path, **settings: object
) -> Settings:
    """Return the settings of a bot that may read `site`."""
    allowed = f"127.0.0.1:{site.port}"
    return settings_for(bot_api, folder, bot_fetch_allow=allowed, **settings)


@asynccontextmanager
async def stored(bot_api: BotApiServer, folder: Path) -> AsyncIterator[Store]:
    """Open the database of the bot that runs in `folder`."""
    database = Database(settings_for(bot_api, folder).database_url)
    try:
        yield Store(database)
    finally:
        await database.close()


async def titles_in(bot_api: BotApiServer, folder: Path) -> list[str]:
    """Return the titles of the listed articles, newest first."""
    async with stored(bot_api, folder) as store:
        headlines, _ = await store.article_lists.newest(None, 0, 50)
        return [headline.title for headline in headlines]


def address(site: Site, path: str) -> str:
    """Return a page's address with an IP address, since no resolver knows the site's name."""
    return site.url(path, host="127.0.0.1")


def html_of(name: str = "en-bridge", *, keywords: str = "", title: str = "") -> str:
    """Return the sample `name` as a page of a news site."""
    sample = SAMPLES[name]
    paragraphs = "".join(f"<p>{line}</p>" for line in sample.body.split("\n"))
    heading = title or sample.title
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{heading}</title>'
        f'<meta property="og:title" content="{heading}">'
        f'<meta name="keywords" content="{keywords}"></head>'
        f"<body><nav>Home</nav><article><h1>{heading}</h1>{paragraphs}</article></body></html>"
    )


def sample_text(name: str = "en-bridge", *, last: str = "") -> str:
    """Return the sample `name` as a pasted text: title, section, picture, body, tags."""
    sample = SAMPLES[name]
    body = sample.body.replace("\n", "\n\n")
    return f"{sample.title}\n\n{sample.section}\n\nimage\n\n{body}\n\n{last}".strip()


async def hand_in(bot_api: BotApiServer, person: Person, text: str) -> Message:
    """Send a link or a text to the bot, and return its final answer."""
    return await settled(bot_api, person, await ask(bot_api, person, text))


async def settled(bot_api: BotApiServer, person: Person, answer: Message) -> Message:
    """Wait until the bot has edited its acknowledgement into the answer; return it."""
    await bot_api.until(lambda: answer.text != ACKNOWLEDGED, show=person.private)
    return answer
