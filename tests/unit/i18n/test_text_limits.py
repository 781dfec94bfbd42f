"""Every text, filled with typical and with long values, fits Telegram and its button."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import get_args

import pytest

from bot.actions.browse import WORDS_MAX
from bot.domain.feed import FeedError
from bot.domain.tag import KEY_MAX, NAME_MAX
from bot.i18n.html import Html
from bot.i18n.translator import LANGUAGES, get_translator
from bot.playground.api_server.formatting.html import parse_html
from bot.presentation.commands import EDITORS, PEOPLE
from bot.presentation.outgoing_message import PLACEHOLDER_MAX
from bot.presentation.truncate import utf16_length
from tests.support.catalogs import placeholders, plurals, texts

MESSAGE_MAX = 4_096  # UTF-16 units after parsing, in sendMessage
CAPTION_MAX = 1_024  # the same, in sendDocument
DESCRIPTION_MAX = 256  # characters, in BotCommand
NARROW_MAX = 12  # characters of a label in a row of four, which is not cut at 360 pixels
CAPTIONS = {"export.caption", "feeds.file_caption"}
COUNTS = (0, 1, 2, 5, 21, 1_000_000)
NARROW_LABELS = (
    *("card.shorter", "card.longer", "card.full", "card.save", "card.share", "card.source"),
    *("card.open", "card.saved", "card.why_button"),
)
ODD = "<&\"'ʻЎ😀"  # needs escaping, or more than one UTF-16 unit
TYPICAL = {"wait": timedelta(minutes=5), "mean": Decimal("4.3"), "kind": "archive"}
LONG = {
    "wait": timedelta(hours=24),
    "mean": Decimal("5.0"),
    "kind": "document",
    "tag": "#" + "Ў" * NAME_MAX,
    "tags": "#Ўзбекистон " * 250,  # `hashtags` truncates them to 3,000 units
    "aliases": "#Ўзбекистон " * 250,
    "written": "W" * KEY_MAX,
    "title": ODD * 30,
    "words": "W" * WORDS_MAX,
    "languages": ", ".join(LANGUAGES),
    "zone": "America/Argentina/ComodRivadavia",
    "host": "a." * 126,
    "feed": ODD * 30,
    "places": ODD * 30,
}
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def filled(language: str, key: str, values: dict[str, object]) -> Iterator[Html]:
    """Return every plural form of a text in a language, with `values` for its placeholders."""
    default = ODD * 8 if values is LONG else "42"
    named = {
        name: values.get(name, default)
        for forms in texts(language)[key]
        for name in placeholders(forms)
    }
    if key.startswith("feed.") and "why" in named:
        whys = [get_translator(language).text(f"feed.error.{why}") for why in get_args(FeedError)]
        named["why"] = max(whys, key=len)
    for count in COUNTS if key in plurals(language) else COUNTS[-1:]:
        yield get_translator(language).html(key, **{**named, "count": count})


def limit_of(key: str) -> int:
    """Return the most UTF-16 units that a text may have after it was parsed."""
    if key.startswith("command."):
        return DESCRIPTION_MAX
    if key.endswith(".placeholder"):
        return PLACEHOLDER_MAX
    return CAPTION_MAX if key in CAPTIONS else MESSAGE_MAX


@in_every_language
@pytest.mark.parametrize("values", [TYPICAL, LONG], ids=["typical", "long"])
def test_every_filled_text_is_telegram_html_within_its_limit(
    language: str, values: dict[str, object]
) -> None:
    for key in texts(language):
        for html in filled(language, key, values):
            shown = parse_html(html).text  # it raises for HTML that Telegram refuses
            assert 1 <= utf16_length(shown) <= limit_of(key), (key, shown)


@in_every_language
def test_no_filled_text_still_has_a_placeholder(language: str) -> None:
    shown = [html for key in texts(language) for html in filled(language, key, TYPICAL)]

    assert [html for html in shown if "{" in html or "}" in html] == []


@in_every_language
def test_the_long_help_of_an_editor_fits_a_message(language: str) -> None:
    text = get_translator(language).text
    lines = [f"/{name} · {text(f'command.{name}')}" for name in PEOPLE + EDITORS]
    parts = [*lines, *(text(f"help.{part}") for part in ("hello", "editors", "more"))]

    assert utf16_length("\n\n".join(parts)) <= MESSAGE_MAX


@in_every_language
def test_labels_in_rows_of_four_are_not_cut_on_a_phone(language: str) -> None:
    labels = [get_translator(language).text(key) for key in NARROW_LABELS]

    assert [label for label in labels if len(label) > NARROW_MAX] == []


def test_names_of_languages_are_not_cut_on_a_phone() -> None:
    assert [name for name in LANGUAGES.values() if len(name) > NARROW_MAX] == []
