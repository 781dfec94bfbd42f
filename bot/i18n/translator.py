"""Translator: looks up texts of the gettext catalogues in one language.

The catalogues are gettext files, `catalogues/<language>.po`, whose message ids are keys such as
`rating.saved`. English has every key; a test compares the other languages with it.
"""

import math
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.domain.folding import drop_apostrophes
from bot.i18n.html import Html, escape

LANGUAGES = {"en": "English", "ru": "Русский", "uz": "Oʻzbekcha", "uz-Cyrl": "Ўзбекча"}
DEFAULT_LANGUAGE = "en"
_UNITS = (timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1))
_CATALOGUES = Path(__file__).with_name("catalogues")


class Translator:
    """The texts of one language: `text` for plain text, `html` for Telegram's HTML."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = locale_of(language)
        with (_CATALOGUES / f"{language}.po").open("rb") as file:
            catalogue = read_po(file, locale=self.locale)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        self._translations = GNUTranslations(compiled)
        self._plurals = {message.id[0] for message in catalogue if isinstance(message.id, tuple)}

    def text(self, text_key: str, /, **values: object) -> str:
        """Return the plain text of a key, with its placeholders filled.

        `count` selects the plural form. A `timedelta` is formatted like `in 3 hours`, a
        `Decimal` with one place and the locale's decimal sign. The `kind` of a file is translated
        if the catalogue has a word for it.

        Raises:
            KeyError: the key does not exist, or a value is missing.
        """
        return self._pattern(text_key, values).format(**self._localize(values))

    def html(self, text_key: str, /, **values: object) -> Html:
        """Return the HTML of a key: the text may contain markup, the values are escaped."""
        escaped = {
            name: value if isinstance(value, Html | int) else escape(str(value))
            for name, value in self._localize(values).items()
        }
        return Html(self._pattern(text_key, values).format(**escaped))

    def date(self, moment: datetime) -> str:
        """Return the date of `moment` in the language, such as `8 June 2025`."""
        return format_date(moment.date(), format="long", locale=self.locale)

    def relative_time(self, moment: datetime, now: datetime) -> str:
        """Return the time from now to a moment, such as `5 minutes ago` or `in 3 hours`."""
        return format_timedelta(moment - now, add_direction=True, locale=self.locale)

    def _localize(self, values: dict[str, object]) -> dict[str, object]:
        return {name: self._localize_value(name, value) for name, value in values.items()}

    def _localize_value(self, name: str, value: object) -> object:
        if isinstance(value, timedelta):
            return self._format_wait(value)
        if isinstance(value, Decimal):
            return format_decimal(value, format="0.0", locale=self.locale)
        key = f"page.kind.{value}"
        word = self._translations.gettext(key) if name == "kind" else key
        return value if word == key else word

    def _format_wait(self, wait: timedelta) -> str:
        """Return a waiting time, rounded up, such as `in 40 seconds`."""
        unit = next(unit for unit in _UNITS if wait > unit or unit == _UNITS[-1])
        rounded = unit * max(1, math.ceil(wait / unit))
        return format_timedelta(rounded, add_direction=True, threshold=1, locale=self.locale)

    def _pattern(self, text_key: str, values: dict[str, object]) -> str:
        count = values.get("count")
        if text_key in self._plurals and isinstance(count, int):
            pattern = self._translations.ngettext(text_key, text_key, count)
        else:
            pattern = self._translations.gettext(text_key)
        if pattern == text_key:
            raise KeyError(f"no text {text_key} in {self.language}")
        return pattern


@cache
def get_translator(language: str) -> Translator:
    """Return the translator of a language, one of `LANGUAGES`; it is loaded once."""
    return Translator(language)


def locale_of(language: str) -> Locale:
    """Return the locale of a language, one of `LANGUAGES`: its plurals, dates and numbers."""
    return Locale.parse(language, sep="-")


def language_named(written: str) -> str | None:
    """Return the supported language of a code or a name, such as `RU`, `uz_cyrl` or `Русский`."""
    wanted = _comparable(written)
    named = (code for code, name in LANGUAGES.items() if wanted in map(_comparable, (code, name)))
    return next(named, None)


def _comparable(written: str) -> str:
    return drop_apostrophes(written.casefold()).replace("_", "-")


def closest_language(code: str | None) -> str:
    """Return the supported language for a language code, such as `uz-Cyrl`, `ru-RU` or `kk`.

    Unsupported languages of the former Soviet Union get Russian, all others English.
    """
    wanted = _comparable(code or "")
    closest = [each for each in LANGUAGES if f"{wanted}-".startswith(f"{_comparable(each)}-")]
    if closest:
        return max(closest, key=len)
    if wanted.split("-")[0] in {"kk", "ky", "tg", "tk", "be", "uk", "hy", "az", "ka", "tt"}:
        return "ru"
    return DEFAULT_LANGUAGE
