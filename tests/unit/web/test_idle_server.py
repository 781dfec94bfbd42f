"""The HTTP server leaves an idle bot asleep."""

import asyncio

from starlette.applications import Starlette

from bot.web.server import Server
from tests.support.virtual_time import simulate


class CountingServer(Server):
    ticks = 0

    async def on_tick(self, counter: int) -> bool:
        self.ticks += 1
        return await super().on_tick(counter)


def test_a_server_wakes_up_once_a_second_until_it_stops():
    async def check() -> CountingServer:
        server = CountingServer(Starlette())
        loop = asyncio.create_task(server.main_loop())
        await asyncio.sleep(60)
        await server.stop()
        await loop
        assert asyncio.get_running_loop().time() < 60.1
        return server

    server = simulate(check())

    assert 58 <= server.ticks <= 63
    assert b"date" in dict(server.server_state.default_headers)
