"""Sparse tf-idf vectors of sentences, and their cosine similarity."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import repeat
from operator import mul

Vector = dict[str, float]


def idf(counts: Mapping[str, int], sentences: int) -> Vector:
    """Return the inverse document frequency of each stem, with sentences as documents.

    The formula is ln((1 + sentences) / (1 + sentences with the stem)) + 1.

    Args:
        counts: the number of sentences with each stem.
        sentences: the number of all sentences.
    """
    logs = [math.log((1 + sentences) / (1 + n)) + 1 for n in range(sentences + 1)]
    return {stem: logs[n] for stem, n in counts.items()}


def tf_idf(stems: Sequence[str], weights: Vector) -> Vector:
    """Return the tf-idf vector of `stems`, scaled to length 1; `weights` are the idf values.

    A stem that is not in `weights` counts as 0.
    """
    values = dict(zip(stems, map(weights.get, stems, repeat(0.0)), strict=True))
    if len(values) < len(stems):
        values = {stem: times * values[stem] for stem, times in Counter(stems).items()}
    return normalize(values)


def normalize(values: Vector) -> Vector:
    """Return `values` scaled to length 1 (empty if all are 0)."""
    length = math.sqrt(sum(map(mul, values.values(), values.values())))
    return {stem: value / length for stem, value in values.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors of length 1 (0 if one is empty)."""
    if len(one) > len(other):
        one, other = other, one
    products: map[float] = map(mul, one.values(), map(other.get, one, repeat(0.0)))
    return sum(products)


def weighted_sum(vectors: Sequence[Vector], weights: Sequence[float]) -> Vector:
    """Return the weighted sum of `vectors`, scaled to length 1."""
    sums: Vector = defaultdict(float)
    for values, weight in zip(vectors, weights, strict=True):
        if weight:
            for stem, value in values.items():
                sums[stem] += weight * value
    return normalize(sums)
