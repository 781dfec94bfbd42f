"""Joiners: zero-width signs that belong to how words and emoji are written.

U+200C keeps the halves of the Persian "شده‌اند" apart, U+200D makes one family of three people and
shapes letters of Indic scripts. Without its neighbors a joiner does nothing.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"  # zero-width non-joiner, zero-width joiner
_JOINED = frozenset("LMNS")  # categories: letters, marks, numbers, symbols (emoji)
_VIRAMA = 9  # combining class; a joiner after such a sign shapes it at the end of a word, too
_RUN = re.compile(f"[{JOINERS}]+")
_NONE = dict.fromkeys(map(ord, JOINERS))
# Signs that change the one before them: joiners, the emoji style, tones of skin.
_GOES_ON = frozenset(f"{JOINERS}\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_LONGEST = 16  # characters; an emoji sequence has at most 10 (Unicode 17, emoji-zwj-sequences.txt)


def drop_joiners(text: str) -> str:
    """Return `text` without any joiner, for comparing and searching."""
    return text.translate(_NONE)


def drop_stray_joiners(text: str) -> str:
    """Return `text` without the joiners that join nothing; of a run that joins, one stays."""
    return _RUN.sub(_one_joiner, text)


def whole_until(text: str, end: int) -> int:
    """Return the last place up to `end` that is not inside an emoji or beside a joiner.

    It is `end` itself where joiners chain more characters than any emoji has.
    """
    for place in range(end, max(end - _LONGEST, 0), -1):
        if text[place - 1] not in JOINERS and text[place : place + 1] not in _GOES_ON:
            return place
    return end


def _one_joiner(run: re.Match[str]) -> str:
    before = run.string[max(run.start() - 1, 0) : run.start()] or " "
    after = run.string[run.end() : run.end() + 1] or " "
    is_joined = all(unicodedata.category(sign)[0] in _JOINED for sign in (before, after))
    return run[0][0] if is_joined or unicodedata.combining(before) == _VIRAMA else ""
