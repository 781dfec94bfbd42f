"""The commands add and articles list, search, export and import."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.cli.article_jsonl import read_line, write_line
from bot.cli.sources import UnreadableFile, read_bytes, read_draft
from bot.cli.store_session import open_store
from bot.config import read_settings
from bot.domain.article import Draft, Headline
from bot.domain.errors import PersonError, XulosaError
from bot.domain.ids import ArticleId
from bot.domain.tag import read_tags
from bot.i18n.translator import get_translator
from bot.ingestion.article_reader import keys_of, with_tags
from bot.presentation.card import rating_line
from bot.telemetry import redact
from storage.store import Store

_PAGE_SIZE = 200  # articles per query


def add(options: argparse.Namespace) -> int:
    """Store articles; report each source that cannot be read, and store the others."""
    names = tuple(read_tags(options.tags))
    # Read standard input outside the event loop, so that Ctrl-C ends the command at once.
    piped = read_bytes("-")[1] if "-" in options.sources else b""

    async def work(store: Store) -> int:
        failed = 0
        for source in options.sources:
            try:
                draft = await read_draft(source, piped)
                await _put(store, with_tags(draft, names))
            except XulosaError as error:
                failed += 1
                prefix = "" if isinstance(error, UnreadableFile) else f"{_redacted(source)}: "
                _print_error(prefix, error)
        return 1 if failed else 0

    return _with_store(work)


def list_(options: argparse.Namespace) -> int:
    """Print the newest articles: number, title, source, rating."""

    async def work(store: Store) -> int:
        headlines, _ = await store.article_lists.newest(None, 0, options.limit)
        _print_list(headlines)
        return 0

    return _with_store(work)


def search(options: argparse.Namespace) -> int:
    """Print the articles that contain all words, best first."""

    async def work(store: Store) -> int:
        words = " ".join(options.words)
        headlines, _ = await store.search.find(words, datetime.now(UTC), 0, _PAGE_SIZE)
        _print_list(headlines)
        return 0

    return _with_store(work)


def export(_: argparse.Namespace) -> int:
    """Print every listed article as a line of JSON, oldest first: import keeps the order."""

    async def work(store: Store) -> int:
        for number in reversed(await _listed_ids(store)):
            article = await store.articles.get(number)
            print(write_line(article))
        return 0

    return _with_store(work)


async def _listed_ids(store: Store) -> list[ArticleId]:
    """Return the ids of all listed articles, newest first."""
    numbers: list[ArticleId] = []
    while page := (await store.article_lists.newest(None, len(numbers), _PAGE_SIZE))[0]:
        numbers += [headline.id for headline in page]
    return numbers


def import_(options: argparse.Namespace) -> int:
    """Store exported articles without pushing them; report and skip an invalid line."""
    _, data = read_bytes(options.file)

    async def work(store: Store) -> int:
        failed = 0
        for number, line in enumerate(data.split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                await _put(store, read_line(line, datetime.now(UTC)), is_quiet=True)
            except XulosaError as error:
                failed += 1
                _print_error(f"line {number}: ", error)
        return 1 if failed else 0

    return _with_store(work)


def _with_store(work: Callable[[Store], Awaitable[int]]) -> int:
    async def run() -> int:
        async with open_store(read_settings()) as store:
            return await work(store)

    return asyncio.run(run())


async def _put(store: Store, draft: Draft, *, is_quiet: bool = False) -> None:
    now = datetime.now(UTC)
    keys = keys_of(draft)
    number, is_new = await store.articles.put(draft, keys, is_quiet=is_quiet, now=now)
    print(f"{number}  {draft.title}" if is_new else f"{number}  {draft.title} (already stored)")


def _redacted(source: str) -> str:
    """Return a source for a message: an address without its query and secrets."""
    return redact(source.partition("?")[0]) if "://" in source else source


def _print_error(prefix: str, error: XulosaError) -> None:
    text = str(error)
    if isinstance(error, PersonError):
        text = get_translator("en").text(error.text_key, **error.values)
    print(f"xulosa: {prefix}{text}", file=sys.stderr)


def _print_list(headlines: list[Headline]) -> None:
    for each in headlines:
        rating = rating_line(each.tally, get_translator("en"))
        rest = " · ".join(filter(None, (each.source, rating)))
        print(f"{each.id}  {each.title} · {rest}")
