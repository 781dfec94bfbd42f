"""Summaries of three sentences: their closeness to human summaries, time and memory.

The texts are those in `shared/eval` beside the project, else our own samples. The greedy
oracle sees the human summaries and takes the sentences nearest to them: no summary of whole
sentences exceeds it by much. The tables are Markdown;
`python -m tests.performance summaries --write` puts them into docs/summaries.md.
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
from typing import Any

from bot.domain.errors import Unreadable
from bot.summaries import RANKER_NAMES, summarize
from bot.summaries.text.language import detect_language
from bot.summaries.text.sentences import split_sentences
from tests.support.hard_sentences import HARD, boundary_f1
from tests.support.paths import ROOT, SHARED
from tests.support.rouge import Rouge, mean, rouge
from tests.support.samples import load
from tests.support.summary_flaws import SENTENCE_FLAWS, repeated_facts, unexplained

EVAL = SHARED / "eval"
SENTENCES = 3
DEFAULT = "default"
FIRST_THREE = "first three sentences"  # in the article's order, without a rule
SUMMA = "summa's TextRank"
ORACLE = "greedy oracle"
RESAMPLES = 1_000
DOCS = ROOT / "docs" / "summaries.md"
_BEGIN, _END = "<!-- figures: make bench -->", "<!-- end of figures -->"
_TITLES = {
    "en_cnndm.dev": "CNN/DM, English",
    "ru_rt.dev": "RT, Russian",
    "uz_cyrl.dev": "Uzbek Cyrillic",
    "uz_latn.dev": "Uzbek Latin",
}
LENGTHS = (20, 100, 500, 2_000)  # sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text and its human summaries."""

    title: str
    body: str
    references: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Scores and times of one ranker, an item for each text."""

    scores: list[Rouge]
    milliseconds: list[float]  # of CPU, so that other work on the machine does not count


def report(*, write: bool = False) -> None:
    """Print a table for each set of texts, the splitter's, and what time and memory grow with.

    Args:
        write: put them into the page of docs/, too, where they are of the texts beside the project.
    """
    summarize("Warm up", "The bridge is open again today.")
    lines: list[str] = []
    for title, texts in _sets():
        rankers = (FIRST_THREE, *RANKER_NAMES, SUMMA, ORACLE)
        lines += _quality(title, {ranker: _measure(texts, ranker) for ranker in rankers})
        lines += _flaws(texts)
    lines += [*_splitting(), *_growth(), *_import_time()]
    print("\n".join(lines))
    if write and EVAL.exists():
        before, _, rest = DOCS.read_text().partition(_BEGIN)
        after = rest.partition(_END)[2]
        DOCS.write_text("\n".join([before + _BEGIN, "", *lines, _END + after]))


def _quality(title: str, results: dict[str, Result]) -> list[str]:
    """Return ROUGE, and the lead of the default ranker over each other one."""
    ours = _points(results[DEFAULT])
    heads = "ranker|ROUGE-1|-2|-L|mean|the default is ahead by|texts a second|median ms|p99 ms"
    lines = [f"### {title}, {len(ours)} texts", "", *_head(heads)]
    for ranker, result in results.items():
        one, two, longest = (100 * value for value in mean(result.scores))
        ahead = [own - other for own, other in zip(ours, _points(result), strict=True)]
        name = f"**{ranker}**" if ranker == DEFAULT else ranker
        lines.append(
            f"| {name} | {one:.1f} | {two:.1f} | {longest:.1f} | {(one + two + longest) / 3:.1f}"
            f" | {'' if ranker == DEFAULT else _interval(ahead)} | {_speed(result.milliseconds)} |"
        )
    first = _points(results[FIRST_THREE])
    ahead = [own - other for own, other in zip(ours, first, strict=True)]
    halves = f"{_interval(ahead[0::2])}, on the odd ones by {_interval(ahead[1::2])}"
    return [*lines, "", f"Ahead of the first three on the even lines by {halves}.", ""]


def _flaws(texts: list[Text]) -> list[str]:
    """Return what readers dislike, per 1,000 shown sentences; the rules are coarse."""
    lines = _head(
        "in 1,000 sentences|shown|" + "|".join((*SENTENCE_FLAWS, "unexplained", "repeated facts"))
    )
    for ranker in (FIRST_THREE, "lead", DEFAULT):
        summaries = [_sentences(text, ranker) for text in texts]
        shown = [sentence for summary in summaries for sentence in summary]
        counts = [sum(map(is_flaw, shown)) for is_flaw in SENTENCE_FLAWS.values()]
        languages = [detect_language(text.body) for text in texts]
        bodies = [
            split_sentences(text.body, language)
            for text, language in zip(texts, languages, strict=True)
        ]
        counts.append(sum(map(unexplained, summaries, bodies)))
        counts.append(sum(map(repeated_facts, summaries, languages)))
        shares = " | ".join(f"{1_000 * count / len(shown):.0f}" for count in counts)
        lines.append(f"| {ranker} | {len(shown)} | {shares} |")
    return [*lines, ""]


def _head(names: str) -> list[str]:
    """Return the first two lines of a table."""
    return [f"| {names.replace('|', ' | ')} |", "|---" * len(names.split("|")) + "|"]


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
    return f"{rate:,.0f} | {statistics.median(milliseconds):.2f} | {worst:.2f}"


def _measure(texts: list[Text], ranker: str) -> Result:
    _summary(texts[0], ranker)  # another figure measures imports
    scores, milliseconds = [], []
    for text in texts:
        start = time.process_time()
        summary = _summary(text, ranker)
        milliseconds.append(1000 * (time.process_time() - start))
        scores.append(rouge(summary, text.references))
    return Result(scores=scores, milliseconds=milliseconds)


def _summary(text: Text, ranker: str) -> str:
    return " ".join(_sentences(text, ranker))


def _sentences(text: Text, ranker: str) -> list[str]:
    if ranker in (FIRST_THREE, ORACLE):
        sentences = split_sentences(text.body, detect_language(text.body))
        return sentences[:SENTENCES] if ranker == FIRST_THREE else _oracle(sentences, text)
    if ranker == SUMMA:
        return _summa(text)
    try:
        return list(summarize(text.title, text.body, ranker=ranker).sentences(SENTENCES))
    except Unreadable:
        return []


def _summa(text: Text) -> list[str]:
    """Return summa's summary, its own splitter and stemmer included; it knows no Uzbek."""
    from summa.summarizer import summarize  # type: ignore[import-untyped]  # it has no types

    language = {"ru": "russian"}.get(detect_language(text.body), "english")
    rated = summarize(text.body, ratio=1.0, language=language, scores=True)
    best = sorted(range(len(rated)), key=lambda place: -rated[place][1])[:SENTENCES]
    return [rated[place][0] for place in sorted(best)]


def _oracle(sentences: list[str], text: Text) -> list[str]:
    """Return sentences chosen greedily: each brings the summary nearest to the references."""
    chosen: list[int] = []

    def near(places: list[int]) -> float:
        return sum(rouge(" ".join(sentences[at] for at in sorted(places)), text.references))

    while len(chosen) < min(SENTENCES, len(sentences)):
        open_places = [place for place in range(len(sentences)) if place not in chosen]
        chosen.append(max(open_places, key=lambda place: near([*chosen, place])))
    return [sentences[place] for place in sorted(chosen)]


def _splitting() -> list[str]:
    """Return the accuracy of the sentence splitter on the hard texts of tests/support/hard."""
    lines = ["### Sentence boundaries", "", *_head("language|hard sentences|F1")]
    for language, texts in HARD.items():
        lines.append(f"| {language} | {sum(map(len, texts))} | {boundary_f1(language):.3f} |")
    return [*lines, ""]


def _growth() -> list[str]:
    """Return time and memory for texts of growing length."""
    lines = ["### Growth", "", *_head("sentences|ms|ms a sentence|peak memory, MB")]
    for length in LENGTHS:
        text = _long_text(length)
        start = time.process_time()
        for _ in range(3):
            summarize("Bridge", text)
        milliseconds = 1000 * (time.process_time() - start) / 3
        tracemalloc.start()
        summarize("Bridge", text)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        each = f"{milliseconds:.1f} | {milliseconds / length:.3f}"
        lines.append(f"| {length:,} | {each} | {peak / 2**20:.1f} |")
    return [*lines, ""]


def _long_text(length: int) -> str:
    """Return so many sentences of 20 words, with word frequencies as in a language."""
    chance = random.Random(length)
    letters = "abcdefghijklmnoprstuvz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(4_000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    return "\n".join(
        " ".join(chance.choices(words, weights, k=20)).capitalize() + "." for _ in range(length)
    )


def _import_time() -> list[str]:
    """Return the CPU time of `import bot.summaries` in a new process."""
    code = (
        "import time; start = time.process_time(); import bot.summaries;"
        "print(1000 * (time.process_time() - start))"
    )
    runs = [
        float(subprocess.check_output([sys.executable, "-c", code]))  # noqa: S603 - ours
        for _ in range(5)
    ]
    middle = f"{statistics.median(runs):.0f} ms of CPU, the median of {len(runs)} processes"
    return [f"`import bot.summaries` takes {middle}; sumy is imported when it is chosen.", ""]


def _own_references(row: dict[str, Any]) -> list[str]:
    """Return the human summaries that are not copied from the article."""
    body = " ".join(row["text"].split())
    written = row.get("refs") or [row["summary"]]
    return [each for each in written if " ".join(each.split()).rstrip(".") not in body]


def _sets() -> Iterator[tuple[str, list[Text]]]:
    files = sorted(EVAL.glob("*.jsonl"))
    for file in files:
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        texts = [
            Text(
                title=row.get("title") or "",
                body=row["text"],
                references=references,
            )
            for row in rows
            if (references := _own_references(row))
        ]
        yield _TITLES.get(file.stem, file.stem), texts
    if not files:
        samples = load()
        yield (
            "Our own samples",
            [Text(title=each.title, body=each.body, references=[each.summary]) for each in samples],
        )
