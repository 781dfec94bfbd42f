"""Zero-width joiners (U+200D) and non-joiners (U+200C) in words and emoji.

U+200C separates the halves of the Persian "شده‌اند". U+200D joins several people to one family
emoji and shapes letters of Indic scripts. A joiner without neighbors has no effect.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"  # zero-width non-joiner, zero-width joiner
_JOINABLE = frozenset("LMNS")  # Unicode categories: letters, marks, numbers, symbols (emoji)
_VIRAMA = 9  # combining class; a joiner after a virama has an effect even at the end of a word
_RUN = re.compile(f"[{JOINERS}]+")
# Characters that modify the previous one: joiners, the emoji style, skin tones.
_MODIFIERS = frozenset(f"{JOINERS}\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_LONGEST = 16  # characters; an emoji sequence has at most 10 (Unicode 17, emoji-zwj-sequences.txt)


def drop_joiners(text: str) -> str:
    """Return `text` without any joiner, for comparing and searching."""
    return text.replace(JOINERS[0], "").replace(JOINERS[1], "")


def drop_stray_joiners(text: str) -> str:
    """Return `text` without joiners that have no effect; keep one joiner of each other run."""
    return _RUN.sub(_effective_joiner, text)


def last_safe_cut(text: str, end: int) -> int:
    """Return the last index up to `end` at which a cut splits no emoji and no joined letters.

    Returns `end` itself if the joined sequence is longer than any emoji.
    """
    for index in range(end, max(end - _LONGEST, 0), -1):
        if text[index - 1] not in JOINERS and text[index : index + 1] not in _MODIFIERS:
            return index
    return end


def _effective_joiner(run: re.Match[str]) -> str:
    before = run.string[max(run.start() - 1, 0) : run.start()] or " "
    after = run.string[run.end() : run.end() + 1] or " "
    is_joined = all(unicodedata.category(char)[0] in _JOINABLE for char in (before, after))
    return run[0][0] if is_joined or unicodedata.combining(before) == _VIRAMA else ""
