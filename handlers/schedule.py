"""The commands /digest and /filter, and the buttons below them."""

from telegram import Update

from bot.actions import filters, schedule
from bot.domain.errors import NotFound
from bot.presentation.buttons import FilterButton, ScheduleButton, SchedulePageButton
from bot.presentation.filters import filters_message
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.schedule import (
    daily_cap_message,
    quiet_hours_message,
    regions_message,
    schedule_message,
    zones_message,
)
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
    elif others:
        await schedule.set_digest(context.services, context.chat, others)
    await context.send(await _schedule_message(context))


async def change_schedule(update: Update, context: Context) -> None:
    """Change the schedule as the button says, and show the new schedule."""
    button = ScheduleButton.decode(callback_data_of(update))
    await schedule.change_setting(context.services, context.chat, button.name, button.value)
    context.answer_callback(callback_query_of(update), "settings.changed")
    await context.edit_message(callback_query_of(update), await _schedule_message(context))


async def change_page(update: Update, context: Context) -> None:
    """Show the page of schedule options that the button names."""
    button = SchedulePageButton.decode(callback_data_of(update))
    page = await _page_message(context, button)
    context.answer_callback(callback_query_of(update))
    await context.edit_message(callback_query_of(update), page)


async def filter_(update: Update, context: Context) -> None:
    """Show the chat's filters, or add some: /filter mute football, /filter only election."""
    words = context.args.strip()
    if words.casefold() in schedule.OFF_WORDS:
        await filters.remove_all_filters(context.services, context.chat.id)
    elif words:
        await filters.add_filters(context.services, context.chat.id, words)
    await context.send(await _filters_message(context))


async def remove_filter(update: Update, context: Context) -> None:
    """Remove the filter of a button, and show the remaining ones."""
    button = FilterButton.decode(callback_data_of(update))
    await filters.remove_filter(context.services, context.chat.id, button.key)
    context.answer_callback(callback_query_of(update), "settings.changed")
    await context.edit_message(callback_query_of(update), await _filters_message(context))


async def _page_message(context: Context, button: SchedulePageButton) -> OutgoingMessage:
    schedule, translator = context.chat.schedule, context.chat_translator
    match button.name:
        case "digest":
            return await _schedule_message(context)
        case "quiet":
            return quiet_hours_message(schedule, translator)
        case "cap":
            return daily_cap_message(schedule, translator)
        case "zones":
            return regions_message(translator)
    message = zones_message(button.name, button.page, schedule, translator)
    if message is None:
        raise NotFound("button.stale")
    return message


async def _schedule_message(context: Context) -> OutgoingMessage:
    now = await schedule.view(context.services, context.chat.id)
    return schedule_message(
        now.schedule,
        next_digest_at=now.next_digest_at,
        tags=now.tags,
        now=context.services.clock(),
        translator=context.chat_translator,
    )


async def _filters_message(context: Context) -> OutgoingMessage:
    found = await filters.list_filters(context.services, context.chat.id)
    return filters_message(found, context.chat_translator)
