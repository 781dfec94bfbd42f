"""HTTP client that fetches pages and feeds from public addresses only, with size and time limits.

`parse_address` checks every URL before the request, and `is_public` checks every resolved IP
address before the connection. Each redirect passes both checks again. Errors, beside those of
`bot.ingestion.http.address_policy`:

    link.not_found (host)       "I cannot find {host}. Is the link spelled right?"
    link.certificate (host)     "The certificate of {host} is not valid, so I do not open it."
    link.downgrade              "That link leads from https to plain http, so I do not open it."
    page.redirects              "That link only leads on and on. Send me the article's own address."
    page.too_large (megabytes)  "That page is larger than {megabytes} MB; that is too much for me."
    page.broken                 "The site sends something that I cannot read."
    page.not_a_page (kind)      "That is not a page with text, but {kind}."
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.domain.errors import Refused, TryAgainLater, Unreadable, XulosaError
from bot.ingestion.http.address_policy import literal, parse_address
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.decompress import Decompressor, too_large
from bot.ingestion.http.public_networks import is_public
from bot.ingestion.http.response import ACCEPT_PAGE, HttpResponse
from bot.ingestion.media_types import media_kind
from bot.telemetry.metrics import FETCH_SECONDS

USER_AGENT = "Xulosa/0.1 (news bot)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_SNIFFED_BYTES = 512  # the first bytes of a body, which show the type of the file
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Timeouts in seconds and size limits in bytes."""

    total: float = 20.0  # one fetch with all of its redirects
    lookup: float = 5.0  # one DNS lookup
    silence: float = 10.0  # between two chunks of a response
    raw: int = 5 * _MEGABYTE  # the body before decompression
    decoded: int = 5 * _MEGABYTE  # the body after decompression
    hops: int = 5  # redirects per fetch
    connections: int = 40  # in parallel, to all hosts; submissions, items and feeds need 36
    headers: int = 128  # lines, each at most 8,190 bytes


class CheckedResolver(AbstractResolver):
    """DNS resolver that refuses names with a private address.

    A single private address blocks the name. A name with both public and private addresses is
    an attempt to reach an internal host.
    """

    def __init__(self, inner: AbstractResolver, allow: Allowlist, timeout: float) -> None:
        self._inner = inner
        self._allow = allow
        self._timeout = timeout  # seconds

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of `host`.

        Raises:
            Unreadable: the name does not exist, or the lookup timed out.
            Refused: one of the addresses is private.
        """
        try:
            async with asyncio.timeout(self._timeout):
                answers = await self._inner.resolve(host, port, family)
        except (OSError, UnicodeError):  # TimeoutError is an OSError
            answers = []
        if not answers:
            raise Unreadable("link.not_found", host=host)
        if not self._allow.allows(host, port):
            for answer in answers:
                self._require_public(answer["host"])
        return answers

    def _require_public(self, host: str) -> None:
        address = literal(host)
        if address is None or not is_public(address):
            raise Refused("link.refused", reason="private")

    async def close(self) -> None:
        """Close the wrapped resolver."""
        await self._inner.close()


class Fetcher:
    """Fetches pages and feeds; the process has one, opened with `async with Fetcher(...)`."""

    def __init__(
        self,
        allow: Allowlist | None = None,
        *,
        limits: Limits | None = None,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Create the fetcher without opening a connection.

        Args:
            allow: private hosts that the operator permits.
            limits: timeouts and size limits.
            resolver: the DNS resolver; by default that of the system.
            tls: trusted certificate authorities; by default those of the system.
        """
        self._allow = allow or Allowlist()
        self._limits = limits or Limits()
        self._resolver = resolver
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None

    @property
    def allow(self) -> Allowlist:
        """The private hosts that the operator permits."""
        return self._allow

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection; closing twice does nothing."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def get(
        self, url: str, *, accept: str = ACCEPT_PAGE, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Fetch `url` and follow at most `Limits.hops` redirects.

        Return the last response with any status; its body is kept for 200 to 299 only. Call
        `require_page` to check that the response is a page.

        Raises:
            NotUnderstood, Refused: the policy blocks the address or a redirect.
            Unreadable: the name does not exist, or the body is too large, damaged or not text.
            TryAgainLater: the request timed out, or the connection failed.
        """
        sent = {"Accept": accept, **(headers or {})}
        with FETCH_SECONDS.time():
            async with _our_errors(), asyncio.timeout(self._limits.total):
                return await self._follow(parse_address(url, self._allow), sent)

    async def _follow(self, url: URL, headers: Mapping[str, str]) -> HttpResponse:
        is_moved = True  # until a redirect is not permanent
        for hop in range(self._limits.hops + 1):
            async with self._open().get(url, headers=headers, allow_redirects=False) as response:
                location = response.headers.get("Location")
                if response.status not in _REDIRECTS or location is None:
                    return await self._read(response, url, is_moved=is_moved and hop > 0)
                is_moved = is_moved and response.status in _PERMANENT
                url = self._next(url, location)
        raise Unreadable("page.redirects")

    def _next(self, url: URL, location: str) -> URL:
        following = parse_address(
            urljoin(str(url), location.strip().replace(" ", "%20")), self._allow
        )
        if url.scheme == "https" and following.scheme == "http":
            raise Refused("link.downgrade")
        return following

    async def _read(
        self, response: aiohttp.ClientResponse, url: URL, *, is_moved: bool
    ) -> HttpResponse:
        has_body = 200 <= response.status < 300 and response.status != 204
        return HttpResponse(
            url=str(url),
            status=response.status,
            headers={name.lower(): value for name, value in response.headers.items()},
            content_type=response.content_type if "Content-Type" in response.headers else "",
            charset=response.charset,
            body=await self._body(response) if has_body else b"",
            is_moved=is_moved,
        )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        limits = self._limits
        if (response.content_length or 0) > limits.raw:
            _refuse_media(response.content_type, b"")
            raise too_large(limits.raw)
        decompressor = Decompressor(response.headers.get("Content-Encoding", ""), limits.decoded)
        body, raw, is_checked = bytearray(), 0, False
        async for chunk in response.content.iter_any():
            raw += len(chunk)
            if raw > limits.raw:
                raise too_large(limits.raw)
            body += decompressor.feed(chunk)
            if not is_checked and len(body) >= _SNIFFED_BYTES:
                _refuse_media(response.content_type, bytes(body[:_SNIFFED_BYTES]))
                is_checked = True
        decompressor.finish()
        _refuse_media(response.content_type, bytes(body[:_SNIFFED_BYTES]))
        return bytes(body)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            limits = self._limits
            inner = self._resolver or aiohttp.ThreadedResolver()
            connector = aiohttp.TCPConnector(
                resolver=CheckedResolver(inner, self._allow, limits.lookup),
                use_dns_cache=False,
                force_close=True,  # so that each request resolves and checks the name again
                limit=limits.connections,
                ssl=self._tls or True,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(
                    total=None, connect=limits.total, sock_read=limits.silence
                ),
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
                trust_env=False,
                auto_decompress=False,
                max_headers=limits.headers,
            )
        return self._session


def _refuse_media(content_type: str, head: bytes) -> None:
    kind = media_kind(content_type, head)
    if kind:
        raise Unreadable("page.not_a_page", kind=kind)


@contextlib.asynccontextmanager
async def _our_errors() -> AsyncIterator[None]:
    """Convert aiohttp's exceptions to ours; no error contains the whole address."""
    try:
        yield
    except XulosaError:
        raise
    except aiohttp.ClientSSLError as error:
        raise Refused("link.certificate", host=error.host) from error
    except TimeoutError as error:  # the base class of aiohttp's timeouts too
        raise TryAgainLater("the site is too slow") from error
    except (aiohttp.ClientResponseError, aiohttp.InvalidURL, ValueError) as error:
        raise Unreadable("page.broken") from error
    except (aiohttp.ClientError, OSError) as error:
        raise TryAgainLater(f"the connection failed: {type(error).__name__}") from error
