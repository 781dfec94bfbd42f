"""Cards: opening one, making its summary shorter or longer, the full text."""

from functools import partial

from telegram import Message, Update

from bot.actions import cards
from bot.actions import show as showing
from bot.actions.desk import Desk
from bot.delivery.redraw import Redraws
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.shown_card import CardFace, ShownCard, Target
from bot.presentation import full_text
from bot.presentation.buttons import CardButton, FullButton, LengthButton, OpenButton
from bot.presentation.card import Card, card
from handlers.context import Context, payload_of, tap_of

_OTHERS_AFTER = 2.0  # seconds, so that a flurry of votes redraws the other cards once


async def show(context: Context, article_id: ArticleId, length: int | None = None) -> None:
    """Answer with the card of an article."""
    shown = Card(
        story=await showing.story(context.desk, article_id, context.viewer),
        bot_username=context.gateway.username,
        length=length or context.chat.length,
    )
    await context.show(card(shown, context.chat_speech))


async def open_card(update: Update, context: Context) -> None:
    """Answer a list's button with the card of its article."""
    button = OpenButton.decode(payload_of(update))
    await show(context, ArticleId(button.article_id))
    context.toast(tap_of(update))


async def change_length(update: Update, context: Context) -> None:
    """Show the same card with a shorter or longer summary."""
    button = LengthButton.decode(payload_of(update))
    tapped = _tapped(update, button)
    if tapped is None:
        raise NotFound("button.stale")
    if isinstance(tapped.target, str):  # who posted the card showed it to everybody there
        await context.desk.store.articles.get(tapped.face.article_id)
    else:
        await showing.story(context.desk, tapped.face.article_id, context.viewer)
    context.toast(tap_of(update))
    await cards.remember(context.desk, tapped.target, tapped.face)
    _draw_later(context, tapped)


def redraw_all(update: Update, context: Context, button: CardButton) -> None:
    """Draw the tapped card anew, and soon the newest others of its article; once for many taps."""
    tapped = _tapped(update, button)
    if tapped is None:
        return
    _draw_later(context, tapped)
    over = partial(_redraw_others, context)
    context.redraws.after_flurry(tapped, over, after=_OTHERS_AFTER)


async def _redraw_others(context: Context, tapped: list[ShownCard]) -> None:
    """Draw the newest cards anew; a card that was tapped alone shows all there is to show."""
    await cards.remember_all(context.desk, tapped)
    alone = tapped[0].target if len(tapped) == 1 else None
    for other in await cards.newest(context.desk, tapped[0].face.article_id):
        if other.target != alone:
            _draw_later(context, other)


async def redraw_article(
    desk: Desk, redraws: Redraws, bot_username: str, article_id: ArticleId
) -> None:
    """Draw the newest cards of an article anew, whose title its site changed."""
    for shown in await cards.newest(desk, article_id):
        redraws.ask(shown.target, partial(cards.draw, desk, shown, bot_username))


def _draw_later(context: Context, shown: ShownCard) -> None:
    draw = partial(cards.draw, context.desk, shown, context.gateway.username)
    context.redraws.ask(shown.target, draw)


def _tapped(update: Update, button: CardButton) -> ShownCard | None:
    """Return the card whose button was tapped; None where its message is gone."""
    target = _target(update)
    face = CardFace(
        article_id=ArticleId(button.article_id),
        length=button.length,
        tag_number=button.tag_number,
        language=button.language,
    )
    return None if target is None else ShownCard(target=target, face=face)


def _target(update: Update) -> Target | None:
    tap = tap_of(update)
    if tap.inline_message_id:
        return tap.inline_message_id
    if not isinstance(tap.message, Message):
        return None
    return ChatId(tap.message.chat.id), MessageId(tap.message.message_id)


async def full(update: Update, context: Context) -> None:
    """Answer with the whole text: as one rich message, else in parts."""
    tap = tap_of(update)
    button = FullButton.decode(payload_of(update))
    if tap.inline_message_id:
        context.toast(tap, "full.elsewhere", is_alert=True)
        return
    article_id = ArticleId(button.article_id)
    article = (await showing.story(context.desk, article_id, context.viewer)).article
    context.toast(tap)
    html = full_text.rich(article)
    if html is not None and await context.gateway.reply_rich(context.place, html):
        return
    for screen in full_text.parts(article):
        await context.show(screen)
