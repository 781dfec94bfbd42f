"""The page opens where a person sits at a desktop."""

import pytest

from bot.cli.browser import has_desktop


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("darwin", {}, True),
        ("darwin", {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}, False),
        ("win32", {}, True),
    ],
)
def test_a_desktop_is_where_windows_can_open(
    platform: str, environment: dict[str, str], expected: bool
) -> None:
    assert has_desktop(environment, platform) is expected
