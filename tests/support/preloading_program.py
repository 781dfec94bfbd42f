"""A program of its own, since a program has one server that forks: what do its processes know?"""

import asyncio

from bot.domain.offload import TookTooLong
from bot.workers.process_pool import Pool
from bot.workers.time_limit import TimeLimit
from tests.support import pool_tasks

MODULE = "turtledemo"  # that nobody imports by chance


async def main() -> None:
    """Print whether a process has imported the module, and whether the one after it has."""
    pool = Pool(1, TimeLimit(base=0.1), preload=[MODULE])
    try:
        print(await pool(pool_tasks.has_imported, MODULE))
        try:
            await pool(pool_tasks.count_for_ever)
        except TookTooLong:
            print(await pool(pool_tasks.has_imported, MODULE))
    finally:
        await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
