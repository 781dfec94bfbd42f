"""Logging and metrics."""

import logging
import re
import sys
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram

UPDATES = Counter("xulosa_updates_total", "Updates by outcome", ["outcome"])
INTAKE_LAG = Histogram(
    "xulosa_intake_lag_seconds",
    "How long an update waited until its handling began",
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 3_600),
)
PUSHES = Counter("xulosa_pushes_total", "Attempts to push by outcome", ["outcome"])
FLOODS = Counter("xulosa_flood_answers_total", "Answers of Telegram's to wait (429)")
DELIVERIES = Gauge("xulosa_deliveries", "Deliveries by state", ["state"])
BACKLOG = Gauge("xulosa_backlog", "Deliveries that wait")
BACKLOG_AGE = Gauge("xulosa_backlog_age_seconds", "How long the oldest due delivery waits")
FEEDS = Counter("xulosa_feed_visits_total", "Visits to feeds by outcome", ["outcome"])
FEED_ITEMS = Counter("xulosa_feed_items_total", "Items of feeds by outcome", ["outcome"])
SUMMARY_SECONDS = Histogram("xulosa_summary_seconds", "Time that a summary takes")

_TOKEN = re.compile(r"(?<!\d)\d{3,}:[A-Za-z0-9_-]{4,}")  # a bot token, wherever it stands
_PASSWORD = re.compile(r"(?<=//)[^/\s@]+@")  # user:password@ of an address
_LOUD = ("aiosqlite", "asyncio", "httpcore", "httpx", "telegram", "alembic", "trafilatura")


def redact(text: str) -> str:
    """Return `text` without bot tokens and without the passwords of addresses."""
    return _PASSWORD.sub("***@", _TOKEN.sub("***", text))


class _RedactedStream:
    """Standard error, with every secret taken out of what is written."""

    def write(self, text: str) -> int:
        return sys.stderr.write(redact(text))

    def flush(self) -> None:
        sys.stderr.flush()


def set_up_logging(level: str, style: str) -> None:
    """Send our log and that of the libraries to standard error, one line an event.

    Args:
        level: debug, info, warning, error or critical.
        style: console for people, json for machines.
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
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
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
    for name in _LOUD:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger("xulosa.ready").setLevel(logging.INFO)  # said whatever the level
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
