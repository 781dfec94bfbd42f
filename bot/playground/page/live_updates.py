"""How an open page learns of changes: it keeps copies of items, and is told which differ.

Nothing but what the server holds is ever shown, so pages that are open side by side agree.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable

from bot.playground.api_server.errors import Json
from bot.playground.api_server.state.changes import Changes
from bot.playground.page.views import Item

log = logging.getLogger(__name__)
_GATHER = 0.02  # seconds in which changes are gathered into one event
_HEARTBEAT = 15.0  # seconds; a comment keeps the connection and finds out that it is gone


class Feed:
    """The server's side of one open page."""

    def __init__(self, changes: Changes, items: Callable[[], Iterable[Item]]) -> None:
        self._changes = changes
        self._items = items
        self._stamps: dict[str, object] = {}

    async def events(self) -> AsyncIterator[bytes]:
        """Yield server-sent events: first all there is, then what has changed."""
        rang = asyncio.Event()
        self._changes.listen(rang.set)
        try:
            yield _event({**self._difference(), "is_first": True})
            while True:
                try:
                    async with asyncio.timeout(_HEARTBEAT):
                        await rang.wait()
                except TimeoutError:
                    yield b": nothing new\n\n"
                    continue
                await asyncio.sleep(_GATHER)
                rang.clear()
                if difference := self._difference():
                    yield _event(difference)
        finally:
            self._changes.forget(rang.set)

    def _difference(self) -> Json:
        """Return what to put into the page's copy and what to drop from it; empty for nothing."""
        put: Json = {}
        stamps: dict[str, object] = {}
        for item in self._items():
            stamps[item.key] = item.stamp
            if item.key not in self._stamps or self._stamps[item.key] != item.stamp:
                self._draw(item, put)
        drop = [key for key in self._stamps if key not in stamps]
        self._stamps = stamps
        return {"put": put, "drop": drop} if put or drop else {}

    def _draw(self, item: Item, put: Json) -> None:
        """Put what an item shows; one that cannot be drawn must not take the others with it."""
        try:
            put[item.key] = item.make()
        except Exception:  # the boundary of a page: whatever a message may hold
            log.exception("%s cannot be drawn", item.key)


def _event(content: Json) -> bytes:
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"data: {written}\n\n".encode("utf-8", "replace")
