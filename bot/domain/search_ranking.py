"""Rank search matches: by the script, by the words in the title, and by freshness."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.article import Headline

_DAY = 86_400  # seconds
_FRESHNESS = 30  # days until freshness has lost two thirds of its weight


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchMatch:
    """An article that contains all words of a query."""

    headline: Headline
    folded_title: str  # folded for search, words separated by spaces
    is_as_written: bool = True  # the article has the words in the script of the query


def rank_matches(
    words: Sequence[str], matches: Iterable[SearchMatch], now: datetime
) -> list[Headline]:
    """Return the headlines, best first; matches with equal scores keep their order.

    Articles with the words as written come before articles that have them in another script.

    Args:
        words: the words of the query, folded for search; at least one.
        matches: the articles that contain them.
        now: aware.
    """
    ranked = sorted(
        matches, key=lambda match: (match.is_as_written, _score(words, match, now)), reverse=True
    )
    return [match.headline for match in ranked]


def _score(words: Sequence[str], match: SearchMatch, now: datetime) -> float:
    """Return the share of the words that begin a word of the title, plus the freshness."""
    title = match.folded_title.split()
    in_title = sum(any(each.startswith(word) for each in title) for word in words)
    days = max(0.0, (now - match.headline.date).total_seconds() / _DAY)
    return in_title / len(words) + math.exp(-days / _FRESHNESS)
