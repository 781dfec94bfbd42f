"""Limits of a fetcher that tests need not wait for."""

from bot.ingestion.http.fetcher import Limits

HOME = [["127.0.0.1"]]


def short_limits(**changes: float) -> Limits:
    values: dict[str, float] = {
        "total": 2.0,
        "lookup": 0.2,
        "silence": 0.4,
        "raw": 1_000_000,
        "decoded": 1_000_000,
    }
    return Limits(**{**values, **changes})  # type: ignore[arg-type]  # by name
