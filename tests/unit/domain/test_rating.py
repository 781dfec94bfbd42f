"""Ratings: sums are exact, and means round half up as people do."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.ids import ArticleId, UserId
from bot.domain.rating import IMPORTED_MAX, ImportedRating, Rating, Tally
from tests.support.samples import NO_VOTES

STARS = st.lists(st.integers(1, 5), max_size=60)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def tally(stars: list[int]) -> Tally:
    return Tally(votes=len(stars), hundredths=100 * sum(stars))


@pytest.mark.parametrize("stars", [-1, 0, 6])
def test_stars_are_one_to_five(stars):
    with pytest.raises(ValueError, match="1 to 5"):
        Rating(article_id=ArticleId(1), user_id=UserId(1), stars=stars, rated_at=NOW)


def test_an_article_without_votes_stands_at_the_neutral_prior():
    assert str(NO_VOTES.mean) == "3.0"
    assert NO_VOTES.bayesian_mean == 3.0


@pytest.mark.parametrize(
    ("votes", "hundredths", "shown"),
    [(1, 500, "5.0"), (12, 5160, "4.3"), (20, 8500, "4.3"), (4, 1300, "3.3"), (40, 4999, "1.2")],
)
def test_a_mean_is_rounded_half_up_to_one_decimal(votes, hundredths, shown):
    assert str(Tally(votes=votes, hundredths=hundredths).mean) == shown


@given(st.integers(1, 10**9), st.data())
def test_a_mean_is_the_exact_one_rounded_half_up(votes, data):
    hundredths = data.draw(st.integers(100 * votes, 500 * votes))

    shown = Tally(votes=votes, hundredths=hundredths).mean

    tenths = Fraction(hundredths, 10 * votes)
    assert Fraction(shown) * 10 == (tenths + Fraction(1, 2)).__floor__()


@given(STARS)
def test_the_bayesian_mean_is_the_formula_of_the_design(stars):
    exact = Fraction(15 + sum(stars), 5 + len(stars))

    assert tally(stars).bayesian_mean == pytest.approx(float(exact), rel=1e-12)


def test_one_enthusiast_does_not_beat_forty_good_votes():
    assert tally([5]).bayesian_mean < tally([4] * 40).bayesian_mean


@given(st.integers(-5, 10), st.integers(-500, 6000))
def test_a_tally_that_no_votes_give_is_refused(votes, hundredths):
    assume(not 100 * votes <= hundredths <= 500 * votes)

    with pytest.raises(ValueError, match="cannot sum"):
        Tally(votes=votes, hundredths=hundredths)


@given(
    st.integers(1, IMPORTED_MAX),
    st.decimals(1, 5, allow_nan=False, allow_infinity=False, places=4),
)
def test_an_imported_rating_always_makes_a_tally_close_to_it(votes, mean):
    imported = ImportedRating(votes=votes, mean=mean)

    taken_over = Tally(votes=votes, hundredths=imported.hundredths)

    assert abs(Fraction(taken_over.hundredths, 100 * votes) - Fraction(mean)) <= Fraction(1, 200)


@pytest.mark.parametrize("votes", [-1, 0, IMPORTED_MAX + 1, 10**30])
def test_an_imported_rating_has_a_number_of_votes_that_can_be(votes):
    with pytest.raises(ValueError, match="votes"):
        ImportedRating(votes=votes, mean=Decimal(4))


@pytest.mark.parametrize("mean", ["0.99", "5.01", "-3", "NaN", "sNaN", "Infinity"])
def test_an_imported_mean_is_one_to_five(mean):
    with pytest.raises(ValueError, match="1 to 5"):
        ImportedRating(votes=1, mean=Decimal(mean))
