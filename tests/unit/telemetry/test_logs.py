"""Each log line names its logger, the version, and the update or article that it is about."""

import io
import json
import logging

import pytest
import structlog

from bot import __version__
from bot.telemetry.logs import PROCESSORS, log_formatter


def lines(style: str) -> tuple[logging.Logger, io.StringIO]:
    """Return a logger of a library that writes to the returned stream, as the bot's do."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log_formatter(style))
    library = logging.Logger("some.library")  # outside of the tree of loggers
    library.addHandler(handler)
    return library, stream


def ours(library: logging.Logger) -> structlog.stdlib.BoundLogger:
    wrap = structlog.stdlib.ProcessorFormatter.wrap_for_formatter
    logger: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        library, processors=[*PROCESSORS, wrap], wrapper_class=structlog.stdlib.BoundLogger
    )
    return logger


@pytest.mark.parametrize("kind", ["ours", "of a library"])
def test_a_line_of_json_has_logger_version_update_and_article(kind: str) -> None:
    library, stream = lines("json")
    logger = ours(library) if kind == "ours" else library

    with structlog.contextvars.bound_contextvars(update_id=7, article_id=12):
        logger.warning("it rains")

    line = json.loads(stream.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "it rains",
        "level": "warning",
        "logger": "some.library",
        "version": __version__,
        "update_id": 7,
        "article_id": 12,
    }


@pytest.mark.parametrize("kind", ["ours", "of a library"])
def test_a_line_for_people_has_them_too(kind: str) -> None:
    library, stream = lines("console")
    logger = ours(library) if kind == "ours" else library

    with structlog.contextvars.bound_contextvars(update_id=7, article_id=12):
        logger.warning("it rains")

    words = stream.getvalue().split()
    assert {"[some.library]", f"version={__version__}", "update_id=7", "article_id=12"} <= {*words}
