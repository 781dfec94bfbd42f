"""Screens of the settings: each is built from the stored settings of `context.chat`.

That chat is the context's own one, or another one that the person manages from the private chat.
"""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot.actions import filters, follow, managed_chats, schedule
from bot.domain.chat import is_group
from bot.domain.errors import NotFound
from bot.domain.ids import ChatId
from bot.presentation.filters import filters_message
from bot.presentation.help import all_commands_message
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.schedule import schedule_message
from bot.presentation.settings import (
    card_settings_message,
    home_message,
    language_message,
    links_message,
    managed_chats_message,
    privacy_message,
    topics_message,
)
from handlers.context import Context, callback_query_of


async def home(context: Context, page: int = 0) -> OutgoingMessage:
    """Return the first screen."""
    followed = await follow.followed_tags(context.services, context.chat.id)
    owner_id = context.thread.chat_id if context.manages_other_chat else None
    return home_message(
        context.chat,
        len(followed),
        context.chat_translator,
        bot_username=context.gateway.username,
        owner_id=owner_id,
    )


async def topics(context: Context, page: int = 0) -> OutgoingMessage:
    """Return a page of tags: the followed ones first, then others that articles have."""
    language = context.chat.language or context.chat_translator.language
    found = await follow.topics(context.services, context.chat.id, page, language)
    return topics_message(
        found.shown,
        found.followed,
        (found.page, found.has_more),
        context.chat_translator,
        is_managed=context.manages_other_chat,
    )


async def delivery(context: Context, page: int = 0) -> OutgoingMessage:
    """Return the delivery schedule."""
    now = await schedule.view(context.services, context.chat.id)
    return schedule_message(
        now.schedule,
        next_digest_at=now.next_digest_at,
        tags=now.tags,
        now=context.services.clock(),
        is_silent=now.is_silent,
        translator=context.chat_translator,
        is_managed=context.manages_other_chat,
    )


async def filters_(context: Context, page: int = 0) -> OutgoingMessage:
    """Return a page of filters."""
    found = await filters.list_filters(context.services, context.chat.id)
    return filters_message(found, page, context.chat_translator, can_add=context.can_ask)


async def language(context: Context, page: int = 0) -> OutgoingMessage:
    """Return the choice of languages."""
    return language_message(context.chat, context.chat_translator)


async def card(context: Context, page: int = 0) -> OutgoingMessage:
    """Return the settings of cards."""
    return card_settings_message(context.chat, context.chat_translator)


async def links(context: Context, page: int = 0) -> OutgoingMessage:
    """Return the setting for the links of members; for groups only."""
    if not is_group(context.chat.kind):
        raise NotFound("button.stale")
    return links_message(context.chat, context.chat_translator)


async def privacy(context: Context, page: int = 0) -> OutgoingMessage:
    """Return the explanation of the stored data; for the private chat only."""
    _require_private(context)
    return privacy_message(context.chat_translator)


async def chats(context: Context, page: int = 0) -> OutgoingMessage:
    """Return a page of the chats that the person manages; for the private chat only."""
    _require_private(context)
    found = await managed_chats.list_chats(context.services, context.user_id)
    return managed_chats_message(found, context.chat_translator, page)


async def commands(context: Context, page: int = 0) -> OutgoingMessage:
    """Return all commands."""
    return all_commands_message(context.chat_translator, is_editor=context.is_editor)


def _require_private(context: Context) -> None:
    if not context.is_private or context.chat.id != ChatId(context.user_id):
        raise NotFound("button.stale")


async def show_changed(
    update: Update, context: Context, page: Callable[[Context], Awaitable[OutgoingMessage]]
) -> None:
    """Answer the tap that changed a setting, and show its screen with the change."""
    query = callback_query_of(update)
    context.answer_callback(query, "settings.changed")
    await context.edit_message(query, await page(context))


SETTINGS_PAGES: dict[str, Callable[[Context, int], Awaitable[OutgoingMessage]]] = {
    "home": home,
    "topics": topics,
    "delivery": delivery,
    "filters": filters_,
    "language": language,
    "card": card,
    "links": links,
    "privacy": privacy,
    "chats": chats,
    "commands": commands,
}
