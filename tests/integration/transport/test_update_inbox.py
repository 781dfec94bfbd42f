"""A process stores posted updates, and another one handles each of them once."""

import asyncio

from sqlalchemy import text
from telegram import Bot, Update

from bot.transport.keyed_task_queue import KeyedTaskQueue
from bot.transport.update_inbox import UpdateInbox
from bot.transport.update_processor import UpdateProcessor
from storage.engine.database import Database
from storage.store import Store
from tests.support.running_bot import TOKEN
from tests.support.stored_samples import NOW


async def test_a_stored_update_is_handled_once(store: Store) -> None:
    handled: asyncio.Queue[int] = asyncio.Queue()

    async def handle(update: Update) -> None:
        await handled.put(update.update_id)

    inbox = UpdateInbox(store.processed_updates, lambda: NOW)
    async with asyncio.TaskGroup() as group:
        queue = KeyedTaskQueue(group)
        processor = UpdateProcessor(Bot(TOKEN), handle, store.processed_updates, lambda: NOW, queue)
        answers = [await inbox.receive({"update_id": number}) for number in (1, 2, 1)]

        for _ in range(2):
            await processor.resume_held()
        first = [await handled.get(), await handled.get()]
        await processor.resume_held()  # handled, not recorded yet
        await processor.save()
        await inbox.receive({"update_id": 1})  # it comes again
        await processor.resume_held()
        await queue.drain()

    assert answers == [True, True, True]
    assert sorted(first) == [1, 2]
    assert handled.empty()


async def test_an_update_that_cannot_be_stored_comes_again(
    store: Store, database: Database
) -> None:
    await database.execute(text("DROP TABLE processed_updates"))

    inbox = UpdateInbox(store.processed_updates, lambda: NOW)

    assert not await inbox.receive({"update_id": 1})
    assert await inbox.receive({"update_id": 2**70})  # it would be as invalid the next time
