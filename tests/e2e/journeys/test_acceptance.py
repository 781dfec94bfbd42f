"""Acceptance: real pages and the first article are added, followed, rated and shared."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.chats import Chat
from bot.playground.api_server.state.messages import Message
from tests.support.bot_and_site import address, bot_beside_a_site, hand_in, stored
from tests.support.conversations import ask
from tests.support.paths import SHARED
from tests.support.waiting import until_drained
from tests.support.web_site import Site, page

pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason="the real pages are not beside this checkout"
)
PAGES = {  # start of the file name: tags from the editor
    "en_003": "#world #ceasefire",
    "en_006": "#world",
    "en_048": "#world #asia",
    "ru_065": "#kyiv",
    "tr_025": "#ekonomi #asia",
}
SEED = "Russia responds to a note from Uzbekistan regarding migrant abuse"


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    """A site with the five pages; the running bot may read it."""
    async with bot_beside_a_site(bot_api, tmp_path) as running:
        for name in PAGES:
            (path,) = (SHARED / "pages").glob(f"{name}*")
            running.on(f"/{name}", page(path.read_bytes()))
        yield running


def titles() -> dict[str, str]:
    """Return the title of each of the five pages."""
    lines = (SHARED / "pages" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    known = {entry["file"][:6]: entry["title"] for entry in map(json.loads, lines)}
    return {name: known[name] for name in PAGES}


def cards(chat: Chat) -> list[Message]:
    """Return the pushed cards of a chat."""
    return [one for one in chat.from_bot() if "You follow" in one.text]


def title_of(card: Message) -> str:
    """Return the first line of a card."""
    return card.text.partition("\n")[0]


def rating_of(card: Message) -> str:
    """Return a card's rating line."""
    return next(line for line in card.text.splitlines() if line.startswith(("☆", "★")))


async def add_everything(bot_api: BotApiServer, site: Site, editor: Person) -> dict[str, Message]:
    """Paste the first article, add the pages; return the editor's cards."""
    text = (SHARED / "seed-article.txt").read_text(encoding="utf-8")
    shown = {SEED: await hand_in(bot_api, editor, f"/add {text}")}
    for name, title in titles().items():
        link = address(site, f"/{name}")
        shown[title] = await hand_in(bot_api, editor, f"/add {link} {PAGES[name]}")
    return shown


async def test_two_readers_get_rate_and_share_exactly_their_tags(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person, bob: Person, tmp_path: Path
) -> None:
    await ask(bot_api, ann, "/subscribe Migrant asia")
    await ask(bot_api, bob, "/subscribe Ўзбекистон, world, asia, cricket")
    known = titles()
    for_ann = {SEED, known["en_048"], known["tr_025"]}
    for_bob = for_ann | {known["en_003"], known["en_006"]}

    shown = await add_everything(bot_api, site, editor)
    await bot_api.until(lambda: len(cards(ann.private)) >= len(for_ann), show=ann.private)
    await bot_api.until(lambda: len(cards(bob.private)) >= len(for_bob), show=bob.private)
    await until_drained(bot_api, tmp_path)

    assert {title: title_of(card) for title, card in shown.items()} == {t: t for t in shown}
    assert {title_of(card) for card in cards(ann.private)} == for_ann
    assert {title_of(card) for card in cards(bob.private)} == for_bob
    assert (len(cards(ann.private)), len(cards(bob.private))) == (len(for_ann), len(for_bob))
    assert {rating_of(card) for card in shown.values()} == {"☆ not rated yet"}

    (for_a,) = (card for card in cards(ann.private) if title_of(card) == SEED)
    (for_b,) = (card for card in cards(bob.private) if title_of(card) == SEED)
    assert for_a.text.endswith("You follow #Migrant")  # the first spelling seen
    assert for_b.text.endswith("You follow #Ўзбекистон")
    await ann.press(for_a, "5 ★").answered()
    await bob.press(for_b, "4 ★").answered()
    group = bot_api.group("Friends", owner=ann, members=[bob], announce=False)
    offer = await ann.inline(for_a.button("Share").inline_query or "", group)
    shared = ann.choose(offer.results[0], group)
    await bot_api.until(
        lambda: (
            {rating_of(card) for card in (for_a, for_b, shared, shown[SEED])} == {"★ 4.5 · 2 votes"}
        ),
        show=group,
    )

    assert title_of(shared) == SEED
    assert {rating_of(card) for title, card in shown.items() if title != SEED} == {
        "☆ not rated yet"
    }


async def test_the_first_article_is_stored_as_it_is(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    text = (SHARED / "seed-article.txt").read_text(encoding="utf-8")

    await hand_in(bot_api, editor, f"/add {text}")

    async with stored(bot_api, tmp_path) as store:
        (headline,), _ = await store.article_lists.newest(None, 0, 2)
        article = await store.articles.get(headline.id)
    paragraphs = article.body.split("\n")
    assert article.title == SEED
    assert article.section == "Local"
    assert len(paragraphs) == 7
    assert all(paragraph in text for paragraph in paragraphs)
    assert paragraphs[0].startswith("Uzbekistan recently sent a diplomatic note")
    assert paragraphs[-1].endswith("alternative destinations be considered rather than Russia.")
    assert [tag.name for tag in article.tags] == ["Rossiya", "migrant", "O'zbekiston"]
    assert article.tally.votes == 0
