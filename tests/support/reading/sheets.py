"""The reading test on sheets: files for a reader who is somewhere else, and the answers.

A sheet is `FOLDER/<language>/<name>.txt`: an article and its summaries without labels. The labels
stand in `FOLDER.labels.jsonl`, beside the folder, so that the folder can be given away. They hold
the summaries too, so the answers stay valid after a change of the ranker.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.reading.answers import parse_answer
from tests.support.reading.articles import Article
from tests.support.reading.choices import Choice
from tests.support.reading.summaries import program_version, summaries_of, unlabeled

_Label = dict[str, Any]  # version, language, article, summaries, shown: the methods of each number


class UnclearAnswersError(ValueError):
    """Lines of the answers that name no sheet, or no summary of it."""


def write_sheets(articles: Iterable[Article], folder: Path, seed: int) -> int:
    """Write a sheet for each article, and the labels; return the number of sheets."""
    lines = []
    for article in articles:
        shown = unlabeled(summaries_of(article), article, seed)
        sheet = folder / article.language / f"{article.name}.txt"
        sheet.parent.mkdir(parents=True, exist_ok=True)
        sheet.write_text(_sheet(article, [sentences for sentences, _ in shown]), encoding="utf-8")
        label = {
            "version": program_version(),
            "language": article.language,
            "article": article.name,
            "shown": [methods for _, methods in shown],
            "summaries": summaries_of(article),
        }
        lines.append(json.dumps(label, ensure_ascii=False) + "\n")
    labels_of(folder).write_text("".join(lines), encoding="utf-8")
    return len(lines)


def labels_of(folder: Path) -> Path:
    """Return the file with the labels of a folder of sheets."""
    return folder.with_name(f"{folder.name}.labels.jsonl")


def choices_on_sheets(folder: Path, answers: Path, reader: str, now: datetime) -> list[Choice]:
    """Return the choices that a file of answers holds.

    A line is the sheet, the answer and perhaps a reason, with tabs: `en/rail-derailment`, `2`,
    `names the cause`. The sheet's language may be left out where one sheet has the name. Sheets of
    one summary are ties without an answer.

    Raises:
        UnclearAnswersError: some lines are unclear; the message lists them.
    """
    rows = labels_of(folder).read_text(encoding="utf-8").splitlines()
    labels = [json.loads(row) for row in rows]
    lines = [line for line in answers.read_text(encoding="utf-8").splitlines() if line.strip()]
    chosen = [_choice(line, labels, reader, now) for line in lines]
    if unclear := [line for line, choice in zip(lines, chosen, strict=True) if choice is None]:
        raise UnclearAnswersError("these lines are unclear:\n" + "\n".join(unclear))
    answered = {(choice.language, choice.article) for choice in chosen if choice}
    ties = [
        _choice(f"{_name(label)}\tt\tidentical summaries", labels, reader, now)
        for label in labels
        if len(label["shown"]) == 1 and (label["language"], label["article"]) not in answered
    ]
    return [choice for choice in (*chosen, *ties) if choice]


def _sheet(article: Article, summaries: Iterable[tuple[str, ...]]) -> str:
    return "\n".join([article.title, "", article.body, *_numbered(summaries)]) + "\n"


def _numbered(summaries: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for number, sentences in enumerate(summaries, start=1):
        yield from ("", f"=== Summary {number}", "", " ".join(sentences))


def _choice(line: str, labels: list[_Label], reader: str, now: datetime) -> Choice | None:
    """Return the choice in a line of the answers; None if the line is unclear."""
    sheet, _, text = line.partition("\t")
    name = sheet.strip().removesuffix(".txt")
    named = [label for label in labels if name in (_name(label), label["article"])]
    if len(named) != 1:
        return None
    (label,) = named
    answer = parse_answer(text.replace("\t", " ").strip(), len(label["shown"]))
    if answer is None:
        return None
    return Choice(
        reader=reader,
        read_at=now,
        version=label["version"],
        language=label["language"],
        article=label["article"],
        preferred=tuple(method for place in answer.places for method in label["shown"][place]),
        reason=answer.reason,
        summaries={name: tuple(each) for name, each in label["summaries"].items()},
    )


def _name(label: _Label) -> str:
    return f"{label['language']}/{label['article']}"
