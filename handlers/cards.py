"""Article cards: send one, find the tapped one, redraw the posted ones."""

from dataclasses import replace
from functools import partial

from telegram import Update

from bot.actions import cards, read
from bot.actions.services import Services
from bot.delivery.card_views import CardViews
from bot.delivery.message_edits import MessageEditQueue
from bot.domain.errors import NotFound
from bot.domain.ids import NO_ARTICLE, ArticleId
from bot.domain.posted_card import CardState, CardView, MessageRef, PostedCard
from bot.domain.summarized_article import SummarizedArticle
from bot.i18n.html import join
from bot.i18n.translator import DEFAULT_LANGUAGE, get_translator
from bot.presentation.buttons import ArticleButton, CardButton
from bot.presentation.card import card_message
from bot.presentation.card_look import with_look
from bot.presentation.outgoing_message import OutgoingMessage
from handlers.callback_message import (
    article_id_of_card,
    card_state_of,
    ephemeral_ref_of,
    message_of_query,
    message_ref_of,
)
from handlers.context import Context, callback_query_of

_OTHER_CARDS_DELAY = 2.0  # seconds; a burst of votes redraws the other cards once


async def send_card(
    context: Context, article_id: ArticleId, length: int | None = None, *, key: str = ""
) -> None:
    """Send the card of an article; `key` opens an unlisted one."""
    viewer = replace(context.viewer, key=key)
    article = await read.get_article(context.services, article_id, viewer)
    await send_article(context, article, length)


async def send_article(
    context: Context, article: SummarizedArticle, length: int | None = None
) -> None:
    """Send the card of an article that the sender may read."""
    await context.send(await _card(context, article, length))


async def send_stored(context: Context, article_id: ArticleId) -> None:
    """Send the card of an article that was read before; a line above it says so."""
    article = await read.get_article(context.services, article_id, context.viewer)
    line = context.chat_translator.html("add.stored_before", number=article_id)
    card = await _card(context, article)
    await context.send(replace(card, html=join([line, card.html], "\n\n")))


async def _card(
    context: Context, article: SummarizedArticle, length: int | None = None
) -> OutgoingMessage:
    state = CardState(article_id=article.article.id, length=length or context.chat.length)
    views = _views(context.services)
    view = await views.in_chat(context.chat.id, context.chat.kind, article.article.id)
    card = card_message(article, state, view, context.gateway.username, context.chat_translator)
    return with_look(card, context.chat)


async def find_tapped_card(
    update: Update, context: Context, button: ArticleButton
) -> MessageRef | None:
    """Return the reference of the tapped card; None if it was deleted or one person sees it.

    Raises:
        NotFound: the sender may not see the article, or the message is not its card.
    """
    article_id = button.article_id
    viewer, shown_id = await viewer_of_card(update, context, button)
    await read.require_access(context.services, article_id, viewer)
    if shown_id not in (None, article_id):
        raise NotFound("button.stale")
    query = callback_query_of(update)
    return message_ref_of(query) if query.inline_message_id or message_of_query(query) else None


async def viewer_of_card(
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


def redraw_for_reader(update: Update, context: Context, state: CardState | None = None) -> None:
    """Redraw the tapped card if one person sees it: a private chat, or an ephemeral message.

    Args:
        update: the tap.
        context: the context of the update.
        state: the new state of the card; None for the one that its buttons carry.
    """
    query = callback_query_of(update)
    message, target = message_of_query(query), message_ref_of(query)
    state = state or (card_state_of(message) if message else None)
    if state is None:
        return
    if (ephemeral := ephemeral_ref_of(query)) is not None:
        draw = partial(render_for_reader, context, state)
        context.message_edits.request(ephemeral, draw)
    elif target is not None and context.is_private and not query.inline_message_id:
        queue_redraw(context, PostedCard(target=target, card_state=state))


async def render_for_reader(context: Context, state: CardState) -> OutgoingMessage:
    """Return a card for the sender alone, in the sender's language.

    Raises:
        NotFound: the article was deleted.
    """
    article = await context.services.articles.summarized(state.article_id)
    view = await _views(context.services).of_reader(context.user_id, state.article_id)
    own = replace(state, language=context.translator.language)
    return card_message(article, own, view, context.gateway.username, context.translator)


def redraw_cards(context: Context, target: MessageRef | None, button: CardButton) -> None:
    """Redraw the tapped card, and soon the article's newest other cards, once for many taps."""
    if target is None:
        article_id = button.article_id
        redraw = partial(_redraw_newest, context, article_id)
        context.message_edits.schedule(("newest", article_id), redraw, after=_OTHER_CARDS_DELAY)
        return
    tapped = PostedCard(target=target, card_state=button.state)
    queue_redraw(context, tapped)
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
            queue_redraw(context, posted)


async def redraw_article(
    services: Services, message_edits: MessageEditQueue, bot_username: str, article_id: ArticleId
) -> None:
    """Redraw the newest cards of an article after its site changed the title."""
    for posted in await cards.newest_cards(services, article_id):
        draw = partial(_render_card, services, posted, bot_username)
        message_edits.request(posted.target, draw)


def queue_redraw(context: Context, posted: PostedCard) -> None:
    """Redraw a posted card soon."""
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
    view = await _view_of(services, posted, content)
    translator = get_translator(content.language or language)
    card = card_message(
        content.summarized, posted.card_state, view, bot_username, translator, content.followed
    )
    return with_look(card, content.chat)


async def _view_of(services: Services, posted: PostedCard, content: cards.CardContent) -> CardView:
    if isinstance(posted.target, str):
        return CardView(place="elsewhere")
    kind = content.chat.kind if content.chat else None
    article_id = posted.card_state.article_id
    return await _views(services).in_chat(posted.target[0], kind, article_id)


def _views(services: Services) -> CardViews:
    return CardViews(services.cards, services.editors)
