"""The screens of /settings and /language."""

from bot.domain.chat import Chat
from bot.domain.summary import LENGTHS
from bot.presentation.buttons import LanguageButton, SchedulePageButton, SettingButton
from bot.presentation.screen import Button, Row, Screen
from bot.texts.speech import LANGUAGES, Speech, speech


def settings_screen(chat: Chat, words: Speech) -> Screen:
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
    return Screen(html=html, rows=(lengths, (silent,), _languages(), (delivery,)))


def language_screen(words: Speech) -> Screen:
    """Return a choice of languages."""
    return Screen(html=words.write("language.choose"), rows=(_languages(),))


def language_changed(language: str) -> Screen:
    """Return the confirmation, in the new language."""
    return Screen(html=speech(language).write("language.changed"))


def _languages() -> Row:
    return tuple(
        Button(text=name, data=LanguageButton(code).encode()) for code, name in LANGUAGES.items()
    )
