"""Opens a page in the browser of a person who sits at a desktop."""

import sys
import threading
import webbrowser
from collections.abc import Mapping

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def has_desktop(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Return whether programs can open windows here; a session over SSH has no desktop."""
    if platform in {"darwin", "win32"}:
        return "SSH_CONNECTION" not in environment
    return any(environment.get(name) for name in _DISPLAYS)


def open_page(url: str) -> None:
    """Open `url` in the browser without waiting for it; do nothing if there is none."""
    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
