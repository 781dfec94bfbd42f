"""The worker that summarizes stored articles and adds tags to articles without tags."""

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
from storage.repositories.articles import Articles
from storage.repositories.summaries import Summaries
from storage.repositories.tags import Tags

CONCURRENCY = 8  # owners whose articles are summarized at the same time
SLOW_CONCURRENCY = 16  # further owners, if the articles of the first ones take seconds
_BATCH_SIZE = 50  # articles of one owner
_KNOWN_TAGS = 3_000  # considered per article, those with the most followers first
_LANGUAGE_SAMPLE = 20_000  # characters

log = structlog.get_logger(__name__)


class SummaryWorker:
    """Summarizes stored articles; those of one owner one after another, oldest first.

    Published articles count as the articles of one owner, None.

    Args:
        ranker: one of `RANKER_NAMES`.
    """

    def __init__(
        self, summaries: Summaries, articles: Articles, tags: Tags, offload: Offload, ranker: str
    ) -> None:
        self._summaries = summaries
        self._articles = articles
        self._tags = tags
        self._offload = offload
        self._ranker = ranker
        self._busy_owners: set[UserId | None] = set()  # their articles are being summarized
        self._take_lock = asyncio.Lock()

    async def run_once(self) -> int:
        """Summarize the due articles of one owner; return the number of owners, 0 or 1.

        May be canceled at any point: the next run has the same final result.
        """
        job = await self.take()
        if job is None:
            return 0
        await job()
        return 1

    async def take(self) -> Callable[[], Awaitable[None]] | None:
        """Claim the due articles of the owner of the oldest one, except for busy owners.

        Returns:
            A job that summarizes the articles; None if no article is due.
        """
        async with self._take_lock:
            due = await self._summaries.due(_BATCH_SIZE, exclude_owners=self._busy_owners)
            if not due:
                return None
            _, owner_id = due[0]
            self._busy_owners.add(owner_id)
        article_ids = [article_id for article_id, owner in due if owner == owner_id]
        return partial(self._summarize_all, article_ids, owner_id)

    async def _summarize_all(self, article_ids: list[ArticleId], owner_id: UserId | None) -> None:
        try:
            for article_id in article_ids:
                await self._summarize_one(article_id)
        finally:
            self._busy_owners.discard(owner_id)

    async def _summarize_one(self, article_id: ArticleId) -> None:
        try:
            article = await self._articles.get(article_id)
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
        except Exception:  # an error in one article must not stop the worker
            log.exception("an article cannot be summarized", article=article_id)
        language = summary.language if summary else detect_language(article.body[:_LANGUAGE_SAMPLE])
        await self._summaries.put(article_id, summary, language)

    async def _tag(self, article: Article) -> None:
        """Add known tags to an article without tags."""
        known = await self._tags.spellings(_KNOWN_TAGS)
        arguments = article.title, article.body, article.section, known
        try:
            names = await self._offload(choose_tags, *arguments, requester=article.owner_id)
            await self._articles.add_tags(article.id, names)
        except (NotFound, TookTooLong) as error:
            log.info("an article stays without tags", article=article.id, reason=repr(error))
        except Exception:  # an error in one article must not stop the worker
            log.exception("an article cannot be tagged", article=article.id)


def _summarize(title: str, body: str, ranker: str) -> Summary:
    return summarize(title, body, ranker=ranker)


def summarize_text(text: str) -> Summary:
    """Summarize a text without a title with the default ranker.

    Raises:
        Unreadable: the text has too few words for a summary.
    """
    return summarize("", text)
