"""What the page says, per language: gettext files as the bot's own, kept apart from them."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "ru": "Русский", "uz": "Oʻzbekcha"}


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the page's texts in one of `LANGUAGES`, by key."""
    with Path(__file__).with_name(f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in messages if message.id}
