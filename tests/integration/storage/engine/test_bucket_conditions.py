"""The database finds the same bucket as the code."""

import random

from sqlalchemy import Column, MetaData, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.work_buckets import BUCKETS, Bucket, bucket_of_host, bucket_of_number
from storage.engine.bucket_conditions import has_host_in, has_number_in
from storage.engine.columns import RowNumber
from storage.engine.database import Database

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-:пример"
_rows = Table(
    "bucket_rows",
    MetaData(),
    Column("number", RowNumber),
    Column("host", String),
    prefixes=["TEMP"],
)


async def test_numbers_are_in_the_same_bucket(database: Database) -> None:
    numbers = [0, -1, -(10**12) - 5, *range(40), 2**40 + 3]

    async def work(connection: AsyncConnection) -> None:
        await connection.run_sync(_rows.create)
        await connection.execute(insert(_rows), [{"number": each} for each in numbers])
        for bucket in map(Bucket, range(BUCKETS)):
            query = select(_rows.c.number).where(has_number_in(_rows.c.number, {bucket}))
            found = sorted((await connection.execute(query)).scalars())
            assert found == sorted(n for n in numbers if bucket_of_number(n) == bucket)
        await connection.run_sync(_rows.drop)

    await database.write(work)


async def test_hosts_are_in_the_same_bucket_of_postgresql(database: Database) -> None:
    if database.is_sqlite:  # one process, so no buckets of hosts
        return
    draw = random.Random(1)
    hosts = ["".join(draw.choices(_LETTERS, k=draw.randrange(1, 40))) for _ in range(200)]

    async def work(connection: AsyncConnection) -> None:
        await connection.run_sync(_rows.create)
        await connection.execute(insert(_rows), [{"host": each} for each in hosts])
        for bucket in map(Bucket, range(BUCKETS)):
            query = select(_rows.c.host).where(has_host_in(_rows.c.host, {bucket}))
            found = sorted((await connection.execute(query)).scalars())
            assert found == sorted(each for each in hosts if bucket_of_host(each) == bucket)
        await connection.run_sync(_rows.drop)

    await database.write(work)
    assert len({bucket_of_host(each) for each in hosts}) == BUCKETS
