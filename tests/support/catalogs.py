"""The catalogues as their files have them, read without the translator."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import bot.i18n


def path_of(language: str) -> Path:
    """Return the path of a language's file."""
    return Path(bot.i18n.__file__).with_name("catalogues") / f"{language}.po"


@cache
def catalogue(language: str) -> Catalog:
    """Return the contents of a language's file."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


@cache
def texts(language: str) -> dict[str, tuple[str, ...]]:
    """Return the forms of every text; most have one."""
    found = {}
    for message in catalogue(language):
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = message.string or ()
        if key:
            found[key] = (forms,) if isinstance(forms, str) else tuple(forms)
    return found


def every_form(language: str) -> Iterator[tuple[str, str]]:
    """Return every form of every text, with its key."""
    return ((key, form) for key, forms in texts(language).items() for form in forms)


def plurals(language: str) -> set[str]:
    """Return the keys of the texts with plural forms."""
    return {each.id[0] for each in catalogue(language) if isinstance(each.id, tuple)}


def placeholders(text: str) -> set[str]:
    """Return the names between braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
