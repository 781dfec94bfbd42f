"""A text of twice the length takes at most little more than twice the work."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from bot.actions.submit import find_hashtags, find_links, is_only_hashtags, strip_credentials
from bot.domain.errors import XulosaError
from bot.domain.folding import fold, fold_for_search
from bot.domain.tag import read_tags, tags_of_a_page
from bot.ingestion.clean import clean_line, clean_text
from bot.ingestion.duplicates.canonical_url import canonical_url, dedupe_key
from bot.ingestion.html_to_text import plain_text
from bot.ingestion.http.address_policy import is_openable
from bot.ingestion.markup_limits import has_huge_html_tag
from bot.ingestion.metadata.headline import pick_headline
from bot.ingestion.metadata.page_classifier import is_not_article
from bot.ingestion.metadata.page_metadata import read_metadata
from bot.ingestion.metadata.visible_tags import visible_tags
from bot.ingestion.readers.plain_text import read_text
from bot.playground.api_server.errors import ApiError
from bot.playground.api_server.formatting.entity_detection import detect_entities
from bot.playground.api_server.formatting.html import parse_html
from bot.playground.api_server.formatting.markdown import parse_markdown, parse_markdown_v2
from bot.summaries.filters.binary_text import is_binary_text
from bot.summaries.filters.filler import is_filler
from bot.summaries.text.anaphora import is_anaphoric
from bot.summaries.text.boilerplate import is_boilerplate
from bot.summaries.text.quotes import incomplete_quotations, join_quotations
from bot.summaries.text.references import needed_positions
from bot.summaries.text.sentences import split_sentences
from bot.summaries.text.words import tokens
from tests.support.instruction_count import grows_little

_NOW = datetime(2026, 1, 2, tzinfo=UTC)
_SIGNS = "aA1я. ,;:!?\n#@/<>&=\"'“”«»()[]{}*_-–|`~\\%+…中\u200d\u0301"
_ENDLESS = 10**9
_ROUNDS = (20, 40, 80)


def _page(text: str) -> str:
    shown = text.replace("<", "&lt;").replace("&", "&amp;")
    metas = "".join(f'<meta name="keywords" content="{i}">' for i in shown.split())
    links = "".join(f'<a rel="tag" href="/tag/{i}">{i}</a>' for i in shown.split())
    return f"<html><head>{metas}<title>{shown}</title></head><body>x {links}</body></html>"


_READERS: dict[str, Callable[[str], object]] = {
    "find_links": find_links,
    "find_hashtags": find_hashtags,
    "is_only_hashtags": is_only_hashtags,
    "strip_credentials": lambda text: strip_credentials("https://" + text),
    "read_tags": read_tags,
    "tags_of_a_page": lambda text: tags_of_a_page(text.split(",")),
    "fold": fold,
    "fold_for_search": fold_for_search,
    "is_openable": lambda text: is_openable("https://example.com/" + text),
    "canonical_url": lambda text: canonical_url("https://example.com/" + text),
    "dedupe_key": lambda text: dedupe_key("https://example.com/?" + text),
    "clean_line": lambda text: clean_line(text, _ENDLESS),
    "clean_text": lambda text: clean_text(text, _ENDLESS),
    "pick_headline": lambda text: pick_headline(
        social=text, json_ld="", headings=[text], page_title=text, site_names=["a", text]
    ),
    "read_metadata": lambda text: read_metadata(
        document_fromstring(_page(text)), "https://example.com/a", _NOW
    ),
    "read_text": read_text,
    "plain_text": lambda text: plain_text(text, _ENDLESS),
    "has_huge_html_tag": has_huge_html_tag,
    "visible_tags": lambda text: visible_tags(document_fromstring(_page(text))),
    "is_not_article": lambda text: is_not_article(text, text.splitlines()),
    "detect_entities": detect_entities,
    "parse_html": parse_html,
    "parse_markdown": parse_markdown,
    "parse_markdown_v2": parse_markdown_v2,
    "is_anaphoric": lambda text: is_anaphoric(text, tokens(text), "en"),
    "is_furniture": lambda text: is_boilerplate(text, tokens(text)),
    "is_junk": is_binary_text,
    "join_quotations": lambda text: join_quotations(split_sentences(text, "en")),
    "incomplete_quotations": lambda text: incomplete_quotations(split_sentences(text, "en")),
    "is_filler": lambda text: is_filler(text, tokens(text), "en"),
    "needed_positions": lambda text: needed_positions("", "en", [text], [tokens(text)]),
    "split_sentences": lambda text: split_sentences(text, "en"),
}


@pytest.mark.parametrize("reader", _READERS.values(), ids=list(_READERS))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=st.text(_SIGNS, max_size=4), again=st.text(_SIGNS, min_size=1, max_size=6))
def test_twice_the_text_is_about_twice_the_work(reader, before, again):
    def read(rounds: int) -> None:
        with suppress(XulosaError, ApiError):
            reader(before + again * rounds)

    read(1)

    assert grows_little(read, _ROUNDS)


def test_quadratic_work_is_seen():
    def pairs(size: int) -> list[int]:
        return [one for one in range(size) for other in range(size) if one < other]

    assert not grows_little(pairs, _ROUNDS)
