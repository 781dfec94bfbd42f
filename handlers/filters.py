"""The command /filter, and the buttons and replies that add and remove filters."""

from functools import partial

from telegram import Message, Update

from bot.actions import filters, schedule
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.filter import FilterKind
from bot.domain.ids import ChatId
from bot.presentation.buttons import AddFilterButton, FilterButton
from bot.presentation.filters import words_question
from bot.presentation.links import parse_filter_payload, parse_own_link
from handlers import settings_pages
from handlers.context import (
    Context,
    callback_data_of,
    callback_query_of,
    hidden_links,
    message_of,
    replied_to,
)
from handlers.routing import HandlerFunction


async def filter_(update: Update, context: Context) -> None:
    """Show the chat's filters, or add some: /filter mute football, /filter only election."""
    words = context.args.strip()
    if words.casefold() in schedule.OFF_WORDS:
        await filters.remove_all_filters(context.services, context.chat.id)
    elif words:
        await filters.add_filters(context.services, context.chat.id, words)
    await context.send(await settings_pages.filters_(context))


async def remove_filter(update: Update, context: Context) -> None:
    """Remove the filter of a button, and show the same page of the remaining ones."""
    button = FilterButton.decode(callback_data_of(update))
    await filters.remove_filter(context.services, context.chat.id, button.key)
    page = partial(settings_pages.filters_, page=button.page)
    await settings_pages.show_changed(update, context, page)


async def ask_for_words(update: Update, context: Context) -> None:
    """Ask for the words of new filters, in a message that the person replies to."""
    button = AddFilterButton.decode(callback_data_of(update))
    if not context.can_ask:
        raise NotFound("button.stale")
    context.answer_callback(callback_query_of(update))
    question = words_question(
        context.chat,
        button.kind,
        context.chat_translator,
        bot_username=context.gateway.username,
    )
    await context.send(question)


def add_replied(otherwise: HandlerFunction) -> HandlerFunction:
    """Return a handler that adds the words of a reply to the question, else calls `otherwise`."""

    async def handle(update: Update, context: Context) -> None:
        message = message_of(update)
        question = _question_of(message, context)
        if question is None or not message.text or not context.is_private:
            await otherwise(update, context)
        else:
            chat_id, kind = question
            await _add_words(await context.manage_chat(chat_id), kind, message.text)

    return handle


async def open_filters(context: Context, chat_id: ChatId) -> None:
    """Show the filters of the chat that the link of a question names."""
    if not context.is_private:
        raise NotFound("button.stale")
    managed = await context.manage_chat(chat_id)
    await context.send(managed.about_chat(await settings_pages.filters_(managed)))


def _question_of(message: Message, context: Context) -> tuple[ChatId, FilterKind] | None:
    """Return the chat and kind of the question that a message replies to; None if it is none."""
    replied = replied_to(message)
    author = replied.from_user if replied is not None else None
    if replied is None or author is None or author.id != context.gateway.bot_id:
        return None
    payloads = (parse_own_link(url, context.gateway.username) for url in hidden_links(replied))
    return next(filter(None, map(parse_filter_payload, filter(None, payloads))), None)


async def _add_words(managed: Context, kind: FilterKind, text: str) -> None:
    """Add filters and show the list; after a mistake, name it and ask again."""
    try:
        await filters.add_words(managed.services, managed.chat.id, kind, text)
    except NotUnderstood as error:
        problem = managed.chat_translator.html(error.text_key, **error.values)
        question = words_question(
            managed.chat,
            kind,
            managed.chat_translator,
            bot_username=managed.gateway.username,
            problem=problem,
        )
        await managed.send(question)
        return
    await managed.send(managed.about_chat(await settings_pages.filters_(managed)))
