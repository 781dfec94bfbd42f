"""One job at a time processes a row; the row is free again after the job, failed or not."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.claiming_worker import ClaimingWorker


class Letters(ClaimingWorker[str]):
    """Processes the due letters; the letter x fails."""

    def __init__(self, due: str) -> None:
        super().__init__()
        self.due = due
        self.processed = ""

    async def _next_due(self, claimed: Sequence[str]) -> str | None:
        await asyncio.sleep(0)  # as a query does: other jobs may run here
        return next((letter for letter in self.due if letter not in claimed), None)

    async def _process(self, row: str) -> None:
        await asyncio.sleep(0)
        if row == "x":
            raise ValueError(row)
        self.due = self.due.replace(row, "")
        self.processed += row


async def test_two_jobs_never_take_the_same_row() -> None:
    worker = Letters("ab")

    counts = list(await asyncio.gather(*(worker.run_once() for _ in range(3))))

    assert sorted(worker.processed) == ["a", "b"]
    assert counts == [1, 1, 0]


async def test_a_claimed_row_is_locked_before_its_job_starts() -> None:
    worker = Letters("a")

    first, second = await worker.take(), await worker.take()

    assert first is not None
    assert second is None


async def test_a_failed_row_can_be_taken_again() -> None:
    worker = Letters("x")

    with pytest.raises(ValueError, match="x"):
        await worker.run_once()

    assert await worker.take() is not None


async def test_a_canceled_row_can_be_taken_again() -> None:
    worker = Letters("a")
    job = await worker.take()
    assert job is not None
    running = asyncio.ensure_future(job())
    await asyncio.sleep(0)

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert await worker.run_once() == 1
