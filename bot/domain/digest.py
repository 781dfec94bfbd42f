"""Digests: rank the articles that a chat held back and split them into messages."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.article import Headline
from bot.domain.ids import ArticleId, TopicId

ITEMS_MAX = 20  # articles in a digest; the digest only counts the others
PART_MAX = 10  # articles in one message; ten of the longest titles fit into a message
_FRESHNESS_HOURS = 24.0  # after this time freshness has lost two thirds of its weight


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
    left_out: int = 0  # articles beyond `ITEMS_MAX`; only the last part counts them


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One stored message of a digest."""

    article_ids: tuple[ArticleId, ...]  # best first
    left_out: int
    made_at: datetime  # aware, UTC


def _best_first(held: Sequence[DigestCandidate], now: datetime) -> list[DigestCandidate]:
    """Sort the candidates by Bayesian mean plus freshness; freshness adds at most one star."""

    def score(candidate: DigestCandidate) -> float:
        hours = max(0.0, (now - candidate.headline.date).total_seconds() / 3600)
        return candidate.headline.tally.bayesian_mean + math.exp(-hours / _FRESHNESS_HOURS)

    return sorted(held, key=lambda candidate: (-score(candidate), -candidate.headline.id))


def parts(held: Sequence[DigestCandidate], now: datetime) -> list[Part]:
    """Return the messages of a digest: per topic at most `ITEMS_MAX` articles, best first."""
    result: list[Part] = []
    for topic_id in sorted({each.topic_id for each in held}):
        in_topic = _best_first([each for each in held if each.topic_id == topic_id], now)
        ids = [each.headline.id for each in in_topic[:ITEMS_MAX]]
        chunks = [ids[start : start + PART_MAX] for start in range(0, len(ids), PART_MAX)]
        left_out = [0] * (len(chunks) - 1) + [len(in_topic) - len(ids)]
        result += [
            Part(topic_id=topic_id, article_ids=tuple(chunk), left_out=count)
            for chunk, count in zip(chunks, left_out, strict=True)
        ]
    return result
