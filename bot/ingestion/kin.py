"""Finding the earlier article that tells the same story as a new one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.domain.article import Draft, Kin
from bot.domain.ids import ArticleId
from bot.domain.offload import Offload, TookTooLong
from bot.ingestion.duplicates import stems
from bot.ingestion.recent import Recent
from storage.store import Store

WINDOW = timedelta(hours=48)  # that a story is news for
_PAGE = 200  # articles read at once


class Stories:
    """Holds new articles against those of the last days.

    What it knows is read from the database, so it is right after a start, and beside others.

    Args:
        store: where the articles are.
        offload: folds texts in another process.
        clock: aware.
    """

    def __init__(self, store: Store, offload: Offload, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._offload = offload
        self._clock = clock
        self._recent = Recent()
        self._last = ArticleId(0)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def place(self, draft: Draft) -> AsyncIterator[Kin | None]:
        """Give the article whose story a draft tells, for as long as the draft is being stored.

        One at a time: two tellings that arrive together would both be the first.
        """
        mine = await self._stems([(draft.title, draft.body)])
        async with self._turn:
            await self._catch_up()
            yield self._recent.closest(mine[0]) if mine else None

    async def _catch_up(self) -> None:
        """Take in what was stored since."""
        since = self._clock() - WINDOW
        self._recent.forget_before(since)
        while rows := await self._store.articles.listed_since(since, self._last, _PAGE):
            found = await self._stems([(title, body) for _, _, title, body in rows])
            for (number, stored_at, _, _), its_stems in zip(rows, found, strict=False):
                self._recent.add(number, stored_at, its_stems)
            self._last = rows[-1][0]

    async def _stems(self, texts: Sequence[tuple[str, str]]) -> list[frozenset[str]]:
        try:
            return await self._offload(_stems_of, texts)
        except TookTooLong:
            return []  # so much text is compared by its keys only


def _stems_of(texts: Sequence[tuple[str, str]]) -> list[frozenset[str]]:
    return [stems(title, body) for title, body in texts]
