"""Buckets: the parts of the work that several processes share, see `bot.domain.leases`.

A row belongs to the bucket of its person or of its host. So one process reads all links of a
person, and keeps the limit of that person. It also sends all requests to a host, one at a time.
"""

import hashlib
from collections.abc import Callable
from typing import NewType

Bucket = NewType("Bucket", int)  # 0 to `BUCKETS` - 1

BUCKETS = 16  # one hexadecimal digit, so that PostgreSQL computes it from `md5`

Buckets = frozenset[Bucket] | None  # those of one process; None: all
GetBuckets = Callable[[], Buckets]


def all_buckets() -> Buckets:
    """Return None: the only process owns all buckets."""
    return None


def bucket_of_number(number: int) -> Bucket:
    """Return the bucket of a person, an article or a feed, by its id."""
    return Bucket(abs(number) % BUCKETS)


def bucket_of_host(host: str) -> Bucket:
    """Return the bucket of a host: the first digit of its MD5 hash."""
    digest = hashlib.md5(host.encode(), usedforsecurity=False)
    return Bucket(int(digest.hexdigest()[0], 16))
