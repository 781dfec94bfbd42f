"""Worker that polls due feeds and saves their new items."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

import structlog

from bot.claiming_worker import ClaimingWorker
from bot.domain.chat import ChatThread
from bot.domain.errors import PersonError, TryAgainLater
from bot.domain.feed import Feed, ReplyTarget
from bot.domain.ids import ChatId, UserId
from bot.domain.work_buckets import Bucket, Buckets, GetBuckets, all_buckets, bucket_of_host
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.feeds.feed_reader import FeedReader, PollResult
from bot.ingestion.http.host_throttle import ThrottledFetcher, host_of
from bot.telemetry.metrics import FEED_VISITS
from storage.engine.database_faults import is_unavailable
from storage.queues.feeds import Feeds

_ERROR_DELAY = timedelta(minutes=15)  # after an unexpected exception
CONCURRENCY = 4  # feeds in parallel, each on a different host

log = structlog.get_logger(__name__)
Notices = list[tuple[ReplyTarget, str, dict[str, object]]]  # target, text key, values


class FeedPoller(ClaimingWorker[Feed]):
    """Polls due feeds, saves their items, and notifies the editors of errors."""

    def __init__(
        self,
        feeds: Feeds,
        reader: FeedReader,
        fetcher: ThrottledFetcher,
        clock: Callable[[], datetime],
        editors: Collection[UserId],
        buckets: GetBuckets = all_buckets,
    ) -> None:
        super().__init__(buckets)
        self._feeds = feeds
        self._reader = reader
        self._fetcher = fetcher
        self._clock = clock
        self._editors = editors

    async def _next_due(self, claimed: Sequence[Feed], buckets: Buckets) -> Feed | None:
        """Return the feed that is due longest and whose host is free."""
        busy = self._fetcher.busy_hosts() | {host_of(feed.status.url) for feed in claimed}
        return await self._feeds.due(self._clock(), busy, buckets)

    def _buckets_of(self, row: Feed) -> set[Bucket]:
        return {bucket_of_host(host_of(row.status.url))}

    async def _process(self, feed: Feed) -> None:
        try:
            if feed.is_feed_url:
                await self._save(feed, await self._reader.poll(feed))
            else:
                await self._discover(feed)
        except Exception as error:  # one feed must not stop the others
            if is_unavailable(error):
                raise  # the feed stays due
            log.exception("polling a feed failed", feed=feed.id)
            await self._feeds.reschedule(feed.id, self._clock() + _ERROR_DELAY)

    async def _discover(self, feed: Feed) -> None:
        """Find the feed for an address from an editor, or notify the editor of the failure."""
        try:
            found = await self._reader.discover(feed.status.url)
        except PersonError as error:
            await self._feeds.give_up(feed, error.text_key, error.values, self._clock())
            return
        except TryAgainLater:
            await self._feeds.give_up(feed, "page.unreachable", {}, self._clock())
            return
        key = dedupe_key(found.url)
        known = await self._feeds.find(key, found.url)
        if known is not None and known.id != feed.id:
            values = {"feed": known.name}
            await self._feeds.give_up(feed, "feed.known", values, self._clock())
            return
        await self._save(feed, self._reader.result_of(feed, found), key)

    async def _save(self, feed: Feed, result: PollResult, key: str | None = None) -> None:
        """Save the status and the items of a feed, with the notices for editors."""
        decision, title = result.decision, result.parsed.title if result.parsed else ""
        after, now = decision.status, self._clock()
        FEED_VISITS.add(after.error or "fine")
        values: dict[str, object] = {"feed": feed.title or title or after.url}
        notices: Notices = []
        if decision.notice is not None:
            text_key = "feed.stopped" if after.state == "stopped" else "feed.failing"
            values["error"] = decision.notice
            notices += [(_private_chat(editor), text_key, values) for editor in self._editors]
        if feed.reply_target is not None and after.succeeded_at is not None:
            count = len(result.parsed.items) if result.parsed else 0
            notices.append((feed.reply_target, "feed.added", {**values, "count": count}))
        new = await self._feeds.record(feed, after, result.parsed, now, notices, key)
        log.debug("polled a feed", feed=feed.id, new=new, trouble=after.error)


def _private_chat(editor: UserId) -> ReplyTarget:
    return ReplyTarget(thread=ChatThread(chat_id=ChatId(editor)), answer_id=None)
