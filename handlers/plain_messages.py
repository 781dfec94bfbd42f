"""Private messages without a command: plain words, pictures, stickers and the like."""

from datetime import timedelta

from telegram import Message, Update

from bot.actions import follow, schedule
from bot.actions.browse import WORDS_MAX
from bot.domain.errors import NotUnderstood
from bot.domain.small_talk import small_talk
from bot.i18n.html import join
from bot.presentation.following import offer_message
from bot.presentation.media import MEDIA_KINDS, media_message
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.pause import pause_offer, paused_message, resumed_message
from bot.presentation.start_buttons import PauseButton
from bot.presentation.truncate import truncate
from handlers import browsing
from handlers.context import Context, callback_data_of, callback_query_of

_HINT_AGAIN = timedelta(minutes=10)  # the same hint is given once in this time
_QUOTED_MAX = 60  # UTF-16 units of the words in an answer
# The attributes of a message, and the kind of media that each one is.
_MEDIA = {
    **{kind: kind for kind in MEDIA_KINDS if kind != "other"},
    "audio": "voice",
    "animation": "video",
    "video_note": "video",
    "venue": "location",
}


async def answer_words(context: Context, text: str) -> None:
    """Answer words that are neither a command, a link nor an article."""
    talk = small_talk(text)
    if text.startswith("/"):
        await context.reply("hint.command", written=truncate(text.split()[0], _QUOTED_MAX))
    elif talk == "stop":
        await context.send(pause_offer(context.chat.schedule, context.chat_translator))
    elif talk == "thanks":
        if _is_first(context, "thanks"):
            await context.reply("hint.thanks")
    elif not await _offer_tag(context, text):
        await _search(context, text)


async def _offer_tag(context: Context, text: str) -> bool:
    """Offer to follow the tag of this name, or list its articles; return whether there is one."""
    try:
        tag = await follow.find_tag(context.services, text)
    except NotUnderstood:
        return False
    if tag is None or not await follow.has_articles(context.services, tag):
        return False
    if await follow.is_followed(context.services, context.chat.id, tag):
        await context.send(await browsing.list_tag(context, tag))
    else:
        await context.send(offer_message(tag, context.chat_translator))
    return True


async def _search(context: Context, text: str) -> None:
    found = await browsing.list_found(context, truncate(text, WORDS_MAX))
    if found is not None:
        await context.send(found)
        return
    html = context.chat_translator.html
    lines = [html("search.none", words=truncate(" ".join(text.split()), _QUOTED_MAX))]
    if _is_first(context, "send"):
        lines.append(html("hint.send"))
    await context.send(OutgoingMessage(html=join(lines, "\n\n")))


async def answer_media(context: Context, message: Message) -> None:
    """Say what the bot can read instead of a picture, a sticker or the like; once for an album."""
    album = message.media_group_id
    if album is not None and not _is_first(context, f"album {album}"):
        return
    kind = next((kind for name, kind in _MEDIA.items() if getattr(message, name)), "other")
    if not _is_first(context, f"media {kind}"):
        return
    has_hint = _is_first(context, "send")
    await context.send(media_message(kind, context.chat_translator, has_hint=has_hint))


def _is_first(context: Context, hint: str) -> bool:
    """Whether the chat did not get this hint lately."""
    throttle, now = context.services.notice_throttle, context.services.clock()
    return throttle.should_notify(("hint", context.chat.id, hint), _HINT_AGAIN, now)


async def change_pause(update: Update, context: Context) -> None:
    """Pause the delivery, or resume it, as the button says."""
    query = callback_query_of(update)
    mode = PauseButton.decode(callback_data_of(update)).mode
    former = context.chat.schedule.mode
    await schedule.set_mode(context.services, context.chat, mode)
    context.answer_callback(query, "settings.changed")
    translator = context.chat_translator
    if mode == "paused":
        await context.edit_message(query, paused_message(former, translator))
    else:
        await context.edit_message(query, resumed_message(mode, context.chat, translator))
