"""Feeds as real sites write them, and hostile feeds."""

import contextlib
import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Unreadable
from bot.domain.feed import ITEMS_MAX, Hints, ParsedFeed
from bot.ingestion.feeds.parser import TAGS_MAX, _without_middle, read_feed
from bot.ingestion.feeds.sitemaps import CHILDREN_MAX
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.markup_limits import ELEMENTS_MAX, has_huge_tag, root_name

NOW = datetime(2026, 6, 8, 9, tzinfo=UTC)
LONG = "A whole sentence of an article, long enough. " * 40
CHANNEL = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Harrowmere &amp;amp; Post</title><link>https://post.example/</link>{}</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom of Harrowmere</title>
<link href="https://post.example/"/>{}</feed>"""


def read(text: str | bytes, charset: str | None = None) -> ParsedFeed:
    body = text.encode() if isinstance(text, str) else text
    return read_feed(body, charset, "https://post.example/rss/feed.xml", NOW, Allowlist())


def rss(*items: str, channel: str = "") -> ParsedFeed:
    return read(CHANNEL.format(channel + "".join(f"<item>{item}</item>" for item in items)))


def refusal(text: str | bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return caught.value.text_key


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

        assert len(item.key) == 40


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


class TestHarm:
    @pytest.mark.parametrize(
        "declared",
        [
            '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
            '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
            '<!doctype x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_declarations_are_refused(self, declared, encoding):
        """[71-entities, 72-external]"""
        text = f"<?xml version='1.0'?>{declared}<rss><channel><title>&b;</title></channel></rss>"

        assert refusal(text.encode(encoding)) == "feed.declarations"

    def test_declarations_cannot_hide_behind_comments(self):
        """[71-behind-a-comment]"""
        hidden = f"<!-- {'<a>' * 5_000} --><?x?>\n<!DOCTYPE rss [<!ENTITY a 'b'>]><rss></rss>"

        assert root_name(hidden) is None
        assert refusal(hidden) == "feed.not_a_feed"

    def test_an_article_may_speak_of_declarations(self):
        """[71-words]"""
        (item,) = rss(
            "<title>x</title><description><![CDATA[<!DOCTYPE html> is]]></description>"
        ).items

        assert item.title == "x"

    @pytest.mark.parametrize("space", [" ", "", "\n"])
    def test_a_tag_with_endless_attributes_is_refused(self, space):
        """[73-attributes]"""
        attributes = space.join(f'a{n}="1"' for n in range(200_000))

        assert refusal(CHANNEL.format(f"<item {attributes}></item>")) == "page.broken"

    @pytest.mark.parametrize(
        "body",
        [
            "<a>" * 60_000,
            "<![CDATA[" + "<!--" * 50_000 + "]]>",
            "<" * 200_000,
            "<a '" * 50_000,
            "&" * 200_000,
            "<title>" + "&lt;" * 100_000,
        ],
        ids=["elements", "comments", "brackets", "quotes", "references", "escapes"],
    )
    def test_parsing_a_hostile_item_ends(self, body):
        """[73-nested, 73-comments]"""
        with contextlib.suppress(Unreadable):
            read(CHANNEL.format(f"<item>{body}</item>"))

    def test_the_newest_200_items_are_kept_in_either_order(self):
        """[74-newest]"""
        start = datetime(2026, 1, 1, tzinfo=UTC)
        many = [
            f"<title>{n}</title><link>/{n}</link>"
            f"<pubDate>{(start + timedelta(minutes=n)).isoformat()}</pubDate>"
            for n in range(20_000)
        ]

        feed = rss(*many)

        assert len(feed.items) == ITEMS_MAX
        assert feed.items[0].title == "19999"

    def test_a_hundred_thousand_items_cost_what_those_at_the_ends_do(self):
        """[74-hundred-thousand]"""
        items = (f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(100_000))
        text = CHANNEL.format("".join(items))

        feed = read(text)

        assert [item.title for item in feed.items[::199]] == ["0", "199"]
        assert _without_middle(text).count("<item>") == ITEMS_MAX * 10

    @pytest.mark.parametrize(
        ("before", "piece", "after"),
        [
            ("<urlset>", "<url/>", "</urlset>"),
            ("<sitemapindex>", "<a/>", "</sitemapindex>"),
            ('{"version": "https://jsonfeed.org/version/1", "items": [', "{},", "{}]}"),
            ('{"version": "https://jsonfeed.org/version/1", "items": [{"a": [', "[],", "[]]}]}"),
        ],
    )
    def test_a_feed_of_millions_of_tiny_elements_is_refused(self, before, piece, after):
        assert refusal(before + piece * (ELEMENTS_MAX + 1) + after) == "page.too_heavy"

    def test_an_item_of_more_tags_than_a_feed_needs_is_refused(self):
        assert refusal(CHANNEL.format(f"<item>{'<a/>' * TAGS_MAX}</item>")) == "page.too_heavy"

    def test_two_thousand_items_of_thirty_elements_are_read(self):
        elements = "".join(f"<e{n}>x</e{n}>" for n in range(28))
        items = "".join(f"<item><title>{n}</title>{elements}</item>" for n in range(2_000))

        assert len(read(CHANNEL.format(items)).items) == ITEMS_MAX

    @pytest.mark.parametrize(
        "body",
        [
            *("", " ", "garbage", "<!DOCTYPE html><html><body>x</body></html>", "<html></html>"),
            *("[1, 2]", '{"a": 1}', '{"a":' * 100_000, '{"version": 1, "items": 7}', "{"),
            *("<opml></opml>", "<x/>", "<?xml", "<!--"),
        ],
    )
    def test_a_body_that_is_not_a_feed_is_refused(self, body):
        """[78-a-page]"""
        assert refusal(body) == "feed.not_a_feed"

    def test_words_of_a_feed_are_cleaned(self):
        """[66-in-a-feed, 67-in-a-feed]"""
        (item,) = rss(f"<title>a\x00\u202eb {'x' * 10_000}</title>").items

        assert item.title.startswith("a b x") or item.title.startswith("ab x")
        assert len(item.title) == 300

    @given(st.text(max_size=300), st.sampled_from(["title", "link", "guid", "description"]))
    def test_nothing_in_a_field_breaks_the_reader(self, text, field):
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")

        rss(f"<title>t</title><{field}>{escaped}</{field}>")

    @given(st.binary(max_size=400))
    def test_bytes_are_a_feed_or_are_refused(self, data):
        for body in (data, b"<rss><channel><item>" + data, b'{"items": [' + data):
            try:
                read(body)
            except Unreadable:
                continue

    @given(st.text("<>a='\" /!-?", max_size=200))
    def test_the_scans_take_every_text(self, text):
        root_name(text)
        has_huge_tag(text)


class TestSitemaps:
    NEWS = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{}</urlset>'
    )
    INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'

    def url(self, path: str = "1", date: str = "2026-06-08T08:00:00Z") -> str:
        return (
            f"<url><loc>https://post.example/{path}</loc><news:news><news:publication_date>{date}"
            f"</news:publication_date><news:title>Bridge &amp; river</news:title>"
            "<news:keywords>bridges, city</news:keywords></news:news></url>"
        )

    def test_a_news_sitemap_gives_its_fresh_pages(self):
        old = self.url("2", "2026-06-01T08:00:00Z")
        undated = "<url><loc>https://post.example/3</loc></url>"

        (item,) = read(self.NEWS.format(self.url() + old + undated)).items

        assert (item.key, item.title) == ("post.example/1", "Bridge & river")
        assert item.tags == ("bridges", "city")
        assert item.published_at == datetime(2026, 6, 8, 8, tzinfo=UTC)

    def test_an_index_gives_its_fresh_sitemaps_once_and_not_itself(self):
        """[79-itself]"""
        own = "https://post.example/rss/feed.xml"
        nodes = [
            *(f"<sitemap><loc>{own}</loc></sitemap>",),
            "<sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/a.xml</loc></sitemap>",
            "<sitemap><loc>http://10.0.0.1/b.xml</loc></sitemap>",
            "<sitemap><loc>/old.xml</loc><lastmod>2026-01-01</lastmod></sitemap>",
        ]

        assert read(self.INDEX.format("".join(nodes))).children == ("https://post.example/a.xml",)

    def test_an_index_of_thousands_is_cut(self):
        """[79-thousands]"""
        nodes = "".join(f"<sitemap><loc>/{n}.xml</loc></sitemap>" for n in range(50_000))

        assert len(read(self.INDEX.format(nodes)).children) == CHILDREN_MAX

    def test_a_gzip_file_is_unpacked_and_a_bomb_refused(self):
        """[79-gzip-bomb]"""
        packed = gzip.compress(self.NEWS.format(self.url()).encode())
        bomb = gzip.compress(b"<urlset>" + b" " * 50_000_000)

        assert len(read(packed).items) == 1
        assert refusal(bomb) == "page.too_large"
        assert refusal(packed[:-10]) == "page.broken"
