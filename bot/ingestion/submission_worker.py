"""Worker that reads submitted links, texts and files and stores their articles."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.claiming_worker import ClaimingWorker
from bot.domain.article import Draft
from bot.domain.errors import PersonError, TryAgainLater, Unreadable
from bot.domain.submission import Submission
from bot.domain.tag import TAGS_MAX, distinct
from bot.domain.work_buckets import Bucket, Buckets, GetBuckets, all_buckets, bucket_of_number
from bot.ingestion.article_reader import ArticleReader, with_tags
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.feeds.opml import FeedList, is_feed_list, read_opml
from bot.telemetry.traces import ArticleSteps
from storage.engine.database_faults import is_unavailable
from storage.queues.feeds import Feeds
from storage.queues.submissions import Submissions

CONCURRENCY = 8  # submissions in parallel, so that a slow site does not delay the others
SLOW_CONCURRENCY = 16  # submissions besides, for slow ones
_RETRY_DELAYS = (timedelta(seconds=2), timedelta(seconds=15))  # short, because the sender waits

log = structlog.get_logger(__name__)
Download = Callable[[str], Awaitable[bytes]]  # Telegram's file id -> content of the file


def _trusted_draft(submission: Submission, draft: Draft) -> Draft:
    """Return the draft without the tags and rating that the sender must not set.

    Anybody can write tags or a rating under a text, so only an editor's submission keeps them.
    A link keeps the tags of its page.
    """
    if submission.is_listed:
        return with_tags(draft, submission.tags)
    tags = draft.tags if submission.kind == "link" else ()
    return replace(draft, tags=tags, imported_rating=None)


class SubmissionWorker(ClaimingWorker[Submission]):
    """Moves submissions from the state received to stored, or to refused with the reason."""

    def __init__(
        self,
        submissions: Submissions,
        feeds: Feeds,
        reader: ArticleReader,
        download: Download,
        clock: Callable[[], datetime],
        max_per_user: int = 3,
        buckets: GetBuckets = all_buckets,
    ) -> None:
        """Create the worker.

        Args:
            submissions: the queue of submissions.
            feeds: for the feeds of a submitted list.
            reader: reads the articles.
            download: downloads a file from Telegram.
            clock: aware.
            max_per_user: submissions of one user in parallel.
            buckets: returns the buckets of users that this process reads for.
        """
        super().__init__(buckets)
        self._submissions = submissions
        self._feeds = feeds
        self._reader = reader
        self._download = download
        self._clock = clock
        self._max_per_user = max_per_user

    async def _next_due(self, claimed: Sequence[Submission], buckets: Buckets) -> Submission | None:
        """Return the oldest due submission of a user with fewer than `max_per_user` in progress."""
        counts = Counter(each.user_id for each in claimed)
        due = await self._submissions.due(
            self._clock(),
            1,
            exclude=[each.id for each in claimed],
            exclude_users=[user for user, count in counts.items() if count >= self._max_per_user],
            buckets=buckets,
        )
        return due[0] if due else None

    def _buckets_of(self, row: Submission) -> set[Bucket]:
        return {bucket_of_number(row.user_id)}

    async def _process(self, submission: Submission) -> None:
        steps = ArticleSteps()
        try:
            with steps.step("extract"):
                content = await self._read(submission)
            if isinstance(content, FeedList):
                await self._add_feeds(submission, content)
                return
            draft = _trusted_draft(submission, content)
            keys = await self._reader.keys_for(draft, submission.user_id)
            with steps.step("store"):
                article_id = await self._submissions.store(submission, draft, keys, self._clock())
            log.debug("a submission was stored", submission=submission.id, article_id=article_id)
            steps.record(article_id, submission=submission.id)
        except PersonError as error:
            await self._submissions.refuse(submission.id, error)
        except TryAgainLater as error:
            await self._reschedule(submission, Unreadable("page.unreachable"), str(error))
        except Exception as error:  # one submission must not stop the others
            if is_unavailable(error):
                raise  # the submission stays as it is
            log.exception("a submission failed", submission=submission.id)
            await self._reschedule(submission, Unreadable("error.ours"), repr(error))

    async def _read(self, submission: Submission) -> Draft | FeedList:
        requester = submission.user_id
        if submission.kind == "link":
            return await self._reader.read_link(submission.payload, requester)
        if submission.kind == "text":
            return await self._reader.read_text(submission.payload, requester)
        data = await self._download(submission.payload)
        if submission.is_listed and is_feed_list(submission.file_name or "", data):
            return await self._reader.offload(
                read_opml, data, self._reader.allow, requester=requester
            )
        name = submission.file_name or ""
        return await self._reader.read_file(name, submission.mime_type, data, requester)

    async def _add_feeds(self, submission: Submission, found: FeedList) -> None:
        """Add the feeds of a list, and tell the sender how many are new."""
        new = [
            replace(feed, tags=tuple(distinct([*submission.tags, *feed.tags])[:TAGS_MAX]))
            for feed in found.feeds
        ]
        keyed = [(dedupe_key(feed.url), feed) for feed in new]
        count = await self._feeds.put_all(keyed, self._clock())
        values = {"count": count, "known": len(new) - count, "left_out": found.left_out}
        await self._submissions.finish_without_article(submission.id, "opml.imported", values)

    async def _reschedule(self, submission: Submission, refusal: Unreadable, reason: str) -> None:
        """Schedule the next attempt; after the last one, refuse the submission with `refusal`."""
        if submission.attempts >= len(_RETRY_DELAYS):
            await self._submissions.refuse(submission.id, refusal)
            return
        log.info("a submission will be retried", submission=submission.id, reason=reason)
        due_at = self._clock() + _RETRY_DELAYS[submission.attempts]
        await self._submissions.reschedule(submission.id, due_at)
