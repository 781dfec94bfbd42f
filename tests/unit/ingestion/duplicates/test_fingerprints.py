"""Fingerprints: copies, articles of one story, and articles of other stories."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.article import Draft
from bot.ingestion.duplicates.fingerprints import (
    COPY,
    SAME_STORY,
    content_key,
    jaccard_index,
    stems,
)

TITLE = "New bridge over the Zarafshan opens in Samarkand"
BODY = (
    "A bridge of four hundred metres across the Zarafshan was opened in Samarkand on Monday. "
    "It took three years to build and cost sixty million dollars, the ministry of transport said."
)
RETOLD = (
    "Samarkand has a new bridge. After three years the crossing of the Zarafshan, four hundred "
    "metres long, was opened by the minister on Monday; traffic jams in the centre should shrink."
)
sets = st.frozensets(st.text("abc", min_size=1, max_size=2), max_size=8)


@pytest.mark.parametrize(
    ("title", "body", "least", "below"),
    [
        (TITLE, BODY + " Buses run from Tuesday.", COPY, 1.0),
        (TITLE.upper(), BODY, COPY, 1.1),
        ("Samarkand opens a bridge", RETOLD, SAME_STORY, COPY),
        (
            "Cotton harvest begins",
            "Farmers in Fergana began to pick cotton this week.",
            0.0,
            SAME_STORY,
        ),
    ],
)
def test_likeness_tells_a_copy_a_story_and_news_apart(title, body, least, below):
    assert least <= jaccard_index(stems(TITLE, BODY), stems(title, body)) < below


def test_inflected_and_differently_written_words_are_the_same():
    assert stems("O‘zbekistonda", "узбекистанский") == stems("Oʻzbekistonga", "узбекистанского")


@given(sets, sets)
def test_likeness_is_symmetric_and_between_nothing_and_one(a, b):
    assert jaccard_index(a, b) == jaccard_index(b, a)
    assert 0 <= jaccard_index(a, b) <= 1
    assert jaccard_index(a, a) == (1 if a else 0)


def test_exact_copies_share_a_key():
    draft = Draft(title=TITLE, body=BODY, url="https://a.com/1")

    assert content_key(draft) == content_key(
        Draft(title=f" {TITLE.upper()}", body=BODY.replace(" ", "\n"), url="https://b.com/2")
    )
    assert len(content_key(draft)) == 40


def test_the_same_story_without_joiners_is_one_story():
    written = ("کتاب\u200cها فروخته شده\u200cاند", "مردم شهر خوشحال نیستند و می\u200cگویند.")
    plain = [text.replace("\u200c", "") for text in written]

    keys = {content_key(Draft(title=title, body=body)) for title, body in (written, plain)}

    assert len(keys) == 1
    assert stems(*written) == stems(*plain)


def test_other_words_have_another_key():
    draft = Draft(title="a b", body="c")

    assert len({content_key(d) for d in (draft, replace(draft, title="a", body="b c"))}) == 2
    assert content_key(Draft(title="🙂", body="🙂")) != content_key(Draft(title="🙃", body="🙃"))


def test_articles_that_differ_by_a_number_have_keys_of_their_own():
    keys = {content_key(Draft(title=f"Item {n}", body="Text.")) for n in range(20_000)}

    assert len(keys) == 20_000
