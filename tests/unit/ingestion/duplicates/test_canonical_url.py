"""Canonical URLs: one address for each article."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingestion.duplicates.canonical_url import canonical_url, dedupe_key

PLAIN = "https://example.com/news/1?id=7"
SAME = [
    "https://example.com/news/1?id=7&utm_source=telegram&utm_medium=x",
    "https://example.com/news/1?fbclid=abc&id=7",
    "https://example.com/news/1?id=7#comments",
    "HTTPS://Example.COM:443/news/1?id=7",
    "https://user:secret@example.com/news/1?id=7",
    "https://example.com/news/1?ref=twitter&id=7&from=rss&yclid=1&_openstat=2&erid=3",
    "https://example.com./news/1?&id=7&",
]
ONE_KEY = [
    "http://example.com/news/1?id=7",
    "https://www.example.com/news/1?id=7",
    "https://m.example.com/news/1/?id=7",
    "https://amp.example.com/news/1?id=7",
    "https://www.m.example.com/news/1/amp?id=7",
    "https://example.com/news/1/amp/?id=7",
    "http://example.com:80/news/1?amp=1&id=7",
]
OTHERS = [
    "https://example.com/news/1",
    "https://example.com/news/1?id=8",
    "https://example.com/news/2?id=7",
    "https://news.example.com/news/1?id=7",
    "https://example.com:8080/news/1?id=7",
    "https://example.com/news/1?id=7&ref=chapter-2",
    "https://example.com/news/1?id=7&page=2",
    "https://example.com/News/1?id=7",
]

addresses = st.builds(
    lambda scheme, host, port, path, query, fragment: (
        f"{scheme}://{host}{port}/{path}" + (f"?{query}" if query else "") + fragment
    ),
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["www.example.com", "m.uz", "Kun.UZ", "m.www.a.b", "пример.рф", "[2606::1]"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(string.ascii_letters + "/%+.~é я&=;", max_size=20),
    st.lists(
        st.tuples(
            st.sampled_from(["id", "utm_x", "from", "ref", "q", "%66bclid", "amp", "", "a b"]),
            st.sampled_from(["", "=", "=1", "=rss", "=%20", "=a+b", "=я", "=%D1%8F", "=?", "=/"]),
        ).map("".join),
        max_size=4,
    ).map("&".join),
    st.sampled_from(["", "#", "#x?y=1"]),
)


@pytest.mark.parametrize("url", SAME)
def test_spellings_of_one_url_get_one_canonical_url(url):
    """[35-same-url]"""
    assert canonical_url(url) == PLAIN


def test_the_query_is_sorted_and_kept():
    assert canonical_url("http://a.com?b=2&a=1&b=1") == "http://a.com/?a=1&b=1&b=2"


@pytest.mark.parametrize("url", ONE_KEY)
def test_the_forms_of_one_page_share_a_key(url):
    assert dedupe_key(url) == dedupe_key(PLAIN) == "example.com/news/1?id=7"


@pytest.mark.parametrize("url", OTHERS)
def test_another_page_has_another_key(url):
    assert dedupe_key(url) != dedupe_key(PLAIN)


def test_a_short_domain_is_not_taken_for_a_prefix():
    assert dedupe_key("https://m.uz/a") == "m.uz/a"
    assert dedupe_key("https://www.uz/a") == "www.uz/a"


@pytest.mark.parametrize("url", ["", "kun.uz", "ftp://a.com/", "/path", "http://"])
def test_a_text_that_is_not_a_web_address_is_an_error(url):
    with pytest.raises(ValueError):
        canonical_url(url)


@given(addresses)
def test_doing_it_twice_changes_nothing(url):
    once = canonical_url(url)

    assert canonical_url(once) == once
    assert dedupe_key(once) == dedupe_key(url)


@given(addresses)
def test_a_meaningful_parameter_survives(url):
    strip_markup = url.partition("#")[0]
    extended = f"{strip_markup}{'&' if '?' in strip_markup else '?'}story=42"

    assert "story=42" in canonical_url(extended)
    assert dedupe_key(extended) != dedupe_key(url)
