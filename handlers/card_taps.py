"""Taps on a card and on the numbers of a list: length, second row, full text, why, open.

In a group the result of one person's tap is for this person: an ephemeral message. A server without
these messages gets a deep link into the private chat.
"""

from dataclasses import replace

from telegram import Update

from bot.actions import cards, read
from bot.delivery.ephemeral_messages import Tap
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId
from bot.domain.posted_card import CardState, PostedCard
from bot.domain.summarized_article import SummarizedArticle
from bot.presentation import full_text
from bot.presentation.buttons import (
    ArticleButton,
    CardButton,
    FullButton,
    LengthButton,
    MoreButton,
    OpenButton,
    WhyButton,
)
from bot.presentation.links import article_payload, deep_link
from bot.transport.keyed_task_queue import let_next_start
from handlers.callback_message import (
    card_state_of,
    ephemeral_ref_of,
    message_of_query,
    message_ref_of,
)
from handlers.cards import (
    find_tapped_card,
    queue_redraw,
    redraw_for_reader,
    render_for_reader,
    send_article,
    viewer_of_card,
)
from handlers.context import Context, callback_data_of, callback_query_of


async def open_card(update: Update, context: Context) -> None:
    """Show the card of the article whose list button was tapped; a double tap shows one."""
    button = OpenButton.decode(callback_data_of(update))
    if context.is_channel:
        _open_in_private(update, context, button.article_id)
        return
    article = await read.get_article(context.services, button.article_id, context.viewer)
    if not context.is_private and await _show_card(update, context, article):
        context.answer_callback(callback_query_of(update))
        return
    if not _begin_sending(update, context):
        return
    with context.services.repeated_taps.sending(_repeat_key(update, context)):
        await send_article(context, article)


async def change_length(update: Update, context: Context) -> None:
    """Show the card with a shorter or longer summary."""
    await _change_card(update, context, LengthButton.decode(callback_data_of(update)))


async def show_more(update: Update, context: Context) -> None:
    """Show the second row of buttons of the card."""
    await _change_card(update, context, MoreButton.decode(callback_data_of(update)))


async def _change_card(update: Update, context: Context, button: CardButton) -> None:
    """Show the state of the button: to everybody in a private chat, else to the sender alone."""
    query, state = callback_query_of(update), button.state
    ephemeral = ephemeral_ref_of(query)
    target = await find_tapped_card(update, context, button)
    if target is None and ephemeral is None:
        raise NotFound("button.stale")
    viewer = replace(context.viewer, has_card=True)
    article = await read.get_article(context.services, button.article_id, viewer)
    is_public = bool(query.inline_message_id) or context.is_channel
    if target is not None and (is_public or not context.is_private):
        if is_public or not await _show_card(update, context, article, state):
            _change_for_all(update, context, button)
            return
    elif target is not None:
        await cards.save_card(context.services, target, state)
    context.answer_callback(query)
    if target is None or context.is_private:
        redraw_for_reader(update, context, state)


def _change_for_all(update: Update, context: Context, button: CardButton) -> None:
    """Swap the row of buttons for everybody; another length opens in the private chat."""
    query = callback_query_of(update)
    message = message_of_query(query)
    shown = card_state_of(message) if message else None
    is_same_text = shown is not None and shown.length == button.length
    if query.inline_message_id or context.is_channel or not is_same_text or message is None:
        _open_in_private(update, context, button.article_id, button.key)
        return
    context.answer_callback(query)
    target = message_ref_of(query)
    if target is not None:
        queue_redraw(context, PostedCard(target=target, card_state=button.state))


async def why(update: Update, context: Context) -> None:
    """Say why the card came."""
    button = WhyButton.decode(callback_data_of(update))
    await find_tapped_card(update, context, button)
    query = callback_query_of(update)
    message = message_of_query(query)
    state = card_state_of(message) if message else None
    number = state.tag_number if state else 0
    chat_id = context.thread.chat_id
    tag = await cards.tag_of_card(context.services, chat_id, button.article_id, number)
    if tag is not None:
        context.answer_callback(query, "why.tag", tag=tag.hashtag)
    else:
        context.answer_callback(query, "why.asked" if context.is_private else "why.asked_here")


async def send_full_text(update: Update, context: Context) -> None:
    """Send the full text: as one rich message if the chat wants one, else in parts."""
    query = callback_query_of(update)
    button = FullButton.decode(callback_data_of(update))
    viewer, _ = await viewer_of_card(update, context, button)
    article = (await read.get_article(context.services, button.article_id, viewer)).article
    html = None if context.chat.is_plain else full_text.rich_message_html(article)
    if query.inline_message_id or not context.is_private:
        await _show_full_text(update, context, button, html)
        return
    if not _begin_sending(update, context):
        return
    with context.services.repeated_taps.sending(_repeat_key(update, context)):
        if html is not None and await context.gateway.reply_rich(context.thread, html):
            return
        for part in full_text.message_parts(article):
            await context.send(part)


async def _show_full_text(
    update: Update, context: Context, button: ArticleButton, html: str | None
) -> None:
    """Show the full text to the sender alone, or open the article in the private chat."""
    query = callback_query_of(update)
    is_group = not (query.inline_message_id or context.is_channel)
    if is_group and html is not None:
        taps, key = context.services.repeated_taps, _repeat_key(update, context)
        if taps.is_repeat(key):
            context.answer_callback(query, "tap.repeated")
            return
        with taps.sending(key):
            if await context.gateway.ephemeral.send_rich(_tap(update, context), html):
                context.answer_callback(query)
                return
    _open_in_private(update, context, button.article_id, button.key)


async def _show_card(
    update: Update, context: Context, article: SummarizedArticle, state: CardState | None = None
) -> bool:
    """Show a card to the sender alone; return whether the server can.

    Args:
        update: the tap.
        context: the context of the update.
        article: the article.
        state: the state of a card in place of the tapped one; None for a new card.
    """
    new = CardState(article_id=article.article.id, length=context.chat.length)
    card = await render_for_reader(context, state or new)
    is_change = state is not None
    return await context.gateway.ephemeral.send(_tap(update, context), card, replaces=is_change)


def _tap(update: Update, context: Context) -> Tap:
    query_id = callback_query_of(update).id
    return Tap(thread=context.thread, user_id=context.user_id, query_id=query_id)


def _begin_sending(update: Update, context: Context) -> bool:
    """Answer the tap at once; return False for a double tap, which sends nothing.

    The messages may have to wait for the rate limit. The next taps of the person do not.
    """
    query = callback_query_of(update)
    if context.services.repeated_taps.is_repeat(_repeat_key(update, context)):
        context.answer_callback(query, "tap.repeated")
        return False
    context.answer_callback(query, "tap.coming")
    let_next_start()
    return True


def _repeat_key(update: Update, context: Context) -> tuple[int, int, str]:
    return context.thread.chat_id, context.user_id, callback_data_of(update)


def _open_in_private(
    update: Update, context: Context, article_id: ArticleId, key: str = ""
) -> None:
    """Answer a tap with the deep link of the card: the person's client opens it."""
    url = deep_link(context.gateway.username, article_payload(article_id, key))
    context.callback_answers.show(callback_query_of(update).id, url=url)
