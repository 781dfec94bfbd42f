"""Keep quotations whole: join the sentences of one, and detect the parts of one."""

import re
from collections.abc import Sequence

from bot.summaries.text.words import UNSPACED

_MARK = re.compile('["«»“”„「」『』‘’]')
# British single marks count at the start of a sentence and where they cannot be apostrophes.
_SINGLE = re.compile(r"^‘(?=[^\W\d_])|(?<!s)’(?!\w)|’(?=[.,!?]|$)")
_MARK_OR_BRACKET = re.compile('["«»“”„「」『』‘’(]')  # a sentence without it is complete
_SINGLE_END = re.compile(r"[.,!?…]’(?!\w)|’(?=[.,!?]|$)")
_WORD = re.compile(rf"[{UNSPACED}]|\w\w+")
_OPENERS, _CLOSERS = "«“„「『‘", "»”」』’"
_BEFORE_OPENING = " \xa0\t([{«“„‘—–-"
_SPEAKER_WORDS = 2  # outside the quotation marks; enough to name a speaker: "said Olden"
_QUOTATION_WORDS = 4  # inside; fewer words are a name or a title: «Спартак»
_MAX_SENTENCES = 8  # of one quotation; a longer one has lost its closing mark
_MAX_DEPTH = 8  # nested marks
_JOINED_MAX = 400  # characters of a quotation with its speaker
_NAME_FIRST = re.compile(r"[«“„][^«»“”„]{1,40}[»”“][^\s.,!?]*\s")
_DIALOGUE = re.compile(r"[—–]\s*[\"«“¡¿]?[^\W\d_]")
# "– Come in, – says Olden. – The kettle …": the speech goes on, perhaps in the next sentence.
_DIALOGUE_GOES_ON = re.compile(
    r"[,!?…][\"»”]?\s[—–]\s[^\s.!?…—–][^.!?…—–]{1,60}\.\s[—–]\s*[\"«“]?[^\W\d_]"
)
_DIALOGUE_SPEAKER = re.compile(r"[,.!?…][\"»”]?\s*[—–]|\s[—–]\w")


def join_quotations(sentences: Sequence[str]) -> list[str]:
    """Return the sentences, with each short quotation of several sentences joined into one.

    «One. Two», said somebody: direct speech and its speaker are one sentence. A remark in brackets
    that contains a full stop is joined, too. Sentences stay apart if they are longer together than
    `_JOINED_MAX`, or if the quotation has no speaker.

    Args:
        sentences: all sentences of an article.
    """
    joined: list[str] = []
    start = 0
    while start < len(sentences):
        if _MARK_OR_BRACKET.search(sentences[start]) is None:
            joined.append(sentences[start])
            start += 1
            continue
        end = _unit_end(sentences, start)
        unit = " ".join(sentences[start:end])
        if end - start > 1 and len(unit) <= _JOINED_MAX and not any(incomplete_quotations([unit])):
            joined.append(unit)
        else:
            joined += sentences[start:end]
        start = end
    return joined


def _unit_end(sentences: Sequence[str], start: int) -> int:
    """Return the end of the quotation or bracket that begins in the sentence at `start`.

    This is `start + 1` if the sentence is complete, or if its end is not found.
    """
    opened, brackets = "", 0
    for at in range(start, min(start + _MAX_SENTENCES, len(sentences))):
        if at > start and _begins_quotation(sentences[at]):
            break
        *_, opened = _count_words(sentences[at], opened)
        brackets += sentences[at].count("(") - sentences[at].count(")")
        if not opened and brackets <= 0:
            return at + 1
    return start + 1


def incomplete_quotations(sentences: Sequence[str]) -> list[bool]:
    """Return for each sentence whether it shows only a part of a quotation, or no speaker.

    True for a sentence that is inside a quotation at its start or end, for a quotation without a
    speaker, and for a bracket that does not close.

    Args:
        sentences: all sentences of an article; a quotation may contain several.
    """
    result = []
    opened, since = "", 0
    for at, sentence in enumerate(sentences):
        if opened and (at - since > _MAX_SENTENCES or _begins_quotation(sentence)):
            opened = ""
        if not opened:
            since = at
            if _MARK_OR_BRACKET.search(sentence) is None:
                result.append(_is_dialogue_line(sentences, at))
                continue
        if sentence[0] == "‘" and not _is_closed(sentences[at : at + _MAX_SENTENCES]):
            result.append(False)
            continue
        least = 1 if opened else _QUOTATION_WORDS
        inside, outside, ends, opened = _count_words(sentence, opened)
        is_speakerless = outside < _SPEAKER_WORDS and inside >= least
        is_part = ends or opened != "" or sentence.count("(") > sentence.count(")")
        result.append(is_speakerless or is_part or _is_dialogue_line(sentences, at))
    return result


def _begins_quotation(sentence: str) -> bool:
    """Return whether the sentence begins with a quotation, not with a quoted name."""
    return sentence[0] in "«„“" and _NAME_FIRST.match(sentence) is None


def _is_closed(sentences: Sequence[str]) -> bool:
    return any(_SINGLE_END.search(sentence) for sentence in sentences)


def _is_dialogue_line(sentences: Sequence[str], at: int) -> bool:
    """Return whether a sentence is speech after a dash without a speaker, or with a second part.

    An item of a list is not speech.
    """
    sentence = sentences[at]
    if not _DIALOGUE.match(sentence) or sentence[-1] not in '.!?…"»”':
        return False
    if _DIALOGUE_GOES_ON.search(sentence, 1):
        return True
    first = sentence.lstrip('—– \xa0"«“¡¿')[:1]
    if not first.isupper() or _DIALOGUE_SPEAKER.search(sentence, 1):
        return False
    return not _is_list_item(sentences, at)


def _is_list_item(sentences: Sequence[str], at: int) -> bool:
    """Return whether the line is one of several with a dash after a line that ends with a colon."""
    first = last = at
    while first > 0 and sentences[first - 1][0] in "—–" and at - first < _MAX_SENTENCES:
        first -= 1
    while last + 1 < len(sentences) and sentences[last + 1][0] in "—–" and last == at:
        last += 1
    return last > first > 0 and sentences[first - 1].endswith(":")


def _count_words(sentence: str, opened: str) -> tuple[int, int, bool, str]:
    """Count words inside and outside quotation marks.

    Args:
        opened: the marks that are open at the start, the outermost first.

    Returns:
        The words inside, the words outside, whether a quotation ends, and the marks that are open
        at the end.
    """
    marks = _marks(sentence)
    if not opened and not marks:
        return 0, _SPEAKER_WORDS, False, ""  # counting the words would not change the result
    inside = outside = start = 0
    ends, before = False, len(opened)  # the open marks from earlier sentences
    for end in [*marks, len(sentence)]:
        words = len(_WORD.findall(sentence, start, end))
        if opened:
            inside += words
        else:
            outside += words
        if end == len(sentence):
            break
        start = end + 1
        after = _update_opened(sentence, end, opened)
        if len(after) < before or (after == opened == "" and _closes_nothing(sentence, end)):
            ends, before = ends or after == "", len(after)
        opened = after
    return inside, outside, ends, opened


def _marks(sentence: str) -> list[int]:
    """Return the positions of the quotation marks of a sentence."""
    return [
        mark.start()
        for mark in _MARK.finditer(sentence)
        if mark[0] not in "‘’" or _SINGLE.match(sentence, mark.start())
    ]


def _closes_nothing(sentence: str, at: int) -> bool:
    """Return whether the mark at `at` closes a quotation without a beginning.

    False for inches (6") and apostrophes (ta”lim).
    """
    is_inside_word = sentence[at + 1 : at + 2].isalnum()
    return sentence[at] != "’" and not sentence[at - 1].isdigit() and not is_inside_word


def _update_opened(sentence: str, at: int, opened: str) -> str:
    """Return the marks that are open after the mark at `at`."""
    mark = sentence[at]
    if mark == "’":
        return opened[: opened.index("‘")] if "‘" in opened else opened
    if _opens(sentence, at, bool(opened)):
        return (opened + mark)[:_MAX_DEPTH]
    return opened[:-1]


def _opens(sentence: str, at: int, is_open: bool) -> bool:
    """Return whether a mark opens: decided by the side that touches a word, else by the mark."""
    mark, before, after = (
        sentence[at],
        sentence[at - 1 : at] if at else " ",
        sentence[at + 1 : at + 2],
    )
    touches_left = before not in _BEFORE_OPENING
    touches_right = after.isalnum() or (after != "" and after in _OPENERS + "¡¿")
    if touches_left != touches_right and mark not in "「」『』":
        return touches_right
    if mark in '"“' and touches_left:
        return not is_open  # “Real“ning
    return mark in _OPENERS or (mark == '"' and not is_open)
