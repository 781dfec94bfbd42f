"""The screens of /settings and /language."""

from bot.domain.chat import Chat
from bot.domain.summary import LENGTHS
from bot.i18n.translator import LANGUAGES, Translator, speech
from bot.presentation.buttons import LanguageButton, SchedulePageButton, SettingButton
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row


def settings_screen(chat: Chat, words: Translator) -> OutgoingMessage:
    """Return how the bot speaks in a chat, with a button for each other choice."""
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
        text=words.say(other), data=SettingButton("silent", int(not chat.is_silent)).encode()
    )
    html = words.write(
        "settings.now",
        language=LANGUAGES[words.language],
        count=chat.length,
        sound=words.say(sound),
    )
    delivery = Button(
        text=words.say("settings.delivery"), data=SchedulePageButton("digest", 0).encode()
    )
    return OutgoingMessage(html=html, rows=(lengths, (silent,), _languages(), (delivery,)))


def language_screen(words: Translator) -> OutgoingMessage:
    """Return a choice of languages."""
    return OutgoingMessage(html=words.write("language.choose"), rows=(_languages(),))


def language_changed(language: str) -> OutgoingMessage:
    """Return the confirmation, in the new language."""
    return OutgoingMessage(html=speech(language).write("language.changed"))


def _languages() -> Row:
    return tuple(
        Button(text=name, data=LanguageButton(code).encode()) for code, name in LANGUAGES.items()
    )
