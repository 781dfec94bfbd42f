"""Convert a link, a text or a file to a `Draft`; parsing runs in the process pool."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from bot.domain.article import ArticleKeys, Draft
from bot.domain.errors import Unreadable
from bot.domain.ids import UserId
from bot.domain.offload import Offload, TookTooLong
from bot.domain.tag import TAGS_MAX, distinct
from bot.domain.video_sites import is_video_site
from bot.ingestion.decode import decode
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.duplicates.fingerprints import content_key
from bot.ingestion.http.response import HttpResponse, require_page
from bot.ingestion.readers.files import is_markup, read_file
from bot.ingestion.readers.html_page import read_page
from bot.ingestion.readers.plain_text import read_text

if TYPE_CHECKING:
    from bot.ingestion.http.fetcher import Fetcher  # the processes of the pool need no HTTP client

Result = TypeVar("Result")


class ArticleReader:
    """Reads articles from links, texts and files; parsing runs in the process pool.

    `requester` is the user who waits for the result; None for background work such as feeds.
    """

    def __init__(self, fetcher: "Fetcher", pool: Offload, clock: Callable[[], datetime]) -> None:
        self.allow = fetcher.allow
        self._fetcher = fetcher
        self._pool = pool
        self._clock = clock

    async def read_link(self, url: str, requester: UserId | None = None) -> Draft:
        """Fetch a link and read the article on the page.

        Raises:
            PersonError: the link is refused, or the page has no article.
            TryAgainLater: the site does not answer now.
        """
        _refuse_video(url)
        fetched = await self._fetcher.get(url)
        _refuse_video(fetched.url)  # a short link
        return await self.read_response(fetched, requester)

    async def read_response(self, fetched: HttpResponse, requester: UserId | None = None) -> Draft:
        """Read the article in an HTTP response.

        Raises:
            PersonError: the response is not a page, or the page has no article.
            TryAgainLater: the status of the response is temporary.
        """
        now = self._clock()
        require_page(fetched, now)
        return await self.offload(read_fetched, fetched, now, requester=requester)

    async def read_text(self, text: str, requester: UserId | None = None) -> Draft:
        """Read the article in a pasted text.

        Raises:
            PersonError: the text has no article.
        """
        return await self.offload(read_text, text, requester=requester)

    async def read_file(
        self, name: str, mime_type: str | None, data: bytes, requester: UserId | None = None
    ) -> Draft:
        """Read the article in a file.

        Raises:
            PersonError: the format is not supported, or the file has no article.
        """
        arguments = name, mime_type, data, self._clock()
        return await self.offload(
            read_file, *arguments, requester=requester, refusal="file.too_heavy"
        )

    async def keys_for(self, draft: Draft, requester: UserId | None = None) -> ArticleKeys:
        """Return the keys that identify exact duplicates of a draft.

        Raises:
            PersonError: the draft takes too long to process.
        """
        return await self.offload(keys_of, draft, requester=requester)

    async def offload(
        self,
        work: Callable[..., Result],
        *arguments: object,
        requester: UserId | None,
        refusal: str = "page.too_heavy",
    ) -> Result:
        """Run `work(*arguments)` in the process pool and return its result.

        Raises:
            Unreadable: the work exceeds the time limit; the error has the text key `refusal`.
        """
        try:
            return await self._pool(work, *arguments, requester=requester)
        except TookTooLong as error:
            raise Unreadable(refusal) from error


def _refuse_video(url: str) -> None:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return  # the fetcher refuses it
    if is_video_site(host):
        raise Unreadable("link.video")


def read_fetched(fetched: HttpResponse, now: datetime) -> Draft:
    """Return the article in a response that passed `require_page`.

    Raises:
        Unreadable: the response has no article.
    """
    text = decode(fetched.body, fetched.charset)
    if fetched.content_type == "text/plain" and not is_markup(text):
        return _with_address(read_text(text), fetched.url)
    return read_page(text, fetched.url, now)


def _with_address(draft: Draft, url: str) -> Draft:
    return replace(draft, url=url, source=urlsplit(url).hostname)


def keys_of(draft: Draft) -> ArticleKeys:
    """Return the keys that identify exact duplicates of a draft."""
    url = draft.canonical_url or draft.url
    return ArticleKeys(dedupe_key=dedupe_key(url) if url else None, content=content_key(draft))


def with_tags(draft: Draft, names: tuple[str, ...]) -> Draft:
    """Return the draft with `names` before its own tags, at most `TAGS_MAX` tags in all."""
    return replace(draft, tags=tuple(distinct([*names, *draft.tags])[:TAGS_MAX]))
