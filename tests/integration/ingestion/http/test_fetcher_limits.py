"""Size and time limits of the fetcher; ids begin with the row of the list of bad inputs."""

import asyncio
import gzip
import socket
import tracemalloc
import zlib

import pytest

from bot.domain.errors import TryAgainLater, Unreadable
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.fetcher_limits import small_limits
from tests.support.virtual_time import pass_time
from tests.support.web_site import (
    HTML,
    forever,
    no_answer_for,
    page,
    reset_after,
    silence,
    to,
)

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def bomb(window: int, megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    start = packer.compress(b"\0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b"\0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * megabytes


class TestSizes:
    @pytest.mark.parametrize(
        ("encoding", "body"),
        [
            pytest.param("gzip", bomb(31, 4_000), id="43-gzip-bomb"),
            pytest.param("deflate", bomb(15, 900), id="43-deflate-bomb"),
            pytest.param("deflate", bomb(-15, 900), id="43-raw-deflate-bomb"),
        ],
    )
    async def test_a_bomb_is_refused_in_little_memory(self, site, fetcher, encoding, body):
        url = site.on("/", page(body[:900_000], Content_Encoding=encoding))
        tracemalloc.start()

        with pytest.raises(Unreadable) as caught:
            await fetcher.get(url)

        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert caught.value.text_key == "page.too_large"
        assert peak < 20_000_000

    @pytest.mark.parametrize(
        "encoding",
        [
            pytest.param("br", id="44-br"),
            pytest.param("zstd", id="45-zstd"),
            pytest.param("gzip, gzip, gzip", id="46-thrice"),
        ],
    )
    async def test_an_encoding_that_was_not_offered_is_refused(self, site, fetcher, encoding):
        with pytest.raises(Unreadable) as caught:
            await fetcher.get(site.on("/", page(b"x" * 100, Content_Encoding=encoding)))

        assert caught.value.text_key == "page.broken"

    @pytest.mark.parametrize("window", [31, 15, -15], ids=["gzip", "zlib", "raw"])
    async def test_a_compressed_page_is_decompressed(self, site, fetcher, window):
        packer = zlib.compressobj(wbits=window)
        body = packer.compress(HTML.encode()) + packer.flush()
        encoding = "gzip" if window == 31 else "deflate"

        found = await fetcher.get(site.on("/", page(body, Content_Encoding=encoding)))

        assert found.body == HTML.encode()

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"no gzip at all", id="47-not-gzip"),
            pytest.param(gzip.compress(HTML.encode() * 50)[:-20], id="47-cut"),
        ],
    )
    async def test_a_broken_gzip_is_an_error(self, site, fetcher, body):
        with pytest.raises(Unreadable) as caught:
            await fetcher.get(site.on("/", page(body, Content_Encoding="gzip")))

        assert caught.value.text_key == "page.broken"

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(forever(HEAD + b"\r\n", b"<p>" * 9_000), id="48-endless"),
            pytest.param(
                forever(
                    HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
                    b"1000\r\n" + b"<p>Hello" * 512 + b"\r\n",
                ),
                id="48-endless-chunks",
            ),
            pytest.param(page(HTML, Content_Length=str(10**10)), id="49-ten-gigabytes"),
            pytest.param(page(b"<p>" * 400_000), id="48-longer-than-allowed"),
        ],
    )
    async def test_a_body_stops_at_the_cap(self, site, fetcher, answer):
        with pytest.raises(Unreadable) as caught:
            await fetcher.get(site.on("/", answer))

        assert caught.value.text_key == "page.too_large"
        assert caught.value.values == {"megabytes": 1}

    async def test_a_body_shorter_than_announced_is_tried_again(self, site, fetcher):
        """[50-too-short]"""
        with pytest.raises(TryAgainLater):
            await fetcher.get(site.on("/", page(HTML, Content_Length="9999")))

    async def test_a_body_longer_than_announced_is_an_error(self, site, fetcher):
        """[50-too-long]"""
        with pytest.raises(Unreadable):
            await fetcher.get(site.on("/", page(HTML, Content_Length="6")))

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(HEAD + b"X: " + b"x" * 1_000_000 + b"\r\n\r\n", id="53-megabyte"),
            pytest.param(HEAD + b"X: y\r\n" * 10_000 + b"\r\n", id="53-ten-thousand"),
            pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", id="no-http"),
            pytest.param(HEAD + b"X\x00: y\r\n\r\n", id="41-nul"),
        ],
    )
    async def test_senseless_headers_are_an_error(self, site, fetcher, answer):
        with pytest.raises(Unreadable) as caught:
            await fetcher.get(site.on("/", answer))

        assert caught.value.text_key == "page.broken"


class TestTimes:
    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(forever(HEAD + b"\r\n", b"x", 1), id="51-drip"),
            pytest.param(forever(HEAD, b"X: y\r\n", 1), id="53-dripped-headers"),
            pytest.param(forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 1), id="59-1xx"),
        ],
    )
    async def test_a_slow_site_causes_a_timeout(self, site, names, answer):
        allow = Allowlist.parse(f"news.test:{site.port}")
        async with Fetcher(allow, limits=small_limits(total=20), resolver=names) as fetcher:
            async with asyncio.timeout(HANG_SECONDS):
                with pytest.raises(TryAgainLater):
                    await fetcher.get(site.on("/", answer))

    async def test_a_silent_site_causes_a_timeout(self, site, names):
        """[52-silence]"""
        allow = Allowlist.parse(f"news.test:{site.port}")
        limits = small_limits(total=10 * HANG_SECONDS, silence=10)
        async with Fetcher(allow, limits=limits, resolver=names) as fetcher:
            async with asyncio.timeout(HANG_SECONDS):
                with pytest.raises(TryAgainLater):
                    await fetcher.get(site.on("/", no_answer_for(11)))

    async def test_redirects_do_not_extend_the_timeout(self, site, names):
        async def slowly(visit):
            pass_time(8)
            await visit.send(to("/"))

        allow = Allowlist.parse(f"news.test:{site.port}")
        async with Fetcher(allow, limits=small_limits(total=20), resolver=names) as fetcher:
            with pytest.raises(TryAgainLater):
                await fetcher.get(site.on("/", slowly))

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(reset_after(HEAD + b"Content-Length: 99\r\n\r\n<p>"), id="54-mid-body"),
            pytest.param(reset_after(b""), id="54-before-the-answer"),
            pytest.param(reset_after(HEAD), id="54-mid-head"),
        ],
    )
    async def test_a_reset_is_tried_again(self, site, fetcher, answer):
        with pytest.raises(TryAgainLater):
            await fetcher.get(site.on("/", answer))

    async def test_a_closed_port_is_tried_again(self, names):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        async with Fetcher(Allowlist.parse(f"news.test:{port}"), resolver=names) as fetcher:
            with pytest.raises(TryAgainLater):
                await fetcher.get(f"http://news.test:{port}/")

    async def test_a_canceled_request_raises_the_cancellation(self, site, fetcher):
        task = asyncio.create_task(fetcher.get(site.on("/", silence)))
        await site.visited(1)
        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task
