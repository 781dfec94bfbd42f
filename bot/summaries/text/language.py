"""Language detection: a guess, and rules by letters for the Cyrillic languages it confuses."""

import re
from collections.abc import Callable

from bot.domain.stopwords import stop_words
from bot.summaries.text.language_guess import UNKNOWN, Guess, guess
from bot.summaries.text.words import tokens

# Characters. If the first ones are all but in one language, more of them change no result.
_SAMPLE, _FIRST_SAMPLE = 5_000, 2_000
_CLEAR = 95  # percent of a text in one language

# Detectors refuse control characters, surrogates and non-characters as "invalid UTF-8".
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LATIN = re.compile("[A-Za-zÀ-ɏʻ]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]+")
_UZBEK = re.compile("[ўқғҳ]")
_RUSSIAN = re.compile("[ыщ]")
_ONLY_RUSSIAN = re.compile("[ыэё]")
# A Bulgarian vowel (in Russian, ъ precedes only е, ё, ю, я), and words that Russian lacks.
_BULGARIAN = re.compile(r"ъ[бвгджзклмнпрстфхцчшщ]|\b(?:ще|че|през|още|беше)\b")
_TAJIK, _NOT_TAJIK = re.compile("[ӣӯҷ]"), re.compile("ў")
_SERBIAN = re.compile("[јљњћђџ]")
_MACEDONIAN = re.compile("[ѓќѕ]")
_KANA = re.compile("[\u3040-\u30ff]")
_OTHER_CYRILLIC = re.compile("[әңөұүһіїєґҷӣӯҝүҗјљњћђџѓќѕ]")
_CYRILLIC_LANGUAGES = ("uz-Cyrl", "ru", "uk", "kk")  # for texts too short for a guess


def detect_language(text: str, guess: Callable[[str], Guess] = guess) -> str:
    """Return the language of `text` as `en`, `ru`, `uz` (Latin), `uz-Cyrl` …; `und` if unknown.

    Never raises. Reads the first 2,000 characters, or 5,000 if these are in several languages.

    A sure guess counts. Letters decide only about an unsure one, since Tajik, Kazakh and
    Belarusian have letters of Uzbek, too. Decisions 23 and 28 have the figures.
    """
    sample = _REFUSED.sub(" ", text[:_FIRST_SAMPLE])
    code, percent = guess(sample)
    if len(text) > _FIRST_SAMPLE and percent < _CLEAR:
        sample = _REFUSED.sub(" ", text[:_SAMPLE])
        code, percent = guess(sample)
    if not sample.isascii() and _count_letters(_CYRILLIC, sample) > _count_letters(_LATIN, sample):
        return _refine_cyrillic(sample.casefold(), code, is_sure=percent > 0)
    if code == "ja" and _KANA.search(sample) is None:
        return "zh"
    return "uz" if code == "uz-Cyrl" else code


def _count_letters(runs: re.Pattern[str], sample: str) -> int:
    return sum(map(len, runs.findall(sample)))


def _refine_cyrillic(folded: str, guessed: str, *, is_sure: bool) -> str:
    """Return the language of a Cyrillic text: a sure guess, else by letters, guess and words."""
    if is_sure and not _is_doubtful(folded, guessed):
        return "uz-Cyrl" if guessed == "uz" else guessed
    uzbek, russian = len(_UZBEK.findall(folded)), len(_RUSSIAN.findall(folded))
    others = len(_OTHER_CYRILLIC.findall(folded))
    if guessed == "sr" and _MACEDONIAN.search(folded) and not russian:
        return "mk"
    if len(_TAJIK.findall(folded)) > max(russian, len(_NOT_TAJIK.findall(folded))):
        return "tg"
    if uzbek > russian and uzbek > others:
        return "uz-Cyrl"
    if guessed == "uz":
        return "uz-Cyrl" if russian == 0 else _by_words(folded, "ru")
    if guessed in {UNKNOWN, "bg", "mk", "ru", "sr"} and not others and _is_bulgarian(folded):
        return "bg"
    if russian and not uzbek and not others and guessed in {UNKNOWN, "bg", "mk", "sr"}:
        return "ru"
    if guessed == UNKNOWN or (guessed in {"bg", "mk", "ru", "sr"} and not russian and not others):
        return _by_words(folded, guessed)
    return guessed


def _is_doubtful(folded: str, guessed: str) -> bool:
    """Return whether the text has letters that the guessed language lacks, or lacks its own."""
    if guessed == "tg":
        return _NOT_TAJIK.search(folded) is not None
    if guessed in {"bg", "mk"}:
        return _ONLY_RUSSIAN.search(folded) is not None
    if guessed == "sr":
        return _SERBIAN.search(folded) is None or _MACEDONIAN.search(folded) is not None
    return guessed in {UNKNOWN, "en"}


def _is_bulgarian(folded: str) -> bool:
    return _BULGARIAN.search(folded) is not None and _ONLY_RUSSIAN.search(folded) is None


def _by_words(folded: str, guessed: str) -> str:
    """Return the Cyrillic language with the most common words in `folded`, else `guessed`."""
    words = tokens(folded)
    counts = {code: sum(word in stop_words(code) for word in words) for code in _CYRILLIC_LANGUAGES}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > counts.get(guessed, 0) else guessed
