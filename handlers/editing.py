"""What editors do: /edit, /delete, /alias, /stats, /broadcast."""

import re

from telegram import Update

from bot.actions import account, broadcast, edit
from bot.domain.errors import NotAllowed, NotUnderstood
from bot.domain.ids import ArticleId, BroadcastId
from bot.domain.tag import read_tags
from bot.i18n.html import Html
from bot.presentation.buttons import BroadcastButton, CancelButton, DeleteButton
from bot.presentation.outgoing_message import Button, OutgoingMessage
from handlers import cards
from handlers.context import Context, message_of, payload_of, replied_to, tap_of

_COMMAND = re.compile(r"^((?:<[^>]*>)*)/[^\s<]+\s*")  # perhaps within formatting


async def change(update: Update, context: Context) -> None:
    """Change an article's title, section or tags: /edit 12 title New words."""
    number, field, value = (*context.args.split(maxsplit=2), "", "", "")[:3]
    article_id = _article_number(number, "edit.how")
    await edit.edit(context.services, article_id, context.user_id, field.lower(), value)
    await cards.show(context, article_id)


async def delete(update: Update, context: Context) -> None:
    """Ask once whether an article shall go."""
    article_id = _article_number(context.args.strip(), "delete.how")
    title = (await edit.require_editable(context.services, article_id, context.user_id)).title
    yes = Button(text=context.chat_speech.say("delete.yes"), data=DeleteButton(article_id).encode())
    no = Button(text=context.chat_speech.say("cancel"), data=CancelButton(context.user_id).encode())
    await context.ask("delete.ask", (yes, no), title=title)


async def delete_for_good(update: Update, context: Context) -> None:
    """Delete the article of a button."""
    article_id = ArticleId(DeleteButton.decode(payload_of(update)).article_id)
    await edit.delete(context.services, article_id, context.user_id)
    context.toast(tap_of(update))
    await context.close(tap_of(update), "delete.done")


async def alias(update: Update, context: Context) -> None:
    """Join names across languages: /alias Russia Rossiya makes Russia another name of Rossiya."""
    names = read_tags(context.args)
    tag = await edit.merge_tags(context.services, names)
    await context.reply("alias.done", tag=tag.hashtag, aliases=", ".join(names[:-1]))


async def stats(update: Update, context: Context) -> None:
    """Show the figures of the whole bot."""
    figures = await account.figures(context.services)
    states = figures.deliveries
    await context.reply(
        "stats.figures",
        articles=figures.articles,
        chats=figures.chats,
        asleep=figures.asleep,
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
    html = Html(_words_after_command(update))
    number = await broadcast.prepare(context.services, context.user_id, html)
    say = context.chat_speech.say
    row = (
        Button(text=say("broadcast.yes"), data=BroadcastButton(number, 1).encode()),
        Button(text=say("cancel"), data=BroadcastButton(number, 0).encode()),
    )
    await context.show(OutgoingMessage(html=html, rows=(row,)))


async def confirm_broadcast(update: Update, context: Context) -> None:
    """Send the broadcast of a button, or drop it; the first tap decides."""
    button = BroadcastButton.decode(payload_of(update))
    number = BroadcastId(button.broadcast_id)
    if button.is_wanted:
        is_first = await broadcast.approve(context.services, number)
        text_key = "broadcast.sending" if is_first else "broadcast.sent_before"
    else:
        is_first = await broadcast.drop(context.services, number)
        text_key = "cancelled" if is_first else "broadcast.sent_before"
    context.toast(tap_of(update), text_key)
    await context.close(tap_of(update), text_key)


async def cancel(update: Update, context: Context) -> None:
    """Do nothing of what was asked."""
    if CancelButton.decode(payload_of(update)).user_id != context.user_id:
        raise NotAllowed("button.not_yours")
    context.toast(tap_of(update))
    await context.close(tap_of(update), "cancelled")


def _article_number(written: str, text_key: str) -> ArticleId:
    if not (written.isascii() and written.isdigit() and len(written) < 19):
        raise NotUnderstood(text_key)
    return ArticleId(int(written))


def _words_after_command(update: Update) -> str:
    message = message_of(update)
    own = _COMMAND.sub(r"\1", message.text_html if message.text else "", count=1)
    replied = replied_to(message)
    return own or (replied.text_html if replied is not None and replied.text else "")
