"""The editors' commands /edit, /delete, /alias, /stats and /broadcast, and their buttons."""

import re

from telegram import Update

from bot.actions import account, broadcast, edit
from bot.domain.errors import NotAllowed, NotUnderstood
from bot.domain.ids import ArticleId, parse_id
from bot.domain.tag import read_tags
from bot.i18n.html import Html
from bot.presentation.buttons import BroadcastButton, CancelButton, DeleteButton
from bot.presentation.outgoing_message import Button, OutgoingMessage
from handlers import cards
from handlers.context import Context, callback_data_of, callback_query_of, message_of, replied_to

# Markup may come first. Telegram splits a style where the command ends: its tag closes and opens.
_COMMAND = re.compile(r"^((?:<[^>]*>)*)/[^\s<]+((?:(?:</[^>]*>)+(?:<[^>]*>)*)?)\s*")


async def edit_article(update: Update, context: Context) -> None:
    """Change an article's title, section or tags: /edit 12 title New words."""
    number, field, value = (*context.args.split(maxsplit=2), "", "", "")[:3]
    article_id = _parse_article_id(number, "edit.how")
    await edit.edit_article(context.services, article_id, context.user_id, field.lower(), value)
    await cards.send_card(context, article_id)


async def delete_article(update: Update, context: Context) -> None:
    """Ask the editor to confirm that an article is deleted."""
    article_id = _parse_article_id(context.args.strip(), "delete.how")
    title = (await edit.require_editable(context.services, article_id, context.user_id)).title
    yes = Button(
        text=context.chat_translator.text("delete.yes"), data=DeleteButton(article_id).encode()
    )
    no = Button(
        text=context.chat_translator.text("cancel"), data=CancelButton(context.user_id).encode()
    )
    await context.reply_with_buttons("delete.ask", (yes, no), title=title)


async def confirm_delete(update: Update, context: Context) -> None:
    """Delete the article of a button."""
    article_id = DeleteButton.decode(callback_data_of(update)).article_id
    await edit.delete_article(context.services, article_id, context.user_id)
    context.answer_callback(callback_query_of(update))
    await context.edit_text(callback_query_of(update), "delete.done")


async def alias(update: Update, context: Context) -> None:
    """Merge tags across languages: /alias Russia Rossiya makes Russia an alias of Rossiya."""
    names = read_tags(context.args)
    tag = await edit.merge_tags(context.services, names)
    await context.reply("alias.done", tag=tag.hashtag, aliases=", ".join(names[:-1]))


async def stats(update: Update, context: Context) -> None:
    """Show the statistics of the whole bot."""
    figures = await account.bot_totals(context.services)
    states = figures.deliveries
    await context.reply(
        "stats.figures",
        articles=figures.articles,
        chats=figures.chats,
        asleep=figures.unreachable,
        subscriptions=figures.subscriptions,
        ratings=figures.ratings,
        submissions=figures.submissions,
        sent=states.get("sent", 0),
        waiting=states.get("waiting", 0),
        missed=states.get("missed", 0),
        dead=states.get("dead", 0),
    )


async def preview_broadcast(update: Update, context: Context) -> None:
    """Show a preview of a broadcast; one tap sends it."""
    html = Html(_html_after_command(update))
    number = await broadcast.prepare(context.services, context.user_id, html)
    text = context.chat_translator.text
    row = (
        Button(text=text("broadcast.yes"), data=BroadcastButton(number, 1).encode()),
        Button(text=text("cancel"), data=BroadcastButton(number, 0).encode()),
    )
    await context.send(OutgoingMessage(html=html, rows=(row,)))


async def confirm_broadcast(update: Update, context: Context) -> None:
    """Send or drop the broadcast of a button; the first tap decides."""
    button = BroadcastButton.decode(callback_data_of(update))
    number = button.broadcast_id
    if button.is_wanted:
        is_first = await broadcast.approve(context.services, number)
        text_key = "broadcast.sending" if is_first else "broadcast.sent_before"
    else:
        is_first = await broadcast.drop(context.services, number)
        text_key = "canceled" if is_first else "broadcast.sent_before"
    context.answer_callback(callback_query_of(update), text_key)
    await context.edit_text(callback_query_of(update), text_key)


async def cancel(update: Update, context: Context) -> None:
    """Cancel the question above the button."""
    if CancelButton.decode(callback_data_of(update)).user_id != context.user_id:
        raise NotAllowed("button.not_yours")
    context.answer_callback(callback_query_of(update))
    await context.edit_text(callback_query_of(update), "canceled")


def _parse_article_id(written: str, text_key: str) -> ArticleId:
    article_id = parse_id(written, ArticleId)
    if article_id is None:
        raise NotUnderstood(text_key)
    return article_id


def _html_after_command(update: Update) -> str:
    message = message_of(update)
    own = _COMMAND.sub(r"\1\2", message.text_html if message.text else "", count=1)
    replied = replied_to(message)
    return own or (replied.text_html if replied is not None and replied.text else "")
