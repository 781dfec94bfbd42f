"""/settings and /language, and the buttons below them."""

from telegram import Update

from bot.actions import chat_settings
from bot.presentation.buttons import LanguageButton, SettingButton
from bot.presentation.settings import language_changed, language_screen, settings_screen
from handlers.context import Context, payload_of, tap_of


async def settings(update: Update, context: Context) -> None:
    """Show how the bot speaks here, with a button for each choice."""
    await context.show(settings_screen(context.chat, context.chat_speech))


async def change(update: Update, context: Context) -> None:
    """Change the setting of a button."""
    button = SettingButton.decode(payload_of(update))
    chat = await chat_settings.change(context.services, context.chat, button.name, button.value)
    context.toast(tap_of(update), "settings.changed")
    await context.edit(tap_of(update), settings_screen(chat, context.chat_speech))


async def language(update: Update, context: Context) -> None:
    """Speak another language here: the one that is named, or offer a choice."""
    wanted = context.args.strip().lower()
    if not wanted:
        await context.show(language_screen(context.chat_speech))
        return
    await chat_settings.set_language(context.services, context.chat.id, wanted)
    await context.show(language_changed(wanted))


async def choose_language(update: Update, context: Context) -> None:
    """Speak the language of a button here."""
    wanted = LanguageButton.decode(payload_of(update)).language
    await chat_settings.set_language(context.services, context.chat.id, wanted)
    context.toast(tap_of(update))
    await context.edit(tap_of(update), language_changed(wanted))
