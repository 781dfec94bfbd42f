"""The articles of the reading test: news that we invented, 15 in each of four languages.

A file has the title in its first line; blank lines separate the paragraphs. No article translates
another one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "ru", "uz", "uz-Cyrl")
TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article to read."""

    language: str  # one of `LANGUAGES`
    name: str  # unique in its language: `court-water`
    title: str
    body: str


def load_articles(languages: Iterable[str] = LANGUAGES) -> list[Article]:
    """Return the articles in these languages, sorted by language and name."""
    return [
        _parse(file, language)
        for language in languages
        for file in sorted((TEXTS / language).glob("*.txt"))
    ]


def _parse(file: Path, language: str) -> Article:
    title, _, body = file.read_text(encoding="utf-8").partition("\n")
    return Article(language=language, name=file.stem, title=title, body=body.strip())
