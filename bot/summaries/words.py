"""Words and stems in any script: what the rankers and the checks count with."""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from threading import Lock

from bot.summaries.stopwords import stop_words

# Scripts written without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
# Vowel signs and accents that `\w` leaves out (Indic, Arabic, Hebrew), without the dandas.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
_APOSTROPHES = "'’‘ʻʼ`´ʹ′＇"
_LETTERS = rf"(?:[^\W_{UNSPACED}]|[{_MARKS}])+"
_WORD = re.compile(rf"[{UNSPACED}]+|{_LETTERS}(?:[{_APOSTROPHES}]{_LETTERS})*")
_UNSPACED_RUN = re.compile(rf"[{UNSPACED}]")
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))

_STEMMERS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech",
    "da": "danish", "nl": "dutch", "en": "english", "eo": "esperanto", "et": "estonian",
    "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "fa": "persian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_one_at_a_time = Lock()  # Snowball's stemmers keep the word they work on
CUT = 6  # letters of a stem where no stemmer exists; best for Uzbek in our measurements


def plain_apostrophes(text: str) -> str:
    """Return `text` with every spelling of the apostrophe (oʻ, o‘, o’, o`) as the plain one."""
    return text.translate(_ONE_APOSTROPHE)


def tokens(text: str) -> list[str]:
    """Return the words of `text`, case folded, apostrophes plain, punctuation dropped.

    Runs of a script without spaces give overlapping pairs of characters (北京市: 北京, 京市).
    """
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group()
        if _UNSPACED_RUN.match(word):
            found.extend(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            found.append(plain_apostrophes(word).casefold())
    return found


@cache
def _stem_function(algorithm: str) -> Callable[[str], str]:
    import snowballstemmer  # 17 ms, so only when a text is summarised

    stem: Callable[[str], str] = snowballstemmer.stemmer(algorithm).stemWord
    return stem


@lru_cache(maxsize=65_536)  # words; about 10 MB when full
def _stem(language: str, word: str) -> str:
    algorithm = _STEMMERS.get(language.split("-")[0])
    if algorithm is None:
        return word[:CUT]
    with _one_at_a_time:
        return _stem_function(algorithm)(word)


def content_stems(words: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the stems of `words` (`tokens`) in their order, without `language`'s common words."""
    common = stop_words(language)
    return tuple(_stem(language, word.replace("'", "")) for word in words if word not in common)
