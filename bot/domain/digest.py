"""Digests: the best of what waited, in one message or a few."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.article import Headline
from bot.domain.ids import ArticleId, TopicId

ITEMS_MAX = 20  # articles of a digest; the others are counted
PART_MAX = 10  # articles of one message, which holds as many at their longest
_FRESHNESS = 24.0  # hours after which freshness has lost two thirds of its weight


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCandidate:
    """An article that waits for a chat's digest."""

    headline: Headline
    topic_id: TopicId
    held_at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of a digest."""

    topic_id: TopicId
    article_ids: tuple[ArticleId, ...]  # best first
    left_out: int = 0  # articles that were held too; told by the last part


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One message of a digest as it is stored."""

    article_ids: tuple[ArticleId, ...]  # best first
    left_out: int
    made_at: datetime  # aware, UTC


def best_first(held: Sequence[DigestCandidate], now: datetime) -> list[DigestCandidate]:
    """Return what is held by its Bayesian mean and its freshness, which weighs up to one star."""

    def worth(each: DigestCandidate) -> float:
        hours = max(0.0, (now - each.headline.date).total_seconds() / 3600)
        return each.headline.tally.bayesian_mean + math.exp(-hours / _FRESHNESS)

    return sorted(held, key=lambda each: (-worth(each), -each.headline.id))


def parts(held: Sequence[DigestCandidate], now: datetime) -> list[Part]:
    """Return the messages of a digest: per topic at most `ITEMS_MAX` articles, best first."""
    found: list[Part] = []
    for topic_id in sorted({each.topic_id for each in held}):
        mine = best_first([each for each in held if each.topic_id == topic_id], now)
        numbers = [each.headline.id for each in mine[:ITEMS_MAX]]
        chunks = [numbers[start : start + PART_MAX] for start in range(0, len(numbers), PART_MAX)]
        left_out = [0] * (len(chunks) - 1) + [len(mine) - len(numbers)]
        found += [
            Part(topic_id=topic_id, article_ids=tuple(chunk), left_out=count)
            for chunk, count in zip(chunks, left_out, strict=True)
        ]
    return found
