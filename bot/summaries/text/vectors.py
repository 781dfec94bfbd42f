"""Sentences as sparse vectors: which stems they hold, the rare ones weighing more."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

Vector = dict[str, float]


def rarity(sentences: Sequence[Sequence[str]]) -> Vector:
    """Return the idf of each stem: ln((1 + sentences) / (1 + sentences with it)) + 1."""
    spread = Counter(stem for stems in sentences for stem in set(stems))
    logs = [math.log((1 + len(sentences)) / (1 + n)) + 1 for n in range(len(sentences) + 1)]
    return {stem: logs[n] for stem, n in spread.items()}


def vector(stems: Iterable[str], weights: Vector) -> Vector:
    """Return the tf-idf of `stems`, scaled to length 1; a stem not in `weights` counts nothing."""
    found: Vector = {}
    for stem in stems:
        found[stem] = found.get(stem, 0.0) + weights.get(stem, 0.0)
    return unit(found)


def unit(values: Vector) -> Vector:
    """Return `values` scaled to length 1 (empty if all are 0)."""
    length = math.sqrt(sum([value * value for value in values.values()]))
    return {stem: value / length for stem, value in values.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors of length 1 (0 with an empty one)."""
    if len(one) > len(other):
        one, other = other, one
    return sum([value * other[stem] for stem, value in one.items() if stem in other])


def weighted_sum(vectors: Sequence[Vector], weights: Sequence[float]) -> Vector:
    """Return the sum of `vectors`, each times its weight, scaled to length 1."""
    sums: Vector = {}
    for values, weight in zip(vectors, weights, strict=True):
        if weight:
            for stem, value in values.items():
                sums[stem] = sums.get(stem, 0.0) + weight * value
    return unit(sums)
