"""A text into its sentences, word for word, in any language.

A full stop ends a sentence unless something speaks against it: an abbreviation, initials, a
number, a word in lower case after it. Each full stop is judged on a window of bounded length, so
the whole takes time linear in the text.
"""

import re
from collections.abc import Iterator

from bot.summaries.abbreviations import ORDINAL_LANGUAGES, before, within
from bot.summaries.furniture import is_furniture
from bot.summaries.stopwords import starters, stop_words
from bot.summaries.words import UNSPACED, plain_apostrophes, tokens

_WINDOW = 32  # characters looked at before a full stop; longer words are no abbreviations
_BRACKET_WINDOW = 200  # characters an aside in brackets may take and still be kept whole

# Marks that need no space after them: CJK, Indic, Arabic and Urdu, Armenian, Ethiopic, Burmese.
_TIGHT = "。！？｡।॥؟۔։።፧။"
_CLOSERS = "\"'”’»›)\\]}」』）】〉》“‘"
_QUOTES = '"”»'
_MARK = re.compile(
    rf"[.!?…‥{_TIGHT}]+"
    rf"[{_CLOSERS}]*"
    r"(?:\[\d{1,3}\])*"  # footnote numbers: "sentence.[1] Next"
    r"(?:[ \xa0]+[\"'”»](?=\s|$))?"  # a closing quote with a space before it
)
_GREEK_MARK = re.compile(_MARK.pattern.replace("[.!?", "[.!?;\u037e", 1))
_NEXT = re.compile(r"\s*[\"'“”„«‹‘(\[{¿¡—–\-*•·\s]*")
_WORD = re.compile(r"\w[\w'’‘ʻʼ`]*\.?")
_UNSPACED = re.compile(rf"[{UNSPACED}]")
_LINE = re.compile("[^\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_ROMAN = re.compile("[IVX]{2,}")
_YEAR = re.compile(r"(?:\d|\b[IVX]+)[ \xa0]*$")  # or a century
_HOURS = frozenset({"a.m", "p.m"})
_YEARS = frozenset({"г", "гг", "в", "вв", "р", "рр", "ж"})  # "в 2020 г.", "у XIX ст."
_YEAR_OPENS = 3  # words; a year after fewer opens its sentence: "В 2020 г. Иванов стал мэром."
_DAYS = frozenset(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
_LONG_INITIALS = frozenset({"sh", "ch", "yu", "ya", "yo", "o'", "g'", "дж", "kh", "zh", "ts", "th"})


def split_sentences(text: str, language: str) -> list[str]:
    """Return the sentences of `text` in its order, each word for word, white space folded.

    Together they hold every character of `text` but white space. A newline ends a paragraph and
    with it a sentence, except where a line plainly goes on in the next (it ends in the middle of
    a sentence and the next begins in lower case): wrapped texts, links torn out of their lines.

    Args:
        text: plain text of any length and script.
        language: `en`, `ru`, `uz`, `uz-Cyrl` …; for an unknown one, rules common to all.
    """
    return list(each_sentence(text, language))


def each_sentence(text: str, language: str) -> Iterator[str]:
    """Yield what `split_sentences` returns, so that a long text need not be read to its end."""
    for paragraph in _paragraphs(text, language):
        for piece in _pieces(paragraph, language):
            folded = " ".join(piece.split())
            if folded:
                yield folded


def _paragraphs(text: str, language: str) -> Iterator[str]:
    """Yield the paragraphs of `text`; a wrapped line is one with the next."""
    start, end = 0, 0
    for line in _LINE.finditer(text):
        if end and not _goes_on(text, end, line.start(), language):
            yield text[start:end]
            start = line.start()
        end = line.end()
    if end:
        yield text[start:end]


def _goes_on(text: str, end: int, start: int, language: str) -> bool:
    """Say whether the line that begins at `start` goes on with the sentence of that before."""
    gap = text[end : start + 1][:-1]
    if gap not in {"\n", "\r\n", "\r"}:
        return False
    tail, head = text[max(0, end - _WINDOW) : end].rstrip(), text[start : start + 8].lstrip()
    if not tail or not head:
        return False
    if head[0] in ".,;:!?…" and tail[-1] not in ".!?…":
        return True  # a link before it was torn out of its line
    if not (tail[-1].isalnum() or tail[-1] in ",)»”\"'—–"):
        return False
    if head[0].islower() or (head[0] in ".,;:!?…)»" and tail[-1] not in ",—–"):
        return True
    if head[0] in "—–" and head[1:].lstrip()[:1].islower():
        return True
    last = tail.split()[-1].casefold()
    if not (head[0].isupper() and tail[-1].islower() and last in stop_words(language)):
        return False
    line = _LINE.findall(tail)[-1]
    return not is_furniture(line, tokens(line))  # "Read also" ends with a common word, too


def _pieces(paragraph: str, language: str) -> Iterator[str]:
    """Yield the sentences of one paragraph, white space around them."""
    mark_pattern = _GREEK_MARK if language == "el" else _MARK
    caseless = paragraph.islower()  # nobody wrote a capital: lower case says nothing
    start = 0
    for mark in mark_pattern.finditer(paragraph):
        if mark.end() < len(paragraph) and _ends_sentence(
            paragraph, start, mark, language, caseless
        ):
            end = _end_of(paragraph, start, mark)
            yield paragraph[start:end]
            start = end
    if start < len(paragraph):
        yield paragraph[start:]


def _end_of(paragraph: str, start: int, mark: re.Match[str]) -> int:
    """Return where the sentence ends: before a quote apart that opens the next (' . " Next')."""
    if mark.group()[-1] not in "\"'" or not mark.group()[-2:-1].isspace():
        return mark.end()
    end = mark.end() - 1
    is_open = paragraph.count(mark.group()[-1], start, end) % 2 == 1
    return mark.end() if is_open else end


def _ends_sentence(
    paragraph: str, start: int, mark: re.Match[str], language: str, caseless: bool
) -> bool:
    """Say whether `mark` ends the sentence that began at `start`."""
    end, tight = mark.end(), any(char in _TIGHT for char in mark.group())
    if not tight and not paragraph[end].isspace() and not _UNSPACED.match(paragraph[end]):
        return False
    gap = _NEXT.match(paragraph, end, end + _WINDOW)
    after = gap.end() if gap else end
    following = paragraph[after : after + 1]
    if following in {"", ",", ";", ":", ")", "，", "、", "؛", "،"}:
        return following == ""
    if _quotes_a_speaker(mark.group(), paragraph[end:after], following):
        return False
    if following.islower() and not tight and not caseless:
        return False
    if _is_inside_brackets(paragraph, start, mark):
        return False
    full_stop, quoted = mark.group().startswith("."), mark.group()[-1] in _QUOTES
    if not full_stop or quoted or mark.group().startswith(".."):
        return True
    return _full_stop_ends(paragraph, start, mark.start(), after, language)


def _quotes_a_speaker(mark: str, gap: str, following: str) -> bool:
    """Say whether the words after a quote tell who spoke: «Готово!» — Иванов сказал; 」と言った."""
    if mark[-1] in "」』":
        return following == "と"
    return mark[-1] in '"”’»“' and gap.strip()[:1] in {"—", "–", "-"} and gap.strip() != ""


def _is_inside_brackets(paragraph: str, start: int, mark: re.Match[str]) -> bool:
    """Say whether an aside in brackets is open at `mark` and closed soon after it."""
    opened = paragraph.rfind("(", max(start, mark.start() - _BRACKET_WINDOW), mark.start())
    if opened < 0 or paragraph.find(")", opened, mark.end()) >= 0:
        return False
    closed = paragraph.find(")", mark.end(), mark.end() + _BRACKET_WINDOW)
    return closed >= 0 and paragraph.find("(", mark.end(), closed) < 0


def _full_stop_ends(paragraph: str, start: int, dot: int, after: int, language: str) -> bool:
    """Say whether the single full stop at `dot` ends a sentence; the next word is at `after`."""
    token = _word_before(paragraph, start, dot)
    following = paragraph[after]
    word = _WORD.match(paragraph, after, after + _WINDOW)
    next_word = word.group() if word else ""
    begins = plain_apostrophes(next_word).casefold() in starters(language)
    if _NUMBER.fullmatch(token):
        is_first = not paragraph[start : min(dot, start + _WINDOW)][: -len(token)].strip(
            " \t\xa0\"'«“("
        )
        return _number_ends(token, is_first, following, begins, language)
    if len(token) == 1 and token.islower() and re.fullmatch(r"\w\.", next_word):
        return False  # "z. B.", "т. е.", "д. А. Иванов"
    if next_word in _DAYS and token.casefold() in _HOURS:
        return False
    if _ROMAN.fullmatch(token) and language.split("-")[0] in ORDINAL_LANGUAGES:
        return begins  # "II. Mehmed"
    if next_word.isupper() and token.casefold() in {"долл", "дол"}:
        return False  # "долл. США"
    if token in _YEARS and len(paragraph[max(start, dot - _WINDOW) : dot].split()) > _YEAR_OPENS:
        begins = begins or _YEAR.search(paragraph, start, dot - len(token)) is not None
    verdict = _abbreviation_ends(token, following, begins, language)
    return True if verdict is None else verdict


def _word_before(paragraph: str, start: int, dot: int) -> str:
    """Return the word that ends at `dot`, without opening quotes; inner dots are kept.

    Two letters with a space between them are one abbreviation: "т. д." is "т.д".
    """
    window = paragraph[max(start, dot - _WINDOW) : dot]
    if not window or window[-1].isspace():
        return ""
    *earlier, last = window.split()
    if len(last) == 1 and earlier and re.fullmatch(r"\w\.", earlier[-1]):
        last = earlier[-1] + last
    return plain_apostrophes(last.lstrip("\"'“”„«‹‘([{—–-"))


def _number_ends(token: str, is_first: bool, following: str, begins: bool, language: str) -> bool:
    """Say whether a full stop after a number ends the sentence (not "1. First", "am 5. Mai")."""
    is_short = len(token) <= 2
    if is_first and len(token) <= 3:
        return False
    if is_short and following.isdigit():
        return False
    if is_short and language.split("-")[0] in ORDINAL_LANGUAGES:
        return begins
    return True


def _abbreviation_ends(token: str, following: str, begins: bool, language: str) -> bool | None:
    """Say whether `token` with its full stop ends a sentence; None if it is no abbreviation."""
    folded = token.casefold()
    last = folded.rsplit("-", 1)[-1]
    if language == "de" and folded.endswith("str"):
        return False  # "Hauptstr. 5"
    if folded in before(language) or (last in before(language) and not folded[0].isdigit()):
        return False
    if _INITIAL.fullmatch(token) and token[0].isupper() and _is_capital(following):
        return begins or (language == "en" and folded == "i")  # "M. Oripova", though 5 m. is long
    counts = last.lstrip("0123456789")
    if folded in within(language) or counts in within(language):
        if following.isdigit() or not _is_capital(following):
            return not following.isalnum()
        return begins or not _expects_name(counts, language)
    if folded in _LONG_INITIALS and token[0].isupper() and _is_capital(following):
        return begins
    if _DOTTED.fullmatch(token):
        return _is_capital(following) and (begins or token.islower())
    return None


def _is_capital(char: str) -> bool:
    return char.isupper() or not (char.islower() or char.isdigit() or not char.isalpha())


def _expects_name(abbreviation: str, language: str) -> bool:
    """Say whether a name often follows: a year or a rank before it ("в 2020 г. Иванов")."""
    names = {"г", "гг", "в", "вв", "р", "рр", "ж", "y", "й", "u.s", "u.k", "u.n", "d.c", "e.u"}
    ranks = {"jr", "sr", "yanv", "fev", "jan", "feb", "янв", "фев"}
    return abbreviation in names or abbreviation in ranks
