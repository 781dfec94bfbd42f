"""Posting updates to the bot's webhook."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from bot.playground.api_server.errors import Json
from bot.playground.api_server.state.world import World

_TIMEOUT = 60  # seconds for the bot to answer
_MAX_ANSWER = 1 << 20  # bytes of the bot's answer that are read
_WHO = ("message", "from", "chat", "user_chat_id")

Ask = Callable[[str, Json], Awaitable[object]]


class WebhookSender:
    """Takes updates to the webhook while there is one.

    Updates of one chat or person go one after another; others at the same time, at most
    `max_connections`. What is not answered with 2xx is tried again, after twice the time.

    Args:
        world: whose updates.
        ask: does the method that a webhook's answer may carry.
        retry_after: seconds before the first retry.
        max_retry_after: seconds between retries at most.
    """

    def __init__(
        self, world: World, ask: Ask, *, retry_after: float = 0.05, max_retry_after: float = 5.0
    ) -> None:
        self.deliveries: list[tuple[int, int]] = []  # update_id and status, 0 for no answer
        self._world = world
        self._ask = ask
        self._retry_after = retry_after
        self._max_retry_after = max_retry_after
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Begin to watch for updates."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop, whatever is under way."""
        tasks = [task for task in (self._task, *self._lanes.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()
        if self._session is not None:
            await self._session.close()

    async def _run(self) -> None:
        changes = self._world.changes
        while True:
            self._send_out()
            await changes.wait(None)

    def _send_out(self) -> None:
        """Start a delivery in every lane that has something and is free."""
        queue = self._world.queue
        if not queue.webhook.url:
            return
        for place, update in queue.pending.items():
            if len(self._lanes) >= queue.webhook.max_connections:
                return
            lane = lane_of(update)
            if lane not in self._lanes:
                task = asyncio.get_running_loop().create_task(self._deliver(place, lane))
                self._lanes[lane] = task

    async def _deliver(self, place: int, lane: int) -> None:
        queue, wait = self._world.queue, self._retry_after
        try:
            while queue.webhook.url and place in queue.pending:
                if await self._post(queue.pending[place]):
                    queue.delivered(place)
                    return
                await asyncio.sleep(wait)
                wait = min(wait * 2, self._max_retry_after)
        finally:
            self._lanes.pop(lane, None)
            self._world.changes.notify()

    async def _post(self, update: Json) -> bool:
        """Post one update; do what the answer asks; tell whether it was taken."""
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
                said = await response.content.read(_MAX_ANSWER)
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note(update, 0, f"Connection failed: {error}")
            return False
        if not 200 <= status < 300:
            self._note(update, status, f"Wrong response from the webhook: {status}")
            return False
        self._note(update, status, None)
        await self._obey(said)
        return True

    def _note(self, update: Json, status: int, error: str | None) -> None:
        self.deliveries.append((update["update_id"], status))
        if error is not None:
            webhook = self._world.queue.webhook
            webhook.last_error_date = self._world.clock.date()
            webhook.last_error_message = error

    async def _obey(self, said: bytes) -> None:
        """Do the method that an answer carries, if it does."""
        try:
            asked: Any = json.loads(said) if said.startswith(b"{") else None
        except ValueError:
            return
        if isinstance(asked, dict) and isinstance(method := asked.pop("method", None), str):
            await self._ask(method, asked)


def lane_of(update: Json) -> int:
    """Return the chat or the person that an update belongs to."""
    body: Any = next((value for key, value in update.items() if key != "update_id"), {})
    while isinstance(body, dict):
        if "id" in body and "message" not in body and "from" not in body:
            return int(body["id"]) if str(body["id"]).lstrip("-").isdigit() else 0
        body = body.get("chat") or body.get("message") or body.get("from")
    return 0
