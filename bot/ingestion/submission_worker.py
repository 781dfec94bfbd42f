"""The stage that turns submissions into stored articles."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.domain.article import ArticleKeys, Draft
from bot.domain.errors import PersonError, TryAgainLater, Unreadable
from bot.domain.ids import SubmissionId, UserId
from bot.domain.offload import Offload, TookTooLong
from bot.domain.submission import Submission
from bot.domain.tag import TAGS_MAX, distinct
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.duplicates.fingerprints import content_key
from bot.ingestion.feeds.opml import FeedList, is_feed_list, read_opml
from bot.ingestion.http.fetcher import Fetcher
from bot.ingestion.http.response import HttpResponse, require_page
from bot.ingestion.readers.files import read_fetched, read_file
from bot.ingestion.readers.plain_text import read_text
from storage.store import Store

SIDE_BY_SIDE = 8  # submissions read at the same time, so that a slow site delays no other
SLOW_BESIDE = 16  # more of them where they have been read for seconds
_PAUSES = (timedelta(seconds=2), timedelta(seconds=15))  # between attempts: somebody is waiting

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
Download = Callable[[str], Awaitable[bytes]]  # Telegram's file id -> what is in it


class Reader:
    """Reads links, texts and files, the heavy part in another process.

    `requester` is the person who waits for what is read; None where it is the bot itself.
    """

    def __init__(self, fetcher: Fetcher, offload: Offload, clock: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._offload = offload
        self._clock = clock

    async def link(self, url: str, requester: UserId | None = None) -> Draft:
        """Read the page behind a link.

        Raises:
            PersonError: the link is refused, or the page has nothing to read.
            TryAgainLater: the site does not answer now.
        """
        return await self.page(await self._fetcher.get(url), requester)

    async def page(self, fetched: HttpResponse, requester: UserId | None = None) -> Draft:
        """Read a page that was fetched.

        Raises:
            PersonError: it is none, or has nothing to read.
            TryAgainLater: it may be one later.
        """
        now = self._clock()
        require_page(fetched, now)
        return await self._heavy(read_fetched, fetched, now, requester=requester)

    async def text(self, text: str, requester: UserId | None = None) -> Draft:
        """Read a pasted text.

        Raises:
            PersonError: there is no article in it.
        """
        return await self._heavy(read_text, text, requester=requester)

    async def file(
        self, name: str, mime_type: str | None, data: bytes, requester: UserId | None = None
    ) -> Draft:
        """Read a file.

        Raises:
            PersonError: it is of a kind that we do not read, or has nothing to read.
        """
        now = self._clock()
        given = name, mime_type, data, now
        return await self._heavy(read_file, *given, requester=requester, refusal="file.too_heavy")

    async def feed_list(self, data: bytes, requester: UserId | None = None) -> FeedList:
        """Read a list of feeds.

        Raises:
            PersonError: it is none.
        """
        return await self._heavy(read_opml, data, self._fetcher.allow, requester=requester)

    async def keys(self, draft: Draft, requester: UserId | None = None) -> ArticleKeys:
        """Return what makes a draft the article that is stored already.

        Raises:
            PersonError: it is too much to be compared in time.
        """
        return await self._heavy(keys_of, draft, requester=requester)

    async def _heavy(
        self,
        work: Callable[..., Result],
        *arguments: object,
        requester: UserId | None,
        refusal: str = "page.too_heavy",
    ) -> Result:
        try:
            return await self._offload(work, *arguments, requester=requester)
        except TookTooLong as error:
            raise Unreadable(refusal) from error


def keys_of(draft: Draft) -> ArticleKeys:
    """Return what makes a draft the article that is stored already."""
    url = draft.canonical_url or draft.url
    return ArticleKeys(address=dedupe_key(url) if url else None, content=content_key(draft))


def with_tags(draft: Draft, names: tuple[str, ...]) -> Draft:
    """Return the draft with more tags, the given ones first, at most `TAGS_MAX`."""
    return replace(draft, tags=tuple(distinct([*names, *draft.tags])[:TAGS_MAX]))


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
        reader: Reader,
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
                self._clock(), 1, but=self._taken, but_of=self._served()
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
            return await self._reader.feed_list(data, requester)
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
        await self._store.submissions.tell(submission.id, "opml.imported", words)

    async def _again(self, submission: Submission, last_word: Unreadable, reason: str) -> None:
        if submission.attempts >= len(_PAUSES):
            await self._store.submissions.refuse(submission.id, last_word)
            return
        log.info("a submission is read again later", submission=submission.id, reason=reason)
        due_at = self._clock() + _PAUSES[submission.attempts]
        await self._store.submissions.retry(submission.id, due_at)
