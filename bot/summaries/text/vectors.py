"""Sparse tf-idf vectors of sentences, and their cosine similarity."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

Vector = dict[str, float]


def idf(sentences: Sequence[Sequence[str]]) -> Vector:
    """Return the inverse document frequency of each stem, with sentences as documents.

    The formula is ln((1 + sentences) / (1 + sentences with the stem)) + 1.
    """
    counts = Counter(stem for stems in sentences for stem in set(stems))
    logs = [math.log((1 + len(sentences)) / (1 + n)) + 1 for n in range(len(sentences) + 1)]
    return {stem: logs[n] for stem, n in counts.items()}


def tf_idf(stems: Iterable[str], weights: Vector) -> Vector:
    """Return the tf-idf vector of `stems`, scaled to length 1; `weights` are the idf values.

    A stem that is not in `weights` counts as 0.
    """
    values: Vector = {}
    for stem in stems:
        values[stem] = values.get(stem, 0.0) + weights.get(stem, 0.0)
    return normalize(values)


def normalize(values: Vector) -> Vector:
    """Return `values` scaled to length 1 (empty if all are 0)."""
    length = math.sqrt(sum([value * value for value in values.values()]))
    return {stem: value / length for stem, value in values.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors of length 1 (0 if one is empty)."""
    if len(one) > len(other):
        one, other = other, one
    return sum([value * other[stem] for stem, value in one.items() if stem in other])


def weighted_sum(vectors: Sequence[Vector], weights: Sequence[float]) -> Vector:
    """Return the weighted sum of `vectors`, scaled to length 1."""
    sums: Vector = {}
    for values, weight in zip(vectors, weights, strict=True):
        if weight:
            for stem, value in values.items():
                sums[stem] = sums.get(stem, 0.0) + weight * value
    return normalize(sums)
