"""Cards: opening one, making its summary shorter or longer, the full text."""

from telegram import Message, Update

from bot.actions import follow
from bot.actions import show as showing
from bot.delivery.redraw import Target
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.tag import Tag
from bot.presentation import full_text
from bot.presentation.buttons import CardButton, FullButton, LengthButton, OpenButton
from bot.presentation.card import Card, card
from bot.presentation.screen import Screen
from bot.texts.speech import speech
from handlers.context import Context, payload_of, tap_of


async def show(context: Context, article_id: ArticleId, length: int | None = None) -> None:
    """Answer with the card of an article."""
    shown = Card(
        story=await showing.story(context.desk, article_id),
        bot_username=context.gateway.username,
        length=length or context.chat.length,
    )
    await context.show(card(shown, context.chat_speech))


async def open_card(update: Update, context: Context) -> None:
    """Answer a list's button with the card of its article."""
    button = OpenButton.decode(payload_of(update))
    await show(context, ArticleId(button.article_id))
    await context.toast(tap_of(update))


async def change_length(update: Update, context: Context) -> None:
    """Show the same card with a shorter or longer summary."""
    button = LengthButton.decode(payload_of(update))
    await showing.story(context.desk, ArticleId(button.article_id))  # tells who taps if it is gone
    await context.toast(tap_of(update))
    redraw(update, context, button)


def redraw(update: Update, context: Context, button: CardButton) -> None:
    """Draw the tapped card anew, as its button says, in the language of its chat."""

    async def draw() -> Screen:
        shown = Card(
            story=await showing.story(context.desk, ArticleId(button.article_id)),
            bot_username=context.gateway.username,
            length=button.length,
            followed=await _followed(context, button.tag_number),
            language=button.language,
        )
        return card(shown, speech(button.language) if button.language else context.chat_speech)

    context.redraws.ask(_target(update), draw)


async def _followed(context: Context, tag_number: int) -> Tag | None:
    if not tag_number:
        return None
    try:
        return await follow.tag_numbered(context.desk, tag_number)
    except NotFound:
        return None  # joined to another one since


def _target(update: Update) -> Target:
    tap = tap_of(update)
    if tap.inline_message_id:
        return tap.inline_message_id
    if not isinstance(tap.message, Message):
        raise NotFound("button.stale")
    return ChatId(tap.message.chat.id), MessageId(tap.message.message_id)


async def full(update: Update, context: Context) -> None:
    """Answer with the whole text: as one rich message, else in parts."""
    tap = tap_of(update)
    button = FullButton.decode(payload_of(update))
    article = (await showing.story(context.desk, ArticleId(button.article_id))).article
    if tap.inline_message_id:
        await context.toast(tap, "full.elsewhere", is_alert=True)
        return
    await context.toast(tap)
    html = full_text.rich(article)
    if html is not None and await context.gateway.reply_rich(context.place, html):
        return
    for screen in full_text.parts(article):
        await context.show(screen)
