"""The command /start: greeting, deep links, and the return after a block."""

from telegram import Update

from bot.actions import chats, follow
from bot.domain.errors import NotFound
from bot.domain.ids import parse_id
from bot.presentation.buttons import FollowButton, FollowKeyButton, MissedButton
from bot.presentation.links import fits_deep_link, parse_article_payload
from bot.presentation.outgoing_message import Button
from handlers import account, browsing, cards
from handlers.context import Context, callback_data_of, callback_query_of
from handlers.routing import HandlerFunction

# The payloads of the links that `handlers.private` sends to groups.
_PRIVATE_COMMANDS: dict[str, HandlerFunction] = {
    "saved": browsing.saved,
    "status": account.status,
    "privacy": account.privacy,
    "export": account.export,
    "forget": account.forget,
}


async def start(update: Update, context: Context) -> None:
    """Greet the person, or open the deep link."""
    missed = await chats.mark_reachable(context.services, context.chat.id)
    payload = context.args.strip()
    kind, _, value = payload.partition("_")
    article = parse_article_payload(payload)
    if payload in _PRIVATE_COMMANDS:
        await _PRIVATE_COMMANDS[payload](update, context)
    elif article is not None:
        article_id, key = article
        await cards.send_card(context, article_id, key=key)
    elif kind in ("t", "n") and value:
        await _offer_tag(context, kind, value)
    else:
        await context.reply("start.hello", username=context.gateway.username)
    if missed:
        await _offer_missed(context, missed)


async def _offer_tag(context: Context, kind: str, value: str) -> None:
    if kind == "n":
        number = parse_id(value, int)
        if number is None:
            raise NotFound("tag.gone")
        tag = await follow.get_tag(context.services, number)
    else:
        tag = await follow.tag_by_key(context.services, value)
        if not tag.number and not fits_deep_link(value):  # nor would it fit a button
            raise NotFound("tag.gone")
    data = FollowButton(tag.number).encode() if tag.number else FollowKeyButton(tag.key).encode()
    button = Button(text=context.chat_translator.text("follow.confirm", tag=tag.name), data=data)
    await context.reply_with_buttons("follow.offer", (button,), tag=tag.hashtag)


async def _offer_missed(context: Context, count: int) -> None:
    text = context.chat_translator.text
    row = (
        Button(text=text("missed.send"), data=MissedButton(1).encode()),
        Button(text=text("missed.skip"), data=MissedButton(0).encode()),
    )
    await context.reply_with_buttons("missed.offer", row, count=count)


async def answer_missed_offer(update: Update, context: Context) -> None:
    """Send or skip the missed articles, as the button says."""
    if MissedButton.decode(callback_data_of(update)).is_wanted:
        count = await chats.send_missed(context.services, context.chat.id)
        text_key = "missed.sending"
    else:
        count = await chats.skip_missed(context.services, context.chat.id)
        text_key = "missed.skipped"
    context.answer_callback(callback_query_of(update), text_key, count=count)
    await context.edit_text(callback_query_of(update), text_key, count=count)
