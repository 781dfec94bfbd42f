"""Retention periods of finished data, and the storage limit of one user."""

from dataclasses import dataclass
from datetime import timedelta

# A stored article is pushed to more chats within this time, if a duplicate adds tags to it. After
# this time it is not pushed again, so its deliveries may be deleted. Duplicates are searched for
# within 48 hours (`bot.ingestion.duplicates.duplicate_finder`).
FANOUT_RESTART_WINDOW = timedelta(days=7)

# Characters in the private copies of one user. A long article has 10,000 characters, so the limit
# is eleven of them a day for the 90 days of their retention. In Cyrillic it is 20 MB, so that
# /export, which contains all copies, stays below Telegram's limit of 50 MB.
CHARACTERS_MAX = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Retention periods, None for no limit. Bookmarked articles are always kept."""

    unlisted: timedelta | None = timedelta(days=90)  # private copies
    deliveries: timedelta | None = timedelta(days=30)  # finished deliveries, and answers
    articles: timedelta | None = None  # published articles

    @property
    def of_deliveries(self) -> timedelta | None:
        """The period for deliveries and answers; long enough to prevent a second push."""
        return None if self.deliveries is None else max(self.deliveries, FANOUT_RESTART_WINDOW)

    @property
    def of_articles(self) -> timedelta | None:
        """The period for published articles; long enough to recognize duplicates of them."""
        return None if self.articles is None else max(self.articles, FANOUT_RESTART_WINDOW)
