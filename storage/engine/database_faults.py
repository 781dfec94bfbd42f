"""Faults of the database: one line for the operator at their start, and one at their end."""

import asyncio
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from storage.engine.postgresql import sqlstates
from storage.engine.sqlite import sqlite_backend

log = structlog.get_logger(__name__)


def is_unavailable(error: BaseException) -> bool:
    """Return whether `error` means that the database is down, full, locked or broken.

    The caller should retry the same work later. A group counts if all its errors do.
    """
    if isinstance(error, BaseExceptionGroup):
        return all(map(is_unavailable, error.exceptions))
    if isinstance(error, NoConnection):
        return True
    driver_error = getattr(error, "orig", None)
    return driver_error is not None and (
        sqlite_backend.is_unavailable(driver_error) or sqlstates.is_unavailable(driver_error)
    )


def log_failure(logger: Any, event: str, error: Exception, **values: object) -> None:
    """Log an exception with its traceback; `FaultLog` logs the faults of the database."""
    if is_unavailable(error):
        logger.debug(event, reason=repr(error), **values)
    else:
        logger.error(event, exc_info=error, **values)


class FaultLog:
    """Logs one line when the database begins to fail, and one when it can write again.

    All workers meet the same fault, and each retries it every few seconds. A command logs nothing:
    it ends with the error.
    """

    def __init__(self) -> None:
        self.is_on = False
        self.damaged = asyncio.Event()  # set when an access finds the embedded database damaged
        self.damage = ""  # the error of that access
        self._advice: str | None = None  # of the present fault

    def failed(self, error: SQLAlchemyError) -> None:
        """Log what the operator has to do, unless it was the last line."""
        driver_error = getattr(error, "orig", None)
        if driver_error is not None and sqlite_backend.is_damaged(driver_error):
            self.damage = str(driver_error)
            self.damaged.set()  # the bot ends, and says why
            return
        advice = sqlite_backend.advice(driver_error) or sqlstates.ADVICE
        if self.is_on and advice != self._advice:
            self._advice = advice
            log.error(f"the database fails: {advice}", reason=str(driver_error or error))

    def worked(self) -> None:
        """Log the end of a fault after a successful write."""
        if self._advice is not None:
            self._advice = None
            log.info("the database works again")
