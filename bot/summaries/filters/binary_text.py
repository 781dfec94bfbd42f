"""Whether a text is none at all, but bytes of a picture or an archive read as letters."""

import re

_LOOK_AT = 2_000  # characters
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]"
)
# Of the characters that are no white space: none in news, 11 % and more in random bytes.
_MOST_UNPRINTABLE = 0.05
_WORD = re.compile(r"[^\W_]{2,}")
# Places in words: a capital after a small letter, digits among letters, one alphabet in another.
_ODD = re.compile(
    r"[a-zß-öø-ÿа-яё][A-ZÀ-ÖØ-ÞА-ЯЁ]|[^\W\d_]\d+[^\W\d_]|\d[^\W\d_]+\d"
    r"|[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]"
)
_MOST_ODD = 0.4  # a word: 0.01 to 0.2 in news, 0.5 and more in random bytes
_FEWEST = 20  # words that tell


def is_binary_text(text: str) -> bool:
    """Say whether `text` is no text in any language, judged by its first 2,000 characters."""
    sample = text[:_LOOK_AT]
    seen = len("".join(sample.split()))
    if len(_UNPRINTABLE.findall(sample)) > _MOST_UNPRINTABLE * seen:
        return True
    words = len(_WORD.findall(sample))
    return words >= _FEWEST and len(_ODD.findall(sample)) > _MOST_ODD * words
