"""Requests a second that our own Bot API server answers to a minimal client."""

import asyncio
import json
import subprocess
import sys
import time

TOKEN = "123456:BENCH"
REQUESTS, IN_PARALLEL = 6_000, 16
FLOOR = 1_500  # requests a second that the playground promises


async def report() -> None:
    """Print the answered requests a second; the server has its own process."""
    command = [sys.executable, "-m", "bot.playground.api_server.server", "--listen", "127.0.0.1:0"]
    server = await asyncio.create_subprocess_exec(
        *command, "--token", TOKEN, stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        port = int((await server.stdout.readline()).decode().rstrip().rpartition(":")[2])
        person = (await _ask(port, "/control/person", {"is_started": True}))["ids"][0]
        print(f"\n{REQUESTS} requests, {IN_PARALLEL} at once, to our own Bot API server alone")
        print(f"{'method':12} {'requests a second':>18}")
        for method, body in {
            "getMe": {},
            "sendMessage": {
                "chat_id": person,
                "text": "<b>News</b> of today",
                "parse_mode": "HTML",
            },
        }.items():
            rate = await _measure(port, method, body)
            print(f"{method:12} {rate:18.0f}" + ("   below the promise" * (rate < FLOOR)))
    finally:
        server.terminate()
        await server.wait()


async def _measure(port: int, method: str, body: dict[str, object]) -> float:
    request = _request(f"/bot{TOKEN}/{method}", body)
    start = time.perf_counter()
    await asyncio.gather(*(_repeat(port, request) for _ in range(IN_PARALLEL)))
    return REQUESTS / (time.perf_counter() - start)


async def _repeat(port: int, request: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(REQUESTS // IN_PARALLEL):
        writer.write(request)
        assert json.loads(await _answer(reader))["ok"]
    writer.close()


async def _ask(port: int, path: str, body: dict[str, object]) -> dict[str, list[int]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_request(path, body))
    answer: dict[str, list[int]] = json.loads(await _answer(reader))
    writer.close()
    return answer


def _request(path: str, body: dict[str, object]) -> bytes:
    content = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    return await reader.readexactly(int(length.partition(b":")[2]))
