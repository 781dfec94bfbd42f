"""A browser where there is one."""

import pytest

from tests.browser.browser import CHROMIUM


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none, and say how to get one."""
    if CHROMIUM is not None:
        return
    skip = pytest.mark.skip(reason="no Chromium here; `make chromium` installs it")
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(skip)
