"""Send an open page the items that have changed, as server-sent events.

A page shows only the server's state, so several open pages always agree.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable

from bot.playground.api_server.errors import Json
from bot.playground.api_server.state.changes import Changes
from bot.playground.page.views import Item

log = logging.getLogger(__name__)
_BATCH_SECONDS = 0.02  # changes within this time go out in one event
_HEARTBEAT = 15.0  # seconds; a comment keeps the connection open and detects a closed one


class LiveUpdates:
    """The event stream of one open page."""

    def __init__(self, changes: Changes, items: Callable[[], Iterable[Item]]) -> None:
        self._changes = changes
        self._items = items
        self._stamps: dict[str, object] = {}

    async def events(self) -> AsyncIterator[bytes]:
        """Yield server-sent events: first all items, then the changed ones."""
        changed = asyncio.Event()
        self._changes.listen(changed.set)
        try:
            yield _event({**self._difference(), "is_first": True})
            while True:
                try:
                    async with asyncio.timeout(_HEARTBEAT):
                        await changed.wait()
                except TimeoutError:
                    yield b": nothing new\n\n"
                    continue
                await asyncio.sleep(_BATCH_SECONDS)
                changed.clear()
                if difference := self._difference():
                    yield _event(difference)
        finally:
            self._changes.forget(changed.set)

    def _difference(self) -> Json:
        """Return the items to put into and to drop from the page; {} if nothing changed."""
        put: Json = {}
        stamps: dict[str, object] = {}
        for item in self._items():
            stamps[item.key] = item.stamp
            if item.key not in self._stamps or self._stamps[item.key] != item.stamp:
                self._render(item, put)
        drop = [key for key in self._stamps if key not in stamps]
        self._stamps = stamps
        return {"put": put, "drop": drop} if put or drop else {}

    def _render(self, item: Item, put: Json) -> None:
        """Add an item's content to `put`; log and skip an item that fails."""
        try:
            put[item.key] = item.make()
        except Exception:  # one message that fails must not end the page
            log.exception("%s cannot be rendered", item.key)


def _event(content: Json) -> bytes:
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"data: {written}\n\n".encode("utf-8", "replace")
