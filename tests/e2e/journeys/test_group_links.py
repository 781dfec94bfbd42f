"""Links that members of a group post: summarized where an administrator switched that on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import address, bot_beside_a_site, html_of
from tests.support.conversations import SAMPLES, ask, labels, said_after, tap
from tests.support.waiting import until_drained
from tests.support.web_site import Site, page

BRIDGE = SAMPLES["en-bridge"].title


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    """A site that the running bot may read."""
    async with bot_beside_a_site(bot_api, tmp_path) as running:
        yield running


async def test_a_link_in_a_group_gets_its_card_once_switched_on(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person, tmp_path: Path
) -> None:
    site.on("/page", page(html_of()))
    site.on("/gone", page("", "404 Not Found"))
    group = bot_api.group("Friends", owner=ann, members=[bob], announce=False)
    group.promote_bot()
    ignored = bob.send(f"Look: {address(site, '/page')}", group)
    hub = await ask(bot_api, ann, "/settings", group)
    unread = len(site.visits)

    await tap(bot_api, ann, hub, "Links")
    await tap(bot_api, ann, hub, "Summarize links")
    bob.send(f"Gone: {address(site, '/gone')}", group)
    posted = bob.send(f"Read this: {address(site, '/page')}", group)
    card = await said_after(bot_api, group, posted)
    again = ann.send(address(site, "/page"), group)
    known = await said_after(bot_api, group, again)
    bob.send("no link at all", group)
    await until_drained(bot_api, tmp_path)

    assert unread == 0
    assert labels(hub) == [["Summarize links ✓"], ["‹ Back"]]
    assert card.text.startswith(f"{BRIDGE}\n")
    assert card.reply_to is posted
    assert known.text.startswith(f"{BRIDGE}\n")
    assert group.from_bot() == [hub, card, known]
    assert ignored.message_id < hub.message_id
