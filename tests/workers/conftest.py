"""A fresh database for each test."""

from tests.storage.conftest import database, path, store, template

__all__ = ["database", "path", "store", "template"]
