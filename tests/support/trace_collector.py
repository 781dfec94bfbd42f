"""A collector of OpenTelemetry traces: OTLP over HTTP, on 127.0.0.1."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass
class Collector:
    """The spans that arrived so far; a silent collector answers only at its end."""

    url: str = ""
    spans: list[Span] = field(default_factory=list)
    is_silent: bool = False
    requests: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: web.Request) -> web.Response:
        """Take the spans of one request."""
        self.requests += 1
        self.asked.set()
        if self.is_silent:
            await self.ended.wait()
        sent = ExportTraceServiceRequest.FromString(await request.read())
        for of_resource in sent.resource_spans:
            for of_scope in of_resource.scope_spans:
                self.spans += of_scope.spans
        return web.Response()


@asynccontextmanager
async def collecting(*, is_silent: bool = False) -> AsyncIterator[Collector]:
    """Listen on a free port until the block ends."""
    collector = Collector(is_silent=is_silent)
    application = web.Application()
    application.router.add_post("/v1/traces", collector.receive)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    collector.url = f"http://{host}:{port}"
    try:
        yield collector
    finally:
        collector.ended.set()
        await runner.cleanup()
