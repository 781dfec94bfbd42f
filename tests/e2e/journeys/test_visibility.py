"""Each person sees an article only by the permitted ways, and changes no copy of another.

Rows of the table are people, columns the ways to an article. A published article is for everybody;
a private copy is for its owner, and for the people that somebody showed it to.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.chats import Chat
from bot.playground.api_server.state.messages import Message
from storage.engine.database import Database
from tests.support.bot_and_site import address, bot_beside_a_site, hand_in, html_of
from tests.support.conversations import SAMPLES, ask
from tests.support.machine_clocks import Machine
from tests.support.running_bot import settings_for
from tests.support.web_site import Site, page

PUBLIC, SECRET = 1, 2
TITLES = {PUBLIC: SAMPLES["en-library"].title, SECRET: SAMPLES["en-bridge"].title}
WORDS = {PUBLIC: "library", SECRET: "bridge"}
READS = ("o:{}", "x:{}", "l:{}:8:0:", "x:{}:0123456789", "l:{}:0123456789:8:0:")
WRITES = ("r:{}:3:0::1", "s:{}", "r:{}:0123456789:3:0::1", "s:{}:0123456789", "d:{}")
COMMANDS = ("/edit {} title Mine now", "/delete {}")
SHOWN_TO_OTHERS = (
    "SELECT id, title, body, section, votes, hundredths, owner_id FROM articles",
    "SELECT * FROM article_tags",
    "SELECT key, name FROM tags",
    "SELECT article_id, ranked FROM summaries",
    "SELECT * FROM ratings",
    "SELECT user_id, article_id FROM bookmarks",
    "SELECT * FROM deliveries",
)


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A person and the chat where they write."""

    bot_api: BotApiServer
    person: Person
    chat: Chat
    is_anonymous: bool = False

    async def ask(self, words: str) -> Message:
        return await ask(self.bot_api, self.person, words, self.chat, anonymous=self.is_anonymous)

    async def tap(self, data: str) -> None:
        own = await self.ask("/help")
        await self.person.press(own, data=data).answered()

    def heard(self) -> str:
        """Return all texts that the bot wrote in the chat."""
        return "\n".join(message.text for message in self.chat.from_bot())


@dataclass(frozen=True, kw_only=True)
class Town:
    """The people of the table."""

    viewers: dict[str, Viewer]
    database: Database

    def __getitem__(self, name: str) -> Viewer:
        return self.viewers[name]

    async def shown(self) -> list[list[tuple[object, ...]]]:
        """Return every row that the bot may show to a person."""
        async with self.database.read() as connection:
            return [
                [tuple(row) for row in await connection.exec_driver_sql(query)]
                for query in SHOWN_TO_OTHERS
            ]


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path, machine: Machine) -> AsyncIterator[Site]:
    async with bot_beside_a_site(bot_api, tmp_path, machine.wall, machine.monotonic) as running:
        yield running


@pytest.fixture
async def town(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person, bob: Person, tmp_path: Path
) -> AsyncIterator[Town]:
    """The editor published a page. Ann submitted another and showed it to Bob. Bob saved it."""
    site.on("/library", page(html_of("en-library", keywords="books")))
    site.on("/bridge", page(html_of("en-bridge", keywords="bridges")))
    await hand_in(bot_api, editor, f"/add {address(site, '/library')}")
    card = await hand_in(bot_api, ann, address(site, "/bridge"))
    outside = bot_api.group("Outside", owner=ann, members=[bob], has_bot=False)
    offer = await ann.inline(card.button("Share").inline_query or "", outside)
    await bob.press(ann.choose(offer.results[0], outside), "Save").answered()
    sam, olga, max_ = (bot_api.person(name, is_started=True) for name in ("Sam", "Olga", "Max"))
    group = bot_api.supergroup("Town", owner=olga, members=[max_, editor], announce=False)
    channel = bot_api.channel("Paper", owner=olga)
    at_home = {"stranger": sam, "submitter": ann, "saver": bob, "editor": editor}
    viewers = {
        **{
            who: Viewer(bot_api=bot_api, person=each, chat=each.private)
            for who, each in at_home.items()
        },
        "administrator": Viewer(bot_api=bot_api, person=olga, chat=group),
        "anonymous": Viewer(bot_api=bot_api, person=olga, chat=group, is_anonymous=True),
        "member": Viewer(bot_api=bot_api, person=max_, chat=group),
        "channel": Viewer(bot_api=bot_api, person=olga, chat=channel),
    }
    database = Database(settings_for(bot_api, tmp_path).database_url)
    yield Town(viewers=viewers, database=database)
    await database.close()


async def sees_by_number(viewer: Viewer, number: int) -> bool:
    answer = await viewer.ask(f"/summary {number}")
    return TITLES[number] in answer.text


async def sees_by_link(viewer: Viewer, number: int) -> bool:
    said = [await viewer.ask(f"/start a_{number}{key}") for key in ("", "_0123456789")]
    return all(TITLES[number] in message.text for message in said)


async def sees_inline(viewer: Viewer, number: int) -> bool:
    asked = (f"a_{number}", f"a_{number}_0123456789")
    answers_inline = [await viewer.person.inline(query) for query in asked]
    return all(offer.results for offer in answers_inline)


async def sees_by_tap(viewer: Viewer, number: int) -> bool:
    """Tap forged buttons under a help message."""
    before = viewer.heard().count(TITLES[number])
    for data in READS:
        await viewer.tap(data.format(number))
    await viewer.bot_api.idle()
    return viewer.heard().count(TITLES[number]) > before


async def sees_in_lists(viewer: Viewer, number: int) -> bool:
    said = [await viewer.ask(words) for words in ("/latest", "/top", f"/search {WORDS[number]}")]
    answers_inline = [await viewer.person.inline(words) for words in ("", WORDS[number])]
    inline_titles = [result.title for offer in answers_inline for result in offer.results]
    lists = [*(message.text for message in said), "\n".join(inline_titles)]
    return any(TITLES[number] in each for each in lists)


async def sees_in_saved(viewer: Viewer, number: int) -> bool:
    return TITLES[number] in (await viewer.ask("/saved")).text


async def sees_in_export(viewer: Viewer, number: int) -> bool:
    exported = await viewer.ask("/export")
    assert exported.document is not None
    data = viewer.bot_api.world.files.get(exported.document["file_id"]).data
    return TITLES[number] in json.dumps(json.loads(data), ensure_ascii=False)


EVERYBODY = {"stranger", "submitter", "saver", "editor"}
IN_GROUPS = {"administrator", "anonymous", "member", "channel"}
SHOWN = {"submitter", "saver"}
TABLE = {  # way: the people who see the published article, the people who see the private copy
    sees_by_number: (EVERYBODY | IN_GROUPS, SHOWN),
    sees_by_link: (EVERYBODY, SHOWN),
    sees_inline: (EVERYBODY | IN_GROUPS - {"channel"}, SHOWN),
    sees_by_tap: (EVERYBODY, SHOWN),
    sees_in_lists: (EVERYBODY, set()),
    sees_in_saved: (set(), {"saver"}),
    sees_in_export: ({"editor"}, SHOWN),
}


@pytest.mark.parametrize("number", [PUBLIC, SECRET], ids=["published", "private"])
async def test_each_person_sees_an_article_only_by_the_permitted_ways(
    town: Town, number: int
) -> None:
    async def row(name: str) -> dict[str, bool]:
        in_group = name in IN_GROUPS
        ways = [way for way, (public, _) in TABLE.items() if not in_group or name in public]
        return {way.__name__: await way(town[name], number) for way in ways}

    async def rows(*names: str) -> dict[str, dict[str, bool]]:
        return {name: await row(name) for name in names}  # a chat answers one request at a time

    groups = [rows(name) for name in EVERYBODY]
    found = await asyncio.gather(*groups, rows("administrator", "anonymous", "member", "channel"))

    seen = {name: each for part in found for name, each in part.items()}
    assert seen == {
        name: {
            way.__name__: name in who[number == SECRET]
            for way, who in TABLE.items()
            if way.__name__ in each
        }
        for name, each in seen.items()
    }


async def test_a_digest_holds_no_private_copy(
    town: Town, site: Site, bot_api: BotApiServer, machine: Machine
) -> None:
    names = ("stranger", "submitter", "saver", "administrator", "channel")
    readers = [town[name] for name in names]
    for reader in readers:
        await reader.ask("/subscribe bridges")
        await reader.ask("/digest daily")
    site.on("/public", page(html_of("en-orchard", keywords="bridges", title="A public tram")))
    site.on("/secret", page(html_of("ru-ferry", keywords="bridges", title="A secret cinema")))
    await hand_in(bot_api, town["submitter"].person, address(site, "/secret"))
    await hand_in(bot_api, town["editor"].person, f"/add {address(site, '/public')}")
    before = [len(reader.chat.messages) for reader in readers]

    def news() -> list[str]:
        lists = zip((reader.chat.messages for reader in readers), before, strict=True)
        return ["".join(each.text for each in messages[was:]) for messages, was in lists]

    machine.pass_(timedelta(days=1))
    await bot_api.until(lambda: all("A public tram" in each for each in news()))
    await bot_api.idle()

    assert not any("A secret cinema" in each for each in news())


@pytest.mark.parametrize("name", ["stranger", "editor", "member"])
async def test_nobody_changes_the_copy_of_another(town: Town, name: str) -> None:
    viewer, before = town[name], await town.shown()

    for data in WRITES:
        await viewer.tap(data.format(SECRET))
    for words in COMMANDS:
        await viewer.ask(words.format(SECRET))
    await viewer.bot_api.idle()

    assert await town.shown() == before
    assert TITLES[SECRET] not in viewer.heard()


async def test_publishing_a_story_changes_no_copy_of_it(
    town: Town, site: Site, bot_api: BotApiServer
) -> None:
    await town["submitter"].tap(f"s:{SECRET}")
    before = [row for row in (await town.shown())[0] if row[0] == SECRET]

    added = await hand_in(bot_api, town["editor"].person, f"/add {address(site, '/bridge')}")

    after = await town.shown()
    assert TITLES[SECRET] in added.text
    assert [row for row in after[0] if row[0] == SECRET] == before
    assert [row[0] for row in after[0]] == [PUBLIC, SECRET, 3]
