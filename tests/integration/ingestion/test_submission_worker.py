"""One reader reads each submission, once."""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.domain.ids import UserId
from bot.domain.submission import Submission
from bot.ingestion.article_reader import ArticleReader
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher, Limits
from bot.ingestion.submission_worker import CONCURRENCY, SLOW_CONCURRENCY, SubmissionWorker
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.workers.polling_workers import ConcurrentWorker
from storage.engine.database import Database
from storage.queues.submissions import Submissions
from storage.store import Store
from tests.support.bot_and_site import address, html_of
from tests.support.canceled_workers import no_file, run_inline, until_nothing_is_due
from tests.support.samples import load
from tests.support.stored_samples import ANN, BOB, NOW, submission
from tests.support.web_site import Visit, opened, page

BRIDGE = next(sample for sample in load() if sample.name == "en-bridge")


class LateAnswers(Submissions):
    """Submissions that query at once and return the rows later, as a busy database does."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.looked, self.may_answer = asyncio.Event(), asyncio.Event()
        self.may_answer.set()

    async def due(self, *given: Any, **more: Any) -> list[Submission]:
        found = await super().due(*given, **more)
        self.looked.set()
        await self.may_answer.wait()
        return found


async def test_a_submission_read_during_a_query_is_not_read_again(
    database: Database,
    store: Store,
) -> None:
    store.submissions = late = LateAnswers(database)
    text = f"{BRIDGE.title}\n\n{BRIDGE.body}"
    await late.put(submission(1, kind="text", payload=text), NOW)

    async with Fetcher(Allowlist()) as fetcher:
        ingestion = SubmissionWorker(
            store.submissions,
            store.feeds,
            ArticleReader(fetcher, run_inline, lambda: NOW),
            no_file,
            lambda: NOW,
        )
        read = await ingestion.take()
        assert read is not None
        late.looked.clear()
        late.may_answer.clear()
        looking = asyncio.create_task(ingestion.take())
        await late.looked.wait()
        await read()
        late.may_answer.set()

        assert await looking is None


async def test_slow_work_has_the_submitter_as_its_requester(store: Store) -> None:
    asked: list[tuple[str, UserId | None]] = []

    async def noted(
        work: Callable[..., Any], *arguments: object, requester: UserId | None = None
    ) -> Any:
        asked.append((work.__name__, requester))
        return await run_inline(work, *arguments)

    for person in (ANN, BOB):
        text = f"{BRIDGE.title} for {person}\n\n{BRIDGE.body}"
        new = submission(person, kind="text", payload=text, user_id=person)
        await store.submissions.put(new, NOW)

    async with Fetcher(Allowlist()) as fetcher:
        reader = ArticleReader(fetcher, noted, lambda: NOW)
        await until_nothing_is_due(
            SubmissionWorker(store.submissions, store.feeds, reader, no_file, lambda: NOW)
        )

    works = ("read_text", "keys_of")
    assert asked == [(work, person) for person in (ANN, BOB) for work in works]


async def test_a_link_is_read_while_eighteen_slow_links_wait(store: Store) -> None:
    never = 100 * HANG_SECONDS
    released, is_read = asyncio.Event(), asyncio.Event()

    async def slow(visit: Visit) -> None:
        await released.wait()

    async def fast(visit: Visit) -> None:
        await visit.send(page(html_of()))
        is_read.set()

    async with opened() as site:
        site.on("/slow", slow)
        site.answers["/fast"] = fast
        for number in range(18):  # of six people
            link, person = f"{address(site, '/slow')}?{number}", UserId(200 + number // 3)
            await store.submissions.put(submission(number, payload=link, user_id=person), NOW)
        await store.submissions.put(
            submission(BOB, payload=address(site, "/fast"), user_id=BOB), NOW
        )
        limits = Limits(total=never, silence=never)
        async with Fetcher(Allowlist.parse(f"127.0.0.1:{site.port}"), limits=limits) as fetcher:
            reader = ArticleReader(fetcher, run_inline, lambda: NOW)
            ingestion = SubmissionWorker(
                store.submissions, store.feeds, reader, no_file, lambda: NOW
            )
            workers = ConcurrentWorker(
                name="ingestion", take=ingestion.take, size=CONCURRENCY, slow_size=SLOW_CONCURRENCY
            )
            reading = asyncio.create_task(workers.run())
            async with asyncio.timeout(HANG_SECONDS):
                await is_read.wait()
            await site.visited(19)
            reading.cancel()

        visited = [visit.path for visit in site.visits]
        assert sorted(visited) == sorted(["/fast", *(f"/slow?{number}" for number in range(18))])
        released.set()
