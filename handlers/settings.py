"""The commands /settings and /language, and the buttons below them."""

from telegram import Update

from bot.actions import chat_settings
from bot.presentation.buttons import LanguageButton, SettingButton
from bot.presentation.settings import language_changed_message, language_message, settings_message
from handlers.context import Context, callback_data_of, callback_query_of


async def settings(update: Update, context: Context) -> None:
    """Show the settings of the chat, with a button for each choice."""
    await context.send(settings_message(context.chat, context.chat_translator))


async def change_setting(update: Update, context: Context) -> None:
    """Change the setting that the button names."""
    button = SettingButton.decode(callback_data_of(update))
    chat = await chat_settings.change_setting(
        context.services, context.chat, button.name, button.value
    )
    context.answer_callback(callback_query_of(update), "settings.changed")
    await context.edit_message(
        callback_query_of(update), settings_message(chat, context.chat_translator)
    )


async def language(update: Update, context: Context) -> None:
    """Set the chat's language to the named one, or offer a choice."""
    wanted = context.args.strip()
    if not wanted:
        await context.send(language_message(context.chat_translator))
        return
    chosen = await chat_settings.set_language(context.services, context.chat.id, wanted)
    await context.send(language_changed_message(chosen))


async def choose_language(update: Update, context: Context) -> None:
    """Set the chat's language to the one of the button."""
    wanted = LanguageButton.decode(callback_data_of(update)).language
    chosen = await chat_settings.set_language(context.services, context.chat.id, wanted)
    context.answer_callback(callback_query_of(update))
    await context.edit_message(callback_query_of(update), language_changed_message(chosen))
