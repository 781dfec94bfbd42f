"""Buttons that the screens of the settings share: choices with a mark, rows, and the way back."""

from collections.abc import Sequence

from bot.i18n.translator import Translator
from bot.presentation.buttons import SettingsPageButton
from bot.presentation.outgoing_message import Button, Row


def choice(text: str, data: str, *, is_on: bool) -> Button:
    """Return the button of a choice, with a mark if it is the current one."""
    return Button(text=f"{text} ✓" if is_on else text, data=data)


def page_button(name: str, translator: Translator) -> Button:
    """Return the button that opens a screen of the settings."""
    text = translator.text(f"settings.button.{name}")
    return Button(text=text, data=SettingsPageButton(name, 0).encode())


def back_row(translator: Translator, data: str = "") -> Row:
    """Return the row that leads back: to `data`, by default to the first screen."""
    return (
        Button(
            text=translator.text("settings.back"),
            data=data or SettingsPageButton("home", 0).encode(),
        ),
    )


def button_rows(buttons: Sequence[Button], width: int) -> list[Row]:
    """Return buttons in rows of at most `width`."""
    return [tuple(buttons[start : start + width]) for start in range(0, len(buttons), width)]
