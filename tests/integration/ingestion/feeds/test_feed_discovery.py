"""The feed of a site is found: its own address, a declared one, a usual path, a sitemap."""

import pytest

from bot.domain.feed import ReplyTarget
from bot.domain.ids import MessageId
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.feed_site import (
    EDITOR,
    FeedHarness,
    entry,
    feed,
    story,
)
from tests.support.stored_samples import NOW, thread
from tests.support.web_site import no_answer_for, page, to

LONG = "A whole sentence of an article, long enough to be one. " * 40
REPLY_TARGET = ReplyTarget(thread=thread(EDITOR), answer_id=MessageId(9))


async def found(harness: FeedHarness, where: str = "/") -> list[str]:
    """Add a site as /addfeed does; return the feed's path and the text key of the notice."""
    await harness.add(where, is_feed_url=False, reply_to=REPLY_TARGET)
    await harness.run()
    feeds, _ = await harness.store.feeds.page(0, 10)
    (notice,) = await harness.store.notices.due(NOW, 10)
    assert notice.answer_id == REPLY_TARGET.answer_id
    said = notice.text_key
    return [*(each.status.url.removeprefix(harness.site.url("")) for each in feeds), said]


async def test_a_feeds_own_address_is_taken(harness, site):
    site.on("/feed", feed(entry("one", text=LONG)))

    assert await found(harness, "/feed") == ["/feed", "feed.added"]
    assert await harness.titles() == ["one"]
    assert len(site.visits) == 1


async def test_a_site_declares_its_feed(harness, site):
    link = '<link rel="alternate" type="application/rss+xml" href="/all.php">'
    site.on("/", page(f"<html><head>{link}</head><body></body></html>"))
    site.on("/all.php", feed(entry("one", text=LONG)))

    assert await found(harness) == ["/all.php", "feed.added"]


async def test_usual_feed_paths_are_tried_if_a_site_declares_none(harness, site):
    answers = {"/": page("<html><body>Hello</body></html>"), "/atom.xml": feed(entry("one"))}
    for tried in ("/feed", "/rss", "/rss.xml"):
        answers[tried] = page("", "404 Not Found")
    for where, answer in answers.items():
        site.on(where, answer)

    assert await found(harness) == ["/atom.xml", "feed.added"]


async def test_the_news_sitemap_is_the_last_resort(harness, site):
    for tried in ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml"):
        site.on(tried, page("", "404 Not Found"))
    site.on("/", page("<html><body>Hello</body></html>"))
    site.on("/robots.txt", page("Sitemap: /map.xml", content_type="text/plain"))
    site.on(
        "/map.xml",
        page("<sitemapindex><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>"),
    )
    news = "<news:publication_date>2026-03-01T11:00:00Z</news:publication_date>"
    site.on(
        "/news.xml",
        page(
            '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
            f"<loc>/one</loc><news:news>{news}<news:title>One</news:title></news:news></url>"
            "</urlset>"
        ),
    )
    site.on("/one", story("One"))

    assert await found(harness) == ["/map.xml", "feed.added"]
    assert await harness.titles() == ["One"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (page("<html><body>Hello</body></html>"), "feed.not_a_feed"),
        (page("", "404 Not Found"), "feed.not_a_feed"),
        (to("http://10.0.0.1/"), "link.refused"),
        (no_answer_for(2 * HANG_SECONDS), "page.unreachable"),
    ],
    ids=["page", "missing", "private", "silence"],
)
async def test_a_site_without_a_feed_gives_a_notice_and_stores_nothing(harness, site, answer, said):
    for tried in ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml"):
        site.on(tried, page("", "404 Not Found"))
    site.on("/", answer)

    assert await found(harness) == [said]


async def test_a_feed_that_is_there_already_is_not_added_again(harness, site):
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    site.on("/", page(f"<html><head>{link}</head></html>"))
    site.on("/feed", feed(entry("one", text=LONG)))
    await harness.add("/feed")

    assert await found(harness) == ["/feed", "feed.known"]
