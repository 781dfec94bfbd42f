"""Limits of a fetcher whose time does not run out by itself."""

from dataclasses import replace

from bot.ingestion.http.fetcher import Limits
from tests.support.web_site import PATIENT

HOME = [["127.0.0.1"]]


def small_limits(**changes: float) -> Limits:
    """Return limits of sizes that a test reaches; a limit of time is reached by `pass_time`."""
    sizes = {"raw": 1_000_000, "decoded": 1_000_000}
    return replace(PATIENT, **sizes, **changes)  # type: ignore[arg-type]  # by name
