"""A fresh database for each test."""

from tests.storage.conftest import database, path, store

__all__ = ["database", "path", "store"]
