"""Choices of readers, a JSON line each; a later line of the same reader replaces an earlier one."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.reading.articles import Article
from tests.support.reading.summaries import Summaries

CHOICES = Path(__file__).parent / "choices.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The summaries of an article that a reader prefers."""

    reader: str  # any name
    read_at: datetime  # aware, UTC
    version: str  # of the program that made the summaries
    language: str
    article: str  # its name
    preferred: tuple[str, ...]  # methods; all of them if no summary is better than another
    reason: str  # may be empty
    summaries: Summaries

    def is_about(self, article: Article, summaries: Summaries) -> bool:
        """Return whether the reader compared these summaries of this article."""
        named = (self.language, self.article) == (article.language, article.name)
        return named and self.summaries == summaries


class ChoiceFile:
    """A file of choices that only grows."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def choices(self) -> list[Choice]:
        """Return the choices of all readers, oldest first."""
        if not self._path.exists():
            return []
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return [_parse(json.loads(line)) for line in lines if line.strip()]

    def append(self, choice: Choice) -> None:
        """Write a choice as a line."""
        line = json.dumps(
            {**asdict(choice), "read_at": choice.read_at.isoformat()}, ensure_ascii=False
        )
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def carry_over(self, reader: str, article: Article, summaries: Summaries, version: str) -> bool:
        """Return whether the reader compared these summaries; note it for this version, too."""
        earlier = [
            choice
            for choice in self.choices()
            if choice.reader == reader and choice.is_about(article, summaries)
        ]
        if earlier and earlier[-1].version != version:
            self.append(replace(earlier[-1], version=version))
        return bool(earlier)


def newest(choices: Iterable[Choice]) -> Sequence[Choice]:
    """Return the last choice of each reader about each article."""
    last = {(each.reader, each.language, each.article): each for each in choices}
    return list(last.values())


def _parse(row: dict[str, Any]) -> Choice:
    return Choice(
        **{
            **row,
            "read_at": datetime.fromisoformat(row["read_at"]),
            "preferred": tuple(row["preferred"]),
            "summaries": {name: tuple(each) for name, each in row["summaries"].items()},
        }
    )
