"""/help, /status, /privacy, /export, /forget."""

from zoneinfo import ZoneInfo

from telegram import Update

from bot.actions import account
from bot.domain.errors import NotAllowed
from bot.i18n.html import join
from bot.presentation.buttons import CancelButton, ForgetButton
from bot.presentation.help import help_screen
from bot.presentation.outgoing_message import Button, OutgoingMessage
from bot.presentation.schedule import moment_text
from handlers.context import Context, payload_of, tap_of
from handlers.private import in_private


async def help_(update: Update, context: Context) -> None:
    """List the commands that who asks may use."""
    await context.show(help_screen(context.chat_speech, is_editor=context.is_editor))


@in_private("status")
async def status(update: Update, context: Context) -> None:
    """Show how the chat is served."""
    now = await account.status(context.services, context.chat.id)
    speech = context.chat_speech
    zone = ZoneInfo(context.chat.schedule.zone)
    last, coming = now.last_sent_at, now.next_digest_at
    html = speech.write(
        "status.now",
        followed=now.followed,
        waiting=now.waiting,
        next=moment_text(coming, zone, speech) if coming else speech.say("status.no_digest"),
        last=moment_text(last, zone, speech) if last else speech.say("status.never"),
    )
    if context.is_editor:
        dead = await account.given_up(context.services)
        html = join([html, speech.write("status.dead", dead=dead)])
    await context.show(OutgoingMessage(html=html))


@in_private("privacy")
async def privacy(update: Update, context: Context) -> None:
    """Say what is kept, and why."""
    await context.reply("privacy")


@in_private("export")
async def export(update: Update, context: Context) -> None:
    """Send all that is kept about who asks, as a file."""
    content = await account.export(context.services, context.user_id)
    caption = context.chat_speech.say("export.caption")
    await context.gateway.reply_file(context.place, "xulosa.json", content, caption)


@in_private("forget")
async def forget(update: Update, context: Context) -> None:
    """Ask once whether all that is kept about who asks shall go."""
    say = context.chat_speech.say
    row = (
        Button(text=say("forget.yes"), data=ForgetButton(context.user_id).encode()),
        Button(text=say("cancel"), data=CancelButton(context.user_id).encode()),
    )
    await context.ask("forget.ask", row)


@in_private("forget")
async def forget_for_good(update: Update, context: Context) -> None:
    """Forget who asked; the tap of another does not count."""
    if ForgetButton.decode(payload_of(update)).user_id != context.user_id:
        raise NotAllowed("button.not_yours")
    await account.forget(context.services, context.user_id)
    context.toast(tap_of(update))
    await context.close(tap_of(update), "forget.done")
