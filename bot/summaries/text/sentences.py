"""Split a text into sentences, in any language.

A full stop ends a sentence unless it belongs to an abbreviation, initials or a number, or a word
in lower case follows. Each decision uses a window of bounded length, so the time is linear.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from bot.domain.stopwords import stop_words
from bot.summaries.lexicons.abbreviations import ORDINAL_LANGUAGES
from bot.summaries.text.boilerplate import is_boilerplate
from bot.summaries.text.datelines import opens_with_dateline
from bot.summaries.text.full_stops import full_stop_ends, lacks_space
from bot.summaries.text.run_in_lists import split_items
from bot.summaries.text.thai import split_phrases
from bot.summaries.text.words import UNSPACED_LETTER, tokens

_WINDOW = 32  # characters around a mark or the end of a line
_WRAPPED_MAX = 100  # characters of a line of wrapped text
_BRACKET_WINDOW = 200  # characters; shorter text in brackets is never split

# Marks without a space after them: CJK, Indic, Arabic and Urdu, Armenian, Ethiopic, Burmese.
_TIGHT = "。！？｡．।॥؟۔։።፧။"
_TIGHT_MARKS = frozenset(_TIGHT)
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_CLOSERS = "\"'”’»›)\\]}」』）】〉》"
_SPEECH_ENDS = '"”’»“«」』'
_QUOTES = '"”»«'
_MARK = re.compile(
    rf"[.!?…‥{_TIGHT}]+"
    rf"(?:[ \xa0]\.+(?=[\s{_CLOSERS}]|$))*"  # an ellipsis with spaces: ". . ."
    rf"(?:[{_CLOSERS}{_INVISIBLE}]|[“‘«](?!\w))*"  # “ ‘ « close in German; before a word they open
    r"(?:\[\d{1,3}\])*"  # footnote numbers: "sentence.[1] Next"
    r"(?:[ \xa0]+[\"'”»](?=\s|$))?"  # a closing quote with a space before it
)
_GREEK_MARK = re.compile(_MARK.pattern.replace("[.!?", "[.!?;\u037e", 1))
_NEXT = re.compile(rf"\s*[\"'“”„«»‹‘(\[{{¿¡—–\-*•·\s{_INVISIBLE}]*")
# The speaker after a quotation in a script without spaces: ”市长说, 」と.
_TIGHT_SPEAKER = re.compile(
    "と|[^。！？“”「」『』\\s]{1,15}?(?:说|說|表示|称|稱|道|指出|强调|強調|介绍|介紹|告诉|告訴|言|述べ|語)"
)
_SPEAKER = re.compile(r"[,!?…»”\"]\s?[—–]\s(?=[^\W\d_])(?![A-ZА-ЯЁЎҚҒҲІЇЄҐ])")  # , – said Ann
_DASHES = frozenset("—–-")
_NOT_SEEN = re.compile(rf"[{_INVISIBLE}\s]+")
_CAMEL = re.compile("[a-z]{1,2}[A-Z]")  # "iPhone" may begin a sentence
_LINE = re.compile("[^\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")


def split_sentences(text: str, language: str) -> list[str]:
    """Return the sentences of `text` in its order, verbatim except for folded white space.

    Together they contain every character of `text` but white space. A newline ends a paragraph
    and a sentence, unless the text is wrapped there. Then the line ends in the middle of a
    sentence, and the next one begins in lower case.

    Args:
        text: plain text of any length and script.
        language: `en`, `ru`, `uz`, `uz-Cyrl` …; an unknown language gets the common rules.
    """
    return list(iter_sentences(text, language))


def iter_sentences(text: str, language: str) -> Iterator[str]:
    """Yield the sentences of `split_sentences` lazily: a long text need not be split to its end."""
    split = _paragraph_splitter(language)
    for paragraph in _paragraphs(text, language):
        for part in split(paragraph):
            for piece in _pieces(part, language):
                folded = " ".join(piece.split())
                if folded:
                    yield folded


def _paragraph_splitter(language: str) -> Callable[[str], Iterable[str]]:
    """Return what divides a paragraph before its marks do: a list into items, Thai into phrases."""
    if language == "th":
        return split_phrases
    if language.split("-")[0] in ORDINAL_LANGUAGES:
        return lambda paragraph: (paragraph,)  # "1. FC Köln" is a name
    return split_items


def _paragraphs(text: str, language: str) -> Iterator[str]:
    """Yield the paragraphs of `text`; join wrapped lines."""
    start, end = 0, 0
    for line in _LINE.finditer(text):
        if end and not _is_wrapped(text, end, line, language):
            yield text[start:end]
            start = line.start()
        end = line.end()
    if end:
        yield text[start:end]


def _is_wrapped(text: str, end: int, line: re.Match[str], language: str) -> bool:
    """Return whether `line` continues the sentence of the line that ends at `end`."""
    start = line.start()
    gap = text[end : start + 1][:-1]
    if gap not in {"\n", "\r\n", "\r"}:
        return False
    tail, head = text[max(0, end - _WINDOW) : end].rstrip(), text[start : start + 8].lstrip()
    if not tail or not head:
        return False
    if head[0] in ".,;:!?…" and tail[-1] not in ".!?…":
        return True  # the extractor put a link on a line of its own
    if not (tail[-1].isalnum() or tail[-1] in ",)»”\"'—–"):
        return False
    if head[0].islower() or (head[0] in ".,;:!?…)»" and tail[-1] not in ",—–"):
        return True
    if head[0] in "—–" and head[1:].lstrip()[:1].islower():
        return True
    last = tail.split()[-1].casefold()
    if not (head[0].isupper() and tail[-1].islower() and last in stop_words(language)):
        return False
    if line.end() - start > _WRAPPED_MAX:
        return False  # the line before is a lead: "What the town has been waiting for"
    before = _LINE.findall(tail)[-1]
    return not is_boilerplate(before, tokens(before))  # "Read also" ends with a stop word


def _pieces(paragraph: str, language: str) -> Iterator[str]:
    """Yield the sentences of one paragraph, perhaps with white space around them."""
    mark_pattern = _GREEK_MARK if language == "el" else _MARK
    caseless = paragraph.islower()  # then lower case proves nothing
    start = 0
    for mark in mark_pattern.finditer(paragraph):
        if mark.end() < len(paragraph) and _ends_sentence(
            paragraph, start, mark, language, caseless
        ):
            end = _sentence_end(paragraph, start, mark)
            yield paragraph[start:end]
            start = end
    if start < len(paragraph):
        yield paragraph[start:]


def _sentence_end(paragraph: str, start: int, mark: re.Match[str]) -> int:
    """Return the end of the sentence; a separate quote may open the next one (' . " Next')."""
    if mark.group()[-1] not in "\"'" or not mark.group()[-2:-1].isspace():
        return mark.end()
    end = mark.end() - 1
    is_open = paragraph.count(mark.group()[-1], start, end) % 2 == 1
    return mark.end() if is_open else end


def _ends_sentence(
    paragraph: str, start: int, mark: re.Match[str], language: str, caseless: bool
) -> bool:
    """Return whether `mark` ends the sentence that began at `start`."""
    end, tight = mark.end(), not _TIGHT_MARKS.isdisjoint(mark.group())
    if not tight and not paragraph[end].isspace() and not UNSPACED_LETTER.match(paragraph[end]):
        return lacks_space(paragraph, start, mark.start(), end, language)
    gap = _NEXT.match(paragraph, end, end + _WINDOW)
    after = gap.end() if gap else end
    following = paragraph[after : after + 1]
    if following in {"", ",", ";", ":", ")", "，", "、", "؛", "،"}:
        return following == ""
    marks = mark.group() if end - mark.start() == 1 else _NOT_SEEN.sub("", mark.group())
    if marks[-1] in _SPEECH_ENDS and _quotes_a_speaker(marks, paragraph, end, after):
        return False
    if tight and following.isdigit() and mark.group() == "．":
        return False  # a decimal point in full width
    if after - end > 2 and (  # a dash has a space on both sides
        _quotation_goes_on(paragraph, start, mark.start(), end, after)
        or _ends_dateline(paragraph, start, end, after)
    ):
        return False
    if following.islower() and not (tight or caseless or _CAMEL.match(paragraph, after)):
        return False
    if _is_inside_brackets(paragraph, start, mark):
        return False
    if marks[0] != "." or marks[-1] in _QUOTES or marks.startswith(".."):
        return True
    return full_stop_ends(paragraph, start, mark.start(), after, language)


def _quotes_a_speaker(mark: str, paragraph: str, end: int, after: int) -> bool:
    """Return whether the speaker follows a quotation: «Готово!» — Иванов сказал; 」と言った."""
    gap = paragraph[end:after].strip()
    if mark[-1] in "」』" or (mark[-1] == "”" and mark[0] in _TIGHT):
        return not gap and _TIGHT_SPEAKER.match(paragraph, after, after + _WINDOW) is not None
    return mark[-1] in '"”’»“«' and gap[:1] in {"—", "–", "-"}


def _quotation_goes_on(paragraph: str, start: int, dot: int, end: int, after: int) -> bool:
    """Return whether speech goes on after its speaker: «Куда? – спросила мама. – Завтра домой»."""
    if not paragraph[after].isupper() or paragraph[end:after].strip()[:1] not in {"—", "–"}:
        return False
    return _SPEAKER.search(paragraph, max(start, dot - _BRACKET_WINDOW), dot) is not None


def _ends_dateline(paragraph: str, start: int, end: int, after: int) -> bool:
    """Return whether a dash follows the dateline that opens the paragraph: "TARN (4 p.m.) – A"."""
    is_opening = not paragraph[:start].strip()
    return (
        is_opening
        and paragraph[end:after].strip() in _DASHES
        and opens_with_dateline(paragraph[start:end])
    )


def _is_inside_brackets(paragraph: str, start: int, mark: re.Match[str]) -> bool:
    """Return whether `mark` is inside a bracket that closes soon after it."""
    opened = paragraph.rfind("(", max(start, mark.start() - _BRACKET_WINDOW), mark.start())
    if opened < 0 or paragraph.find(")", opened, mark.end()) >= 0:
        return False
    closed = paragraph.find(")", mark.end(), mark.end() + _BRACKET_WINDOW)
    return closed >= 0 and paragraph.find("(", mark.end(), closed) < 0
