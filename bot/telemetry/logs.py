"""Logging with structlog: one line per event, without secrets."""

import logging
import os
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot import __version__

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


def _add_version(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["version"] = __version__
    return event


# Of each line. A worker or the update processor binds `article_id` or `update_id`, so that all
# lines of its work carry them, those of libraries too.
PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _add_version,
]


def log_formatter(style: str, *, has_colors: bool = False) -> logging.Formatter:
    """Return the formatter of all log lines, those of libraries too.

    Args:
        style: "console" for people, "json" for machines.
        has_colors: whether the console has colors.
    """
    is_json = style == "json"
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if is_json
        else structlog.dev.ConsoleRenderer(
            colors=has_colors, exception_formatter=structlog.dev.plain_traceback
        )
    )
    last: list[Any] = [structlog.processors.format_exc_info] if is_json else []
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=PROCESSORS,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last, renderer],
    )


def set_up_logging(level: str, style: str) -> None:
    """Log to standard error, one line per event; include the logs of libraries.

    Args:
        level: debug, info, warning, error or critical.
        style: "console" for people, "json" for machines.
    """
    handler = logging.StreamHandler(_RedactedStream())
    has_colors = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    handler.setFormatter(log_formatter(style, has_colors=has_colors))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _VERBOSE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger("xulosa.ready").setLevel(logging.INFO)  # logged at any level
    structlog.configure(
        processors=[*PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
