"""The worker that summarizes stored articles and adds tags to articles without tags."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.claiming_worker import ClaimingWorker
from bot.domain.article import Article
from bot.domain.errors import NotFound, Unreadable
from bot.domain.ids import ArticleId, UserId
from bot.domain.offload import Offload, TookTooLong
from bot.domain.summary import Summary
from bot.domain.work_buckets import Bucket, Buckets, GetBuckets, all_buckets, bucket_of_number
from bot.summaries.summarizer import summarize
from bot.summaries.tagging import choose_tags
from bot.summaries.text.language import detect_language
from bot.summaries.text.language_guess import UNKNOWN
from bot.telemetry.metrics import SUMMARY_SECONDS
from bot.telemetry.traces import trace_step
from storage.engine.database_faults import is_unavailable
from storage.repositories.articles import Articles
from storage.repositories.summaries import Summaries
from storage.repositories.tags import Tags

CONCURRENCY = 8  # owners whose articles are summarized at the same time
SLOW_CONCURRENCY = 16  # further owners, if the articles of the first ones take seconds
_BATCH_SIZE = 50  # articles of one owner
_KNOWN_TAGS = 3_000  # considered per article, those with the most followers first
_LANGUAGE_SAMPLE = 20_000  # characters

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersArticles:
    """The due articles of one owner, oldest first; None owns the published articles."""

    owner_id: UserId | None
    article_ids: tuple[ArticleId, ...]


class SummaryWorker(ClaimingWorker[OwnersArticles]):
    """Summarizes stored articles; those of one owner one after another, oldest first.

    Published articles count as the articles of one owner, None.

    Args:
        ranker: one of `RANKER_NAMES`.
        buckets: returns the buckets of owners, and of published articles, of this process.
    """

    def __init__(
        self,
        summaries: Summaries,
        articles: Articles,
        tags: Tags,
        offload: Offload,
        ranker: str,
        buckets: GetBuckets = all_buckets,
    ) -> None:
        super().__init__(buckets)
        self._summaries = summaries
        self._articles = articles
        self._tags = tags
        self._offload = offload
        self._ranker = ranker

    async def _next_due(
        self, claimed: Sequence[OwnersArticles], buckets: Buckets
    ) -> OwnersArticles | None:
        """Return the due articles of the owner of the oldest one, except for claimed owners."""
        owners = {each.owner_id for each in claimed}
        due = await self._summaries.due(_BATCH_SIZE, exclude_owners=owners, buckets=buckets)
        if not due:
            return None
        _, owner_id = due[0]
        article_ids = tuple(article_id for article_id, owner in due if owner == owner_id)
        return OwnersArticles(owner_id=owner_id, article_ids=article_ids)

    def _buckets_of(self, row: OwnersArticles) -> set[Bucket]:
        numbers = row.article_ids if row.owner_id is None else (row.owner_id,)
        return {bucket_of_number(number) for number in numbers}

    async def _process(self, row: OwnersArticles) -> None:
        for article_id in row.article_ids:
            with (
                structlog.contextvars.bound_contextvars(article_id=article_id),
                trace_step("summarize", article_id),
            ):
                await self._summarize_one(article_id)

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
            log.info("an article has no summary", reason=repr(error))
        except Exception:  # an error in one article must not stop the worker
            log.exception("an article cannot be summarized")
        language = summary.language if summary else await self._detect_language(article)
        await self._summaries.put(article_id, summary, language)

    async def _detect_language(self, article: Article) -> str:
        sample = article.body[:_LANGUAGE_SAMPLE]
        try:
            return await self._offload(detect_language, sample, requester=article.owner_id)
        except TookTooLong as error:
            log.info("an article has no language", reason=repr(error))
            return UNKNOWN

    async def _tag(self, article: Article) -> None:
        """Add known tags to an article without tags."""
        known = await self._tags.spellings(_KNOWN_TAGS)
        arguments = article.title, article.body, article.section, known
        try:
            names = await self._offload(choose_tags, *arguments, requester=article.owner_id)
            await self._articles.add_tags(article.id, names)
        except (NotFound, TookTooLong) as error:
            log.info("an article stays without tags", reason=repr(error))
        except Exception as error:  # an error in one article must not stop the worker
            if is_unavailable(error):
                raise  # the article stays without a summary
            log.exception("an article cannot be tagged")


def _summarize(title: str, body: str, ranker: str) -> Summary:
    return summarize(title, body, ranker=ranker)


def summarize_text(text: str) -> Summary:
    """Summarize a text without a title with the default ranker.

    Raises:
        Unreadable: the text has too few words for a summary.
    """
    return summarize("", text)
