"""The command /start: greeting, deep links, and the return after a block."""

from datetime import timedelta

from telegram import Update

from bot.actions import browse, chat_settings, chats, follow, schedule
from bot.domain.errors import NotFound
from bot.domain.ids import parse_id
from bot.i18n.translator import Translator, get_translator
from bot.presentation.buttons import MissedButton
from bot.presentation.following import (
    greeting,
    group_greeting,
    missed_rows,
    offer_message,
    welcome_back,
)
from bot.presentation.links import (
    fits_deep_link,
    parse_article_payload,
    parse_chat_payload,
    parse_filter_payload,
)
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.pause import resumed_message
from bot.presentation.start_buttons import MenuButton, StartLanguageButton
from handlers import account, browsing, cards, connecting, filters, follows
from handlers.context import Context, callback_data_of, callback_query_of
from handlers.routing import HandlerFunction

# The payloads of the links that `handlers.private` sends to groups.
_PRIVATE_COMMANDS: dict[str, HandlerFunction] = {
    "saved": browsing.saved,
    "status": account.status,
    "privacy": account.privacy,
    "export": account.export,
    "forget": account.forget,
}
_PAGES: dict[str, HandlerFunction] = {
    "tags": browsing.tags,
    "latest": browsing.latest,
}
_MISSED_CHOICES = {
    0: (chats.skip_missed, "missed.skipped"),
    1: (chats.send_missed, "missed.sending"),
    2: (chats.send_missed_as_digest, "missed.sending"),
}
_DOUBLE_TAP = timedelta(seconds=2)  # a second tap within this time is the same tap


async def start(update: Update, context: Context) -> None:
    """Greet the person, or open the deep link."""
    missed = await chats.mark_reachable(context.services, context.chat.id)
    payload = context.args.strip()
    kind, _, value = payload.partition("_")
    article, chat = parse_article_payload(payload), parse_chat_payload(payload)
    question = parse_filter_payload(payload)
    if payload in _PRIVATE_COMMANDS:
        await _PRIVATE_COMMANDS[payload](update, context)
    elif article is not None:
        article_id, key = article
        await cards.send_card(context, article_id, key=key)
    elif chat is not None:
        await connecting.open_settings(context, *chat)
    elif question is not None:
        await filters.open_filters(context, question[0])
    elif kind in ("t", "n") and value:
        await _offer_tag(context, kind, value)
    else:
        await _greet(context, missed)
        return
    if missed:
        await _offer_missed(context, missed)


async def _greet(context: Context, missed: int) -> None:
    """Greet a group or a person; a person who returns after a block gets other words."""
    services, translator = context.services, context.chat_translator
    if not context.is_private:
        username = context.gateway.username
        await context.send(group_greeting(context.chat.id, username, translator))
        return
    if context.chat.schedule.mode == "paused":
        mode = context.chat.schedule.resume_mode
        await schedule.set_mode(services, context.chat, mode)
        await context.send(resumed_message(mode, context.chat, translator))
    if not (context.chat.is_unreachable or missed):
        await context.send(await _greeting(context, translator))
        return
    followed = await follow.followed_tags(services, context.chat.id)
    suggested = await browse.suggested_tags(services, translator.language)
    await context.send(welcome_back(followed, suggested, missed, translator))


async def _greeting(context: Context, translator: Translator) -> OutgoingMessage:
    tags = await browse.suggested_tags(context.services, translator.language)
    followed = await follow.followed_tags(context.services, context.chat.id)
    return greeting(tags, {tag.number for tag in followed}, translator)


async def choose_language(update: Update, context: Context) -> None:
    """Set the language of the button, and show the greeting and its tags in it."""
    query, language = callback_query_of(update), _language_of(update)
    await chat_settings.set_language(context.services, context.chat.id, language)
    context.answer_callback(query)
    await context.edit_message(query, await _greeting(context, get_translator(language)))


def _language_of(update: Update) -> str:
    return StartLanguageButton.decode(callback_data_of(update)).language


async def open_page(update: Update, context: Context) -> None:
    """Send the page of a menu button; a double tap sends it once."""
    button = MenuButton.decode(callback_data_of(update))
    context.answer_callback(callback_query_of(update))
    notice = ("page", context.chat.id, button.name)
    now = context.services.clock()
    if context.services.notice_throttle.should_notify(notice, _DOUBLE_TAP, now):
        await _PAGES[button.name](update, context)


async def _offer_tag(context: Context, kind: str, value: str) -> None:
    if kind == "n":
        number = parse_id(value, int)
        if number is None:
            raise NotFound("tag.gone")
        tag = await follow.get_tag(context.services, number)
    else:
        tag = await follow.tag_by_key(context.services, value)
        if not tag.number and not fits_deep_link(value):  # nor would it fit a button
            raise NotFound("tag.gone")
    if await follow.is_followed(context.services, context.chat.id, tag):
        followed = await follow.follow_again(context.services, context.thread, tag)
        await follows.confirm(context, followed)
    else:
        await context.send(offer_message(tag, context.chat_translator))


async def _offer_missed(context: Context, count: int) -> None:
    translator = context.chat_translator
    html = translator.html("missed.offer", count=count)
    await context.send(OutgoingMessage(html=html, rows=missed_rows(count, translator)))


async def answer_missed_offer(update: Update, context: Context) -> None:
    """Send or skip the missed articles, as the button says."""
    choice = MissedButton.decode(callback_data_of(update)).choice
    act, text_key = _MISSED_CHOICES[choice]
    count = await act(context.services, context.chat.id)
    context.answer_callback(callback_query_of(update), text_key, count=count)
    await context.edit_text(callback_query_of(update), text_key, count=count)
