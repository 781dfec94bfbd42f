"""The commands /subscribe, /unsubscribe and /subscriptions, and their buttons."""

from telegram import Update

from bot.actions import follow
from bot.presentation.buttons import FollowButton, FollowKeyButton, UnfollowButton
from bot.presentation.lists import hashtags
from handlers import settings_pages
from handlers.context import Context, callback_data_of, callback_query_of


async def subscribe(update: Update, context: Context) -> None:
    """Follow the named tags."""
    names = follow.parse_tag_names(context.args)
    tags = await follow.follow(context.services, context.thread, names)
    await context.reply("follow.done", tags=hashtags(tags), count=len(tags))


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
    (tag,) = await follow.follow(context.services, context.thread, [key])
    context.answer_callback(callback_query_of(update), "follow.toast", tag=tag.hashtag)
    await context.edit_text(callback_query_of(update), "follow.done", tags=tag.hashtag, count=1)


async def unfollow_tag(update: Update, context: Context) -> None:
    """Unfollow the tag of a button of an older message, and show the topics."""
    query = callback_query_of(update)
    button = UnfollowButton.decode(callback_data_of(update))
    tag = await follow.get_tag(context.services, button.tag_number)
    await follow.unfollow(context.services, context.chat.id, [tag.key])
    context.answer_callback(query, "follow.left_toast", tag=tag.hashtag)
    await context.edit_message(query, await settings_pages.topics(context))
