"""/export contains the articles that a person submitted, and /forget erases them."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import address, bot_beside_a_site, hand_in, html_of
from tests.support.conversations import SAMPLES, ask
from tests.support.web_site import Site, page

BRIDGE = SAMPLES["en-bridge"]


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    """A site that the running bot may read."""
    async with bot_beside_a_site(bot_api, tmp_path) as running_site:
        yield running_site


async def test_a_submitted_article_is_exported_and_forgotten(
    site: Site, bot_api: BotApiServer, ann: Person
) -> None:
    site.on("/page", page(html_of()))
    await hand_in(bot_api, ann, address(site, "/page"))

    exported = await ask(bot_api, ann, "/export")
    question = await ask(bot_api, ann, "/forget")
    await ann.press(question, "Delete everything").answered()
    await bot_api.until(lambda: not question.buttons, show=ann.private)
    asked_for = await ask(bot_api, ann, "/summary 1")

    assert exported.document is not None
    (kept,) = json.loads(bot_api.world.files.get(exported.document["file_id"]).data)["articles"]
    assert kept["title"] == BRIDGE.title
    assert kept["text"] == BRIDGE.body
    assert all(sentence in BRIDGE.body for sentence in kept["summary"])
    assert asked_for.text == "That article is no longer here."
