"""Finding the earlier article that tells the same story as a new one."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.domain.article import Draft, DuplicateMatch
from bot.domain.ids import ArticleId, FeedId
from bot.domain.joiners import drop_joiners
from bot.domain.offload import Offload, TookTooLong
from bot.ingestion.duplicates.fingerprints import stems
from bot.ingestion.duplicates.recent_index import Recent
from storage.store import Store

WINDOW = timedelta(hours=48)  # that a story is news for
_PAGE = 200  # articles read at once
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class TitleSignature:
    """What tells two articles apart whose words are alike."""

    title: str
    feed_id: FeedId | None  # None: somebody handed it in

    def may_tell_the_same(self, other: "TitleSignature") -> bool:
        """Whether both may tell one story.

        A feed does not tell a story twice under two titles; and titles that differ by their numbers
        alone are those of a series, such as the weather of two days.
        """
        mine, theirs = _folded(self.title), _folded(other.title)
        if self.feed_id == other.feed_id:
            return mine == theirs
        return mine == theirs or _NUMBER.sub("0", mine) != _NUMBER.sub("0", theirs)


class DuplicateFinder:
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
        self._heads: dict[ArticleId, TitleSignature] = {}  # of those in `_recent`, and some before
        self._last = ArticleId(0)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def place(self, draft: Draft, feed_id: FeedId) -> AsyncIterator[DuplicateMatch | None]:
        """Give the article whose story a feed's draft tells, for as long as it is being stored.

        One at a time: two tellings that arrive together would both be the first.
        """
        head = TitleSignature(draft.title, feed_id)
        mine = await self._stems([(draft.title, draft.body)])
        async with self._turn:
            await self._catch_up()
            yield self._recent.closest(mine[0], partial(self._may_be, head)) if mine else None

    async def _catch_up(self) -> None:
        """Take in what was stored since."""
        since = self._clock() - WINDOW
        self._recent.forget_before(since)
        while rows := await self._store.articles.listed_since(since, self._last, _PAGE):
            found = await self._stems([(each.title, each.body) for each in rows])
            for each, its_stems in zip(rows, found, strict=False):
                self._recent.add(each.id, each.stored_at, its_stems)
                self._heads[each.id] = TitleSignature(each.title, each.feed_id)
            self._last = rows[-1].id
        if len(self._heads) > 2 * len(self._recent) + _PAGE:
            self._heads = {each: it for each, it in self._heads.items() if each in self._recent}

    def _may_be(self, head: TitleSignature, article_id: ArticleId) -> bool:
        return head.may_tell_the_same(self._heads[article_id])

    async def _stems(self, texts: Sequence[tuple[str, str]]) -> list[frozenset[str]]:
        try:
            return await self._offload(_stems_of, texts)
        except TookTooLong:
            return []  # so much text is compared by its keys only


def _folded(title: str) -> str:
    return " ".join(drop_joiners(title).casefold().split())


def _stems_of(texts: Sequence[tuple[str, str]]) -> list[frozenset[str]]:
    return [stems(title, body) for title, body in texts]
