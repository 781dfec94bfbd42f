"""Feeds as real sites write them, and hostile feeds."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.feed import Hints
from tests.unit.ingestion.feeds.parsed_feeds import ATOM, CHANNEL, LONG, read, rss


class TestForms:
    def test_an_rss_item_gives_all_that_it_has(self):
        feed = rss(
            "<title>Bridge &lt;b&gt;opens&lt;/b&gt; in Caf&amp;eacute; Row</title>"
            "<link>https://post.example/bridge?utm_source=rss</link>"
            '<guid isPermaLink="false">n-1</guid><pubDate>Mon, 08 Jun 2026 10:00:00 +0500</pubDate>'
            "<category>bridges</category><category>City life</category>"
            "<description>Teaser.</description>"
            f"<content:encoded><![CDATA[<p>First.</p><p>{LONG}</p>]]></content:encoded>"
            '<media:content url="https://post.example/bridge.jpg" medium="image"/>'
        )

        (item,) = feed.items
        assert feed.title == "Harrowmere & Post"
        assert item.key == "n-1"
        assert item.title == "Bridge opens in Café Row"
        assert item.url == "https://post.example/bridge"
        assert item.published_at == datetime(2026, 6, 8, 5, tzinfo=UTC)
        assert item.tags == ("bridges", "City life")
        assert item.text == f"First.\n{LONG.strip()}"
        assert item.is_whole
        assert item.image_url == "https://post.example/bridge.jpg"

    def test_an_atom_entry_gives_all_that_it_has(self):
        feed = read(
            ATOM.format(
                '<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>bold</b>'
                ' word</div></title><id>urn:1</id><link rel="enclosure" href="a.mp3"/>'
                '<link rel="alternate" href="/one"/><updated>2026-06-07T08:00:00Z</updated>'
                '<published>2026-06-07T07:00:00Z</published><category term="t" label="Bridges"/>'
                '<content type="html">&lt;p&gt;Body.&lt;/p&gt;</content></entry>'
            )
        )

        (item,) = feed.items
        assert (item.key, item.title, item.text) == ("urn:1", "A bold word", "Body.")
        assert item.url == "https://post.example/one"
        assert item.published_at == datetime(2026, 6, 7, 7, tzinfo=UTC)
        assert item.tags == ("Bridges",)
        assert not item.is_whole

    def test_a_json_feed_is_read(self):
        entry = {
            "id": "1",
            "url": "https://post.example/1",
            "title": "One",
            "content_html": f"<p>{LONG}</p>",
            "date_published": "2026-06-08T05:00:00Z",
            "tags": ["bridges"],
        }
        plain = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [entry]}

        feed = read(json.dumps(plain))

        (item,) = feed.items
        assert (feed.title, item.key, item.title, item.tags) == ("J", "1", "One", ("bridges",))
        assert item.is_whole

    def test_an_ill_formed_feed_is_read_all_the_same(self):
        broken = CHANNEL.format(
            "<item><title>R&D&nbsp;now</title><link>https://post.example/1</link>"
        )

        assert read(broken.replace("</channel></rss>", "")).items[0].url == "https://post.example/1"

    def test_the_right_letters_are_read_with_any_declaration(self):
        title = "Мост через Зарафшан открыт для движения"
        body = CHANNEL.format(f"<item><title>{title}</title><link>/1</link></item>")

        assert read(body.encode("cp1251")).items[0].title == title
        assert read(body.encode("utf-16"), "utf-8").items[0].title == title

    def test_a_feed_without_items_is_a_feed(self):
        assert rss().items == ()

    def test_a_feed_says_how_often_it_wants_to_be_read(self):
        hints = rss(
            "<title>x</title>",
            channel="<ttl>90</ttl><sy:updatePeriod>daily</sy:updatePeriod>"
            "<sy:updateFrequency>2</sy:updateFrequency><skipHours><hour>1</hour><hour>24</hour>"
            "</skipHours><skipDays><day>Monday</day></skipDays>",
        ).hints

        assert hints == Hints(
            interval=timedelta(hours=12), skip_hours=frozenset({0, 1}), skip_days=frozenset({0})
        )

    @pytest.mark.parametrize("cut", ["and more…", "and more [...]", "and more »"])
    def test_a_long_text_that_is_cut_off_is_a_teaser(self, cut):
        (item,) = rss(f"<title>x</title><description>{LONG}{cut}</description>").items

        assert not item.is_whole


class TestIdentity:
    """The keys of items whose guids do not tell them apart."""

    def test_a_guid_that_all_share_tells_nothing(self):
        """[75-same-guid]"""
        feed = rss(*(f"<title>{n}</title><guid>same</guid><link>/{n}</link>" for n in range(3)))

        assert [item.key for item in feed.items] == [f"post.example/{n}" for n in range(3)]

    def test_a_link_that_all_share_tells_nothing(self):
        feed = rss(*(f"<title>{n}</title><guid>g{n}</guid><link>/news</link>" for n in range(3)))

        assert [(item.key, item.link_key) for item in feed.items] == [
            (f"g{n}", None) for n in range(3)
        ]

    def test_without_guid_and_link_title_and_date_decide(self):
        """[75-no-guid-no-link]"""
        feed = rss("<title>a</title>", "<title>b</title>", "<title>a</title>")

        assert [item.title for item in feed.items] == ["a", "b"]
        assert len({item.key for item in feed.items}) == 2

    def test_a_link_is_the_same_item_under_every_spelling(self):
        links = ("http://post.example/1?utm_source=rss", "https://www.post.example/1/")

        assert len({rss(f"<title>x</title><link>{url}</link>").items[0].key for url in links}) == 1

    def test_a_guid_that_never_ends_is_shortened(self):
        (item,) = rss(f"<title>x</title><guid>{'g' * 100_000}</guid>").items

        assert item.key.startswith("sha256:")
        assert len(item.key) == 71


class TestLinksAndDates:
    @pytest.mark.parametrize(
        ("link", "url"),
        [
            ("javascript:alert(1)", None),
            ("http://127.0.0.1/x", None),
            ("http://169.254.169.254/latest", None),
            ("ftp://post.example/x", None),
            ("file:///etc/passwd", None),
            ("http://user:pass@post.example/", None),
            ("/x", "https://post.example/x"),
            ("x?b=2&amp;a=1", "https://post.example/x?a=1&b=2"),
            ("//other.example/x", "https://other.example/x"),
        ],
    )
    def test_a_link_is_resolved_or_dropped(self, link, url):
        """[77-links]"""
        assert rss(f"<title>x</title><link>{link}</link>").items[0].url == url

    def test_a_picture_inside_the_network_is_dropped(self):
        """[70-in-a-feed]"""
        inside = '<media:content url="http://10.0.0.1/a.jpg"/><title>x</title>'

        assert rss(inside).items[0].image_url is None

    @pytest.mark.parametrize(
        "date", ["", "soon", "Mon, 08 Jun 2037 10:00:00 GMT", "9999-99-99", "Thu, 01 Jan 1970"]
    )
    def test_items_without_a_valid_date_keep_the_feeds_order(self, date):
        """[68-in-a-feed, 76-no-date, 76-in-the-future]"""
        item = f"<pubDate>{date}</pubDate>"
        feed = rss(*(f"<title>{n}</title><guid>{n}</guid>{item}" for n in range(3)))

        assert [item.title for item in feed.items] == ["0", "1", "2"]
        assert [item.published_at for item in feed.items] == [None] * 3

    def test_the_newest_come_first(self):
        days = (1, 3, 2)
        feed = rss(
            *(f"<title>{d}</title><pubDate>0{d} Jun 2026 08:00:00 GMT</pubDate>" for d in days)
        )

        assert [item.title for item in feed.items] == ["3", "2", "1"]
