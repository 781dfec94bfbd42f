"""Count what readers dislike in a summary. The rules are coarse and independent of the bot's own.

Each rule looks at the shown sentences only, in the article's order.
"""

import re
from collections.abc import Callable, Sequence

_SOURCE = re.compile(
    r"^(?:об этом|про это|bu haqi?da|bu toʻgʻrisida|бу ҳақи?да|бу тўғрисида)\b.{0,140}$"
    r"|^(?:this|it|the (?:news|story|incident)) was (?:first )?(?:reported|announced) by\b",
    re.I,
)
_CAPTION = re.compile(
    r"\(pictured|, pictured\b|^\W*pictured\b|scroll down|\((?:\w+ )?(?:left|right)\)"
    r"|\((?:на фото|на снимке|suratda|rasmda|суратда)\b|getty images|/ ?(?:ap|afp|reuters)\b",
    re.I,
)
_QUESTION = re.compile(r"[?？][\"'”’»)]*$")
_PRONOUN = re.compile(
    r"^\W*(?:he|she|they|his|her|their|он|она|они|его|её|их|u|ular|uning|ularning)\b(?!-)", re.I
)
_UZBEK_PRONOUN = re.compile(r"^\W*(?:у|улар|унинг|уларнинг)\b(?!-)", re.I)
_UZBEK_LETTER = re.compile("[ўқғҳ]", re.I)  # in Russian "у" is a preposition
_WORD = re.compile(r"\w{4,}")
_SHARED, _SHARED_LEAST = 0.5, 3  # of the shorter sentence's stems; a coarse limit
_STEM = 5  # letters


def is_half_quote(sentence: str) -> bool:
    """Return whether the quotation marks or brackets of a sentence do not balance."""
    count = sentence.count
    low = count("„")
    curly = low != count("“") + count("”") if low else count("“") != count("”")
    return bool(count('"') % 2) or count("«") != count("»") or curly or count("(") != count(")")


def is_source_line(sentence: str) -> bool:
    """Return whether a sentence only names who reported the news."""
    return _SOURCE.search(sentence) is not None


def is_caption(sentence: str) -> bool:
    """Return whether a sentence describes a picture."""
    return _CAPTION.search(sentence) is not None


def is_question(sentence: str) -> bool:
    """Return whether a sentence is a question."""
    return _QUESTION.search(sentence) is not None


def unexplained(shown: Sequence[str], text: Sequence[str]) -> int:
    """Return how many shown sentences open with a pronoun and lack the sentence before them.

    Args:
        shown: the summary.
        text: all sentences of the article.
    """
    before = {sentence: text[at - 1] if at else "" for at, sentence in enumerate(text)}
    is_uzbek = any(map(_UZBEK_LETTER.search, text))
    opening = [_PRONOUN, _UZBEK_PRONOUN] if is_uzbek else [_PRONOUN]
    return sum(
        any(pronoun.match(sentence) for pronoun in opening)
        and before.get(sentence, "") not in shown
        for sentence in shown
    )


def near_duplicates(shown: Sequence[str]) -> int:
    """Return how many pairs of shown sentences share half of the stems of the shorter one."""
    stems = [{word[:_STEM] for word in _WORD.findall(each.casefold())} for each in shown]
    return sum(
        len(one & other) >= max(_SHARED_LEAST, _SHARED * min(len(one), len(other)))
        for at, one in enumerate(stems)
        for other in stems[:at]
    )


SENTENCE_FLAWS: dict[str, Callable[[str], bool]] = {
    "half quotes": is_half_quote,
    "source lines": is_source_line,
    "captions": is_caption,
    "questions": is_question,
}
