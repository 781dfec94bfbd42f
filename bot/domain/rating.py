"""Ratings: one to five stars, one vote per user, and the mean rating of an article."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from bot.domain.ids import ArticleId, UserId

PRIOR_STARS = 3  # the rating of an article without votes
PRIOR_VOTES = 5  # the weight of the prior in the Bayesian mean, in votes
IMPORTED_MAX = 1_000_000  # votes that a page may claim; a 32-bit column can hold their sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One reader's current stars for one article; later stars replace them."""

    article_id: ArticleId
    user_id: UserId
    stars: int  # 1 to 5
    rated_at: datetime  # aware, UTC

    def __post_init__(self) -> None:
        if not 1 <= self.stars <= 5:
            raise ValueError(f"stars are 1 to 5, not {self.stars}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRating:
    """The rating that a page contained when it was fetched."""

    votes: int  # 1 to `IMPORTED_MAX`
    mean: Decimal  # 1 to 5

    def __post_init__(self) -> None:
        if not 1 <= self.votes <= IMPORTED_MAX:
            raise ValueError(f"an imported rating has 1 to {IMPORTED_MAX} votes, not {self.votes}")
        if not (self.mean.is_finite() and 1 <= self.mean <= 5):
            raise ValueError(f"a mean is 1 to 5, not {self.mean}")

    @property
    def hundredths(self) -> int:
        """The sum of the votes in hundredths of a star, an integer, so that sums are exact."""
        return int((self.mean * self.votes * 100).to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The votes of an article: their number, and their sum in hundredths of a star."""

    votes: int
    hundredths: int

    def __post_init__(self) -> None:
        if not self.votes * 100 <= self.hundredths <= self.votes * 500:
            raise ValueError(f"{self.votes} votes cannot sum to {self.hundredths} hundredths")

    @property
    def mean(self) -> Decimal:
        """The mean of the votes, one decimal, rounded half up; the prior if there are none."""
        if not self.votes:
            return Decimal(PRIOR_STARS).quantize(Decimal("0.1"))
        exact = Decimal(self.hundredths) / (100 * self.votes)
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def bayesian_mean(self) -> float:
        """(5·3.0 + sum) / (5 + votes); `/top` sorts by it."""
        return (PRIOR_VOTES * PRIOR_STARS + self.hundredths / 100) / (PRIOR_VOTES + self.votes)
