"""Twelve short sample news articles, three in each language, and two in `fresh/`.

Towns, people and events are invented. Each article has a picture of the same name in `pictures/`.
A file has a title, a block of `Section`, `Tags` and `Summary` (two or three sentences), and the
body, separated by blank lines.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample article."""

    name: str  # the file name without its extension: en-bridge
    language: str  # en, ru, uz or uz-Cyrl
    title: str
    section: str
    tags: tuple[str, ...]
    summary: str
    body: str  # paragraphs separated by a newline


_LANGUAGES = {"en": "en", "ru": "ru", "uz": "uz", "uzc": "uz-Cyrl"}


_FOLDER = Path(__file__).parent


def load() -> list[Sample]:
    """Return the twelve samples, sorted by file name."""
    return [_read(path) for path in sorted(_FOLDER.glob("*.txt"))]


def fresh() -> list[Sample]:
    """Return the fresh samples, which a person adds in the playground."""
    return [_read(path) for path in sorted((_FOLDER / "fresh").glob("*.txt"))]


def picture(name: str) -> bytes:
    """Return the picture of a sample as SVG."""
    return (_FOLDER / "pictures" / f"{name}.svg").read_bytes()


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
