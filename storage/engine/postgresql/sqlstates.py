"""The meaning of the errors of PostgreSQL and of its driver."""

from sqlalchemy.exc import SQLAlchemyError

# Classes and codes of SQLSTATE (PostgreSQL's manual, appendix A).
# No connection, idle for too long in a transaction, no memory or disk, shut down, I/O error.
_DOWN = ("08", "25P03", "53", "57P", "58")
_CONFLICTS = frozenset(("40001", "40P01"))  # serialization failure, deadlock
# A row refers to one that a concurrent transaction deleted, or the other way round.
_BROKEN_REFERENCE = "23503"
_DRIVER_REFUSES = "22000"  # the server itself has a finer code for each value that it refuses
ADVICE = (
    "the server is away or refuses the work; look at it; "
    "nothing is lost, and the bot goes on by itself"
)
_INVALID_VALUE = ("22", "23", "54000")  # data, constraint, a value that is too large


class ConnectionFault(SQLAlchemyError):
    """The database cannot be reached, or it stopped answering.

    Args:
        orig: the error of the driver or of the operating system.
    """

    def __init__(self, orig: BaseException) -> None:
        super().__init__(f"{type(orig).__name__}: {orig}")
        self.orig = orig


def is_unavailable(driver_error: BaseException) -> bool:
    """Return whether the database is down, full, not reachable, or too busy with conflicts."""
    if isinstance(driver_error, OSError):  # also `TimeoutError`
        return True
    state = _sqlstate(driver_error)
    if state is None:  # an error of the driver itself, such as "connection is closed"
        return _is_driver_fault(driver_error)
    return state.startswith(_DOWN) or state in _CONFLICTS


def is_conflict(driver_error: BaseException | None) -> bool:
    """Return whether a transaction lost against a concurrent one: it must run again."""
    return driver_error is not None and _sqlstate(driver_error) in {*_CONFLICTS, _BROKEN_REFERENCE}


def is_invalid_value(driver_error: BaseException | None) -> bool:
    """Return whether the database refuses a value."""
    if driver_error is None:
        return False
    state = _sqlstate(driver_error)
    return state is not None and state.startswith(_INVALID_VALUE)


def is_refused_by_driver(driver_error: BaseException) -> bool:
    """Return whether the driver itself refuses a value, before the database sees it."""
    return _sqlstate(driver_error) == _DRIVER_REFUSES


def _sqlstate(error: BaseException) -> str | None:
    state = getattr(error, "sqlstate", None)
    return state if isinstance(state, str) else None


def _is_driver_fault(error: BaseException) -> bool:
    """Return whether the driver reports a lost connection; asyncpg's own errors have no code.

    An `InternalClientError` comes from a statement between the server's last message and its end
    of the connection.
    """
    names = {each.__name__ for each in type(error).__mro__}
    return not names.isdisjoint(("InterfaceError", "InternalClientError"))
