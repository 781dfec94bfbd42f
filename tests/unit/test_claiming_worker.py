"""One job at a time processes a row; the row is free again after the job, failed or not."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.claiming_worker import ClaimingWorker
from bot.domain.work_buckets import Bucket, Buckets, GetBuckets, all_buckets, bucket_of_number

A, B = (frozenset({bucket_of_number(ord(letter))}) for letter in "ab")


class Letters(ClaimingWorker[str]):
    """Processes the due letters; the letter x fails. The bucket of a letter is its code."""

    def __init__(self, due: str, buckets: GetBuckets = all_buckets) -> None:
        super().__init__(buckets)
        self.due = due
        self.processed = ""

    async def _next_due(self, claimed: Sequence[str], buckets: Buckets) -> str | None:
        await asyncio.sleep(0)  # as a query does: other jobs may run here
        free = [letter for letter in self.due if letter not in claimed]
        return next((each for each in free if self._is_in(each, buckets)), None)

    def _is_in(self, letter: str, buckets: Buckets) -> bool:
        return buckets is None or self._buckets_of(letter) <= buckets

    def _buckets_of(self, row: str) -> set[Bucket]:
        return {bucket_of_number(ord(row))}

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


async def test_rows_of_other_buckets_are_left_to_other_processes() -> None:
    worker = Letters("ab", lambda: B)

    assert await worker.run_once() == 1
    assert await worker.run_once() == 0
    assert worker.processed == "b"


async def test_a_process_without_buckets_asks_for_no_rows() -> None:
    worker = Letters("a", frozenset)

    assert await worker.take() is None


async def test_a_row_whose_bucket_is_lost_meanwhile_is_not_taken() -> None:
    owned = [A | B]
    worker = Letters("a", lambda: owned[0])

    taking = asyncio.ensure_future(worker.take())
    await asyncio.sleep(0)  # the query runs
    owned[0] = B

    assert await taking is None
    assert worker.busy_buckets() == set()


async def test_a_bucket_is_busy_until_the_job_of_its_row_ends() -> None:
    worker = Letters("ab", lambda: A | B)
    job = await worker.take()
    assert job is not None
    before = worker.busy_buckets()

    await job()

    assert before == A
    assert worker.busy_buckets() == set()
