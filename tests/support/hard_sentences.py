"""Sentences that are hard to tell apart, written for this project, in `hard/`: a file a language.

Each line of a file is one sentence. An empty line begins a new text; the sentences of a text are
joined with single spaces.
"""

from pathlib import Path

from bot.summaries.text.sentences import split_sentences

_FOLDER = Path(__file__).parent / "hard"


def _texts(block: str) -> list[list[str]]:
    return [text.splitlines() for text in block.strip().split("\n\n")]


HARD = {path.stem: _texts(path.read_text("utf-8")) for path in sorted(_FOLDER.glob("*.txt"))}


def boundary_f1(language: str) -> float:
    """Return the F1 of the splitter on the boundaries inside the hard texts of a language."""
    right = expected = found = 0
    for sentences in HARD[language]:
        wanted = boundaries(sentences)
        got = boundaries(split_sentences(" ".join(sentences), language))
        right += len(wanted & got)
        expected += len(wanted)
        found += len(got)
    return 2 * right / (expected + found)


def boundaries(sentences: list[str]) -> set[int]:
    """Return where all but the last of `sentences` end, counted in non-space characters."""
    found, length = set(), 0
    for sentence in sentences[:-1]:
        length += len("".join(sentence.split()))
        found.add(length)
    return found
