"""A program with its own fork server: do the server's processes have preloaded modules?"""

import asyncio

from bot.domain.offload import TookTooLong
from bot.workers.process_pool import Pool
from bot.workers.time_limit import TimeLimit
from tests.support import pool_tasks

MODULE = "turtledemo"  # a module that no other code imports


async def main() -> None:
    """Print whether a process has imported the module, and whether the next process has."""
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
