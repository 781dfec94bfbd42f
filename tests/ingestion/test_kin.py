"""What may tell the same story, however much its words are alike."""

import pytest

from bot.domain.ids import FeedId
from bot.ingestion.kin import Head

ONE, TWO = FeedId(1), FeedId(2)


@pytest.mark.parametrize(
    ("mine", "theirs", "may"),
    [
        (Head("A bridge opens", ONE), Head("A bridge opens", ONE), True),
        (Head("A bridge opens", ONE), Head("A school opens", ONE), False),
        (Head("A bridge opens", ONE), Head("The bridge is open", TWO), True),
        (Head("A bridge opens", ONE), Head("The bridge is open", None), True),
        (Head("Rates of 24 November", ONE), Head("Rates of 25 November", TWO), False),
        (Head("Rates of 25 November", ONE), Head("rates  of 25 November", TWO), True),
        (Head("5 hurt in a storm", ONE), Head("Storm: 7 are hurt", TWO), True),
        (Head("کتاب\u200cها", ONE), Head("کتابها", ONE), True),
    ],
)
def test_titles_and_feeds_tell_whether_two_articles_may_be_one_story(mine, theirs, may):
    assert mine.may_tell_the_same(theirs) is may
