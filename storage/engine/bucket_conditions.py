"""Conditions for the rows in the buckets of one process; see `bot.domain.work_buckets`."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func

from bot.domain.work_buckets import BUCKETS, Bucket


def has_number_in(number: ColumnElement[Any], buckets: Iterable[Bucket]) -> ColumnElement[bool]:
    """Return a condition for a person, an article or a feed, by its id."""
    return (func.abs(number) % BUCKETS).in_(sorted(buckets))


def has_host_in(host: ColumnElement[str], buckets: Iterable[Bucket]) -> ColumnElement[bool]:
    """Return a condition for a host; PostgreSQL alone has `md5`, and several processes."""
    return func.left(func.md5(host), 1).in_([format(each, "x") for each in sorted(buckets)])
