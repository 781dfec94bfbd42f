"""Whether a text is none at all, but bytes of a picture or an archive read as letters."""

import re

_LOOK_AT = 4_000  # characters
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]"
)
# Of the characters that are no white space: none in news, 11 % and more in random bytes.
_MOST_UNPRINTABLE = 0.05
_WORD = re.compile(r"[^\W_]{2,}")
# A capital after a small letter, digits among letters, two alphabets in one word.
_ODD = re.compile(
    r"[a-zß-öø-ÿа-яё][A-ZÀ-ÖØ-ÞА-ЯЁ]|[^\W\d_]\d+[^\W\d_]|\d[^\W\d_]+\d|[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]"
)
_MOST_ODD = 0.3  # of the words: 1 to 10 % in news, 47 to 82 % in random bytes
_FEWEST = 20  # words that tell


def is_junk(text: str) -> bool:
    """Say whether `text` is no text in any language, judged by its first 4,000 characters."""
    sample = text[:_LOOK_AT]
    seen = len("".join(sample.split()))
    if len(_UNPRINTABLE.findall(sample)) > _MOST_UNPRINTABLE * seen:
        return True
    words = _WORD.findall(sample)
    odd = sum(_ODD.search(word) is not None for word in words)
    return len(words) >= _FEWEST and odd > _MOST_ODD * len(words)
