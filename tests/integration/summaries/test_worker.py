"""The summary worker: one person's submissions do not delay another's."""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.domain.ids import UserId
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.summaries.worker import SummaryWorker
from bot.workers.polling_workers import ConcurrentWorker, PollingWorker
from storage.store import Store
from tests.support.samples import load
from tests.support.stored_samples import ANN, BOB, NOW, draft, keys

BRIDGE = next(sample for sample in load() if sample.name == "en-bridge")


async def test_long_articles_of_one_person_delay_nobody_else(store: Store) -> None:
    released, moved = asyncio.Event(), asyncio.Event()
    asked: list[tuple[str, UserId | None]] = []  # title and requester

    async def held_for_ann(
        work: Callable[..., Any], *arguments: object, requester: UserId | None = None
    ) -> Any:
        asked.append((str(arguments[0]), requester))
        if requester == ANN:
            await released.wait()
        return work(*arguments)

    owners = {**{f"heavy {number}": ANN for number in range(9)}, "of Bob": BOB, "published": None}
    numbers = {}
    for name, owner in owners.items():
        written = draft(name, body=f"{BRIDGE.body}\n{name}", tags=("bridges",))
        numbers[name], _ = await store.articles.put(written, keys(name), now=NOW, owner=owner)

    summarizer = SummaryWorker(store.summaries, store.articles, store.tags, held_for_ann, "default")
    following = PollingWorker(name="following", run_once=summarizer.run_once, woken=moved)
    workers = ConcurrentWorker(name="summaries", take=summarizer.take, size=3, wakes=(following,))
    running = asyncio.create_task(workers.run())
    async with asyncio.timeout(HANG_SECONDS):
        while [owner for _, owner in await store.summaries.due(20)] != [ANN] * 9:
            await moved.wait()
            moved.clear()
    before = dict(asked)
    released.set()
    async with asyncio.timeout(HANG_SECONDS):
        while await store.summaries.due(20):
            await moved.wait()
            moved.clear()
    running.cancel()

    assert before == {
        "Title of heavy 0": ANN,
        "Title of of Bob": BOB,
        "Title of published": None,
    }
    assert sorted(asked) == sorted((f"Title of {name}", owner) for name, owner in owners.items())
