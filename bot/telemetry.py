"""Logging (structlog, with redacted secrets) and Prometheus metrics."""

import logging
import os
import re
import sys
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram

UPDATES = Counter("xulosa_updates_total", "Updates by outcome", ["outcome"])
UPDATE_LAG = Histogram(
    "xulosa_update_lag_seconds",
    "Time from the arrival of an update until its handling began",
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 3_600),
)
PUSHES = Counter("xulosa_pushes_total", "Push attempts by outcome", ["outcome"])
FLOODS = Counter("xulosa_flood_answers_total", "Responses 429 (Too Many Requests) of Telegram")
DELIVERIES = Gauge("xulosa_deliveries", "Deliveries by state", ["state"])
BACKLOG = Gauge("xulosa_backlog", "Waiting deliveries")
BACKLOG_AGE = Gauge("xulosa_backlog_age_seconds", "Waiting time of the oldest due delivery")
FEEDS = Counter("xulosa_feed_visits_total", "Feed fetches by outcome", ["outcome"])
FEED_ITEMS = Counter("xulosa_feed_items_total", "Feed items by outcome", ["outcome"])
SUMMARY_SECONDS = Histogram("xulosa_summary_seconds", "Duration of a summary")

_TOKEN = re.compile(r"(?<!\d)\d{3,}:[A-Za-z0-9_-]{4,}")  # a bot token
_PASSWORD = re.compile(r"(?<=//)[^/\s@]+@")  # user:password@ in a URL
_VERBOSE = ("aiosqlite", "asyncio", "httpcore", "httpx", "telegram", "alembic", "trafilatura")


def redact(text: str) -> str:
    """Return `text` without bot tokens and without passwords in URLs."""
    return _PASSWORD.sub("***@", _TOKEN.sub("***", text))


class _RedactedStream:
    """Standard error; `write` removes secrets."""

    def write(self, text: str) -> int:
        return sys.stderr.write(redact(text))

    def flush(self) -> None:
        sys.stderr.flush()


def set_up_logging(level: str, style: str) -> None:
    """Log to standard error, one line per event; include the logs of libraries.

    Args:
        level: debug, info, warning, error or critical.
        style: "console" for people, "json" for machines.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    is_json = style == "json"
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if is_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty() and not os.environ.get("NO_COLOR"),
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    last: list[Any] = [structlog.processors.format_exc_info] if is_json else []
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last, renderer],
    )
    handler = logging.StreamHandler(_RedactedStream())
    handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _VERBOSE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger("xulosa.ready").setLevel(logging.INFO)  # logged at any level
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
