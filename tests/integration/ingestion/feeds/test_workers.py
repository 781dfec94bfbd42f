"""From a feed to articles, over a real site and a real database."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.feed import ReplyTarget
from bot.domain.ids import ArticleId, MessageId
from bot.ingestion.feeds.schedule import NOTIFY_AFTER, STOP_AFTER
from bot.playground.api_server.state.changes import HANG_SECONDS
from storage.store import Store
from tests.support.feed_site import (
    EDITOR,
    INTERVAL,
    SAMPLES,
    Newsstand,
    entry,
    feed,
    in_turn,
    reading,
    rss,
    story,
)
from tests.support.stored_samples import NOW, offer, owed, put_follower, thread
from tests.support.web_site import Site, no_answer_for, page, reset_after, to

OLD = NOW - timedelta(days=3)
NEW = NOW + timedelta(hours=1)
LONG = "A whole sentence of an article, long enough to be one. " * 40
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>"
TOLD = ReplyTarget(thread=thread(EDITOR), answer_id=MessageId(9))


@pytest.fixture
async def stand(store: Store, site: Site, names) -> AsyncIterator[Newsstand]:
    async with reading(store, site, names) as opened:
        yield opened


async def test_items_become_articles_with_the_text_of_their_pages(stand, site):
    site.on("/feed", feed(entry("one", more="<category>item tag</category>")))
    site.on("/one", story("One", keywords="page tag"))

    await stand.add(tags=("feed tag",))
    await stand.run()

    article = await stand.article("One")
    assert article.body.count("One.") == len(SAMPLES["en-bridge"].body.split("\n"))
    assert [tag.name for tag in article.tags] == ["feed tag", "item tag", "page tag"]
    assert (article.url, article.published_at) == (site.url("/one"), NOW)
    assert article.source == "news.test"


async def test_an_item_with_its_full_text_is_not_fetched(stand, site):
    site.on("/feed", feed(entry("one", text=LONG)))

    await stand.add()
    await stand.run()

    article = await stand.article("one")
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
async def test_an_unreadable_page_leaves_the_feed_text_if_long_enough(stand, site, answer, teaser):
    site.on("/feed", feed(entry("one", text=teaser)))
    site.on("/one", answer)

    await stand.add()
    await stand.run()

    assert await stand.titles() == ([] if teaser == "Short." else ["one"])


async def test_robots_are_obeyed(stand, site):
    site.on("/robots.txt", page("User-agent: *\nDisallow: /one", content_type="text/plain"))
    site.on("/feed", feed(entry("one"), entry("two")))
    site.on("/two", story("Two"))

    await stand.add()
    await stand.run()

    assert await stand.titles() == ["Two"]
    assert "/one" not in [visit.path for visit in site.visits]


async def test_a_page_with_a_short_fault_is_read_later(stand, site):
    site.on("/feed", feed(entry("one")))
    site.on("/one", in_turn(page("", "503 Busy"), reset_after(b"HTTP/1.1 2"), story("One")))

    await stand.add()
    await stand.run()
    assert await stand.titles() == []

    for _ in range(2):
        await stand.later(timedelta(hours=1))

    assert await stand.titles() == ["One"]


async def test_a_failing_page_is_given_up_and_delays_no_other(stand, site):
    site.on("/feed", feed(entry("one"), entry("two")))
    site.on("/one", page("", "500 Oops"))
    site.on("/two", story("Two"))

    await stand.add()
    await stand.run()
    assert await stand.titles() == ["Two"]

    for _ in range(8):
        await stand.later(timedelta(hours=12))

    assert len([visit for visit in site.visits if visit.path == "/one"]) == 7


async def test_an_unchanged_feed_gets_its_etag_and_is_not_parsed(stand, site):
    unchanged = page("", "304 Not Modified")
    site.on("/feed", in_turn(feed(entry("one", text=LONG), ETag='W/"1"'), unchanged))

    added = await stand.add()
    await stand.run()
    await stand.later(INTERVAL)

    visits = [visit for visit in site.visits if visit.path == "/feed"]
    assert visits[-1].headers["if-none-match"] == 'W/"1"'
    standing = (await stand.store.feeds.get(added.id)).status
    assert (standing.error, standing.succeeded_at) == (None, NOW + INTERVAL)


@pytest.mark.parametrize(
    ("answer", "trouble"),
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
async def test_a_failing_feed_stays_and_is_polled_again(stand, site, answer, trouble):
    """[63-without-an-etag, 78-becomes-a-page]"""
    site.on("/loop", to("/loop"))
    site.on("/feed", in_turn(answer, feed(entry("one", text=LONG))))

    added = await stand.add()
    await stand.run()
    standing = (await stand.store.feeds.get(added.id)).status
    assert (standing.error, standing.failures) == (trouble, 1)

    await stand.later(INTERVAL)
    assert await stand.titles() == ["one"]
    assert (await stand.store.feeds.get(added.id)).status.error is None


async def test_a_feed_may_change_its_kind(stand, site):
    """[78-another-kind]"""
    plain = '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "one",'
    plain += f'"url": "/one", "title": "one", "content_text": "{LONG}"}}]}}'
    site.on("/feed", in_turn(feed(entry("one", text=LONG)), page(plain)))

    await stand.add()
    await stand.run()
    await stand.later()

    assert await stand.titles() == ["one"]


async def test_editors_get_one_notice_of_a_gone_or_failing_feed(stand, site):
    site.on("/gone", page("", "410 Gone"))
    site.on("/fails", page("", "500 Oops"))
    await stand.add("/gone", title="Gone")
    await stand.add("/fails", title="Fails")

    for _ in range(NOTIFY_AFTER + 3):
        await stand.later()

    notices = await stand.store.notices.due(stand.now[0], 10)
    assert [(each.thread.chat_id, each.text_key, each.values) for each in notices] == [
        (EDITOR, "feed.stopped", {"feed": "Gone", "error": "gone"}),
        (EDITOR, "feed.failing", {"feed": "Fails", "error": "server"}),
    ]
    assert len([visit for visit in site.visits if visit.path == "/gone"]) == 1


async def test_a_missing_feed_is_stopped_after_two_weeks(stand, site):
    site.on("/feed", page("", "404 Not Found"))
    added = await stand.add()
    await stand.run()

    await stand.later(STOP_AFTER)
    await stand.later()

    assert (await stand.store.feeds.get(added.id)).status.state == "stopped"
    assert len(site.visits) == 2


async def test_a_moved_feed_gets_its_new_address_and_keeps_its_items(stand, site):
    site.on("/old", to("/new", "301 Moved Permanently"))
    site.on("/new", feed(entry("one", text=LONG)))
    added = await stand.add("/old")

    for _ in range(4):
        await stand.later()

    assert (await stand.store.feeds.get(added.id)).status.url == site.url("/new")
    assert [visit.path for visit in site.visits].count("/old") == 3
    assert await stand.titles() == ["one"]


class TestPushes:
    async def pushed(self, stand: Newsstand) -> list[str]:
        headlines, _ = await stand.store.article_lists.newest(None, 0, 1_000)
        for headline in headlines:
            await stand.store.summaries.put(headline.id, None, "en")
            await offer(stand.store, headline.id)
        numbers = [number for number, _ in await owed(stand.store)]
        return [(await stand.store.articles.get(ArticleId(each))).title for each in numbers]

    async def test_a_new_feed_stores_all_items_and_pushes_only_newer_ones(self, stand, site):
        await put_follower(stand.store, 5, "news")
        before = feed(*(entry(f"old{n}", date=OLD, text=f"{LONG}{n}") for n in range(30)))
        after = feed(
            entry("new", date=NEW, text=LONG),
            entry("late", date=OLD + timedelta(hours=1), text=LONG + "y"),
            entry("older", date=OLD - timedelta(hours=1), text=LONG + "x"),
        )
        site.on("/feed", in_turn(before, after))

        await stand.add(tags=("news",))
        await stand.run()
        assert await self.pushed(stand) == []

        await stand.later()
        assert len(await stand.titles()) == 33
        assert sorted(await self.pushed(stand)) == ["late", "new"]

    async def test_new_guids_with_every_fetch_push_nothing(self, stand, site):
        """[75-new-guids]"""
        await put_follower(stand.store, 5, "news")

        async def churning(visit) -> None:
            turn = len(site.visits)
            items = (
                entry(f"n{n}", date=None, text=f"{LONG}{n}").replace(
                    f"'>n{n}</guid>", f"'>{turn}-{n}</guid>"
                )
                for n in range(50)
            )
            await visit.send(feed(*items))

        site.on("/feed", churning)
        await stand.add(tags=("news",))
        for _ in range(4):
            await stand.later()

        assert len(await stand.titles()) == 50
        assert await self.pushed(stand) == []

    @pytest.mark.parametrize("more", ["?utm_source=rss", "/", "#comments", "?fbclid=1"])
    async def test_one_page_in_two_feeds_is_one_article_with_all_tags(self, stand, site, more):
        site.on("/a", feed(entry("one", date=NEW)))
        site.on("/b", feed(entry("other", date=NEW).replace("/other<", f"/one{more}<")))
        site.on("/one", story("One"))
        site.on("/one/", story("One"))

        await stand.add("/a", tags=("tag of a",))
        await stand.add("/b", tags=("tag of b",))
        await stand.run()

        article = await stand.article("One")
        assert {tag.name for tag in article.tags} == {"tag of a", "tag of b"}
        assert len([visit for visit in site.visits if visit.path.startswith("/one")]) == 1


class TestOneStory:
    """A page is one article, however many feeds list it and however its address is written."""

    MUTATIONS = (
        *("/one?utm_source=rss", "/one/", "/one#comments", "/one?fbclid=1", "/one?from=rss"),
        *("/one/amp", "/one?amp=1", "/moved", "/archive/2026/991", "/one?yclid=3", "/copied"),
        "/pasted",
    )

    async def test_a_feed_whose_items_are_worded_alike_loses_none(self, stand, site):
        words = "The council met on Monday and spoke of bridge {} for most of it. It rained"
        texts = [
            f"{words.format(n)} at {n}. Nobody knows what it will cost. " * 5 for n in range(5)
        ]
        site.on("/feed", feed(*(entry(f"bridge {n}", text=text) for n, text in enumerate(texts))))

        await stand.add()
        await stand.run()

        assert sorted(await stand.titles()) == [f"bridge {n}" for n in range(5)]

    async def test_twelve_changes_of_its_address_make_one_article(self, stand, site):
        for number, link in enumerate(self.MUTATIONS):
            where = link.partition("?")[0].partition("#")[0]
            site.on(where, story("One"))
            listing = entry("x", date=NEW).replace("<link>/x", f"<link>{link}")
            site.on(f"/feed{number}", feed(listing))
            await stand.add(f"/feed{number}")
        site.on("/one", story("One"))

        await stand.run()

        assert await stand.titles() == ["One"]

    async def test_a_copy_under_another_headline_is_a_further_source(self, stand, site):
        other = site.url("/copy", host="other.test")
        site.on("/a", feed(entry("one", date=NEW)))
        site.on("/b", feed(entry("x", date=NEW).replace("/x<", f"{other}<")))
        site.on("/one", story("One"))
        site.on("/copy", story("Bridge is open"))

        await stand.add("/a", tags=("tag of a",))
        await stand.add("/b", tags=("tag of b",))
        await stand.run()

        (title,) = await stand.titles()
        article = await stand.article(title)
        assert {tag.name for tag in article.tags} == {"tag of a", "tag of b"}
        assert len(article.alternate_sources) == 1

    async def test_an_edited_article_is_updated_and_pushed_to_nobody_again(self, stand, site):
        await put_follower(stand.store, 5, "news")
        site.on("/feed", in_turn(feed(entry("one", date=NEW)), feed(self.edited())))
        site.on("/one", in_turn(story("One"), story("One, corrected")))
        await stand.add(tags=("news",))
        await stand.run()
        await TestPushes().pushed(stand)
        await put_follower(stand.store, 6, "news")

        await stand.later()

        assert await stand.titles() == ["One, corrected"]
        assert len(stand.renamed) == 1
        assert await stand.store.summaries.due(10) == [(each, None) for each in stand.renamed]
        assert await TestPushes().pushed(stand) == ["One, corrected"]

    def edited(self) -> str:
        return entry("one", date=NEW).replace("<title>one", "<title>one, corrected")

    async def test_a_copy_that_is_edited_does_not_change_the_first(self, stand, site):
        other = site.url("/copy", host="other.test")
        copy = entry("x", date=NEW).replace("/x<", f"{other}<")
        site.on("/a", feed(entry("one", date=NEW)))
        site.on("/b", in_turn(feed(copy), feed(copy.replace("<title>x", "<title>y"))))
        site.on("/one", story("One"))
        site.on("/copy", in_turn(story("Copy"), story("Copy, corrected")))
        await stand.add("/a")
        await stand.run()
        await stand.add("/b")

        await stand.run()
        await stand.later()

        assert await stand.titles() == ["One"]
        assert stand.renamed == []

    async def test_another_story_is_another_article(self, stand, site):
        site.on("/feed", feed(entry("one", date=NEW), entry("two", date=NEW)))
        site.on("/one", story("One"))
        site.on("/two", story("Two", "en-orchard"))

        await stand.add()
        await stand.run()

        assert sorted(await stand.titles()) == ["One", "Two"]

    async def test_an_article_of_last_week_is_no_duplicate(self, stand, site):
        before = feed(entry("other", date=OLD + timedelta(hours=1)), entry("one", date=OLD))
        site.on("/feed", in_turn(before, feed(entry("two"))))
        site.on("/one", story("One"))
        site.on("/other", story("Other", "en-orchard"))
        site.on("/two", story("Two"))

        await stand.add()
        await stand.run()
        await stand.later(timedelta(days=7))

        assert sorted(await stand.titles()) == ["One", "Other", "Two"]


class TestFinding:
    async def found(self, stand: Newsstand, where: str = "/") -> list[str]:
        """Add a site as /addfeed does; return the feed's path and the text key of the notice."""
        await stand.add(where, is_feed_url=False, told=TOLD)
        await stand.run()
        feeds, _ = await stand.store.feeds.page(0, 10)
        (notice,) = await stand.store.notices.due(NOW, 10)
        assert notice.answer_id == TOLD.answer_id
        said = notice.text_key
        return [*(each.status.url.removeprefix(stand.site.url("")) for each in feeds), said]

    async def test_a_feeds_own_address_is_taken(self, stand, site):
        site.on("/feed", feed(entry("one", text=LONG)))

        assert await self.found(stand, "/feed") == ["/feed", "feed.added"]
        assert await stand.titles() == ["one"]
        assert len(site.visits) == 1

    async def test_a_site_declares_its_feed(self, stand, site):
        link = '<link rel="alternate" type="application/rss+xml" href="/all.php">'
        site.on("/", page(f"<html><head>{link}</head><body></body></html>"))
        site.on("/all.php", feed(entry("one", text=LONG)))

        assert await self.found(stand) == ["/all.php", "feed.added"]

    async def test_usual_feed_paths_are_tried_if_a_site_declares_none(self, stand, site):
        answers = {"/": page("<html><body>Hello</body></html>"), "/atom.xml": feed(entry("one"))}
        for tried in ("/feed", "/rss", "/rss.xml"):
            answers[tried] = page("", "404 Not Found")
        for where, answer in answers.items():
            site.on(where, answer)

        assert await self.found(stand) == ["/atom.xml", "feed.added"]

    async def test_the_news_sitemap_is_the_last_resort(self, stand, site):
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

        assert await self.found(stand) == ["/map.xml", "feed.added"]
        assert await stand.titles() == ["One"]

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
    async def test_a_site_without_a_feed_gives_a_notice_and_stores_nothing(
        self, stand, site, answer, said
    ):
        for tried in ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml"):
            site.on(tried, page("", "404 Not Found"))
        site.on("/", answer)

        assert await self.found(stand) == [said]

    async def test_a_feed_that_is_there_already_is_not_added_again(self, stand, site):
        link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        site.on("/", page(f"<html><head>{link}</head></html>"))
        site.on("/feed", feed(entry("one", text=LONG)))
        await stand.add("/feed")

        assert await self.found(stand) == ["/feed", "feed.known"]
