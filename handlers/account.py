"""The commands /help, /status, /privacy, /export and /forget."""

from zoneinfo import ZoneInfo

from telegram import Update

from bot.actions import account
from bot.domain.errors import NotAllowed
from bot.i18n.html import join
from bot.presentation.buttons import CancelButton, ForgetButton, PrivacyButton
from bot.presentation.help import help_message
from bot.presentation.outgoing_message import Button, OutgoingMessage
from bot.presentation.schedule import moment_text
from handlers import settings_pages
from handlers.context import Context, callback_data_of, callback_query_of
from handlers.private import private_only


async def help_(update: Update, context: Context) -> None:
    """List the commands that the sender may use."""
    await context.send(help_message(context.chat_translator, is_editor=context.is_editor))


@private_only("status")
async def status(update: Update, context: Context) -> None:
    """Show the delivery status of the chat: followed tags, queue, last and next message."""
    now = await account.status(context.services, context.chat.id)
    translator = context.chat_translator
    zone = ZoneInfo(context.chat.schedule.zone)
    last_sent, next_digest = now.last_sent_at, now.next_digest_at
    html = translator.html(
        "status.now",
        followed=now.followed,
        waiting=now.waiting,
        next=moment_text(next_digest, zone, translator)
        if next_digest
        else translator.text("status.no_digest"),
        last=moment_text(last_sent, zone, translator)
        if last_sent
        else translator.text("status.never"),
    )
    if context.is_editor:
        dead = await account.count_failed_deliveries(context.services)
        html = join([html, translator.html("status.dead", dead=dead)])
    await context.send(OutgoingMessage(html=html))


@private_only("privacy")
async def privacy(update: Update, context: Context) -> None:
    """Explain which data the bot stores, and why."""
    await context.send(await settings_pages.privacy(context))


@private_only("privacy")
async def use_privacy_button(update: Update, context: Context) -> None:
    """Send the stored data of the person, or ask whether to delete it, as the button says."""
    query = callback_query_of(update)
    button = PrivacyButton.decode(callback_data_of(update))
    context.answer_callback(query)
    if button.action == "export":
        await export(update, context)
    else:
        await context.edit_message(query, _forget_question(context))


@private_only("export")
async def export(update: Update, context: Context) -> None:
    """Send all stored data about the sender as a JSON file."""
    content = await account.export_user_data(context.services, context.user_id)
    caption = context.chat_translator.text("export.caption")
    await context.gateway.reply_file(context.thread, "xulosa.json", content, caption)


@private_only("forget")
async def forget(update: Update, context: Context) -> None:
    """Ask the sender to confirm that all stored data about them is deleted."""
    await context.send(_forget_question(context))


def _forget_question(context: Context) -> OutgoingMessage:
    text = context.chat_translator.text
    row = (
        Button(text=text("forget.yes"), data=ForgetButton(context.user_id).encode()),
        Button(text=text("cancel"), data=CancelButton(context.user_id).encode()),
    )
    return OutgoingMessage(html=context.chat_translator.html("forget.ask"), rows=(row,))


@private_only("forget")
async def confirm_forget(update: Update, context: Context) -> None:
    """Delete all data about the sender; another person's tap is rejected."""
    if ForgetButton.decode(callback_data_of(update)).user_id != context.user_id:
        raise NotAllowed("button.not_yours")
    await account.delete_user_data(context.services, context.user_id)
    context.answer_callback(callback_query_of(update))
    await context.edit_text(callback_query_of(update), "forget.done")
