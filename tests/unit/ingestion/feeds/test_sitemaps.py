"""News sitemaps and their indexes are read as feeds."""

import gzip
from datetime import UTC, datetime

from bot.ingestion.feeds.sitemaps import CHILDREN_MAX
from tests.unit.ingestion.feeds.parsed_feeds import read, refusal

NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{}</urlset>'
)
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'


def url(path: str = "1", date: str = "2026-06-08T08:00:00Z") -> str:
    return (
        f"<url><loc>https://post.example/{path}</loc><news:news><news:publication_date>{date}"
        f"</news:publication_date><news:title>Bridge &amp; river</news:title>"
        "<news:keywords>bridges, city</news:keywords></news:news></url>"
    )


def test_a_news_sitemap_gives_its_fresh_pages():
    old = url("2", "2026-06-01T08:00:00Z")
    undated = "<url><loc>https://post.example/3</loc></url>"

    (item,) = read(NEWS.format(url() + old + undated)).items

    assert (item.key, item.title) == ("post.example/1", "Bridge & river")
    assert item.tags == ("bridges", "city")
    assert item.published_at == datetime(2026, 6, 8, 8, tzinfo=UTC)


def test_an_index_gives_its_fresh_sitemaps_once_and_not_itself():
    """[79-itself]"""
    own = "https://post.example/rss/feed.xml"
    nodes = [
        *(f"<sitemap><loc>{own}</loc></sitemap>",),
        "<sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/a.xml</loc></sitemap>",
        "<sitemap><loc>http://10.0.0.1/b.xml</loc></sitemap>",
        "<sitemap><loc>/old.xml</loc><lastmod>2026-01-01</lastmod></sitemap>",
    ]

    assert read(INDEX.format("".join(nodes))).children == ("https://post.example/a.xml",)


def test_an_index_of_thousands_is_cut():
    """[79-thousands]"""
    nodes = "".join(f"<sitemap><loc>/{n}.xml</loc></sitemap>" for n in range(50_000))

    assert len(read(INDEX.format(nodes)).children) == CHILDREN_MAX


def test_a_gzip_file_is_unpacked_and_a_bomb_refused():
    """[79-gzip-bomb]"""
    packed = gzip.compress(NEWS.format(url()).encode())
    bomb = gzip.compress(b"<urlset>" + b" " * 50_000_000)

    assert len(read(packed).items) == 1
    assert refusal(bomb) == "page.too_large"
    assert refusal(packed[:-10]) == "page.broken"
