"""One spelling for many: how texts are folded before they are compared or searched."""

import re
import unicodedata

from bot.domain.joiners import JOINERS

APOSTROPHES = "'`´‘’‛′‵ʹʻʼʽʾʿˈˊˋ՚᾽＇"  # every sign that is typed for one
_NOT_COMPARED = dict.fromkeys(map(ord, APOSTROPHES + JOINERS))
_NO_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))

_LATIN = str.maketrans(
    dict(zip("абвгдзийклмнопрстуфхэеўғқҳыц", "abvgdziyklmnoprstufxeeogqhis", strict=True))
    | {"ж": "j", "ч": "ch", "ш": "sh", "щ": "sh", "ё": "yo", "ю": "yu", "я": "ya", "ь": "", "ъ": ""}
)
_VOWELS = "аеёиоуўыэюя"
_YE = re.compile(rf"(?<![^\W\d_])е|(?<=[{_VOWELS}ьъ])е")  # word start, after a vowel or a sign
_TS = re.compile(rf"(?<=[{_VOWELS}])ц")  # after a vowel; elsewhere ц is s
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_MARKED = re.compile(r"[^\x00-\x7f\u0400-\u0482\u048a-\u052f]+")  # no ASCII, no Cyrillic letters
_WORD = re.compile(r"[^\W_]+")


def drop_apostrophes(text: str) -> str:
    """Return `text` without any variant of the apostrophe."""
    return text.translate(_NO_APOSTROPHES)


def latin(text: str) -> str:
    """Return case-folded `text` with Cyrillic turned to Latin by the Uzbek alphabet of 1995.

    The two letters with two values follow Uzbek spelling: е is `ye` at the start of a word, after
    a vowel and after ь ъ (`Европа`, `поезд`), ц is `ts` after a vowel (`милиция`), else `s`
    (`цирк`). Letters that neither Uzbek nor Russian has stay as they are.
    """
    if not _CYRILLIC.search(text):
        return text
    return _YE.sub("ye", _TS.sub("ts", text)).translate(_LATIN)


def fold(text: str) -> str:
    """Return `text` as a tag key is made of it: case-folded, NFKC, in Latin.

    Apostrophes and zero-width joiners are dropped, so that both spellings of a word are one.

    Accents that are no part of a letter (the stress in `Росси́я`, the dot that lower case leaves
    behind in `İstanbul`) are dropped.
    """
    return latin(drop_apostrophes(_drop_accents(_caseless(text))))


def fold_for_search(text: str) -> str:
    """Return the folded words of `text`, joined by spaces, as search compares them.

    As `fold`, with ё as е and Latin diacritics dropped, so that `Фарғона` finds `Farg'ona` and
    `cafe` finds `café`.
    """
    text = drop_apostrophes(_caseless(text)).replace("ё", "е")
    return " ".join(_WORD.findall(latin(_strip_diacritics(text))))


def _caseless(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text.translate(_NOT_COMPARED))
    return unicodedata.normalize("NFKC", composed.casefold())


def _drop_accents(text: str) -> str:
    return _MARKED.sub(lambda marked: _unmarked(marked[0]), text)


def _strip_diacritics(text: str) -> str:
    return _MARKED.sub(lambda marked: _unmarked(unicodedata.normalize("NFD", marked[0])), text)


def _unmarked(text: str) -> str:
    return "".join(letter for letter in text if not unicodedata.combining(letter))
