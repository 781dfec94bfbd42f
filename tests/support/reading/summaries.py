"""The three summaries of an article, and the order in which they are shown without labels."""

import hashlib
import random
import re
from functools import cache
from importlib.metadata import version

from bot.summaries import RANKER_NAMES, summarize
from bot.summaries.text.sentences import split_sentences
from tests.support.paths import ROOT
from tests.support.reading.articles import Article

SENTENCES = 3
DEFAULT = "default"
FIRST_THREE = "first three sentences"
SUMY = tuple(name for name in RANKER_NAMES if name not in (DEFAULT, "lead"))
# The table of docs/summaries.md that measures a language, by the start of its heading.
_HEADINGS = {
    "en": "CNN/DM, English",
    "ru": "RT, Russian",
    "uz": "Uzbek Latin",
    "uz-Cyrl": "Uzbek Cyrillic",
}

Summaries = dict[str, tuple[str, ...]]  # sentences by the method that chose them


@cache
def summaries_of(article: Article) -> Summaries:
    """Return three summaries: of the default ranker, of no ranker, and of the best one of sumy."""
    sentences = split_sentences(article.body, article.language)
    sumy = best_sumy(article.language)
    return {
        DEFAULT: _ranked(article, DEFAULT),
        FIRST_THREE: tuple(sentences[:SENTENCES]),
        sumy: _ranked(article, sumy),
    }


def _ranked(article: Article, ranker: str) -> tuple[str, ...]:
    return tuple(summarize(article.title, article.body, ranker=ranker).sentences(SENTENCES))


def unlabeled(
    summaries: Summaries, article: Article, seed: int
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return each distinct summary once, with the methods that chose it, in a random order.

    The same seed gives the same order of an article's summaries, whichever others are read.
    """
    methods: dict[tuple[str, ...], list[str]] = {}
    for method, sentences in summaries.items():
        methods.setdefault(sentences, []).append(method)
    shown = [(sentences, tuple(names)) for sentences, names in sorted(methods.items())]
    random.Random(f"{seed} {article.language} {article.name}").shuffle(shown)
    return shown


@cache
def best_sumy(language: str) -> str:
    """Return the ranker of sumy with the best mean in the table of docs/summaries.md."""
    page = (ROOT / "docs" / "summaries.md").read_text(encoding="utf-8")
    table = page.partition(f"\n### {_HEADINGS[language]}")[2].partition("\n#")[0]
    means: dict[str, float] = {
        name: float(mean)
        for name, mean in re.findall(r"^\| ([\w-]+) \|(?:[^|]+\|){3} ([\d.]+) \|", table, re.M)
        if name in SUMY
    }
    return max(means, key=lambda name: means[name])


@cache
def program_version() -> str:
    """Return the version of the program with a digest of the code that summarizes."""
    code = b"".join(file.read_bytes() for file in sorted((ROOT / "bot/summaries").rglob("*.py")))
    return f"{version('xulosa')}+{hashlib.sha256(code).hexdigest()[:8]}"
