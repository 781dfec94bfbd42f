"""Statements compiled once in a process, not again for the database of each test.

SQLAlchemy keeps compiled statements for each engine, by dialect object. A test has engines of its
own, so it would compile all statements of the bot again: a quarter of the time of a short test.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite as Dialect
from sqlalchemy.util import LRUCache

_compiled: LRUCache[Any, Any] = LRUCache(5_000)  # the tests have more statements than one bot


def share_compiled_statements() -> None:
    """Let all engines of SQLite in this process use one cache; their dialects are equal."""
    dialect: Any = Dialect
    dialect.__eq__ = lambda one, other: type(one) is type(other)
    dialect.__hash__ = lambda one: hash(type(one))
    event.listen(Engine, "engine_connect", _use_shared_cache)


def _use_shared_cache(connection: Connection) -> None:
    if isinstance(connection.dialect, Dialect):
        connection.engine._compiled_cache = _compiled
