"""Article cards: open one, change its summary length, show the full text, redraw cards."""

from dataclasses import replace
from functools import partial

from telegram import Update

from bot.actions import cards, read
from bot.actions.services import Services
from bot.delivery.message_edits import MessageEditQueue
from bot.domain.errors import NotFound
from bot.domain.ids import NO_ARTICLE, ArticleId
from bot.domain.posted_card import CardState, MessageRef, PostedCard
from bot.domain.summarized_article import SummarizedArticle
from bot.i18n.translator import DEFAULT_LANGUAGE, get_translator
from bot.presentation import full_text
from bot.presentation.buttons import (
    ArticleButton,
    CardButton,
    FullButton,
    LengthButton,
    OpenButton,
)
from bot.presentation.card import card_message
from bot.presentation.card_look import with_look
from bot.presentation.outgoing_message import OutgoingMessage
from handlers.callback_message import (
    article_id_of_card,
    message_of_query,
    message_ref_of,
)
from handlers.context import Context, callback_data_of, callback_query_of

_OTHER_CARDS_DELAY = 2.0  # seconds; a burst of votes redraws the other cards once


async def send_card(
    context: Context, article_id: ArticleId, length: int | None = None, *, key: str = ""
) -> None:
    """Send the card of an article; `key` opens an unlisted one."""
    viewer = replace(context.viewer, key=key)
    await _send_card(context, await read.get_article(context.services, article_id, viewer), length)


async def _send_card(
    context: Context, article: SummarizedArticle, length: int | None = None
) -> None:
    state = CardState(article_id=article.article.id, length=length or context.chat.length)
    username, translator = context.gateway.username, context.chat_translator
    card = card_message(article, state, username, translator)
    await context.send(with_look(card, context.chat))


async def open_card(update: Update, context: Context) -> None:
    """Send the card of the article whose list button was tapped."""
    button = OpenButton.decode(callback_data_of(update))
    if context.is_channel:
        _refuse_in_channel(update, context, button.article_id)
        return
    article = await read.get_article(context.services, button.article_id, context.viewer)
    # Answer the tap first: in a busy chat the card may have to wait for the rate limit.
    context.answer_callback(callback_query_of(update))
    await _send_card(context, article)


async def change_length(update: Update, context: Context) -> None:
    """Redraw the card with a shorter or longer summary."""
    button = LengthButton.decode(callback_data_of(update))
    if context.is_channel:
        _refuse_in_channel(update, context, button.article_id)
        return
    target = await find_tapped_card(update, context, button)
    if target is None:
        raise NotFound("button.stale")
    tapped = PostedCard(target=target, card_state=button.state)
    viewer = replace(context.viewer, has_card=True)
    await read.get_article(context.services, tapped.card_state.article_id, viewer)
    context.answer_callback(callback_query_of(update))
    await cards.save_card(context.services, tapped.target, tapped.card_state)
    _queue_redraw(context, tapped)


def _refuse_in_channel(update: Update, context: Context, article_id: ArticleId) -> None:
    """Tell the person to ask elsewhere: anybody may tap in a channel, but only admins post."""
    context.answer_callback(
        callback_query_of(update), "channel.elsewhere", is_alert=True, number=article_id
    )


async def find_tapped_card(
    update: Update, context: Context, button: ArticleButton
) -> MessageRef | None:
    """Return the reference of the tapped card; None if the card was deleted.

    Raises:
        NotFound: the sender may not see the article, or the message is not its card.
    """
    article_id = button.article_id
    viewer, shown_id = await _viewer_of_card(update, context, button)
    await read.require_access(context.services, article_id, viewer)
    if shown_id not in (None, article_id):
        raise NotFound("button.stale")
    query = callback_query_of(update)
    return message_ref_of(query) if query.inline_message_id or message_of_query(query) else None


async def _viewer_of_card(
    update: Update, context: Context, button: ArticleButton
) -> tuple[read.Viewer, ArticleId | None]:
    """Return the viewer, and the article that the message shows; None if that is unknown."""
    query = callback_query_of(update)
    message, target = message_of_query(query), message_ref_of(query)
    shown_id = None
    if message is not None and message.reply_markup is not None:
        shown_id = article_id_of_card(message)
    elif target is not None:
        shown_id = await cards.article_at(context.services, target)
    if message is not None and shown_id is None:
        shown_id = NO_ARTICLE
    has_card = shown_id == button.article_id
    return replace(context.viewer, key=button.key, has_card=has_card), shown_id


def redraw_cards(context: Context, target: MessageRef | None, button: CardButton) -> None:
    """Redraw the tapped card, and soon the article's newest other cards, once for many taps."""
    if target is None:
        article_id = button.article_id
        redraw = partial(_redraw_newest, context, article_id)
        context.message_edits.schedule(("newest", article_id), redraw, after=_OTHER_CARDS_DELAY)
        return
    tapped = PostedCard(target=target, card_state=button.state)
    _queue_redraw(context, tapped)
    redraw_others = partial(_redraw_others, context)
    context.message_edits.debounce(tapped, redraw_others, after=_OTHER_CARDS_DELAY)


async def _redraw_others(context: Context, tapped: list[PostedCard]) -> None:
    """Redraw the newest cards; a card that was the only one tapped is already up to date."""
    await cards.save_cards(context.services, tapped)
    up_to_date = tapped[0].target if len(tapped) == 1 else None
    await _redraw_newest(context, tapped[0].card_state.article_id, up_to_date)


async def _redraw_newest(
    context: Context, article_id: ArticleId, exclude: MessageRef | None = None
) -> None:
    for posted in await cards.newest_cards(context.services, article_id):
        if posted.target != exclude:
            _queue_redraw(context, posted)


async def redraw_article(
    services: Services, message_edits: MessageEditQueue, bot_username: str, article_id: ArticleId
) -> None:
    """Redraw the newest cards of an article after its site changed the title."""
    for posted in await cards.newest_cards(services, article_id):
        draw = partial(_render_card, services, posted, bot_username)
        message_edits.request(posted.target, draw)


def _queue_redraw(context: Context, posted: PostedCard) -> None:
    username, language = context.gateway.username, context.translator.language
    draw = partial(_render_card, context.services, posted, username, language)
    context.message_edits.request(posted.target, draw)


async def _render_card(
    services: Services, posted: PostedCard, bot_username: str, language: str = DEFAULT_LANGUAGE
) -> OutgoingMessage:
    """Return a posted card with its current content; `language` is for an unknown chat.

    Raises:
        NotFound: the article was deleted.
    """
    content = await cards.current_content(services, posted)
    translator = get_translator(content.language or language)
    card = card_message(
        content.summarized, posted.card_state, bot_username, translator, content.followed
    )
    return with_look(card, content.chat)


async def send_full_text(update: Update, context: Context) -> None:
    """Send the full text: as one rich message if the chat wants one, else in parts."""
    query = callback_query_of(update)
    button = FullButton.decode(callback_data_of(update))
    if query.inline_message_id or context.is_channel:
        context.answer_callback(query, "full.elsewhere", is_alert=True)
        return
    viewer, _ = await _viewer_of_card(update, context, button)
    article = (await read.get_article(context.services, button.article_id, viewer)).article
    context.answer_callback(query)
    html = None if context.chat.is_plain else full_text.rich_message_html(article)
    if html is not None and await context.gateway.reply_rich(context.thread, html):
        return
    for part in full_text.message_parts(article):
        await context.send(part)
