"""Unit tests start no process, whichever tests run beside them."""

from tests.support.no_processes import pytest_runtest_setup, pytest_runtest_teardown

__all__ = ["pytest_runtest_setup", "pytest_runtest_teardown"]
