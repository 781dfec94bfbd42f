"""The order of search matches."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.article import Headline
from bot.domain.ids import ArticleId
from bot.domain.search_ranking import SearchMatch, rank_matches
from tests.support.samples import NO_VOTES

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def match(number: int, title: str, days_old: float = 0) -> SearchMatch:
    headline = Headline(
        id=ArticleId(number), title=title, source=None, date=NOW - days_old * DAY, tally=NO_VOTES
    )
    return SearchMatch(headline=headline, folded_title=title)


def ranked(words: list[str], *matches: SearchMatch) -> list[int]:
    return [headline.id for headline in rank_matches(words, matches, NOW)]


def test_words_in_the_title_outweigh_freshness():
    assert ranked(["bridge"], match(1, "news"), match(2, "the bridges", 300)) == [2, 1]


def test_more_words_in_the_title_are_better():
    one, both = match(1, "a bridge"), match(2, "a bridge reopens")

    assert ranked(["bridge", "reopens"], one, both) == [2, 1]


def test_fresher_article_is_better_among_equal_titles():
    assert ranked(["bridge"], match(1, "bridge", 20), match(2, "bridge", 10)) == [2, 1]


def test_equal_matches_and_future_dates_keep_their_order():
    assert ranked(["bridge"], match(2, "bridge", -5), match(1, "bridge")) == [2, 1]


def test_words_as_written_come_before_words_of_another_script():
    folded = replace(match(1, "the bridge"), is_as_written=False)

    assert ranked(["bridge"], folded, match(2, "news", 900)) == [2, 1]


@given(st.lists(st.tuples(st.text(max_size=9), st.integers(0, 9_999)), max_size=9))
def test_ranking_loses_no_match(found: list[tuple[str, int]]):
    matches = [match(number, title, days) for number, (title, days) in enumerate(found)]

    assert sorted(ranked(["bridge"], *matches)) == list(range(len(found)))
