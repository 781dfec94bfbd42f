"""Twelve short news articles of our own, three a language; towns, people and events are invented.

A file is a title, a block of `Section`, `Tags` and `Summary` (two or three sentences of ours about
the article), and the body, with blank lines between.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An article of ours."""

    name: str  # the file's, without the ending: en-bridge
    language: str  # en, ru, uz or uz-Cyrl
    title: str
    section: str
    tags: tuple[str, ...]
    summary: str
    body: str  # paragraphs separated by a newline


_LANGUAGES = {"en": "en", "ru": "ru", "uz": "uz", "uzc": "uz-Cyrl"}


def load() -> list[Sample]:
    """Return all samples, by file name."""
    return [_read(path) for path in sorted(Path(__file__).parent.glob("*.txt"))]


def _read(path: Path) -> Sample:
    title, front, *paragraphs = path.read_text(encoding="utf-8").strip().split("\n\n")
    fields = dict(line.split(": ", 1) for line in front.splitlines())
    return Sample(
        name=path.stem,
        language=_LANGUAGES[path.stem.split("-")[0]],
        title=title,
        section=fields["Section"],
        tags=tuple(tag.strip() for tag in fields["Tags"].split(",")),
        summary=fields["Summary"],
        body="\n".join(paragraphs),
    )
