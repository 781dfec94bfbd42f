"""Split Thai, which ends a sentence with a space, not with a mark."""

import re
from collections.abc import Iterator

_LETTER = "[\u0e00-\u0e4e]"
_SPACE = re.compile(rf"(?<={_LETTER})[ \xa0]+(?={_LETTER})")
_LENGTH_MIN = 50  # characters of a sentence; a shorter phrase goes on after its space
# Conjunctions, relative words and the sign of repetition: no sentence begins with them.
_GOES_ON = re.compile("และ|หรือ|ที่|ซึ่ง|อัน|ของ|เพื่อ|ว่า|โดย|ใน|จาก|กับ|ให้|เพราะ|จึง|แต่|ก็|ๆ|ฯ")
_EXPECTS_MORE = re.compile("(?:ว่า|และ|หรือ|คือ|ได้แก่|เช่น|โดย|ของ|ที่|กับ|นาย|นาง|นางสาว|ดร\\.)$")


def split_phrases(paragraph: str) -> Iterator[str]:
    """Yield the sentences of a Thai paragraph, or whole phrases of at least 50 characters.

    A space also separates clauses and names, so a short phrase is joined with the next one, and a
    conjunction never begins a sentence.
    """
    start = 0
    for space in _SPACE.finditer(paragraph):
        if space.start() - start < _LENGTH_MIN or _GOES_ON.match(paragraph, space.end()):
            continue
        if _EXPECTS_MORE.search(paragraph, max(start, space.start() - 8), space.start()):
            continue
        yield paragraph[start : space.end()]
        start = space.end()
    yield paragraph[start:]
