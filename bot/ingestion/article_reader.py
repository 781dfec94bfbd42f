"""A link, a text or a file to a `Draft`, the heavy part in another process."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from bot.domain.article import ArticleKeys, Draft
from bot.domain.errors import Unreadable
from bot.domain.ids import UserId
from bot.domain.offload import Offload, TookTooLong
from bot.domain.tag import TAGS_MAX, distinct
from bot.ingestion.decode import decode
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.duplicates.fingerprints import content_key
from bot.ingestion.http.fetcher import Fetcher
from bot.ingestion.http.response import HttpResponse, require_page
from bot.ingestion.readers.files import is_markup, read_file
from bot.ingestion.readers.html_page import read_page
from bot.ingestion.readers.plain_text import read_text

Result = TypeVar("Result")


class ArticleReader:
    """Reads links, texts and files, the heavy part in another process.

    `requester` is the person who waits for what is read; None where it is the bot itself.
    """

    def __init__(self, fetcher: Fetcher, pool: Offload, clock: Callable[[], datetime]) -> None:
        self.allow = fetcher.allow
        self._fetcher = fetcher
        self._pool = pool
        self._clock = clock

    async def link(self, url: str, requester: UserId | None = None) -> Draft:
        """Read the page behind a link.

        Raises:
            PersonError: the link is refused, or the page has nothing to read.
            TryAgainLater: the site does not answer now.
        """
        return await self.page(await self._fetcher.get(url), requester)

    async def page(self, fetched: HttpResponse, requester: UserId | None = None) -> Draft:
        """Read a page that was fetched.

        Raises:
            PersonError: it is none, or has nothing to read.
            TryAgainLater: it may be one later.
        """
        now = self._clock()
        require_page(fetched, now)
        return await self.offload(read_fetched, fetched, now, requester=requester)

    async def text(self, text: str, requester: UserId | None = None) -> Draft:
        """Read a pasted text.

        Raises:
            PersonError: there is no article in it.
        """
        return await self.offload(read_text, text, requester=requester)

    async def file(
        self, name: str, mime_type: str | None, data: bytes, requester: UserId | None = None
    ) -> Draft:
        """Read a file.

        Raises:
            PersonError: it is of a kind that we do not read, or has nothing to read.
        """
        now = self._clock()
        given = name, mime_type, data, now
        return await self.offload(read_file, *given, requester=requester, refusal="file.too_heavy")

    async def keys(self, draft: Draft, requester: UserId | None = None) -> ArticleKeys:
        """Return what makes a draft the article that is stored already.

        Raises:
            PersonError: it is too much to be compared in time.
        """
        return await self.offload(keys_of, draft, requester=requester)

    async def offload(
        self,
        work: Callable[..., Result],
        *arguments: object,
        requester: UserId | None,
        refusal: str = "page.too_heavy",
    ) -> Result:
        """Return what `work` makes of the arguments, done in another process.

        Raises:
            Unreadable: it takes too long; `refusal` is what the person is told.
        """
        try:
            return await self._pool(work, *arguments, requester=requester)
        except TookTooLong as error:
            raise Unreadable(refusal) from error


def read_fetched(fetched: HttpResponse, now: datetime) -> Draft:
    """Return the article in an answer that `require_page` let through.

    Raises:
        Unreadable: there is none in it.
    """
    text = decode(fetched.body, fetched.charset)
    if fetched.content_type == "text/plain" and not is_markup(text):
        return _with_address(read_text(text), fetched.url)
    return read_page(text, fetched.url, now)


def _with_address(draft: Draft, url: str) -> Draft:
    return replace(draft, url=url, source=urlsplit(url).hostname)


def keys_of(draft: Draft) -> ArticleKeys:
    """Return what makes a draft the article that is stored already."""
    url = draft.canonical_url or draft.url
    return ArticleKeys(dedupe_key=dedupe_key(url) if url else None, content=content_key(draft))


def with_tags(draft: Draft, names: tuple[str, ...]) -> Draft:
    """Return the draft with more tags, the given ones first, at most `TAGS_MAX`."""
    return replace(draft, tags=tuple(distinct([*names, *draft.tags])[:TAGS_MAX]))
