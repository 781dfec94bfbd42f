"""The page's texts in each language, in gettext files apart from the bot's."""

from functools import cache
from pathlib import Path

from babel.messages import Message
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "ru": "Русский", "uz": "Oʻzbekcha", "uz-Cyrl": "Ўзбекча"}


Text = str | list[str]  # a list has the plural forms


@cache
def catalogue(language: str) -> dict[str, Text]:
    """Return the page's texts in one of `LANGUAGES`, by key."""
    with Path(__file__).with_name(f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language.replace("-", "_"))
    return dict(map(_entry, filter(lambda message: message.id, messages)))


def _entry(message: Message) -> tuple[str, Text]:
    if isinstance(message.id, str):
        return message.id, str(message.string)
    return message.id[0], list(message.string or ())
