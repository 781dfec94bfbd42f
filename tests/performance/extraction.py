"""Accuracy of our reader, beside other readers on the same pages."""

import importlib
import re
from collections.abc import Callable

from bot.ingestion.decode import decode
from tests.support.real_pages import FOLDER, Known, known_pages, score
from tests.support.real_pages import read as read_ours

Found = tuple[str, str, str, list[str]]  # title, text, date, tags
Read = Callable[[Known], Found]
INSTALL = 'pip install "readability-lxml~=0.9" "newspaper4k~=0.9.6"'


def report() -> None:
    """Print a line for each installed reader."""
    print("\nReading real pages: body F1, title contained, date right, tags recall")
    if not FOLDER.exists():
        print("  not measured: the pages are not beside this checkout")
        return
    readers = {"ours": _ours, "readability-lxml": _readability, "newspaper4k": _newspaper}
    for name, read in readers.items():
        try:
            found = [read(page) for page in known_pages()]
        except ImportError:
            print(f"  {name:17} not installed: {INSTALL}")
            continue
        titles, bodies, dates, tags = zip(*found, strict=True)
        reached = score(list(titles), list(bodies), list(dates), list(tags))
        print(
            f"  {name:17} {reached.body:.3f}  {reached.title:.2f}  {reached.date:.2f}"
            f"  {reached.tags:.2f}"
        )


def _ours(page: Known) -> Found:
    draft = read_ours(page)
    if draft is None:
        return "", "", "", []
    return draft.title, draft.body, str(draft.published_at)[:10], list(draft.tags)


def _readability(page: Known) -> Found:
    readability = importlib.import_module("readability")
    document = readability.Document(decode(page.html))
    text = re.sub(r"<[^>]+>", " ", document.summary())
    return document.short_title(), text, "", []


def _newspaper(page: Known) -> Found:
    newspaper = importlib.import_module("newspaper")
    article = newspaper.Article(page.url)
    article.download(input_html=decode(page.html))
    article.parse()
    date = str(article.publish_date)[:10]
    return (
        article.title,
        article.text,
        date,
        sorted({*(article.tags or ()), *(article.meta_keywords or ())}),
    )
