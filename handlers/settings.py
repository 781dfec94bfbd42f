"""The commands /settings and /language, the screens of the settings, and their buttons."""

from dataclasses import replace

from telegram import Update

from bot.actions import chat_settings
from bot.i18n.translator import get_translator
from bot.presentation.buttons import (
    LanguageButton,
    SettingButton,
    SettingsPageButton,
)
from bot.presentation.settings import language_changed_message
from handlers import settings_pages
from handlers.context import Context, callback_data_of, callback_query_of

_PAGES = {"silent": settings_pages.delivery, "links": settings_pages.links}  # by the setting


async def settings(update: Update, context: Context) -> None:
    """Show the settings of the chat, with a button for each screen."""
    await context.send(await settings_pages.home(context))


async def open_page(update: Update, context: Context) -> None:
    """Show the screen that the button names."""
    button = SettingsPageButton.decode(callback_data_of(update))
    message = await settings_pages.SETTINGS_PAGES[button.name](context, button.page)
    context.answer_callback(callback_query_of(update))
    await context.edit_message(callback_query_of(update), message)


async def change_setting(update: Update, context: Context) -> None:
    """Change the setting that the button names, and show its screen again."""
    button = SettingButton.decode(callback_data_of(update))
    chat = await chat_settings.change_setting(
        context.services, context.chat, button.name, button.value
    )
    page = _PAGES.get(button.name, settings_pages.card)
    await settings_pages.show_changed(update, replace(context, chat=chat), page)


async def language(update: Update, context: Context) -> None:
    """Set the chat's language to the named one, or offer a choice."""
    wanted = context.args.strip()
    if not wanted:
        await context.send(await settings_pages.language(context))
        return
    chosen = await chat_settings.set_language(context.services, context.chat.id, wanted)
    await context.send(language_changed_message(chosen))


async def choose_language(update: Update, context: Context) -> None:
    """Set the chat's language to the one of the button; show the choice in that language."""
    wanted = LanguageButton.decode(callback_data_of(update)).language
    chosen = await chat_settings.set_language(context.services, context.chat.id, wanted)
    changed = replace(context, chat=replace(context.chat, language=chosen))
    if not context.manages_other_chat:
        changed = replace(changed, chat_translator=get_translator(chosen))
    if context.is_private:
        changed = replace(changed, translator=get_translator(chosen))
    await settings_pages.show_changed(update, changed, settings_pages.language)
