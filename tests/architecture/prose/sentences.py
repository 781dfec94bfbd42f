"""Split a passage into sentences, each with the line on which it begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.prose.passages import Kind, Passage

# Code, or words that somebody else says: neither is our prose.
_QUOTED = re.compile(r"(`+)(?:(?!\1).)+?\1|\"[^\"`]{1,200}\"|“[^”]{1,200}”", re.DOTALL)
_END = re.compile(r"(?<=[.!?])[\"')”]*\s+(?![a-z])")
_ABBREVIATION = re.compile(r"\b(e\.g|i\.e|etc|vs|cf|No|Mr|Mrs|Dr|St)\.$")
_PLACEHOLDER = "\0"  # stands for code or a quotation, and counts as one word


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its `text`, and its `prose` without code, quotations and line breaks."""

    line: int
    text: str
    prose: str
    kind: Kind

    @property
    def words(self) -> int:
        """Return the number of words; code or a quotation is one."""
        return len(re.findall(rf"[^\W_][\w'’.,-]*|{_PLACEHOLDER}", self.prose))


def sentences(passage: Passage) -> Iterator[Sentence]:
    """Yield the sentences of a passage."""
    text = "\n".join(passage.lines)
    quoted = [match[0] for match in _QUOTED.finditer(text)]
    prose = _QUOTED.sub(lambda match: _PLACEHOLDER + "\n" * match[0].count("\n"), text)
    line = passage.first_line
    for part in _split(prose):
        before = len(part) - len(part.lstrip())
        begins = line + part[:before].count("\n")
        own = [quoted.pop(0) for _ in range(part.count(_PLACEHOLDER))]
        clean = " ".join(part.split())
        if clean:
            yield Sentence(begins, _restored(clean, own), clean, passage.kind)
        line += part.count("\n")


def _split(prose: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(prose):
        if not _ABBREVIATION.search(prose[start : end.start()]):
            yield prose[start : end.end()]
            start = end.end()
    yield prose[start:]


def _restored(prose: str, quoted: list[str]) -> str:
    pieces = prose.split(_PLACEHOLDER)
    quoted = [" ".join(code.split()) for code in quoted]
    return pieces[0] + "".join(c + p for c, p in zip(quoted, pieces[1:], strict=True))
