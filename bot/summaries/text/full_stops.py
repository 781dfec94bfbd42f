"""Decide whether a full stop ends a sentence, or a number, initials or an abbreviation."""

import re

from bot.domain.stopwords import sentence_starters
from bot.summaries.lexicons.abbreviations import (
    ELIDING_LANGUAGES,
    ORDINAL_LANGUAGES,
    abbreviations,
    ambiguous_abbreviations,
    maybe_final_abbreviations,
    non_final_abbreviations,
    rank_abbreviations,
)
from bot.summaries.text.words import plain_apostrophes

_WINDOW = 32  # characters before a full stop; no abbreviation is longer
_WORD = re.compile(r"\w[\w'’‘ʻʼ`]*\.?")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_ROMAN = re.compile("[IVX]{2,}")
_COUNT = re.compile(
    r"(?:\d(?:-\w{1,2})?|\b[IVX]+)[ \xa0]*$"
)  # a number of years or meters, or the Roman number of a century
_UNITS = frozenset({"см"})  # "180 см", but "см. также"
# A surname or initials, perhaps after a first name; a rank in lower case may precede it.
_PERSON = re.compile(
    r"[^\W\d_]{1,2}\.|(?:[^\W\d_]+\s+)?[^\W\d_]+"
    r"(?:[оеё]в|[иы]н|ск(?:ий|ого|ому|им|ом|ая|ой|ую)|енко|[ое]вич|дзе|швили|[oe]v|in)"
    r"(?:а|у|ым|ом|е|ой|a)?\b"
)
_WORD_AFTER_FULL_STOP = re.compile(r"[\"“«„]?([^\W\d_](?:[^\W\d_]+|(?=[\s'’‘])))(?=[\s,'’‘ʻ»”])")
_DOMAINS = frozenset(
    ["ru", "uz", "com", "org", "net", "kz", "ua", "by", "tv", "info", "io", "edu", "gov", "рф"]
)
_HOURS = frozenset({"a.m", "p.m"})
_YEARS = frozenset({"г", "гг", "в", "вв", "р", "рр", "ж"})  # "в 2020 г.", "у XIX ст."
_COUNTED = _YEARS | _UNITS
_YEAR_OPENS = 3  # words; up to so many, a year opens its sentence: "В 2020 г. Иванов стал мэром."
_AFTER_TIME = re.compile(  # a time zone, a day or a date after a time of day
    r"(?:[ECMP][SD]?T|AK[SD]T|HST|GMT|UTC|BST|[CEW]E?S?T|IST|JST|AES?T"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
    r"|(?:Eastern|Central|Mountain|Pacific)(?=[.,;)]|\s+(?:[Ss]tandard|[Dd]aylight|[Tt]ime|on|and)\b)"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)(?=\s+\d))(?![\w'’])"
)
_SHORT = 4
_COUNTS = frozenset({"Millions", "Billions", "Thousands", "Hundreds", "Dozens", "Scores", "Tens"})
_COMPANY_FORMS = frozenset({"KG", "KGaA", "OHG", "LLC", "LLP", "LP", "Ltd.", "Ltd", "Inc.", "Inc"})
_LIST_SIGNS = " \t\xa0\"'«“(•⁃▪●–—-"  # before a number or letter that opens a sentence
_ORIGIN = re.compile(r"(?<!\w)(?:от|из|с|від|з)\s$")  # "от нем. Kunst", but "о нем. Он"
_LONG_INITIALS = frozenset({"sh", "ch", "yu", "ya", "yo", "o'", "g'", "дж", "kh", "zh", "ts", "th"})


def full_stop_ends(paragraph: str, start: int, dot: int, after: int, language: str) -> bool:
    """Return whether the single full stop at `dot` ends a sentence; the next word is at `after`."""
    token = _word_before(paragraph, start, dot)
    return _is_long_word(token, language) or _token_ends(
        token, paragraph, start, dot, after, language
    )


def _token_ends(
    token: str, paragraph: str, start: int, dot: int, after: int, language: str
) -> bool:
    """Return the same for `token`, a short word, a number or an abbreviation before `dot`."""
    if language in ELIDING_LANGUAGES:
        token = token.rsplit("'", 1)[-1]  # "l'art. 5"
    following = paragraph[after]
    word = _WORD.match(paragraph, after, after + _WINDOW)
    next_word = word.group() if word else ""
    begins = plain_apostrophes(next_word).casefold() in sentence_starters(language)
    if _NUMBER.fullmatch(token):
        is_first = _is_first(paragraph, start, dot, token)
        return _number_ends(token, is_first, following, begins, language)
    if len(token) <= _SHORT and _goes_on(paragraph, start, dot, token, next_word):
        return False
    folded = token.casefold()
    if folded in _HOURS and _is_capital(following):
        return _hour_ends(paragraph, start, dot, after)
    if folded == "u.s" and next_word in _COUNTS:
        return True
    if _ROMAN.fullmatch(token) and language.split("-")[0] in ORDINAL_LANGUAGES:
        return begins  # "II. Mehmed"
    near = max(start, dot - _WINDOW)
    if token in _COUNTED and _COUNT.search(paragraph, near, dot - len(token)):
        if token in _UNITS:
            return not following.isdigit()
        begins = begins or len(paragraph[near:dot].split()) > _YEAR_OPENS
    ends = _ambiguous_ends(token, paragraph, after, language)
    if ends is None:
        ends = _abbreviation_ends(token, following, begins, language)
    return True if ends is None else ends


def _is_long_word(token: str, language: str) -> bool:
    """Return whether `token` is an ordinary word in lower case, as before most full stops."""
    if len(token) <= _SHORT or not (token.islower() and token.isalpha()):
        return False
    folded = token.casefold()
    return folded not in abbreviations(language) and not _is_german_street(folded, language)


def _is_german_street(folded: str, language: str) -> bool:
    return language == "de" and folded.endswith("str")  # "Hauptstr. 5"


def _goes_on(paragraph: str, start: int, dot: int, token: str, next_word: str) -> bool:
    """Return whether the sentence surely goes on: "GmbH & Co. KG", "долл. США", "от нем. Kunst".

    True for no token of more than `_SHORT` letters.
    """
    near = max(start, dot - _WINDOW)
    if len(token) == 1:
        return token.isalpha() and (
            _is_first(paragraph, start, dot, token)
            or _letter_goes_on(paragraph, near, dot, next_word)
        )
    folded = token.casefold()
    if folded in {"долл", "дол"}:
        return next_word.isupper()
    if folded in {"нем", "нім"}:
        return _ORIGIN.search(paragraph, near, dot - len(token)) is not None
    return folded == "co" and next_word in _COMPANY_FORMS


def _hour_ends(paragraph: str, start: int, dot: int, after: int) -> bool:
    """Return whether "a.m." ends a sentence, not in "At 5 a.m. Mr. Smith" or "5 a.m. Eastern"."""
    if _AFTER_TIME.match(paragraph, after, after + _WINDOW):
        return False
    return dot - start > _WINDOW or len(paragraph[start:dot].split()) > _YEAR_OPENS


def _is_first(paragraph: str, start: int, dot: int, token: str) -> bool:
    """Return whether `token` opens its sentence, perhaps after a bullet or an opening mark."""
    return not paragraph[start : min(dot, start + _WINDOW)][: -len(token)].strip(_LIST_SIGNS)


def _letter_goes_on(paragraph: str, near: int, dot: int, next_word: str) -> bool:
    """Return whether the sentence goes on after a single letter with a full stop.

    True for "z. B.", "т. е.", "д. А. Иванов", "p. 55" and "Albert I. Jones"; "you and I. Did" ends.
    """
    letter, before = paragraph[dot - 1], paragraph[near : dot - 1].split()
    if letter.islower():
        is_unit = bool(before) and before[-1][-1].isdigit()  # "5 m. 3 people"
        return re.fullmatch(r"\w\.", next_word) is not None or (
            next_word[:1].isdigit() and not is_unit
        )
    name = before[-1] if before else ""
    return letter == "I" and len(name) > 2 and name.istitle() and next_word.istitle()


def _ambiguous_ends(token: str, paragraph: str, after: int, language: str) -> bool | None:
    """Return whether `token` ends a sentence; None if it is not also an ordinary word."""
    is_rank = token in rank_abbreviations(language)
    if not is_rank and token.casefold() not in ambiguous_abbreviations(language):
        return None
    if paragraph[after].isdigit() or paragraph[after] in "№+":
        return False
    return not (is_rank and _PERSON.match(paragraph, after, after + 2 * _WINDOW))


def lacks_space(paragraph: str, start: int, dot: int, end: int, language: str) -> bool:
    """Return whether a sentence ends at `dot` although no space follows: "14 percent.Loans will".

    False for addresses, files and abbreviations: "kun.uz", "Node.js", "Mail.Ru", "U.S.A",
    "ул.Садовая".
    """
    next_word = _WORD_AFTER_FULL_STOP.match(paragraph, end, end + _WINDOW)
    token = _word_before(paragraph, start, dot)
    letters = token.replace("'", "").replace("-", "")
    if next_word is None or len(letters) < 3 or not letters.isalpha():
        return False
    if not letters[-2:].islower():
        return False
    word = next_word.group(1)
    if not word[0].isupper() or (len(word) > 1 and not word[1:].islower()):
        return False
    abbreviations = non_final_abbreviations(language) | maybe_final_abbreviations(language)
    if word.casefold() in _DOMAINS or token.casefold() in abbreviations:
        return False
    # A capitalized word before the dot may be a name: "Яндекс.Такси".
    return letters[0].islower() or word.casefold() in sentence_starters(language)


def _word_before(paragraph: str, start: int, dot: int) -> str:
    """Return the word that ends at `dot`, without opening quotes and with its inner dots.

    Two letters separated by a space are one abbreviation: "т. д." is "т.д".
    """
    window = paragraph[max(start, dot - _WINDOW) : dot]
    if not window or window[-1].isspace():
        return ""
    last = window.rsplit(None, 1)[-1]
    if len(last) == 1:
        before = window.split()[-2:-1]
        if before and re.fullmatch(r"\w\.", before[0]):
            last = before[0] + last
    return plain_apostrophes(last.lstrip("\"'“”„«‹‘([{—–-•⁃▪●"))


def _number_ends(token: str, is_first: bool, following: str, begins: bool, language: str) -> bool:
    """Return whether a full stop after a number ends the sentence (not "1. First", "5. Mai")."""
    is_short = len(token) <= 2
    if is_first and len(token) <= 3:
        return False
    if is_short and following.isdigit():
        return False
    if is_short and language.split("-")[0] in ORDINAL_LANGUAGES:
        return begins
    return True


def _abbreviation_ends(token: str, following: str, begins: bool, language: str) -> bool | None:
    """Return whether `token` with its full stop ends a sentence; None if no abbreviation."""
    folded = token.casefold()
    last = folded.rsplit("-", 1)[-1]
    if _is_german_street(folded, language):
        return False
    non_final = non_final_abbreviations(language)
    if folded in non_final or (last in non_final and not folded[0].isdigit()):
        return False
    if _INITIAL.fullmatch(token) and token[0].isupper() and _is_capital(following):
        return begins or (language == "en" and folded == "i")  # "M. Oripova", though 5 m. is long
    counts = last.lstrip("0123456789")
    if not {folded, counts}.isdisjoint(maybe_final_abbreviations(language)):
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
    """Return whether a name often follows this abbreviation ("в 2020 г. Иванов")."""
    names = {"г", "гг", "в", "вв", "р", "рр", "ж", "y", "й", "u.s", "u.k", "u.n", "d.c", "e.u"}
    ranks = {"jr", "sr", "yanv", "fev", "jan", "feb", "янв", "фев"}
    return abbreviation in names or abbreviation in ranks
