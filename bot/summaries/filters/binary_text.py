"""Detect binary data, such as a picture or an archive, that was decoded as text."""

import re

_SAMPLE = 2_000  # characters
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]"
)
# A share of the characters without white space: 0 in news, at least 0.11 in random bytes.
_UNPRINTABLE_MAX = 0.05
_WORD = re.compile(r"[^\W_]{2,}")
# Inside a word: a capital after a small letter, digits between letters, a mix of alphabets.
_ODD = re.compile(
    r"[a-zß-öø-ÿа-яё][A-ZÀ-ÖØ-ÞА-ЯЁ]|[^\W\d_]\d+[^\W\d_]|\d[^\W\d_]+\d"
    r"|[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]"
)
_ODD_MAX = 0.4  # matches per word: 0.01 to 0.2 in news, at least 0.5 in random bytes
# Each odd place contains one of these. They are found in a fifth of the time.
_ODD_PARTS = (
    re.compile("[A-ZÀ-ÖØ-ÞА-ЯЁ](?<=[a-zß-öø-ÿа-яё].)"),
    re.compile(r"\d[^\W\d_]"),
    re.compile("[A-Za-z](?:(?=[\u0400-\u04ff])|(?<=[\u0400-\u04ff].))"),
)
_MIN_WORDS = 20  # fewer words give no reliable rate


def is_binary_text(text: str) -> bool:
    """Return whether the first 2,000 characters of `text` are not text in any language."""
    sample = text[:_SAMPLE]
    visible = len("".join(sample.split()))
    if len(_UNPRINTABLE.findall(sample)) > _UNPRINTABLE_MAX * visible:
        return True
    if sum(len(part.findall(sample)) for part in _ODD_PARTS) <= _ODD_MAX * _MIN_WORDS:
        return False
    words = len(_WORD.findall(sample))
    return words >= _MIN_WORDS and len(_ODD.findall(sample)) > _ODD_MAX * words
