"""The commands add and articles list, search, export and import."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.actions import browse, publish
from bot.actions.services import Services
from bot.cli.article_jsonl import read_line, write_line
from bot.cli.progress import progress_of
from bot.cli.sources import UnreadableFile, read_bytes, read_draft
from bot.cli.store_session import open_store, services_on
from bot.config import read_settings
from bot.domain.article import Draft, Headline
from bot.domain.errors import PersonError, XulosaError
from bot.domain.tag import read_tags
from bot.i18n.translator import get_translator
from bot.ingestion.article_reader import keys_of, with_tags
from bot.presentation.card import rating_line
from bot.telemetry.logs import redact

_FOUND_MAX = 200  # articles that a search prints


def add(options: argparse.Namespace) -> int:
    """Store articles; report each source that cannot be read, and store the others."""
    names = tuple(read_tags(options.tags))
    # Read standard input outside the event loop, so that Ctrl-C ends the command at once.
    piped = read_bytes("-")[1] if "-" in options.sources else b""

    async def work(services: Services) -> int:
        failed = 0
        for source in options.sources:
            try:
                draft = await read_draft(source, piped)
                print(await _put(services, with_tags(draft, names)))
            except XulosaError as error:
                failed += 1
                prefix = "" if isinstance(error, UnreadableFile) else f"{_redacted(source)}: "
                print(_error_line(prefix, error), file=sys.stderr)
        return 1 if failed else 0

    return _with_services(work)


def list_(options: argparse.Namespace) -> int:
    """Print the newest articles: number, title, source, rating."""

    async def work(services: Services) -> int:
        headlines, _ = await browse.latest(services, None, 0, options.limit)
        _print_list(headlines, as_json=options.json)
        return 0

    return _with_services(work)


def search(options: argparse.Namespace) -> int:
    """Print the articles that contain all words, best first."""

    async def work(services: Services) -> int:
        words = " ".join(options.words)
        if words.strip():
            headlines, _ = await browse.search(services, words, 0, _FOUND_MAX)
            _print_list(headlines, as_json=options.json)
        return 0

    return _with_services(work)


def export(_: argparse.Namespace) -> int:
    """Print every listed article as a line of JSON, oldest first: import keeps the order."""

    async def work(services: Services) -> int:
        with progress_of("export", None, "articles") as progress:
            async for article in publish.published_articles(services):
                progress.print(write_line(article))
                progress.advance()
        return 0

    return _with_services(work)


def import_(options: argparse.Namespace) -> int:
    """Store exported articles without pushing them; report and skip an invalid line."""
    _, data = read_bytes(options.file)

    async def work(services: Services) -> int:
        failed = 0
        lines = data.split(b"\n")
        with progress_of("import", len(lines), "lines") as progress:
            for number, line in enumerate(lines, start=1):
                progress.advance()
                if not line.strip():
                    continue
                try:
                    draft = read_line(line, datetime.now(UTC))
                    progress.print(await _put(services, draft, is_push_suppressed=True))
                except XulosaError as error:
                    failed += 1
                    progress.print_error(_error_line(f"line {number}: ", error))
        return 1 if failed else 0

    return _with_services(work)


def _with_services(work: Callable[[Services], Awaitable[int]]) -> int:
    async def run() -> int:
        settings = read_settings()
        async with open_store(settings) as store:
            return await work(services_on(store, settings))

    return asyncio.run(run())


async def _put(services: Services, draft: Draft, *, is_push_suppressed: bool = False) -> str:
    """Store an article; return a line with its number and title."""
    number, is_new = await publish.publish_article(
        services, draft, keys_of(draft), is_push_suppressed=is_push_suppressed
    )
    return f"{number}  {draft.title}" if is_new else f"{number}  {draft.title} (already stored)"


def _redacted(source: str) -> str:
    """Return a source for a message: an address without its query and secrets."""
    return redact(source.partition("?")[0]) if "://" in source else source


def _error_line(prefix: str, error: XulosaError) -> str:
    text = str(error)
    if isinstance(error, PersonError):
        text = get_translator("en").text(error.text_key, **error.values)
    return f"xulosa: {prefix}{text}"


def _print_list(headlines: list[Headline], *, as_json: bool) -> None:
    for each in headlines:
        if as_json:
            print(_json_line(each))
            continue
        rating = rating_line(each.tally, get_translator("en"))
        rest = " · ".join(filter(None, (each.source, rating)))
        print(f"{each.id}  {each.title} · {rest}")


def _json_line(headline: Headline) -> str:
    """Return a list entry as JSON; the mean of an unrated article is the neutral prior."""
    fields = {
        "id": headline.id,
        "title": headline.title,
        "source": headline.source,
        "published_at": headline.date.isoformat(),
        "rating": {"mean": float(headline.tally.mean), "votes": headline.tally.votes},
    }
    return json.dumps(fields, ensure_ascii=False)
