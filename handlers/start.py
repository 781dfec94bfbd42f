"""/start, deep links, and coming back after a block."""

from telegram import Update

from bot.actions import chats, follow
from bot.domain.errors import NotFound
from bot.presentation.buttons import FollowButton, FollowKeyButton, MissedButton
from bot.presentation.links import article_of
from bot.presentation.outgoing_message import Button
from handlers import account, browsing, cards
from handlers.context import Context, payload_of, tap_of
from handlers.routing import Act

_PRIVATE: dict[str, Act] = {  # what a button in a group leads to, see `handlers.private`
    "saved": browsing.saved,
    "status": account.status,
    "privacy": account.privacy,
    "export": account.export,
    "forget": account.forget,
}


async def start(update: Update, context: Context) -> None:
    """Greet; or do what the deep link says."""
    missed = await chats.wake(context.services, context.chat.id)
    payload = context.args.strip()
    kind, _, value = payload.partition("_")
    article = article_of(payload)
    if payload in _PRIVATE:
        await _PRIVATE[payload](update, context)
    elif article is not None:
        article_id, key = article
        await cards.show(context, article_id, key=key)
    elif kind in ("t", "n") and value:
        await _offer_tag(context, kind, value)
    else:
        await context.reply("start.hello", username=context.gateway.username)
    if missed:
        await _offer_missed(context, missed)


async def _offer_tag(context: Context, kind: str, value: str) -> None:
    if kind == "n":
        if not (value.isascii() and value.isdigit() and len(value) < 19):
            raise NotFound("tag.gone")
        tag = await follow.tag_numbered(context.services, int(value))
    else:
        tag = await follow.tag_by_key(context.services, value)
    data = FollowButton(tag.number).encode() if tag.number else FollowKeyButton(tag.key).encode()
    button = Button(text=context.chat_speech.say("follow.confirm", tag=tag.name), data=data)
    await context.ask("follow.offer", (button,), tag=tag.hashtag)


async def _offer_missed(context: Context, count: int) -> None:
    say = context.chat_speech.say
    row = (
        Button(text=say("missed.send"), data=MissedButton(1).encode()),
        Button(text=say("missed.skip"), data=MissedButton(0).encode()),
    )
    await context.ask("missed.offer", row, count=count)


async def settle_missed(update: Update, context: Context) -> None:
    """Send or skip what was missed, as the button says."""
    if MissedButton.decode(payload_of(update)).is_wanted:
        count = await chats.send_missed(context.services, context.chat.id)
        text_key = "missed.sending"
    else:
        count = await chats.skip_missed(context.services, context.chat.id)
        text_key = "missed.skipped"
    context.toast(tap_of(update), text_key, count=count)
    await context.close(tap_of(update), text_key, count=count)
