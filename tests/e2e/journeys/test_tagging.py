"""Tagging of articles whose source gives no tags."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import address, bot_beside_a_site, hand_in, html_of
from tests.support.conversations import SAMPLES, ask
from tests.support.web_site import Site, page


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    async with bot_beside_a_site(bot_api, tmp_path) as running_site:
        yield running_site


async def test_an_untagged_article_reaches_followers_of_its_subject(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person
) -> None:
    await ask(bot_api, ann, "/subscribe bridge")
    site.on("/page", page(html_of()))

    card = await hand_in(bot_api, editor, f"/add {address(site, '/page')}")
    await bot_api.until(lambda: "You follow #bridge" in ann.private.last.text, show=ann.private)

    assert "\n#bridge\n☆" in card.text


async def test_tagging_invents_no_tag_and_adds_none_to_a_tagged_page(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person
) -> None:
    await ask(bot_api, ann, "/subscribe bridge")
    site.on("/tagged", page(html_of(keywords="iron")))
    site.on("/other", page(html_of("uz-bozor")))

    tagged = await hand_in(bot_api, editor, f"/add {address(site, '/tagged')}")
    other = await hand_in(bot_api, editor, f"/add {address(site, '/other')}")

    assert "\n#iron\n☆" in tagged.text
    assert "#" not in other.text
    assert other.text.startswith(SAMPLES["uz-bozor"].title)
