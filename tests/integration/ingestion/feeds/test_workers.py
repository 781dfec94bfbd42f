"""From a feed to articles, over a real site and a real database."""

from datetime import timedelta

import pytest

from bot.ingestion.feeds.schedule import NOTIFY_AFTER, STOP_AFTER
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.feed_site import (
    EDITOR,
    INTERVAL,
    SAMPLES,
    entry,
    feed,
    in_turn,
    rss,
    story,
)
from tests.support.stored_samples import NOW
from tests.support.web_site import no_answer_for, page, reset_after, to

LONG = "A whole sentence of an article, long enough to be one. " * 40
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>"


async def test_items_become_articles_with_the_text_of_their_pages(harness, site):
    site.on("/feed", feed(entry("one", more="<category>item tag</category>")))
    site.on("/one", story("One", keywords="page tag"))

    await harness.add(tags=("feed tag",))
    await harness.run()

    article = await harness.article("One")
    assert article.body.count("One.") == len(SAMPLES["en-bridge"].body.split("\n"))
    assert [tag.name for tag in article.tags] == ["feed tag", "item tag", "page tag"]
    assert (article.url, article.published_at) == (site.url("/one"), NOW)
    assert article.source == "news.test"


async def test_an_item_with_its_full_text_is_not_fetched(harness, site):
    site.on("/feed", feed(entry("one", text=LONG)))

    await harness.add()
    await harness.run()

    article = await harness.article("one")
    assert (article.body, article.source) == (LONG.strip(), "The Post")
    assert [visit.path for visit in site.visits] == ["/feed"]


@pytest.mark.parametrize(
    "answer",
    [
        page("", "403 Forbidden"),
        page("", "404 Not Found"),
        page("<html><body><nav>Menu</nav></body></html>"),
        page("%PDF-1.7", content_type="application/pdf"),
    ],
    ids=["forbidden", "missing", "no text", "pdf"],
)
@pytest.mark.parametrize("teaser", ["Short.", LONG[:400]], ids=["short", "long"])
async def test_an_unreadable_page_leaves_the_feed_text_if_long_enough(
    harness, site, answer, teaser
):
    site.on("/feed", feed(entry("one", text=teaser)))
    site.on("/one", answer)

    await harness.add()
    await harness.run()

    assert await harness.titles() == ([] if teaser == "Short." else ["one"])


async def test_robots_are_obeyed(harness, site):
    site.on("/robots.txt", page("User-agent: *\nDisallow: /one", content_type="text/plain"))
    site.on("/feed", feed(entry("one"), entry("two")))
    site.on("/two", story("Two"))

    await harness.add()
    await harness.run()

    assert await harness.titles() == ["Two"]
    assert "/one" not in [visit.path for visit in site.visits]


async def test_a_page_with_a_short_fault_is_read_later(harness, site):
    site.on("/feed", feed(entry("one")))
    site.on("/one", in_turn(page("", "503 Busy"), reset_after(b"HTTP/1.1 2"), story("One")))

    await harness.add()
    await harness.run()
    assert await harness.titles() == []

    for _ in range(2):
        await harness.later(timedelta(hours=1))

    assert await harness.titles() == ["One"]


async def test_a_failing_page_is_given_up_and_delays_no_other(harness, site):
    site.on("/feed", feed(entry("one"), entry("two")))
    site.on("/one", page("", "500 Oops"))
    site.on("/two", story("Two"))

    await harness.add()
    await harness.run()
    assert await harness.titles() == ["Two"]

    for _ in range(8):
        await harness.later(timedelta(hours=12))

    assert len([visit for visit in site.visits if visit.path == "/one"]) == 7


async def test_an_unchanged_feed_gets_its_etag_and_is_not_parsed(harness, site):
    unchanged = page("", "304 Not Modified")
    site.on("/feed", in_turn(feed(entry("one", text=LONG), ETag='W/"1"'), unchanged))

    added = await harness.add()
    await harness.run()
    await harness.later(INTERVAL)

    visits = [visit for visit in site.visits if visit.path == "/feed"]
    assert visits[-1].headers["if-none-match"] == 'W/"1"'
    status = (await harness.store.feeds.get(added.id)).status
    assert (status.error, status.succeeded_at) == (None, NOW + INTERVAL)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (page("", "304 Not Modified"), "unasked"),
        (page("<html><body>Sorry</body></html>"), "not_a_feed"),
        (page("", "500 Oops"), "server"),
        (page("", "403 Forbidden"), "no_access"),
        (to("http://10.0.0.1/feed"), "not_opened"),
        (to("/loop"), "not_a_feed"),
        (reset_after(CUT), "unreachable"),
        (no_answer_for(2 * HANG_SECONDS), "unreachable"),
        (page(b"\x89PNG\r\n\x1a\n", content_type="image/png"), "not_a_feed"),
        (page(rss().encode(), Content_Encoding="br"), "not_a_feed"),
        (page('<!DOCTYPE x [<!ENTITY a "b">]><rss/>'), "not_a_feed"),
    ],
    ids=[
        *("304", "page", "500", "403", "private", "loop", "reset", "silence", "picture", "br"),
        "entities",
    ],
)
async def test_a_failing_feed_stays_and_is_polled_again(harness, site, answer, error):
    """[63-without-an-etag, 78-becomes-a-page]"""
    site.on("/loop", to("/loop"))
    site.on("/feed", in_turn(answer, feed(entry("one", text=LONG))))

    added = await harness.add()
    await harness.run()
    status = (await harness.store.feeds.get(added.id)).status
    assert (status.error, status.failures) == (error, 1)

    await harness.later(INTERVAL)
    assert await harness.titles() == ["one"]
    assert (await harness.store.feeds.get(added.id)).status.error is None


async def test_a_feed_may_change_its_kind(harness, site):
    """[78-another-kind]"""
    plain = '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "one",'
    plain += f'"url": "/one", "title": "one", "content_text": "{LONG}"}}]}}'
    site.on("/feed", in_turn(feed(entry("one", text=LONG)), page(plain)))

    await harness.add()
    await harness.run()
    await harness.later()

    assert await harness.titles() == ["one"]


async def test_editors_get_one_notice_of_a_gone_or_failing_feed(harness, site):
    site.on("/gone", page("", "410 Gone"))
    site.on("/fails", page("", "500 Oops"))
    await harness.add("/gone", title="Gone")
    await harness.add("/fails", title="Fails")

    for _ in range(NOTIFY_AFTER + 3):
        await harness.later()

    notices = await harness.store.notices.due(harness.now[0], 10)
    assert [(each.thread.chat_id, each.text_key, each.values) for each in notices] == [
        (EDITOR, "feed.stopped", {"feed": "Gone", "error": "gone"}),
        (EDITOR, "feed.failing", {"feed": "Fails", "error": "server"}),
    ]
    assert len([visit for visit in site.visits if visit.path == "/gone"]) == 1


async def test_a_missing_feed_is_stopped_after_two_weeks(harness, site):
    site.on("/feed", page("", "404 Not Found"))
    added = await harness.add()
    await harness.run()

    await harness.later(STOP_AFTER)
    await harness.later()

    assert (await harness.store.feeds.get(added.id)).status.state == "stopped"
    assert len(site.visits) == 2


async def test_a_moved_feed_gets_its_new_address_and_keeps_its_items(harness, site):
    site.on("/old", to("/new", "301 Moved Permanently"))
    site.on("/new", feed(entry("one", text=LONG)))
    added = await harness.add("/old")

    for _ in range(4):
        await harness.later()

    assert (await harness.store.feeds.get(added.id)).status.url == site.url("/new")
    assert [visit.path for visit in site.visits].count("/old") == 3
    assert await harness.titles() == ["one"]
