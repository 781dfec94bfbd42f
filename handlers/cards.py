"""Cards: opening one, making its summary shorter or longer, the full text."""

from dataclasses import replace
from functools import partial

from telegram import Update

from bot.actions import cards
from bot.actions import read as showing
from bot.actions.services import Services
from bot.delivery.message_edits import MessageEditQueue
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId
from bot.domain.posted_card import CardState, MessageRef, PostedCard
from bot.domain.summarized_article import SummarizedArticle
from bot.presentation import full_text
from bot.presentation.buttons import (
    ArticleButton,
    CardButton,
    FullButton,
    LengthButton,
    OpenButton,
)
from bot.presentation.card import Card, card
from handlers.callback_message import NO_ARTICLE, article_of_card, message_under, target_of
from handlers.context import Context, payload_of, tap_of

_OTHERS_AFTER = 2.0  # seconds, so that a flurry of votes redraws the other cards once


async def show(
    context: Context, article_id: ArticleId, length: int | None = None, *, key: str = ""
) -> None:
    """Answer with the card of an article; `key` is that of an unlisted one."""
    viewer = replace(context.viewer, key=key)
    await _show(context, await showing.story(context.services, article_id, viewer), length)


async def _show(context: Context, story: SummarizedArticle, length: int | None = None) -> None:
    username = context.gateway.username
    shown = Card(story=story, bot_username=username, length=length or context.chat.length)
    await context.show(card(shown, context.chat_speech))


async def open_card(update: Update, context: Context) -> None:
    """Answer a list's button with the card of its article."""
    button = OpenButton.decode(payload_of(update))
    if context.is_channel:
        _point_elsewhere(update, context, button.article_id)
        return
    story = await showing.story(context.services, ArticleId(button.article_id), context.viewer)
    context.toast(tap_of(update))  # first: a card may have to wait its turn in a full chat
    await _show(context, story)


async def change_length(update: Update, context: Context) -> None:
    """Show the same card with a shorter or longer summary."""
    button = LengthButton.decode(payload_of(update))
    if context.is_channel:
        _point_elsewhere(update, context, button.article_id)
        return
    target = await seen_card(update, context, button)
    if target is None:
        raise NotFound("button.stale")
    tapped = _shown(target, button)
    viewer = replace(context.viewer, has_card=True)
    await showing.story(context.services, tapped.face.article_id, viewer)
    context.toast(tap_of(update))
    await cards.remember(context.services, tapped.target, tapped.face)
    _draw_later(context, tapped)


def _point_elsewhere(update: Update, context: Context, number: int) -> None:
    """Say where to ask instead: anybody may tap in a channel, and only its admins write there."""
    context.toast(tap_of(update), "channel.elsewhere", is_alert=True, number=number)


async def seen_card(update: Update, context: Context, button: ArticleButton) -> MessageRef | None:
    """Return where the card of a tapped button stands; None where it is gone.

    Raises:
        NotFound: who tapped may not see the article, or what they tapped is no card of it.
    """
    article_id = ArticleId(button.article_id)
    viewer, shown = await _viewer_of_card(update, context, button)
    await showing.require_access(context.services, article_id, viewer)
    if shown not in (None, article_id):
        raise NotFound("button.stale")
    tap = tap_of(update)
    return target_of(tap) if tap.inline_message_id or message_under(tap) else None


async def _viewer_of_card(
    update: Update, context: Context, button: ArticleButton
) -> tuple[showing.Viewer, ArticleId | None]:
    """Return who tapped, and the article that the message shows; None where nobody knows."""
    tap = tap_of(update)
    message, target = message_under(tap), target_of(tap)
    shown = None
    if message is not None and message.reply_markup is not None:
        shown = article_of_card(message)
    elif target is not None:
        shown = await cards.article_at(context.services, target)
    if message is not None and shown is None:
        shown = NO_ARTICLE
    has_card = shown == button.article_id
    return replace(context.viewer, key=button.key, has_card=has_card), shown


def redraw_all(context: Context, target: MessageRef | None, button: CardButton) -> None:
    """Draw a tapped card anew, and soon the newest others of its article; once for many taps."""
    if target is None:
        article_id = ArticleId(button.article_id)
        over_all = partial(_redraw_newest, context, article_id)
        context.redraws.later(("newest", article_id), over_all, after=_OTHERS_AFTER)
        return
    tapped = _shown(target, button)
    _draw_later(context, tapped)
    over = partial(_redraw_others, context)
    context.redraws.after_flurry(tapped, over, after=_OTHERS_AFTER)


async def _redraw_others(context: Context, tapped: list[PostedCard]) -> None:
    """Draw the newest cards anew; a card that was tapped alone shows all there is to show."""
    await cards.remember_all(context.services, tapped)
    alone = tapped[0].target if len(tapped) == 1 else None
    await _redraw_newest(context, tapped[0].face.article_id, alone)


async def _redraw_newest(
    context: Context, article_id: ArticleId, but: MessageRef | None = None
) -> None:
    for shown in await cards.newest(context.services, article_id):
        if shown.target != but:
            _draw_later(context, shown)


async def redraw_article(
    services: Services, redraws: MessageEditQueue, bot_username: str, article_id: ArticleId
) -> None:
    """Draw the newest cards of an article anew, whose title its site changed."""
    for shown in await cards.newest(services, article_id):
        redraws.ask(shown.target, partial(cards.draw, services, shown, bot_username))


def _draw_later(context: Context, shown: PostedCard) -> None:
    username, language = context.gateway.username, context.speech.language
    draw = partial(cards.draw, context.services, shown, username, language)
    context.redraws.ask(shown.target, draw)


def _shown(target: MessageRef, button: CardButton) -> PostedCard:
    face = CardState(
        article_id=ArticleId(button.article_id),
        length=button.length,
        tag_number=button.tag_number,
        language=button.language,
    )
    return PostedCard(target=target, face=face)


async def full(update: Update, context: Context) -> None:
    """Answer with the whole text: as one rich message, else in parts."""
    tap = tap_of(update)
    button = FullButton.decode(payload_of(update))
    if tap.inline_message_id or context.is_channel:
        context.toast(tap, "full.elsewhere", is_alert=True)
        return
    viewer, _ = await _viewer_of_card(update, context, button)
    article = (await showing.story(context.services, ArticleId(button.article_id), viewer)).article
    context.toast(tap)
    html = full_text.rich(article)
    if html is not None and await context.gateway.reply_rich(context.place, html):
        return
    for screen in full_text.parts(article):
        await context.show(screen)
