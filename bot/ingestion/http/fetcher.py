"""The one fetcher: the only code that dials out for content.

Every address passes `parse_address` before it is opened, every looked-up IP address passes
`is_public` before it is dialled, and each hop of a redirect passes both again. Says no in these
words, beside those of `bot.ingestion.http.address_policy`:

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
from bot.ingestion.http.decompress import Unpacker, too_large
from bot.ingestion.http.public_networks import is_public
from bot.ingestion.http.response import HttpResponse
from bot.ingestion.media_types import media_kind

USER_AGENT = "Xulosa/0.1 (news bot)"
ACCEPT_PAGE = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_HEAD = 512  # bytes that tell what kind of file it is
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how much; seconds and bytes. The defaults stand in `PITFALLS.md`."""

    total: float = 20.0  # the whole journey, redirects and all
    lookup: float = 5.0  # of one name
    silence: float = 10.0  # without a single byte
    raw: int = 5 * _MEGABYTE  # as it comes
    decoded: int = 5 * _MEGABYTE  # unpacked
    hops: int = 5  # redirects that are followed
    connections: int = 40  # at once, to all hosts; submissions, items and feeds take 36
    headers: int = 128  # lines, each at most 8,190 bytes


class CheckedResolver(AbstractResolver):
    """Looks names up and returns only addresses that may be dialled.

    One private address among a name's answers blocks the name: a name that points inside and
    outside at once is set up to be dialled inside.
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
            Unreadable: nobody knows the name, or not in time.
            Refused: one of its addresses is private.
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
        """Let the inner resolver go."""
        await self._inner.close()


class Fetcher:
    """Fetches pages and feeds; one for the whole process, used as `async with Fetcher(...)`."""

    def __init__(
        self,
        allow: Allowlist | None = None,
        *,
        limits: Limits | None = None,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            allow: private hosts that may be opened after all.
            limits: how long and how much.
            resolver: looks names up; the system's where none is given.
            tls: whom to trust; the system's authorities where none is given.
        """
        self._allow = allow or Allowlist()
        self._limits = limits or Limits()
        self._resolver = resolver
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None

    @property
    def allow(self) -> Allowlist:
        """The private hosts that may be opened after all."""
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
        """Fetch `url`, following at most `Limits.hops` redirects by hand.

        Whatever the status of the last answer, it is returned (its body only for 200 to 299);
        `require_page` judges it for pages.

        Raises:
            NotUnderstood, Refused: an address on the way that we do not open.
            Unreadable: the name is unknown, or what came is too large, broken or no text.
            TryAgainLater: too slow, cut off, or nobody answers.
        """
        sent = {"Accept": accept, **(headers or {})}
        async with _our_errors(), asyncio.timeout(self._limits.total):
            return await self._follow(parse_address(url, self._allow), sent)

    async def _follow(self, url: URL, headers: Mapping[str, str]) -> HttpResponse:
        is_moved = True  # as long as every hop says so
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
        unpack = Unpacker(response.headers.get("Content-Encoding", ""), limits.decoded)
        body, raw, is_judged = bytearray(), 0, False
        async for chunk in response.content.iter_any():
            raw += len(chunk)
            if raw > limits.raw:
                raise too_large(limits.raw)
            body += unpack.feed(chunk)
            if not is_judged and len(body) >= _HEAD:
                _refuse_media(response.content_type, bytes(body[:_HEAD]))
                is_judged = True
        unpack.finish()
        _refuse_media(response.content_type, bytes(body[:_HEAD]))
        return bytes(body)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            limits = self._limits
            inner = self._resolver or aiohttp.ThreadedResolver()
            connector = aiohttp.TCPConnector(
                resolver=CheckedResolver(inner, self._allow, limits.lookup),
                use_dns_cache=False,
                force_close=True,  # a name is looked up and judged for each request
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
    """Turn what aiohttp raises into our errors; none of them holds the whole address."""
    try:
        yield
    except XulosaError:
        raise
    except aiohttp.ClientSSLError as error:
        raise Refused("link.certificate", host=error.host) from error
    except TimeoutError as error:  # aiohttp's timeouts are too
        raise TryAgainLater("the site is too slow") from error
    except (aiohttp.ClientResponseError, aiohttp.InvalidURL, ValueError) as error:
        raise Unreadable("page.broken") from error
    except (aiohttp.ClientError, OSError) as error:
        raise TryAgainLater(f"the connection failed: {type(error).__name__}") from error
