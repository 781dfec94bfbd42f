"""The guess of a language detector: pycld2 where it has wheels, else py3langid.

pycld2 is small and fast, and has no wheels for Linux on ARM and for Python 3.14. The model of
py3langid takes 120 MB, and 1.2 s of CPU time to load. So `preload` loads it once for
all processes of the pool, and the main process guesses no language. See decision 28.
"""

import functools
from collections.abc import Callable

UNKNOWN = "und"
_CODES = {"un": UNKNOWN, "iw": "he", "in": "id", "jw": "jv", "tl": "fil", "mo": "ro"}
_SURE = 0.7  # probability from which a guess of py3langid counts as sure
# The languages of readers and their neighbors. More of them would take short texts in ours.
_LANGUAGES = (
    *("ar", "az", "be", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he"),
    *("hi", "hr", "hu", "hy", "id", "it", "ja", "ka", "kk", "ko", "ky", "lt", "lv", "mk", "mn"),
    *("nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tg", "th", "tk", "tr", "tt"),
    *("uk", "uz", "vi", "zh"),
)

Guess = tuple[str, int]  # our code of the language, and its percentage; 0 if the guess is unsure


def guess(sample: str) -> Guess:
    """Return the language of a text as our code, and its percentage of the text.

    The percentage is 0 if the detector is not sure. The code is `UNKNOWN` if it has no guess.
    """
    return preload()(sample)


@functools.cache
def preload() -> Callable[[str], Guess]:
    """Load the detector of this machine, once; return it."""
    try:
        return pycld2_detector()
    except ModuleNotFoundError:
        return py3langid_detector()


def pycld2_detector() -> Callable[[str], Guess]:
    """Return the detector of pycld2.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    import pycld2

    def detect(sample: str) -> Guess:
        text = sample.encode("utf-8", "ignore")
        try:
            is_sure, _, details = pycld2.detect(text, isPlainText=True)
            if details[0][1] == "un":
                is_sure = False
                _, _, details = pycld2.detect(text, isPlainText=True, bestEffort=True)
        except (pycld2.error, ValueError):
            return UNKNOWN, 0
        code = str(details[0][1])
        percent = int(details[0][2]) if is_sure else 0
        return UNKNOWN if code.startswith("xx") else _CODES.get(code, code), percent

    return detect


def py3langid_detector() -> Callable[[str], Guess]:
    """Return the detector of py3langid.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)

    def detect(sample: str) -> Guess:
        if not any(map(str.isalpha, sample)):
            return UNKNOWN, 0
        code, probability = identifier.classify(sample)
        return _CODES.get(code, code), 100 if probability >= _SURE else 0

    return detect
