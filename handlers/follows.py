"""The commands /subscribe, /unsubscribe and /subscriptions, and their buttons."""

from collections.abc import Sequence

from telegram import CallbackQuery, Update

from bot.actions import follow
from bot.domain.ids import ChatId, MessageId
from bot.i18n.html import Html
from bot.presentation.buttons import FollowButton, FollowKeyButton, UnfollowButton
from bot.presentation.following import followed_message, has_toggles, marked_again
from bot.presentation.lists import hashtags
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.settings import is_topics_message, topics_html
from bot.presentation.start_buttons import ToggleTagButton, UndoFollowButton
from handlers import cards, settings_pages
from handlers.callback_message import message_of_query, rows_of
from handlers.context import Context, callback_data_of, callback_query_of


async def subscribe(update: Update, context: Context) -> None:
    """Follow the named tags, and show the newest card of them."""
    names = follow.parse_tag_names(context.args)
    followed = await _follow_names(context, names)
    await confirm(context, followed)


async def _follow_names(context: Context, names: Sequence[str]) -> follow.Followed:
    """Follow tags; a channel is shown no old card."""
    return await follow.follow(
        context.services, context.thread, names, shows_newest=not context.is_channel
    )


async def confirm(
    context: Context, followed: follow.Followed, query: CallbackQuery | None = None
) -> None:
    """Say what the chat follows now, and send the newest card of it.

    The confirmation replaces the message of `query`, if one is given.
    """
    newest = followed.newest
    newest_tag = newest.tag if newest is not None else None
    translator = context.chat_translator
    message = followed_message(followed.tags, followed.new, newest_tag, translator)
    if query is None:
        await context.send(message)
    else:
        await context.edit_message(query, message)
    if newest is not None:
        await cards.send_card(context, newest.article_id)


async def unsubscribe(update: Update, context: Context) -> None:
    """Unfollow the named tags, or all tags."""
    if context.args.strip().casefold() == "all":
        removed = await follow.unfollow_all(context.services, context.chat.id)
    else:
        names = follow.parse_tag_names(context.args)
        removed = await follow.unfollow(context.services, context.chat.id, names)
    text_key = "follow.left" if removed else "follow.none_left"
    await context.reply(text_key, tags=hashtags(removed), count=len(removed))


async def subscriptions(update: Update, context: Context) -> None:
    """Show the followed tags and others, each with a button to follow or unfollow it."""
    await context.send(await settings_pages.topics(context))


async def follow_tag(update: Update, context: Context) -> None:
    """Follow the tag of a button."""
    number = FollowButton.decode(callback_data_of(update)).tag_number
    tag = await follow.get_tag(context.services, number)
    await _follow(update, context, tag.key)


async def follow_new_tag(update: Update, context: Context) -> None:
    """Follow the tag of a button that no article has yet."""
    await _follow(update, context, FollowKeyButton.decode(callback_data_of(update)).key)


async def _follow(update: Update, context: Context, key: str) -> None:
    """Follow a tag; a second tap is answered, and repeats neither confirmation nor card."""
    query = callback_query_of(update)
    tag = await follow.tag_by_key(context.services, key)
    if await follow.is_followed(context.services, context.thread.chat_id, tag):
        context.answer_callback(query, _toast(context), tag=tag.hashtag)
        return
    followed = await _follow_names(context, [key])
    context.answer_callback(query, _toast(context), tag=followed.tags[0].hashtag)
    await confirm(context, followed, query)


def _toast(context: Context) -> str:
    return "follow.toast" if context.is_private else "follow.chat_toast"


async def toggle_tag(update: Update, context: Context) -> None:
    """Follow or unfollow the tag of a button, mark it there, and show its newest card.

    A chat that is managed from here gets no card: it is public, or the card would be in the wrong
    chat.
    """
    button = ToggleTagButton.decode(callback_data_of(update))
    tag = await follow.get_tag(context.services, button.tag_number)
    thread, is_wanted = context.followed_thread, bool(button.is_wanted)
    shows_newest = (
        is_wanted
        and not context.manages_other_chat
        and not await follow.is_followed(context.services, thread.chat_id, tag)
        and follow.should_show_newest(context.services, context.chat.id)
    )
    followed = await follow.toggle(
        context.services, thread, tag, is_wanted=is_wanted, shows_newest=shows_newest
    )
    text_key = _toast(context) if button.is_wanted else "follow.left_toast"
    context.answer_callback(callback_query_of(update), text_key, tag=tag.hashtag)
    _mark_again(callback_query_of(update), context)
    if shows_newest:
        await confirm(context, followed)


def _mark_again(query: CallbackQuery, context: Context) -> None:
    """Mark the followed tags on the buttons of the tapped message, once for many quick taps."""
    message = message_of_query(query)
    rows = () if message is None else rows_of(message)
    if message is None or not has_toggles(rows):
        return

    async def render() -> OutgoingMessage:
        tags = await follow.followed_tags(context.services, context.chat.id)
        marked = marked_again(rows, {tag.number for tag in tags})
        if not is_topics_message(rows):
            return OutgoingMessage(html=Html(message.text_html), rows=marked)
        is_managed = context.manages_other_chat
        html = topics_html(tags, context.chat_translator, is_managed=is_managed)
        return context.about_chat(OutgoingMessage(html=html, rows=marked))

    target = ChatId(message.chat.id), MessageId(message.message_id)
    context.message_edits.request(target, render)


async def undo(update: Update, context: Context) -> None:
    """Unfollow the tags that one action has followed."""
    button = UndoFollowButton.decode(callback_data_of(update))
    tags = await follow.unfollow_numbers(context.services, context.chat.id, button.tag_numbers)
    context.answer_callback(callback_query_of(update))
    text_key = "follow.left" if tags else "follow.none_left"
    await context.edit_text(
        callback_query_of(update), text_key, tags=hashtags(tags), count=len(tags)
    )


async def unfollow_tag(update: Update, context: Context) -> None:
    """Unfollow the tag of a button of an older message, and show the topics."""
    query = callback_query_of(update)
    button = UnfollowButton.decode(callback_data_of(update))
    tag = await follow.get_tag(context.services, button.tag_number)
    await follow.unfollow(context.services, context.chat.id, [tag.key])
    context.answer_callback(query, "follow.left_toast", tag=tag.hashtag)
    await context.edit_message(query, await settings_pages.topics(context))
