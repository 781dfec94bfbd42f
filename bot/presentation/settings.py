"""The messages of /settings and /language."""

from bot.domain.chat import Chat
from bot.domain.summary import LENGTHS
from bot.i18n.translator import LANGUAGES, Translator, get_translator
from bot.presentation.buttons import LanguageButton, SchedulePageButton, SettingButton
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row


def settings_message(chat: Chat, translator: Translator) -> OutgoingMessage:
    """Return the settings of a chat, with a button for each choice."""
    sound = "settings.silent" if chat.is_silent else "settings.sound"
    lengths = tuple(
        Button(
            text=f"• {length} •" if length == chat.length else str(length),
            data=SettingButton("length", length).encode(),
        )
        for length in LENGTHS
    )
    other = "settings.make_sound" if chat.is_silent else "settings.make_silent"
    silent = Button(
        text=translator.text(other), data=SettingButton("silent", int(not chat.is_silent)).encode()
    )
    html = translator.html(
        "settings.now",
        language=LANGUAGES[translator.language],
        count=chat.length,
        sound=translator.text(sound),
    )
    delivery = Button(
        text=translator.text("settings.delivery"), data=SchedulePageButton("digest", 0).encode()
    )
    return OutgoingMessage(html=html, rows=(lengths, (silent,), _language_row(), (delivery,)))


def language_message(translator: Translator) -> OutgoingMessage:
    """Return a choice of languages."""
    return OutgoingMessage(html=translator.html("language.choose"), rows=(_language_row(),))


def language_changed_message(language: str) -> OutgoingMessage:
    """Return the confirmation of a new language, in that language."""
    return OutgoingMessage(html=get_translator(language).html("language.changed"))


def _language_row() -> Row:
    return tuple(
        Button(text=name, data=LanguageButton(code).encode()) for code, name in LANGUAGES.items()
    )
