"""A program of its own, since a program has one server that forks: what do its processes know?"""

import asyncio

from bot.domain.offload import TookTooLong
from tests.workers import tasks
from tests.workers.impatient import ImpatientPool

MODULE = "turtledemo"  # that nobody imports by chance


async def main() -> None:
    """Print whether a process has imported the module, and whether the one after it has."""
    pool = ImpatientPool(1, preload=[MODULE])
    try:
        print(await pool(tasks.has_imported, MODULE))
        try:
            await pool(tasks.count_for_ever)
        except TookTooLong:
            print(await pool(tasks.has_imported, MODULE))
    finally:
        await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
