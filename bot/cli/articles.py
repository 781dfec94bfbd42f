"""add, and articles list, search, export, import."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.cli.article_jsonl import read_line, write_line
from bot.cli.sources import NoSuchFile, read_bytes, read_draft
from bot.cli.store_session import open_store
from bot.config import read_settings
from bot.domain.article import Draft, Headline
from bot.domain.errors import PersonError, XulosaError
from bot.domain.ids import ArticleId
from bot.domain.tag import read_tags
from bot.i18n.translator import speech
from bot.ingestion.article_reader import keys_of, with_tags
from bot.presentation.card import rating_line
from bot.telemetry import redact
from storage.store import Store

_PAGE = 200  # articles read at once


def add(given: argparse.Namespace) -> int:
    """Store articles; a source that cannot be read is reported, the others are stored."""
    names = tuple(read_tags(given.tags))
    piped = read_bytes("-")[1] if "-" in given.sources else b""  # here Ctrl-C ends it at once

    async def work(store: Store) -> int:
        failed = 0
        for source in given.sources:
            try:
                draft = await read_draft(source, piped)
                await _put(store, with_tags(draft, names))
            except XulosaError as error:
                failed += 1
                _complain("" if isinstance(error, NoSuchFile) else f"{_named(source)}: ", error)
        return 1 if failed else 0

    return _with_store(work)


def list_(given: argparse.Namespace) -> int:
    """Print the newest articles: number, title, source, rating."""

    async def work(store: Store) -> int:
        headlines, _ = await store.article_lists.newest(None, 0, given.limit)
        _print(headlines)
        return 0

    return _with_store(work)


def search(given: argparse.Namespace) -> int:
    """Print the articles that hold all words, best first."""

    async def work(store: Store) -> int:
        words = " ".join(given.words)
        headlines, _ = await store.search.find(words, datetime.now(UTC), 0, _PAGE)
        _print(headlines)
        return 0

    return _with_store(work)


def export(_: argparse.Namespace) -> int:
    """Print every listed article as a line of JSON, oldest first: import keeps the order."""

    async def work(store: Store) -> int:
        for number in reversed(await _listed(store)):
            article = await store.articles.get(number)
            print(write_line(article))
        return 0

    return _with_store(work)


async def _listed(store: Store) -> list[ArticleId]:
    """Return the numbers of all listed articles, newest first."""
    numbers: list[ArticleId] = []
    while page := (await store.article_lists.newest(None, len(numbers), _PAGE))[0]:
        numbers += [headline.id for headline in page]
    return numbers


def import_(given: argparse.Namespace) -> int:
    """Store what export printed, and push none of it; a broken line is reported and passed over."""
    _, data = read_bytes(given.file)

    async def work(store: Store) -> int:
        failed = 0
        for number, line in enumerate(data.split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                await _put(store, read_line(line, datetime.now(UTC)), is_quiet=True)
            except XulosaError as error:
                failed += 1
                _complain(f"line {number}: ", error)
        return 1 if failed else 0

    return _with_store(work)


def _with_store(work: Callable[[Store], Awaitable[int]]) -> int:
    async def whole() -> int:
        async with open_store(read_settings()) as store:
            return await work(store)

    return asyncio.run(whole())


async def _put(store: Store, draft: Draft, *, is_quiet: bool = False) -> None:
    now = datetime.now(UTC)
    keys = keys_of(draft)
    number, is_new = await store.articles.put(draft, keys, is_quiet=is_quiet, now=now)
    print(f"{number}  {draft.title}" if is_new else f"{number}  {draft.title} (already stored)")


def _named(source: str) -> str:
    """Return a source as it may be shown: an address without what may be secret in it."""
    return redact(source.partition("?")[0]) if "://" in source else source


def _complain(what: str, error: XulosaError) -> None:
    text = str(error)
    if isinstance(error, PersonError):
        text = speech("en").say(error.text_key, **error.values)
    print(f"xulosa: {what}{text}", file=sys.stderr)


def _print(headlines: list[Headline]) -> None:
    for each in headlines:
        rest = " · ".join(filter(None, (each.source, rating_line(each.tally, speech("en")))))
        print(f"{each.id}  {each.title} · {rest}")
