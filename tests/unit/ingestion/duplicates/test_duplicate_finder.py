"""Titles and feeds: two articles with like words may still tell different stories."""

import pytest

from bot.domain.ids import FeedId
from bot.ingestion.duplicates.duplicate_finder import TitleSignature

ONE, TWO = FeedId(1), FeedId(2)


@pytest.mark.parametrize(
    ("mine", "theirs", "may"),
    [
        (TitleSignature("A bridge opens", ONE), TitleSignature("A bridge opens", ONE), True),
        (TitleSignature("A bridge opens", ONE), TitleSignature("A school opens", ONE), False),
        (TitleSignature("A bridge opens", ONE), TitleSignature("The bridge is open", TWO), True),
        (TitleSignature("A bridge opens", ONE), TitleSignature("The bridge is open", None), True),
        (
            TitleSignature("Rates of 24 November", ONE),
            TitleSignature("Rates of 25 November", TWO),
            False,
        ),
        (
            TitleSignature("Rates of 25 November", ONE),
            TitleSignature("rates  of 25 November", TWO),
            True,
        ),
        (TitleSignature("5 hurt in a storm", ONE), TitleSignature("Storm: 7 are hurt", TWO), True),
        (TitleSignature("کتاب\u200cها", ONE), TitleSignature("کتابها", ONE), True),
    ],
)
def test_title_and_feed_decide_if_articles_may_be_one_story(mine, theirs, may):
    assert mine.may_match(theirs) is may
