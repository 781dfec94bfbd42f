"""Summaries of three sentences: how near to what people wrote, how fast, how large.

On the texts of `shared/eval` beside the project where they are, else on our own samples. The greedy
oracle sees what people wrote and takes the sentences nearest to it: what no summary made of whole
sentences exceeds by much. summa's TextRank is not among the rankers, since it would be one more
dependency; sumy's is the same method.
"""

import json
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator, Sequence
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
DEFAULT = "default"
FIRST_THREE = "(first three)"  # as the article has them, no rule applied
ORACLE = "(oracle)"
RESAMPLES = 1_000
LENGTHS = (20, 100, 500, 2_000)  # sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text and what people wrote about it."""

    title: str
    body: str
    references: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one ranker made of a set of texts, an item a text."""

    scores: list[Rouge]
    milliseconds: list[float]  # of CPU, so that other work on the machine does not count


def report() -> None:
    """Print a table for each set of texts, then what time and memory grow with."""
    summarise("Warm up", "The bridge is open again today.")
    for name, texts in _sets():
        results = {
            ranker: _measure(texts, ranker) for ranker in (FIRST_THREE, *RANKER_NAMES, ORACLE)
        }
        _print_quality(name, results)
    _print_growth()
    _print_import_time()


def _print_quality(name: str, results: dict[str, Result]) -> None:
    """Print ROUGE, and how far the default is ahead of each of the others."""
    ours = _points(results[DEFAULT])
    print(f"\nSummaries of {SENTENCES} sentences, {name}, {len(ours)} texts")
    print(
        f"{'ranker':14} {'ROUGE-1':>8} {'-2':>6} {'-L':>6} {'mean':>6}   {'default is ahead by':22}"
        f" {'texts a s':>9} {'median ms':>10} {'p99 ms':>7}"
    )
    for ranker, result in results.items():
        one, two, longest = (100 * value for value in mean(result.scores))
        ahead = [own - other for own, other in zip(ours, _points(result), strict=True)]
        print(
            f"{ranker:14} {one:8.1f} {two:6.1f} {longest:6.1f} {(one + two + longest) / 3:6.1f}  "
            f" {'' if ranker == DEFAULT else _interval(ahead):22} {_speed(result.milliseconds)}"
        )
    first = _points(results[FIRST_THREE])
    ahead = [own - other for own, other in zip(ours, first, strict=True)]
    for half, values in (("even", ahead[0::2]), ("odd", ahead[1::2])):
        print(f"default ahead of the first three, {half} lines: {_interval(values)}")


def _points(result: Result) -> list[float]:
    """Return the mean of the three F1 values of each text, 0 to 100."""
    return [100 * sum(score) / 3 for score in result.scores]


def _interval(values: Sequence[float]) -> str:
    """Return the mean and its 95 % bootstrap interval (percentiles of resampled means)."""
    chance = random.Random(20_260)
    means = sorted(
        statistics.fmean(chance.choices(values, k=len(values))) for _ in range(RESAMPLES)
    )
    low, high = means[RESAMPLES * 25 // 1000], means[RESAMPLES * 975 // 1000 - 1]
    return f"{statistics.fmean(values):+.2f} [{low:+.2f}, {high:+.2f}]"


def _speed(milliseconds: list[float]) -> str:
    total, worst = sum(milliseconds), statistics.quantiles(milliseconds, n=100)[-1]
    rate = 1000 * len(milliseconds) / total
    return f"{rate:9.0f} {statistics.median(milliseconds):10.2f} {worst:7.2f}"


def _measure(texts: list[Text], ranker: str) -> Result:
    scores, milliseconds = [], []
    for text in texts:
        start = time.process_time()
        summary = _summary(text, ranker)
        milliseconds.append(1000 * (time.process_time() - start))
        scores.append(rouge(summary, text.references))
    return Result(scores=scores, milliseconds=milliseconds)


def _summary(text: Text, ranker: str) -> str:
    if ranker in (FIRST_THREE, ORACLE):
        sentences = split_sentences(text.body, detect_language(text.body))
        chosen = sentences[:SENTENCES] if ranker == FIRST_THREE else _oracle(sentences, text)
        return " ".join(chosen)
    try:
        return " ".join(summarise(text.title, text.body, ranker=ranker).sentences(SENTENCES))
    except Unreadable:
        return ""


def _oracle(sentences: list[str], text: Text) -> list[str]:
    """Return the sentences that bring the summary nearest to the references, one after another."""
    chosen: list[int] = []

    def near(places: list[int]) -> float:
        return sum(rouge(" ".join(sentences[at] for at in sorted(places)), text.references))

    while len(chosen) < min(SENTENCES, len(sentences)):
        open_places = [place for place in range(len(sentences)) if place not in chosen]
        chosen.append(max(open_places, key=lambda place: near([*chosen, place])))
    return [sentences[place] for place in sorted(chosen)]


def _print_growth() -> None:
    """Print time and memory for longer and longer texts."""
    print(f"\nOne text, {'default':>20}")
    print(f"{'sentences':>10} {'ms':>10} {'ms a sentence':>14} {'peak memory, MB':>16}")
    for length in LENGTHS:
        text = _long_text(length)
        start = time.process_time()
        for _ in range(3):
            summarise("Bridge", text)
        milliseconds = 1000 * (time.process_time() - start) / 3
        tracemalloc.start()
        summarise("Bridge", text)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(
            f"{length:10} {milliseconds:10.1f} {milliseconds / length:14.3f} {peak / 2**20:16.1f}"
        )


def _long_text(length: int) -> str:
    """Return so many sentences of 20 words, the words as uneven as in a language."""
    chance = random.Random(length)
    letters = "abcdefghijklmnoprstuvz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(4_000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    return "\n".join(
        " ".join(chance.choices(words, weights, k=20)).capitalize() + "." for _ in range(length)
    )


def _print_import_time() -> None:
    """Print what `import bot.summaries` takes, in a process of its own."""
    code = (
        "import time; start = time.process_time(); import bot.summaries;"
        "print(1000 * (time.process_time() - start))"
    )
    runs = [
        float(subprocess.check_output([sys.executable, "-c", code]))  # noqa: S603 - ours
        for _ in range(5)
    ]
    print(f"\nimport bot.summaries: {statistics.median(runs):.0f} ms, median of {len(runs)}")


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
