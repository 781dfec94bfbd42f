"""Text folding: case, accents, apostrophes and Cyrillic to Latin, for tag keys and search."""

import re
import unicodedata

from bot.domain.joiners import JOINERS

APOSTROPHES = "'`´‘’‛′‵ʹʻʼʽʾʿˈˊˋ՚᾽＇"  # every character that people type as an apostrophe
_DROP_IGNORED = dict.fromkeys(map(ord, APOSTROPHES + JOINERS))
_DROP_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))

_LATIN = str.maketrans(
    dict(zip("абвгдзийклмнопрстуфхэеўғқҳыц", "abvgdziyklmnoprstufxeeogqhis", strict=True))
    | {"ж": "j", "ч": "ch", "ш": "sh", "щ": "sh", "ё": "yo", "ю": "yu", "я": "ya", "ь": "", "ъ": ""}
)
_VOWELS = "аеёиоуўыэюя"
_YE = re.compile(rf"(?<![^\W\d_])е|(?<=[{_VOWELS}ьъ])е")  # word start, after a vowel or a sign
_TS = re.compile(rf"(?<=[{_VOWELS}])ц")  # after a vowel; elsewhere ц is s
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_MAYBE_ACCENTED = re.compile(r"[^\x00-\x7f\u0400-\u0482\u048a-\u052f]+")  # not ASCII or Cyrillic
_WORD = re.compile(r"[^\W_]+")


def drop_apostrophes(text: str) -> str:
    """Return `text` without any variant of the apostrophe."""
    return text.translate(_DROP_APOSTROPHES)


def latin(text: str) -> str:
    """Transliterate case-folded Cyrillic `text` to the Uzbek Latin alphabet of 1995.

    Two letters depend on their position. е is `ye` at the start of a word, after a vowel and
    after ь ъ (`Европа`, `поезд`). ц is `ts` after a vowel (`милиция`), else `s` (`цирк`).
    Letters outside the Uzbek and Russian alphabets are kept.
    """
    if not _CYRILLIC.search(text):
        return text
    return _YE.sub("ye", _TS.sub("ts", text)).translate(_LATIN)


def fold(text: str) -> str:
    """Return `text` folded for a tag key: case-folded, NFKC, in Latin script.

    Drops apostrophes and zero-width joiners, so that spellings with and without them are equal.
    Drops accents that are not part of a letter: the stress in `Росси́я`, and the dot that lower
    case leaves in `İstanbul`.
    """
    return latin(drop_apostrophes(_drop_loose_accents(_casefold(text))))


def has_cyrillic(text: str) -> bool:
    """Return whether `text` has a Cyrillic letter."""
    return _CYRILLIC.search(text) is not None


def fold_for_search(text: str) -> str:
    """Return the folded words of `text`, separated by spaces, for the search index.

    Works like `fold`, but also turns ё into е and drops Latin diacritics. So `Фарғона` finds
    `Farg'ona`, and `cafe` finds `café`.
    """
    return " ".join(_WORD.findall(latin(_spell_simply(text))))


def normalize_for_search(text: str) -> str:
    """Return the words of `text` as `fold_for_search` does, but in their own script."""
    return " ".join(_WORD.findall(_spell_simply(text)))


def _spell_simply(text: str) -> str:
    return _drop_diacritics(drop_apostrophes(_casefold(text)).replace("ё", "е"))


def _casefold(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text.translate(_DROP_IGNORED))
    return unicodedata.normalize("NFKC", composed.casefold())


def _drop_loose_accents(text: str) -> str:
    return _MAYBE_ACCENTED.sub(lambda run: _drop_combining(run[0]), text)


def _drop_diacritics(text: str) -> str:
    return _MAYBE_ACCENTED.sub(
        lambda run: _drop_combining(unicodedata.normalize("NFD", run[0])), text
    )


def _drop_combining(text: str) -> str:
    return "".join(char for char in text if not unicodedata.combining(char))
