"""/digest and /filter, and the buttons below them."""

from telegram import Update

from bot.actions import filters, schedule
from bot.domain.errors import NotFound
from bot.presentation.buttons import FilterButton, ScheduleButton, SchedulePageButton
from bot.presentation.filters import filters_screen
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.schedule import (
    cap_screen,
    quiet_screen,
    regions_screen,
    schedule_screen,
    zones_screen,
)
from handlers.context import Context, payload_of, tap_of


async def digest(update: Update, context: Context) -> None:
    """Show how the chat is served, or change it: /digest 08:00, off, now, quiet 22:00-07:00."""
    words = context.args.split()
    tags = [word for word in words if word.startswith("#")]
    others = [word for word in words if not word.startswith("#")]
    if tags:
        await schedule.digest_of_tags(context.services, context.chat, tags, others)
    elif others and others[0].casefold() == "now":
        if not await schedule.digest_now(context.services, context.chat.id):
            await context.reply("digest.empty")
        return
    elif others and others[0].casefold() in schedule.NAMED:
        await schedule.change_named(context.services, context.chat, *others)
    elif others:
        await schedule.digest(context.services, context.chat, others)
    await context.show(await _schedule(context))


async def change(update: Update, context: Context) -> None:
    """Change what a button names, and show how the chat is served then."""
    button = ScheduleButton.decode(payload_of(update))
    await schedule.change(context.services, context.chat, button.name, button.value)
    context.toast(tap_of(update), "settings.changed")
    await context.edit(tap_of(update), await _schedule(context))


async def turn(update: Update, context: Context) -> None:
    """Show another page of what can be changed."""
    button = SchedulePageButton.decode(payload_of(update))
    screen = await _page(context, button)
    context.toast(tap_of(update))
    await context.edit(tap_of(update), screen)


async def filter_(update: Update, context: Context) -> None:
    """Show the chat's filters, or add some: /filter mute football, /filter only election."""
    words = context.args.strip()
    if words.casefold() in schedule.NONE:
        await filters.drop_all(context.services, context.chat.id)
    elif words:
        await filters.add(context.services, context.chat.id, words)
    await context.show(await _filters(context))


async def drop_filter(update: Update, context: Context) -> None:
    """Forget the filter of a button, and show what is left."""
    button = FilterButton.decode(payload_of(update))
    await filters.drop(context.services, context.chat.id, button.number)
    context.toast(tap_of(update), "settings.changed")
    await context.edit(tap_of(update), await _filters(context))


async def _page(context: Context, button: SchedulePageButton) -> OutgoingMessage:
    schedule, speech = context.chat.schedule, context.chat_speech
    match button.name:
        case "digest":
            return await _schedule(context)
        case "quiet":
            return quiet_screen(schedule, speech)
        case "cap":
            return cap_screen(schedule, speech)
        case "zones":
            return regions_screen(speech)
    screen = zones_screen(button.name, button.page, schedule, speech)
    if screen is None:
        raise NotFound("button.stale")
    return screen


async def _schedule(context: Context) -> OutgoingMessage:
    now = await schedule.view(context.services, context.chat.id)
    return schedule_screen(
        now.schedule,
        next_digest_at=now.next_digest_at,
        tags=now.tags,
        now=context.services.clock(),
        speech=context.chat_speech,
    )


async def _filters(context: Context) -> OutgoingMessage:
    found = await filters.of(context.services, context.chat.id)
    return filters_screen(found, context.chat_speech)
