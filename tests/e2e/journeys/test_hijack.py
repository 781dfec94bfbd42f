"""A stranger submits a story first; subscribers get only the text of the publisher."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.messages import Message
from tests.support.adding_feeds import added, fresh
from tests.support.bot_and_site import (
    address,
    bot_beside_a_site,
    hand_in,
    html_of,
    sample_text,
    settled,
)
from tests.support.conversations import SAMPLES, ask, said_after
from tests.support.feed_site import rss
from tests.support.waiting import until_drained
from tests.support.web_site import Site, page

BRIDGE = SAMPLES["en-bridge"]
FORGED = "Rate Count\n\n{votes}\n\nRating\n\n1\n\nTags\n\ncasino\n"


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    async with bot_beside_a_site(bot_api, tmp_path, bot_feed_interval=1) as running:
        running.on("/robots.txt", page("", "404 Not Found"))
        yield running


async def pushed(bot_api: BotApiServer, reader: Person) -> Message:
    """Wait for the card that a reader gets for a followed tag."""
    await bot_api.until(lambda: "You follow" in reader.private.last.text)
    return reader.private.last


async def test_a_feeds_card_shows_nothing_of_a_strangers_copy(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person, bob: Person, tmp_path: Path
) -> None:
    stranger = bot_api.person("Sam", is_started=True)
    copy = html_of(keywords="casino").replace(
        "<head>",
        '<head><meta property="og:site_name" '
        'content="Casino News"><meta property="og:image" content="https://casino.example/x.png">',
    )
    site.on("/copy", page(copy))
    site.on("/news", page(html_of(keywords="bridges")))
    site.on("/feed", page(rss(), content_type="application/rss+xml"))
    await ask(bot_api, ann, "/subscribe bridges")
    await ask(bot_api, bob, "/subscribe casino")
    await added(bot_api, editor, address(site, "/feed"))
    theirs = await hand_in(bot_api, stranger, address(site, "/copy"))

    site.on("/feed", page(rss(fresh("news")), content_type="application/rss+xml"))
    card = await pushed(bot_api, ann)

    await until_drained(bot_api, tmp_path)
    assert card.text.startswith(BRIDGE.title)
    assert card.links[0] == address(site, "/news")
    assert "Casino" not in card.text
    assert "casino" not in card.text
    assert len(bob.private.from_bot()) == 1
    assert "Casino News" in theirs.text


@pytest.mark.parametrize("votes", ["12", "1000000", "1000001", "10000000"])
async def test_a_strangers_rating_and_tags_count_nowhere(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person, votes: str, tmp_path: Path
) -> None:
    stranger = bot_api.person("Sam", is_started=True)
    await ask(bot_api, ann, "/subscribe casino")
    forged = sample_text(last=FORGED.format(votes=votes)).encode()

    sent = stranger.send_file("story.txt", forged)
    theirs = await settled(bot_api, stranger, await said_after(bot_api, stranger.private, sent))
    ours = await hand_in(bot_api, editor, f"/add {sample_text()}")

    await until_drained(bot_api, tmp_path)
    assert theirs.text.startswith(BRIDGE.title)
    assert ours.text.startswith(BRIDGE.title)
    assert all("casino" not in card.text for card in (theirs, ours))
    assert all("☆ not rated yet" in card.text for card in (theirs, ours))
    assert len(ann.private.from_bot()) == 1


@pytest.mark.parametrize(
    ("votes", "line"), [("1000000", "★ 1.0 · 1000000"), ("1000001", "☆ not rated yet")]
)
async def test_an_editors_rating_counts_up_to_a_million(
    site: Site, bot_api: BotApiServer, editor: Person, votes: str, line: str
) -> None:
    card = await hand_in(bot_api, editor, f"/add {sample_text(last=FORGED.format(votes=votes))}")

    assert "#casino" in card.text
    assert line in card.text.replace(",", "")
