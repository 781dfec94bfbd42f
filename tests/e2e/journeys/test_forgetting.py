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
async def site(wire: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    """A site that the running bot may read."""
    async with bot_beside_a_site(wire, tmp_path) as running_site:
        yield running_site


async def test_a_submitted_article_is_exported_and_forgotten(
    site: Site, wire: BotApiServer, ann: Person
) -> None:
    site.on("/page", page(html_of()))
    await hand_in(wire, ann, address(site, "/page"))

    exported = await ask(wire, ann, "/export")
    question = await ask(wire, ann, "/forget")
    await ann.press(question, "Delete everything").answered()
    await wire.until(lambda: not question.buttons, show=ann.private)
    asked_for = await ask(wire, ann, "/summary 1")

    assert exported.document is not None
    (kept,) = json.loads(wire.world.files.get(exported.document["file_id"]).data)["articles"]
    assert kept["title"] == BRIDGE.title
    assert kept["text"] == BRIDGE.body
    assert all(sentence in BRIDGE.body for sentence in kept["summary"])
    assert asked_for.text == "That article is no longer here."
