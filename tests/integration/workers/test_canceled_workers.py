"""Workers that send nothing: canceled at every await, then run again as after a restart."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app.builders import build_digest_worker, build_fanout_worker
from bot.domain.ids import ArticleId, ChatId, UserId
from bot.domain.schedule import Schedule
from bot.ingestion.article_reader import ArticleReader
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from bot.ingestion.submission_worker import SubmissionWorker
from bot.summaries.worker import SummaryWorker
from storage.store import Store
from tests.support.canceled_workers import (
    check_every_stop,
    no_file,
    run_inline,
    until_nothing_is_due,
)
from tests.support.samples import load
from tests.support.stored_samples import (
    NOW,
    fan_out_to_followers,
    put_follower,
    put_news,
    put_summarized,
    submission,
)

BRIDGE = next(sample for sample in load() if sample.name == "en-bridge")


async def test_canceled_ingestion_resumes_to_the_undisturbed_result(tmp_path: Path) -> None:
    async def prepare(store: Store) -> None:
        bridge = submission(
            1, kind="text", payload=f"{BRIDGE.title}\n\n{BRIDGE.body}", tags=("news",)
        )
        await store.submissions.put(bridge, NOW)
        await store.submissions.put(submission(2, kind="text", payload="?"), NOW)

    async with Fetcher(Allowlist()) as fetcher:
        reader = ArticleReader(fetcher, run_inline, lambda: NOW)

        def ingest(store: Store) -> Awaitable[int]:
            return until_nothing_is_due(
                SubmissionWorker(store.submissions, store.feeds, reader, no_file, lambda: NOW)
            )

        assert await check_every_stop(tmp_path, prepare, ingest) > 20


async def test_canceled_summaries_resume_to_the_undisturbed_result(tmp_path: Path) -> None:
    async def prepare(store: Store) -> None:
        await put_news(store, "good", body=BRIDGE.body)
        await put_news(store, "unreadable", body="?")

    def summarize(store: Store) -> Awaitable[int]:
        return SummaryWorker(
            store.summaries, store.articles, store.tags, run_inline, "default"
        ).run_once()

    assert await check_every_stop(tmp_path, prepare, summarize) > 20


async def test_a_canceled_fanout_makes_one_delivery_per_follower(tmp_path: Path) -> None:
    async def prepare(store: Store) -> None:
        for chat_id in range(1, 8):
            await put_follower(store, chat_id, "news", "bridges")
        await put_summarized(store, "one", tags=("news", "bridges"))
        await put_summarized(store, "two", tags=("bridges",))

    def fan_out(store: Store) -> Awaitable[int]:
        return build_fanout_worker(store, lambda: NOW).run_once()

    assert await check_every_stop(tmp_path, prepare, fan_out) > 20


async def test_canceled_digests_are_made_once(tmp_path: Path) -> None:
    later = NOW + timedelta(days=1)

    async def prepare(store: Store) -> None:
        for chat_id in range(1, 4):
            await put_follower(store, chat_id, "news")
            await store.schedules.put(ChatId(chat_id), Schedule(mode="daily"), NOW)
        for name in ("one", "two"):
            await fan_out_to_followers(store, await put_summarized(store, name, tags=("news",)))

    def make(store: Store) -> Awaitable[int]:
        return build_digest_worker(store, lambda: later).run_once()

    assert await check_every_stop(tmp_path, prepare, make) > 20


async def test_an_article_that_breaks_the_summarizer_stops_no_other(store: Store) -> None:
    async def broken(
        work: Callable[..., Any], *arguments: object, requester: UserId | None = None
    ) -> Any:
        if arguments[0] == "Title of bad":
            raise RecursionError("too deep")
        return work(*arguments)

    bad = await put_news(store, "bad", body=BRIDGE.body)
    good = await put_news(store, "good", body=BRIDGE.body)

    await SummaryWorker(store.summaries, store.articles, store.tags, broken, "default").run_once()

    assert await store.fanout.due(10) == [bad, good]
    assert await _has_summary(store, good)
    assert not await _has_summary(store, bad)


async def _has_summary(store: Store, article_id: ArticleId) -> bool:
    return bool((await store.articles.summarized(article_id)).summary)
