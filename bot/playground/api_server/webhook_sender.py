"""Send updates to the bot's webhook with retries."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from bot.playground.api_server.errors import Json
from bot.playground.api_server.state.world import World

_TIMEOUT = 60  # seconds for the bot to respond
_MAX_ANSWER = 1 << 20  # bytes read of the bot's response

CallMethod = Callable[[str, Json], Awaitable[object]]


class WebhookSender:
    """Sends pending updates to the webhook while one is set.

    Updates with the same ordering key go one after another, others in parallel, at most
    `max_connections`. An update without a 2xx response is retried; the delay doubles each time.

    Args:
        world: the source of the updates.
        call_method: runs the method that a webhook's response may contain.
        retry_after: seconds before the first retry.
        max_retry_after: the longest delay between retries, in seconds.
    """

    def __init__(
        self,
        world: World,
        call_method: CallMethod,
        *,
        retry_after: float = 0.05,
        max_retry_after: float = 5.0,
    ) -> None:
        self.deliveries: list[tuple[int, int]] = []  # update_id and status, 0 without a response
        self._world = world
        self._call_method = call_method
        self._retry_after = retry_after
        self._max_retry_after = max_retry_after
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Start to send updates."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Cancel all deliveries and close the session."""
        tasks = [task for task in (self._task, *self._tasks.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        if self._session is not None:
            await self._session.close()

    async def _run(self) -> None:
        changes = self._world.changes
        while True:
            self._start_deliveries()
            await changes.wait(None)

    def _start_deliveries(self) -> None:
        """Start a delivery for every ordering key that has updates and no delivery in progress."""
        queue = self._world.queue
        if not queue.webhook.url:
            return
        for position, update in queue.pending.items():
            if len(self._tasks) >= queue.webhook.max_connections:
                return
            key = ordering_key(update)
            if key not in self._tasks:
                task = asyncio.get_running_loop().create_task(self._deliver(position, key))
                self._tasks[key] = task

    async def _deliver(self, position: int, key: int) -> None:
        queue, wait = self._world.queue, self._retry_after
        try:
            while queue.webhook.url and position in queue.pending:
                if await self._post(queue.pending[position]):
                    queue.mark_delivered(position)
                    return
                await asyncio.sleep(wait)
                wait = min(wait * 2, self._max_retry_after)
        finally:
            self._tasks.pop(key, None)
            self._world.changes.notify()

    async def _post(self, update: Json) -> bool:
        """Post one update and run the response's method; tell whether it was accepted."""
        webhook = self._world.queue.webhook
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        body = json.dumps(update, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=_TIMEOUT)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        try:
            async with self._session.post(
                webhook.url, data=body, headers=headers, allow_redirects=False
            ) as response:
                status = response.status
                answer_body = await response.content.read(_MAX_ANSWER)
        except (aiohttp.ClientError, TimeoutError) as error:
            self._record(update, 0, f"Connection failed: {error}")
            return False
        if not 200 <= status < 300:
            self._record(update, status, f"Wrong response from the webhook: {status}")
            return False
        self._record(update, status, None)
        await self._run_method(answer_body)
        return True

    def _record(self, update: Json, status: int, error: str | None) -> None:
        self.deliveries.append((update["update_id"], status))
        if error is not None:
            webhook = self._world.queue.webhook
            webhook.last_error_date = self._world.clock.date()
            webhook.last_error_message = error
        self._world.changes.notify()

    async def _run_method(self, answer_body: bytes) -> None:
        """Run the method in a webhook's response, if there is one."""
        try:
            request: Any = json.loads(answer_body) if answer_body.startswith(b"{") else None
        except ValueError:
            return
        if isinstance(request, dict) and isinstance(method := request.pop("method", None), str):
            await self._call_method(method, request)


def ordering_key(update: Json) -> int:
    """Return the id of the chat or user of an update, or 0; its updates keep their order."""
    body: Any = next((value for key, value in update.items() if key != "update_id"), {})
    while isinstance(body, dict):
        if "id" in body and "message" not in body and "from" not in body:
            return int(body["id"]) if str(body["id"]).lstrip("-").isdigit() else 0
        body = body.get("chat") or body.get("message") or body.get("from")
    return 0
