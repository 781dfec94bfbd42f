"""The stage that gives stored articles their summaries, and tags to those that have none."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot.domain.article import Article
from bot.domain.errors import NotFound, Unreadable
from bot.domain.ids import ArticleId, UserId
from bot.domain.offload import Offload, TookTooLong
from bot.domain.summary import Summary
from bot.summaries.summarizer import summarize
from bot.summaries.tagging import choose_tags
from bot.summaries.text.language import detect_language
from bot.telemetry import SUMMARY_SECONDS
from storage.store import Store

SIDE_BY_SIDE = 8  # owners whose articles are summarised at the same time
SLOW_BESIDE = 16  # more of them where theirs have taken seconds
_BATCH = 50  # articles of one owner that are taken at once
_KNOWN = 3_000  # tags that an article may be about, those with most followers first
_SAMPLE = 20_000  # characters that tell a language

log = structlog.get_logger(__name__)


class SummaryWorker:
    """Moves articles from stored to summarised, those of one owner one after another.

    Published articles have one owner, nobody: they are summarised in the order in which they came.

    Args:
        ranker: the name of the ranker, one of `RANKER_NAMES`.
    """

    def __init__(self, store: Store, offload: Offload, ranker: str) -> None:
        self._store = store
        self._offload = offload
        self._ranker = ranker
        self._served: set[UserId | None] = set()  # owners of what is being summarised
        self._picking = asyncio.Lock()

    async def run_once(self) -> int:
        """Summarise what waits of one owner; return of how many owners, 0 or 1.

        Stopped anywhere and run again, it ends where it would have ended undisturbed.
        """
        work = await self.take()
        if work is None:
            return 0
        await work()
        return 1

    async def take(self) -> Callable[[], Awaitable[None]] | None:
        """Take what waits of one owner, whose articles nobody summarises now.

        The owner is that of the oldest article.

        Returns:
            The work on the articles; None where there are none.
        """
        async with self._picking:
            waiting = await self._store.summaries.due(_BATCH, exclude_owners=self._served)
            if not waiting:
                return None
            _, owner_id = waiting[0]
            self._served.add(owner_id)
        taken = [article_id for article_id, owner in waiting if owner == owner_id]
        return partial(self._move_all, taken, owner_id)

    async def _move_all(self, taken: list[ArticleId], owner_id: UserId | None) -> None:
        try:
            for article_id in taken:
                await self._move(article_id)
        finally:
            self._served.discard(owner_id)

    async def _move(self, article_id: ArticleId) -> None:
        try:
            article = await self._store.articles.get(article_id)
        except NotFound:
            return  # deleted meanwhile
        if not article.tags:
            await self._tag(article)
        summary: Summary | None = None
        try:
            with SUMMARY_SECONDS.time():
                summary = await self._offload(
                    _summarize,
                    *(article.title, article.body, self._ranker),
                    requester=article.owner_id,
                )
        except (Unreadable, TookTooLong) as error:
            log.info("an article has no summary", article=article_id, reason=repr(error))
        except Exception:  # one bad article shall not stop all that come after it
            log.exception("an article cannot be summarised", article=article_id)
        language = summary.language if summary else detect_language(article.body[:_SAMPLE])
        await self._store.summaries.put(article_id, summary, language)

    async def _tag(self, article: Article) -> None:
        """Give an article that came without tags those that it is about."""
        known = await self._store.tags.spellings(_KNOWN)
        given = article.title, article.body, article.section, known
        try:
            names = await self._offload(choose_tags, *given, requester=article.owner_id)
            await self._store.articles.add_tags(article.id, names)
        except (NotFound, TookTooLong) as error:
            log.info("an article stays without tags", article=article.id, reason=repr(error))
        except Exception:  # one bad article shall not stop all that come after it
            log.exception("an article cannot be given tags", article=article.id)


def _summarize(title: str, body: str, ranker: str) -> Summary:
    return summarize(title, body, ranker=ranker)


def summarize_plainly(text: str) -> Summary:
    """Return the summary of a text without a title, by the default ranker.

    Raises:
        Unreadable: there is nothing to summarise.
    """
    return summarize("", text)
