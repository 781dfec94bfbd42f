"""One article from the command that adds it to the shared card."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.first_article import TEXT
from tests.support.running_bot import running, settings_for


@pytest.fixture(params=["polling", "webhook"])
async def bot(
    request: pytest.FixtureRequest, bot_api: BotApiServer, tmp_path: Path, port: int
) -> AsyncIterator[BotApiServer]:
    """The shipped bot, ready, once with polling and once with a webhook."""
    url = f"http://127.0.0.1:{port}" if request.param == "webhook" else None
    settings = settings_for(bot_api, tmp_path, bot_listen=f"127.0.0.1:{port}", bot_webhook_url=url)
    async with running(settings, bot_api):
        yield bot_api


async def test_an_article_reaches_its_followers_is_rated_and_shared(
    bot: BotApiServer, bot_api: BotApiServer, editor: Person
) -> None:
    ann = bot_api.person("Ann", is_started=True)
    bob = bot_api.person("Bob", is_started=True)
    ann.send("/subscribe O‘zbekiston")
    bob.send("/subscribe мост, cricket")
    await bot_api.until(lambda: ann.private.from_bot() and bob.private.from_bot())

    editor.send("/add " + TEXT)

    await bot_api.until(lambda: "You follow" in ann.private.last.text, show=ann.private)
    await bot_api.until(lambda: editor.private.last.buttons, show=editor.private)
    card = ann.private.last
    assert card.text.startswith("Bridge over the Anhor opens two months early\nLocal · ")
    assert "#Tashkent #bridges #Oʻzbekiston\n☆ not rated yet\nYou follow #Oʻzbekiston" in card.text
    assert len(bob.private.from_bot()) == 1

    answer = await ann.press(card, "4 ★").answered()
    await bot_api.until(lambda: "★ 4.0 · 1 vote\n" in ann.private.last.text, show=ann.private)
    assert answer.text == "You gave 4 stars. Thank you!"

    group = bot_api.group("Friends", owner=ann, members=[bob], announce=False)
    inline_query = await ann.inline(card.button("Share").inline_query or "", group)
    ann.choose(inline_query.results[0], group)
    bob.press(group.last, "1 ★")
    await bot_api.until(lambda: "★ 2.5 · 2 votes" in group.last.text, show=group)

    await bot_api.until(lambda: "★ 2.5 · 2 votes" in ann.private.last.text, show=ann.private)
    await bot_api.until(lambda: "★ 2.5 · 2 votes" in editor.private.last.text, show=editor.private)
