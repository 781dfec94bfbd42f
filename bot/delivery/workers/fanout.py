"""From a summarised article, or an approved broadcast, to one delivery per chat."""

from collections.abc import Callable
from datetime import datetime

from storage.store import Store

_BATCH = 50  # articles that one run looks at


class FanoutWorker:
    """Moves articles from summarised to offered, a chunk of followers at a time."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def run_once(self) -> int:
        """Make the deliveries that are due; return how many articles and broadcasts were looked at.

        Stopped anywhere and run again, it ends where it would have ended undisturbed.
        """
        articles = await self._store.fanout.due(_BATCH)
        for article_id in articles:
            while await self._store.fanout.offer_article(article_id, self._clock()):
                pass
        broadcasts = await self._store.broadcasts.due(_BATCH)
        for broadcast_id in broadcasts:
            while await self._store.fanout.offer_broadcast(broadcast_id, self._clock()):
                pass
        return len(articles) + len(broadcasts)
