"""How long things are kept once they are finished, and how much of one person's."""

from dataclasses import dataclass
from datetime import timedelta

# An article is offered anew within this time after it was stored, where another telling of its
# story brings it tags. Later nobody is pushed it any more, so that what says who had it may go:
# the deliveries. Articles that tell the same story are looked for within 48 hours
# (`bot.ingestion.duplicates.duplicate_finder`).
OFFERED_AGAIN = timedelta(days=7)

# Characters that are kept of what one person handed in and nobody else sees. A long article has
# 10,000, so this is eleven of them a day for the 90 days that they are kept. In Cyrillic it is
# 20 MB, and so /export, which holds them all, stays below the 50 MB that Telegram takes.
CHARACTERS_MAX = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long things are kept, None for ever; what somebody saved is always kept."""

    unlisted: timedelta | None = timedelta(days=90)  # articles that are not listed
    deliveries: timedelta | None = timedelta(days=30)  # that are done, and answers
    articles: timedelta | None = None  # that are listed

    @property
    def of_deliveries(self) -> timedelta | None:
        """How long deliveries and answers are kept: at least while they keep a push away."""
        return None if self.deliveries is None else max(self.deliveries, OFFERED_AGAIN)

    @property
    def of_articles(self) -> timedelta | None:
        """How long listed articles are kept: at least while copies of them may come."""
        return None if self.articles is None else max(self.articles, OFFERED_AGAIN)
