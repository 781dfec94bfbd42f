"""The stage that turns submissions into stored articles."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.domain.article import Draft
from bot.domain.errors import PersonError, TryAgainLater, Unreadable
from bot.domain.ids import SubmissionId, UserId
from bot.domain.submission import Submission
from bot.domain.tag import TAGS_MAX, distinct
from bot.ingestion.article_reader import ArticleReader, with_tags
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.feeds.opml import FeedList, is_feed_list, read_opml
from storage.store import Store

SIDE_BY_SIDE = 8  # submissions read at the same time, so that a slow site delays no other
SLOW_BESIDE = 16  # more of them where they have been read for seconds
_PAUSES = (timedelta(seconds=2), timedelta(seconds=15))  # between attempts: somebody is waiting

log = structlog.get_logger(__name__)
Download = Callable[[str], Awaitable[bytes]]  # Telegram's file id -> what is in it


def _draft_of(submission: Submission, read: Draft) -> Draft:
    """Return what a submission may say of its article.

    Anybody can write a rating or tags under a text: they count where an editor adds it. The tags
    of a page are shown to the sender, as the page shows them.
    """
    if submission.is_listed:
        return with_tags(read, submission.tags)
    tags = read.tags if submission.kind == "link" else ()
    return replace(read, tags=tags, imported_rating=None)


class SubmissionWorker:
    """Moves submissions from received to stored, or to refused with the reason."""

    def __init__(
        self,
        store: Store,
        reader: ArticleReader,
        download: Download,
        clock: Callable[[], datetime],
        at_once: int = 3,
    ) -> None:
        """Prepare.

        Args:
            store: where submissions and articles are.
            reader: reads them.
            download: fetches a file from Telegram.
            clock: the time, aware.
            at_once: submissions of one person that are read at the same time.
        """
        self._store = store
        self._reader = reader
        self._download = download
        self._clock = clock
        self._at_once = at_once
        self._taken: dict[SubmissionId, UserId] = {}  # being read now, and for whom
        self._picking = asyncio.Lock()

    async def run_once(self) -> int:
        """Read the oldest submission that is due and not being read; return how many, 0 or 1.

        Stopped anywhere and run again, it ends where it would have ended undisturbed.
        """
        work = await self.take()
        if work is None:
            return 0
        await work()
        return 1

    async def take(self) -> Callable[[], Awaitable[None]] | None:
        """Take the oldest submission that is due; return what reads it, None where none is due."""
        async with self._picking:
            due = await self._store.submissions.due(
                self._clock(), 1, exclude=self._taken, exclude_users=self._served()
            )
            if not due:
                return None
            submission = due[0]
            self._taken[submission.id] = submission.user_id
        return partial(self._read_taken, submission)

    async def _read_taken(self, submission: Submission) -> None:
        try:
            await self._move(submission)
        finally:
            del self._taken[submission.id]

    def _served(self) -> set[UserId]:
        """Return for whom as much is being read as may be at once."""
        counts = Counter(self._taken.values())
        return {user_id for user_id, count in counts.items() if count >= self._at_once}

    async def _move(self, submission: Submission) -> None:
        try:
            read = await self._read(submission)
            if isinstance(read, FeedList):
                await self._add_feeds(submission, read)
                return
            draft = _draft_of(submission, read)
            keys = await self._reader.keys(draft, submission.user_id)
            await self._store.submissions.store(submission, draft, keys, self._clock())
        except PersonError as error:
            await self._store.submissions.refuse(submission.id, error)
        except TryAgainLater as error:
            await self._again(submission, Unreadable("page.unreachable"), str(error))
        except Exception as error:  # one submission must not stop the others
            log.exception("a submission cannot be read", submission=submission.id)
            await self._again(submission, Unreadable("error.ours"), repr(error))

    async def _read(self, submission: Submission) -> Draft | FeedList:
        requester = submission.user_id
        if submission.kind == "link":
            return await self._reader.link(submission.payload, requester)
        if submission.kind == "text":
            return await self._reader.text(submission.payload, requester)
        data = await self._download(submission.payload)
        if submission.is_listed and is_feed_list(submission.file_name or "", data):
            return await self._reader.offload(
                read_opml, data, self._reader.allow, requester=requester
            )
        name = submission.file_name or ""
        return await self._reader.file(name, submission.mime_type, data, requester)

    async def _add_feeds(self, submission: Submission, found: FeedList) -> None:
        """Add the feeds of a list; who sent it is told how many."""
        new = [
            replace(feed, tags=tuple(distinct([*submission.tags, *feed.tags])[:TAGS_MAX]))
            for feed in found.feeds
        ]
        keyed = [(dedupe_key(feed.url), feed) for feed in new]
        count = await self._store.feeds.put_all(keyed, self._clock())
        words = {"count": count, "known": len(new) - count, "left_out": found.left_out}
        await self._store.submissions.finish_without_article(submission.id, "opml.imported", words)

    async def _again(self, submission: Submission, last_word: Unreadable, reason: str) -> None:
        if submission.attempts >= len(_PAUSES):
            await self._store.submissions.refuse(submission.id, last_word)
            return
        log.info("a submission is read again later", submission=submission.id, reason=reason)
        due_at = self._clock() + _PAUSES[submission.attempts]
        await self._store.submissions.reschedule(submission.id, due_at)
