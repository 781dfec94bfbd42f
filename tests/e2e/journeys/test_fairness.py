"""Slow files and links of one person delay nobody else."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import ACKNOWLEDGED, address, bot_beside_a_site, hand_in, html_of
from tests.support.conversations import SAMPLES
from tests.support.document_files import worst_pdf
from tests.support.web_site import Site, page, silence

FILES, LINKS = 9, 18
WORST = worst_pdf(padding=os.urandom(500_000))  # it reaches the longest time limit


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    """A site with a slow and a fast page, and a bot with two worker processes."""
    settings = {"bot_workers": 2, "bot_links_per_minute": FILES + LINKS}
    async with bot_beside_a_site(bot_api, tmp_path, **settings) as running_site:
        running_site.on("/slow", silence)
        running_site.on("/page", page(html_of()))
        yield running_site


async def test_worst_files_and_slow_links_keep_nobody_waiting(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person
) -> None:
    slow = [f"{address(site, '/slow')}?{number}" for number in range(LINKS)]
    ann.send(slow[0])
    for number in range(FILES):
        ann.send_file(f"{number}.pdf", WORST)
    for link in slow[1:]:
        ann.send(link)
    await bot_api.until(lambda: bool(site.visits) and len(bot_api.calls("getFile")) >= 2)

    card = await hand_in(bot_api, bob, address(site, "/page"))

    assert card.text.startswith(SAMPLES["en-bridge"].title)
    assert {message.text for message in ann.private.from_bot()} == {ACKNOWLEDGED}
