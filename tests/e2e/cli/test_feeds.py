"""`feeds add|list|remove|check|import|export`."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.bot_and_site import address
from tests.support.bot_process import fed, xulosa
from tests.support.commands import Ended
from tests.support.feed_site import entry, feed, in_turn, story
from tests.support.web_site import Site, opened, page

LINK = '<link rel="alternate" type="application/rss+xml" href="/feed">'


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with opened() as running:
        running.on("/robots.txt", page("", "404 Not Found"))
        yield running


async def feeds(folder: Path, site: Site, *arguments: str, stdin: bytes = b"") -> Ended:
    allow = f"127.0.0.1:{site.port}"
    return await fed(folder, stdin, "feeds", *arguments, BOT_FETCH_ALLOW=allow)


async def test_a_feed_is_added_listed_exported_removed_and_imported(
    site: Site, tmp_path: Path
) -> None:
    site.on("/", page(f"<html><head>{LINK}</head></html>"))
    site.on("/feed", feed(entry("one"), entry("two")))
    site.on("/one", story("The first"))
    site.on("/two", story("The second", "uz-bozor"))
    where = address(site, "/feed")

    added = await feeds(tmp_path, site, "add", address(site, "/"), "--tags", 'bridges,"two words"')
    again = await feeds(tmp_path, site, "add", where, "--tags", "Bridges,rivers")
    listed = await feeds(tmp_path, site, "list")
    (entry_of_list,) = map(
        json.loads, (await feeds(tmp_path, site, "list", "--json")).out.split("\n")[:-1]
    )
    articles = await xulosa(tmp_path, "articles", "list")
    exported = await feeds(tmp_path, site, "export")
    removed = await feeds(tmp_path, site, "remove", where)
    imported = await feeds(tmp_path, site, "import", "-", stdin=exported.out.encode())
    once_more = await feeds(tmp_path, site, "list")

    assert (added.code, added.err) == (0, "")
    assert added.out.startswith("1  The Post: 2 new; next in ")
    assert again.out == "1  The Post (already there)\n"
    assert listed.out.startswith(f"1  The Post  {where}  next in ")
    assert (entry_of_list["id"], entry_of_list["url"]) == (1, where)
    assert (entry_of_list["state"], entry_of_list["error"]) == ("active", None)
    assert entry_of_list["tags"] == ["bridges", "two words", "rivers"]
    assert sorted(line.split(" · ")[0][3:] for line in articles.out.splitlines()) == [
        "The first",
        "The second",
    ]
    assert f'xmlUrl="{where}" category="bridges,two words,rivers"' in exported.out
    assert removed.out == "1  The Post: removed\n"
    assert imported.out == "1 feed added. Added before: 0. Skipped: 0.\n"
    assert once_more.out.startswith(f"2  The Post  {where}  ")


async def test_a_check_prints_each_outcome_and_asks_for_changes_only(
    site: Site, tmp_path: Path
) -> None:
    site.on("/feed", in_turn(feed(ETag='"1"'), page("", "304 Not Modified")))
    site.on("/gone", in_turn(feed(), page("", "410 Gone")))
    for path in ("/feed", "/gone"):
        await feeds(tmp_path, site, "add", address(site, path))

    checked = await feeds(tmp_path, site, "check")
    alone = await feeds(tmp_path, site, "check", address(site, "/feed"))

    assert checked.code == 1
    good, bad = checked.out.splitlines()
    assert good.startswith("1  The Post: nothing new; next in ")
    assert bad.startswith("2  The Post: the site says that it is gone for good; stopped")
    assert site.visits[-1].headers["if-none-match"] == '"1"'
    assert (alone.code, len(alone.out.splitlines())) == (0, 1)


async def test_a_stopped_feed_resumes_when_its_site_serves_it_again(
    site: Site, tmp_path: Path
) -> None:
    gone = page("", "410 Gone")
    site.on("/feed", in_turn(feed(), gone, gone, feed()))
    await feeds(tmp_path, site, "add", address(site, "/feed"))

    checked = [await feeds(tmp_path, site, "check", "--force") for _ in range(2)]
    stopped = await feeds(tmp_path, site, "list")
    back = await feeds(tmp_path, site, "check", "--force")
    active = await feeds(tmp_path, site, "list")

    assert [each.out for each in checked] == [
        "1  The Post: the site says that it is gone for good; stopped\n"
    ] * 2
    assert stopped.out.endswith("  stopped\n")
    assert back.out.startswith("1  The Post: 0 new; next in ")
    assert "  next in " in active.out


async def test_check_waits_for_a_short_retry_after_but_not_a_long_one(
    site: Site, tmp_path: Path
) -> None:
    def busy(seconds: int) -> bytes:
        return page("", "429 Too Many Requests", Retry_After=str(seconds))

    times: list[float] = []
    answers = in_turn(feed(), busy(2), busy(7_200), feed())

    async def timed(visit) -> None:
        times.append(asyncio.get_running_loop().time())
        await answers(visit)

    site.on("/feed", timed)
    await feeds(tmp_path, site, "add", address(site, "/feed"))

    refused = await feeds(tmp_path, site, "check")
    waited = await feeds(tmp_path, site, "check")
    outcome = await feeds(tmp_path, site, "check")
    forced = await feeds(tmp_path, site, "check", "--force")

    assert "the site asks me to come back later" in refused.out
    assert times[2] - times[1] >= 1.9
    assert waited.code == 1
    assert "not before" in outcome.out
    assert len(times) == 4
    assert forced.out.startswith("1  The Post: 0 new; next in ")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "http://[::1]/"), 1, "I open public web pages only"),
        (("add", "{page}"), 1, "That is not a feed, and I found none on the site."),
        (("remove", "7"), 1, "That feed no longer exists."),
        (("import", "-"), 1, "I cannot read that list of feeds."),
        (("frobnicate",), 2, "usage: xulosa feeds"),
    ],
)
async def test_a_failed_feed_command_prints_one_line_and_an_exit_code(
    site: Site, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    for path in ("/", "/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml"):
        site.on(path, page("<html><body>Hello</body></html>"))
    given = [argument.format(page=address(site, "/")) for argument in arguments]

    ended = await feeds(tmp_path, site, *given)

    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert "Traceback" not in ended.err
