"""What the bot says, in the language of who reads it.

The catalogues are gettext files, `catalogues/<language>.po`, whose message ids are keys such as
`rating.saved`. English has every key; a test holds the others to it.
"""

import math
from datetime import datetime, timedelta
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.i18n.html import Html, escape

LANGUAGES = {"en": "English", "ru": "Русский", "uz": "Oʻzbekcha"}
DEFAULT_LANGUAGE = "en"
_UNITS = (timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1))
_CATALOGUES = Path(__file__).with_name("catalogues")


class Translator:
    """One language: `say` for plain text, `write` for Telegram's HTML."""

    def __init__(self, language: str) -> None:
        with (_CATALOGUES / f"{language}.po").open("rb") as file:
            catalogue = read_po(file, locale=language)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        self.language = language
        self._translations = GNUTranslations(compiled)
        self._plurals = {message.id[0] for message in catalogue if isinstance(message.id, tuple)}

    def say(self, text_key: str, /, **values: object) -> str:
        """Return the plain text behind a key, its placeholders filled.

        A text with plural forms takes the one for `count`; a time reads as `in 3 hours`, and the
        `kind` of a file in a word of the language, if it has one.

        Raises:
            KeyError: there is no such key, or a value is missing.
        """
        return self._pattern(text_key, values).format(**self._worded(values))

    def write(self, text_key: str, /, **values: object) -> Html:
        """Return the HTML behind a key: the text may have markup, values are escaped into it."""
        escaped = {
            name: value if isinstance(value, Html | int) else escape(str(value))
            for name, value in self._worded(values).items()
        }
        return Html(self._pattern(text_key, values).format(**escaped))

    def date(self, moment: datetime) -> str:
        """Return the day of `moment` as people write it, such as `8 June 2025`."""
        return format_date(moment.date(), format="long", locale=self.language)

    def distance(self, moment: datetime, now: datetime) -> str:
        """Return how far a moment is from now, such as `5 minutes ago` or `in 3 hours`."""
        return format_timedelta(moment - now, add_direction=True, locale=self.language)

    def _worded(self, values: dict[str, object]) -> dict[str, object]:
        return {name: self._in_words(name, value) for name, value in values.items()}

    def _in_words(self, name: str, value: object) -> object:
        if isinstance(value, timedelta):
            return self._wait(value)
        key = f"page.kind.{value}"
        word = self._translations.gettext(key) if name == "kind" else key
        return value if word == key else word

    def _wait(self, wait: timedelta) -> str:
        """Return a time to wait, such as `in 40 seconds`: never shorter than it is."""
        unit = next(unit for unit in _UNITS if wait > unit or unit == _UNITS[-1])
        rounded = unit * max(1, math.ceil(wait / unit))
        return format_timedelta(rounded, add_direction=True, threshold=1, locale=self.language)

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
def speech(language: str) -> Translator:
    """Return the speech of a language, one of `LANGUAGES`."""
    return Translator(language)


def closest_language(code: str | None) -> str:
    """Return which of our languages serves a reader of `code`, such as `uz`, `ru-RU` or `kk`.

    Readers from Central Asia and the Caucasus whose language we lack get Russian.
    """
    primary = (code or "").lower().split("-")[0]
    if primary in LANGUAGES:
        return primary
    if primary in {"kk", "ky", "tg", "tk", "be", "uk", "hy", "az", "ka", "tt"}:
        return "ru"
    return DEFAULT_LANGUAGE
