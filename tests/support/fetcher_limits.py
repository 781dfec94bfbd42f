"""Limits of a fetcher whose timeouts expire only when a test moves the time."""

from dataclasses import replace

from bot.ingestion.http.fetcher import Limits
from tests.support.web_site import LONG_TIMEOUTS

HOME = [["127.0.0.1"]]


def small_limits(**changes: float) -> Limits:
    """Return size limits that a test can reach; `pass_time` reaches the time limits."""
    sizes = {"raw": 1_000_000, "decoded": 1_000_000}
    return replace(LONG_TIMEOUTS, **sizes, **changes)  # type: ignore[arg-type]  # by name
