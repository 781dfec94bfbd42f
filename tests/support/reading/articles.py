"""The articles of the reading test: news that we invented, 40 in each of four languages.

There are two sets, 30 known and 10 fresh ones in each language. The rules of the ranker were
written with the known set in view. The fresh set was written later, without a look at its
summaries.

A file has the title in its first line; blank lines separate the paragraphs. No article translates
another one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "ru", "uz", "uz-Cyrl")
KNOWN, FRESH = SETS = ("known", "fresh")
TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article to read."""

    article_set: str  # one of `SETS`
    language: str  # one of `LANGUAGES`
    name: str  # unique in its language: `court-water`
    title: str
    body: str


def load_articles(
    languages: Iterable[str] = LANGUAGES, sets: Iterable[str] = SETS
) -> list[Article]:
    """Return the articles of these sets in these languages, by set, language and name."""
    languages = tuple(languages)
    return [
        _parse(file, article_set, language)
        for article_set in sets
        for language in languages
        for file in sorted((TEXTS / article_set / language).glob("*.txt"))
    ]


def _parse(file: Path, article_set: str, language: str) -> Article:
    title, _, body = file.read_text(encoding="utf-8").partition("\n")
    return Article(
        article_set=article_set,
        language=language,
        name=file.stem,
        title=title,
        body=body.strip(),
    )
