"""The command /digest, and the buttons below it."""

from telegram import Update

from bot.actions import schedule
from bot.domain.errors import NotFound
from bot.presentation.buttons import ScheduleButton, SchedulePageButton
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.schedule import (
    daily_cap_message,
    off_message,
    quiet_hours_message,
    regions_message,
    zones_message,
)
from handlers import settings_pages
from handlers.context import Context, callback_data_of, callback_query_of


async def digest(update: Update, context: Context) -> None:
    """Show or change the delivery schedule: /digest 08:00, off, now, quiet 22:00-07:00."""
    words = context.args.split()
    tags = [word for word in words if word.startswith("#")]
    others = [word for word in words if not word.startswith("#")]
    if tags:
        await schedule.set_tag_digest(context.services, context.chat, tags, others)
    elif others and others[0].casefold() == "now":
        if not await schedule.send_digest_now(context.services, context.chat.id):
            await context.reply("digest.empty")
        return
    elif others and others[0].casefold() in schedule.SETTING_NAMES:
        await schedule.change_by_name(context.services, context.chat, *others)
    elif schedule.is_off(others):
        await context.send(off_message(context.chat_translator))
        return
    elif others:
        await schedule.set_digest(context.services, context.chat, others)
    await context.send(await settings_pages.delivery(context))


async def change_schedule(update: Update, context: Context) -> None:
    """Change the schedule as the button says, and show the new schedule."""
    button = ScheduleButton.decode(callback_data_of(update))
    await schedule.change_setting(context.services, context.chat, button.name, button.value)
    await settings_pages.show_changed(update, context, settings_pages.delivery)


async def change_page(update: Update, context: Context) -> None:
    """Show the page of schedule options that the button names."""
    button = SchedulePageButton.decode(callback_data_of(update))
    page = await _page_message(context, button)
    context.answer_callback(callback_query_of(update))
    await context.edit_message(callback_query_of(update), page)


async def _page_message(context: Context, button: SchedulePageButton) -> OutgoingMessage:
    schedule, translator = context.chat.schedule, context.chat_translator
    is_managed = context.manages_other_chat
    match button.name:
        case "digest":
            return await settings_pages.delivery(context)
        case "quiet":
            return quiet_hours_message(schedule, translator, is_managed=is_managed)
        case "cap":
            return daily_cap_message(schedule, translator, is_managed=is_managed)
        case "zones":
            return regions_message(translator, is_managed=is_managed)
    message = zones_message(button.name, button.page, schedule, translator, is_managed=is_managed)
    if message is None:
        raise NotFound("button.stale")
    return message
