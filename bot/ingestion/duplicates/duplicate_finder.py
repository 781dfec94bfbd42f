"""Find an earlier article with the same text or about the same story as a new article."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.domain.article import Draft, DuplicateMatch
from bot.domain.ids import ArticleId, FeedId
from bot.domain.joiners import drop_joiners
from bot.domain.offload import Offload, TookTooLong
from bot.ingestion.duplicates.fingerprints import stems
from bot.ingestion.duplicates.recent_index import RecentIndex
from storage.repositories.articles import LATE_IDS, Articles

WINDOW = timedelta(hours=48)  # the maximum age of an article that is compared
_BATCH_SIZE = 200  # articles per database query
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class TitleSignature:
    """Title and feed of a candidate duplicate."""

    title: str
    feed_id: FeedId | None  # None for an article that a person submitted

    def may_match(self, other: "TitleSignature") -> bool:
        """Return whether two similar articles may be about the same story.

        Two articles of one feed with different titles are different stories. Titles that differ
        only in numbers belong to a series, such as the weather of two days.
        """
        mine, theirs = _folded(self.title), _folded(other.title)
        if self.feed_id == other.feed_id:
            return mine == theirs
        return mine == theirs or _NUMBER.sub("0", mine) != _NUMBER.sub("0", theirs)


class DuplicateFinder:
    """Compares new articles with the articles of the last `WINDOW`.

    The index is filled from the database, so it is correct after a restart and with several
    processes.

    Args:
        articles: the stored articles.
        story_lock: keeps other processes from storing articles meanwhile.
        offload: computes the stems in the process pool.
        clock: aware.
    """

    def __init__(
        self,
        articles: Articles,
        story_lock: Callable[[], AbstractAsyncContextManager[None]],
        offload: Offload,
        clock: Callable[[], datetime],
    ) -> None:
        self._articles = articles
        self._story_lock = story_lock
        self._offload = offload
        self._clock = clock
        self._index = RecentIndex()
        self._signatures: dict[ArticleId, TitleSignature] = {}  # may keep some removed articles
        self._last_id = ArticleId(0)
        self._read_ids: set[ArticleId] = set()  # the last ones
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def match(self, draft: Draft, feed_id: FeedId) -> AsyncIterator[DuplicateMatch | None]:
        """Yield the best match for a feed's draft; store the draft inside the block.

        Locks cover the block, so that two drafts about one story do not miss each other. The one
        of the database is taken last, when most of the index is up to date.
        """
        signature = TitleSignature(draft.title, feed_id)
        draft_stems = await self._stems([(draft.title, draft.body)])
        async with self._lock:
            await self._update_index()
            async with self._story_lock():
                await self._update_index()
                may_match = partial(self._may_match, signature)
                yield self._index.closest(draft_stems[0], may_match) if draft_stems else None

    async def _update_index(self) -> None:
        """Remove old articles from the index, and add the articles stored since the last update."""
        since = self._clock() - WINDOW
        self._index.remove_before(since)
        late = await self._articles.late_ids(since, self._last_id) - self._read_ids
        self._last_id = ArticleId(min([self._last_id, *(number - 1 for number in late)]))
        while rows := await self._articles.listed_since(since, self._last_id, _BATCH_SIZE):
            row_stems = await self._stems([(row.title, row.body) for row in rows])
            for row, article_stems in zip(rows, row_stems, strict=False):
                self._index.add(row.id, row.stored_at, article_stems)
                self._signatures[row.id] = TitleSignature(row.title, row.feed_id)
            self._last_id = rows[-1].id
            self._read_ids |= {row.id for row in rows}
        self._read_ids = {each for each in self._read_ids if each > self._last_id - LATE_IDS}
        if len(self._signatures) > 2 * len(self._index) + _BATCH_SIZE:
            kept = {key: value for key, value in self._signatures.items() if key in self._index}
            self._signatures = kept

    def _may_match(self, signature: TitleSignature, article_id: ArticleId) -> bool:
        return signature.may_match(self._signatures[article_id])

    async def _stems(self, texts: Sequence[tuple[str, str]]) -> list[frozenset[str]]:
        try:
            return await self._offload(_stems_of, texts)
        except TookTooLong:
            return []  # without stems, only the exact keys find duplicates


def _folded(title: str) -> str:
    return " ".join(drop_joiners(title).casefold().split())


def _stems_of(texts: Sequence[tuple[str, str]]) -> list[frozenset[str]]:
    return [stems(title, body) for title, body in texts]
