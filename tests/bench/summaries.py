"""Summaries of three sentences: how near to what people wrote, and how fast.

On the texts of `shared/eval` beside the project where they are, else on our own samples.
"""

import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import Unreadable
from bot.summaries import RANKER_NAMES, summarise
from bot.summaries.language import detect_language
from bot.summaries.sentences import split_sentences
from tests.samples import load
from tests.summaries.rouge import Rouge, mean, rouge

EVAL = Path(__file__).resolve().parents[3] / "shared" / "eval"
SENTENCES = 3
FIRST_THREE = "(first three)"  # as the article has them, no rule applied


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text and what people wrote about it."""

    title: str
    body: str
    references: list[str]


def report() -> None:
    """Print a table for each set of texts."""
    for name, texts in _sets():
        print(f"\nSummaries of {SENTENCES} sentences, {name}, {len(texts)} texts")
        print(f"{'ranker':14} {'ROUGE-1':>8} {'-2':>6} {'-L':>6} {'median ms':>10} {'p99 ms':>8}")
        for ranker in (FIRST_THREE, *RANKER_NAMES):
            scores, seconds = _measure(texts, ranker)
            milliseconds = [1000 * each for each in seconds]
            worst = statistics.quantiles(milliseconds, n=100)[-1]
            print(
                f"{ranker:14} {100 * scores[0]:8.1f} {100 * scores[1]:6.1f} {100 * scores[2]:6.1f}"
                f" {statistics.median(milliseconds):10.1f} {worst:8.1f}"
            )


def _measure(texts: list[Text], ranker: str) -> tuple[Rouge, list[float]]:
    scores, seconds = [], []
    for text in texts:
        start = time.perf_counter()
        summary = _summary(text, ranker)
        seconds.append(time.perf_counter() - start)
        scores.append(rouge(summary, text.references))
    return mean(scores), seconds


def _summary(text: Text, ranker: str) -> str:
    if ranker == FIRST_THREE:
        language = detect_language(text.body)
        return " ".join(split_sentences(text.body, language)[:SENTENCES])
    try:
        return " ".join(summarise(text.title, text.body, ranker=ranker).sentences(SENTENCES))
    except Unreadable:
        return ""


def _sets() -> Iterator[tuple[str, list[Text]]]:
    files = sorted(EVAL.glob("*.jsonl"))
    for file in files:
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        yield (
            file.name,
            [
                Text(
                    title=row.get("title") or "",
                    body=row["text"],
                    references=row.get("refs") or [row["summary"]],
                )
                for row in rows
            ],
        )
    if not files:
        samples = load()
        yield (
            "our own samples",
            [Text(title=each.title, body=each.body, references=[each.summary]) for each in samples],
        )
