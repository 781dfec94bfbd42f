"""Discovery of a site's feeds."""

import pytest

from bot.ingestion.feeds.discovery import (
    CANDIDATES_MAX,
    SITEMAPS_MAX,
    feeds_of_page,
    sitemaps_of_robots,
    well_known,
)
from bot.ingestion.http.allowlist import Allowlist

SITE = "https://post.example"


def found(html: str, url: str = f"{SITE}/news/") -> list[str]:
    return feeds_of_page(html.encode(), "utf-8", url, Allowlist())


def declared(href: str, kind: str = "application/rss+xml", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}">'


@pytest.mark.parametrize(
    "kind",
    [
        *("application/rss+xml", "application/atom+xml", "application/feed+json"),
        *("application/rdf+xml", "application/json", "text/xml", "APPLICATION/RSS+XML"),
    ],
)
def test_a_declared_feed_is_found(kind):
    assert found(f"<html><head>{declared('/all', kind)}</head></html>") == [f"{SITE}/all"]


@pytest.mark.parametrize(
    "html",
    [
        declared("/print", "text/html"),
        declared("/style", "text/css", "stylesheet"),
        declared("javascript:alert(1)"),
        declared("http://127.0.0.1/feed"),
        declared(""),
        '<a href="/feedback">Feedback</a><a href="/about">About</a>',
        "",
    ],
)
def test_other_links_and_refused_addresses_are_skipped(html):
    assert found(f"<html><body>{html}</body></html>") == []


def test_declared_feeds_come_first_and_comment_feeds_last():
    page = (
        '<a href="latest.rss">RSS</a><a href="/blog/feed/">Blog</a><a href="?format=atom">Atom</a>'
        + declared("/comments/feed")
        + declared("/feed.json", "application/feed+json")
    )

    assert found(page) == [
        f"{SITE}/feed.json",
        f"{SITE}/news/latest.rss",
        f"{SITE}/blog/feed/",
        f"{SITE}/news/?format=atom",
        f"{SITE}/comments/feed",
    ]


def test_a_feed_that_is_named_twice_is_tried_once():
    page = declared("/feed") + declared("/feed/") + '<a href="http://www.post.example/feed">x</a>'

    assert found(page) == [f"{SITE}/feed"]


def test_links_are_resolved_against_the_pages_base():
    assert found('<base href="/en/">' + declared("rss.xml")) == [f"{SITE}/en/rss.xml"]


def test_a_page_of_thousands_of_links_is_cut():
    page = "".join(f'<a href="/{n}/rss">x</a>' for n in range(100_000))

    assert len(found(page)) == CANDIDATES_MAX


@pytest.mark.parametrize("page", ["<div>" * 50_000, "\x00<a href='/rss'\x00>"])
def test_a_hostile_page_breaks_nothing(page):
    assert len(found(page)) <= 1


def test_a_page_with_an_endless_tag_is_not_parsed():
    endless = "<a " + " ".join(f"b{n}='1'" for n in range(1_000)) + ">"

    assert found(endless + declared("/feed")) == []


def test_a_less_than_sign_in_a_script_hides_no_feed():
    script = f"<script>for(i=0;i<n;i++){{x={'a word ' * 600}</script>"

    assert found(script + declared("/feed")) == [f"{SITE}/feed"]


def test_usual_feed_paths_are_tried_below_the_page_first():
    assert well_known(f"{SITE}/blog/?x=1")[:3] == [
        f"{SITE}/blog/feed",
        f"{SITE}/feed",
        f"{SITE}/rss",
    ]
    assert well_known(SITE)[0] == f"{SITE}/feed"


def test_sitemaps_are_named_by_robots_those_for_news_first():
    text = (
        "User-agent: *\nDisallow: /admin\nSitemap: https://post.example/sitemap.xml\n"
        "  sitemap:/news-sitemap.xml\nSitemap: http://10.0.0.1/x.xml\n"
    )

    assert sitemaps_of_robots(text, f"{SITE}/robots.txt", Allowlist()) == [
        f"{SITE}/news-sitemap.xml",
        f"{SITE}/sitemap.xml",
    ]
    many = "".join(f"Sitemap: /{n}.xml\n" for n in range(50_000))
    assert len(sitemaps_of_robots(many, SITE, Allowlist())) == SITEMAPS_MAX
