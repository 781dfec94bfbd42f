"""Feeds of editors: /addfeed, /feeds and its buttons, /removefeed, OPML files, new items."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.adding_feeds import added, fresh
from tests.support.bot_and_site import address, bot_beside_a_site, stored
from tests.support.conversations import ask, labels
from tests.support.feed_site import entry, rss, story
from tests.support.web_site import Site, page

OPML = '<opml version="2.0"><body>{}</body></opml>'


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    """A site that the running bot may read; the bot polls its feeds every second."""
    async with bot_beside_a_site(bot_api, tmp_path, bot_feed_interval=1) as running:
        running.on("/robots.txt", page("", "404 Not Found"))
        yield running


def listed(*items: str, title: str = "The Post") -> bytes:
    text = rss(*items, channel=f"<title>{title}</title>")
    return page(text, content_type="application/rss+xml")


def kept_in(folder: Path) -> bytes:
    """Return the bytes of all files of the database."""
    return b"".join(file.read_bytes() for file in folder.glob("xulosa.db*"))


async def test_a_site_added_by_its_address_sends_its_news_to_followers(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    ann = bot_api.person("Ann", is_started=True)
    await ask(bot_api, ann, "/subscribe bridges")
    link = '<link rel="alternate" type="application/rss+xml" href="/all">'
    site.on("/", page(f"<html><head>{link}</head></html>"))
    old = entry("old", date=datetime(2026, 1, 1, tzinfo=UTC))
    site.on("/all", listed(old))
    site.on("/old", story("The old bridge"))
    site.on("/new", story("The new bridge", "en-orchard"))

    answer = await added(bot_api, editor, f"{address(site, '/')} bridges")
    site.on("/all", listed(fresh("new"), old))
    await bot_api.until(lambda: "The new bridge" in ann.private.last.text)

    assert answer.text.startswith("Added: The Post. It has 1 item now")
    assert "#bridges" in ann.private.last.text
    assert "The old bridge" not in "".join(message.text for message in ann.private.from_bot())
    async with stored(bot_api, tmp_path) as store:
        headlines, _ = await store.article_lists.newest(None, 0, 10)
    assert {each.title for each in headlines} == {"The old bridge", "The new bridge"}


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("", "Write the address of a feed or a site"),
        ("tg://resolve", "Write the address of a feed or a site"),
        ("http://169.254.169.254/", "I open public web pages only"),
        ("{page}", "That is not a feed, and I found none on the site."),
        ("{page} <b>", "“<b>” cannot be a tag."),
    ],
)
async def test_an_address_without_a_feed_is_refused_and_not_stored(
    site: Site, bot_api: BotApiServer, editor: Person, what: str, said: str
) -> None:
    for path in ("/", "/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml"):
        site.on(path, page("<html><body>Hello</body></html>"))

    answer = await added(bot_api, editor, what.format(page=address(site, "/")))
    feeds = await ask(bot_api, editor, "/feeds")

    assert said in answer.text
    assert feeds.text.startswith("No feeds yet.")


async def test_a_feed_is_added_once(site: Site, bot_api: BotApiServer, editor: Person) -> None:
    site.on("/feed", listed())
    await added(bot_api, editor, address(site, "/feed"))

    again = await added(bot_api, editor, address(site, "/feed/"))

    assert again.text.startswith("That feed was added before: The Post.")
    assert len(editor.private.from_bot()) == 2


async def test_a_password_in_a_feed_address_is_not_stored(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    site.on("/feed", listed())

    await added(bot_api, editor, address(site, "/feed").replace("//", "//user:secret@"))

    assert site.visits[0].headers.get("authorization") is None
    assert b"secret" not in kept_in(tmp_path)


async def test_buttons_pause_retry_and_delete_a_feed(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    site.on("/good", listed(title="Good"))
    site.on("/bad", listed(title="Bad"))
    await added(bot_api, editor, f"{address(site, '/good')} city")
    await added(bot_api, editor, address(site, "/bad"))
    site.on("/bad", page("", "500 Oops"))
    await site.visited(len(site.visits) + 4)

    shown = await ask(bot_api, editor, "/feeds")
    assert "2 feeds" in shown.text
    assert "1. Good\ncity\nlast read" in shown.text
    assert "failed" in shown.text
    assert "the site has an error" in shown.text
    assert labels(shown) == [
        ["1 · Pause", "1 · Remove"],
        ["2 · Pause", "2 · Retry", "2 · Remove"],
        ["OPML file"],
    ]

    editor.press(shown, "1 · Pause")
    await bot_api.until(lambda: "\npaused" in shown.text)
    assert labels(shown)[0] == ["1 · Retry", "1 · Remove"]

    editor.press(shown, "1 · Retry")
    await bot_api.until(lambda: "\npaused" not in shown.text)

    editor.press(shown, "2 · Remove")
    await bot_api.until(lambda: "1 feed\n" in shown.text)
    assert editor.private.last.text.startswith("Removed: Bad.")

    removed = await ask(bot_api, editor, f"/removefeed {address(site, '/good')}")
    assert removed.text.startswith("Removed: Good.")


@pytest.mark.parametrize("which", ["", "404", "example.org"])
async def test_a_feed_that_is_not_there_cannot_be_removed(
    site: Site, bot_api: BotApiServer, editor: Person, which: str
) -> None:
    answer = await ask(bot_api, editor, f"/removefeed {which}".strip())

    assert answer.text.startswith(
        "That feed no longer exists." if which else "Write the feed's number or its address"
    )


async def test_a_stale_button_of_a_feed_is_refused(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    site.on("/feed", listed())
    await added(bot_api, editor, address(site, "/feed"))
    shown = await ask(bot_api, editor, "/feeds")
    await ask(bot_api, editor, "/removefeed 1")

    tap = editor.press(shown, "1 · Pause")

    assert (await tap.answered()).text.startswith("That feed no longer exists.")


async def test_feeds_are_exported_and_imported_as_a_file(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    """[82-another-extension]"""
    site.on("/feed", listed())
    await added(bot_api, editor, f"{address(site, '/feed')} city")
    shown = await ask(bot_api, editor, "/feeds")
    editor.press(shown, "OPML file")
    await bot_api.until(lambda: editor.private.last.document)
    sent = editor.private.last.document
    assert sent is not None
    content = bot_api.world.files.get(sent["file_id"]).data

    await ask(bot_api, editor, "/removefeed 1")
    editor.send_file("subscriptions.xml", content, caption="/addfeed imported")
    await bot_api.until(lambda: "1 feed added" in editor.private.last.text)

    shown = await ask(bot_api, editor, "/feeds")
    assert "The Post\nimported, city\n" in shown.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml/>", "I cannot read that list of feeds."),
        (b"not xml", "I cannot read that list of feeds."),
        (OPML.format("<outline text='x'/>").encode(), "That list has no feed that I may open"),
    ],
)
async def test_a_file_that_is_not_opml_is_refused(
    site: Site, bot_api: BotApiServer, editor: Person, content: bytes, said: str
) -> None:
    """[82-told]"""
    editor.send_file("feeds.opml", content, caption="/addfeed")

    await bot_api.until(lambda: said in editor.private.last.text, show=editor.private)


async def test_only_editors_may_list_add_and_remove_feeds(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    site.on("/feed", listed())
    ann = bot_api.person("Ann", is_started=True)
    shown = await ask(bot_api, editor, "/feeds")

    for words in ("/feeds", "/addfeed example.org", "/removefeed 1"):
        assert (await ask(bot_api, ann, words)).text == "Only editors can do that."
    assert shown.text.startswith("No feeds yet.")
    assert site.visits == []


async def test_an_article_edited_by_its_site_changes_its_card_in_place(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    ann = bot_api.person("Ann", is_started=True)
    await ask(bot_api, ann, "/subscribe bridges")
    site.on("/feed", listed())
    await added(bot_api, editor, f"{address(site, '/feed')} bridges")
    item = fresh("one")
    site.on("/one", story("Bridge opens"))
    site.on("/feed", listed(item))
    await bot_api.until(lambda: "Bridge opens" in ann.private.last.text)
    card = ann.private.last

    site.on("/one", story("Bridge opens at last"))
    site.on("/feed", listed(item.replace("<title>one", "<title>one again")))
    await bot_api.until(lambda: "Bridge opens at last" in card.text, show=ann.private)

    assert ann.private.last is card
