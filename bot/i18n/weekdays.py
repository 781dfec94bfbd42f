"""Names of weekdays in all supported languages, with their abbreviations."""

from functools import cache
from typing import Literal

from babel.dates import get_day_names

from bot.i18n.translator import LANGUAGES, locale_of

_WIDTHS: tuple[Literal["wide", "abbreviated", "short"], ...] = ("wide", "abbreviated", "short")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")


def weekday_of(written: str) -> int | None:
    """Return the number of a weekday's name, such as `mon`, `Monday`, `пн` or `dushanba`.

    0 is Monday; None if no supported language has such a weekday.
    """
    return _names().get(written.casefold().rstrip("."))


@cache
def _names() -> dict[str, int]:
    names = {}
    for language in LANGUAGES:
        for context in _CONTEXTS:
            for width in _WIDTHS:
                for day, name in get_day_names(width, context, locale_of(language)).items():
                    names[name.casefold().rstrip(".")] = day
    return names
