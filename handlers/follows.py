"""Following tags: /subscribe, /unsubscribe, /subscriptions and their buttons."""

from telegram import Update

from bot.actions import follow
from bot.presentation.buttons import FollowButton, FollowKeyButton, UnfollowButton
from bot.presentation.lists import followed_list, hashtags
from bot.presentation.outgoing_message import OutgoingMessage
from handlers.context import Context, payload_of, tap_of


async def subscribe(update: Update, context: Context) -> None:
    """Follow the named tags."""
    names = follow.names_in(context.args)
    tags = await follow.follow(context.services, context.place, names)
    await context.reply("follow.done", tags=hashtags(tags), count=len(tags))


async def unsubscribe(update: Update, context: Context) -> None:
    """Leave the named tags, or all."""
    if context.args.strip().casefold() == "all":
        left = await follow.unfollow_all(context.services, context.chat.id)
    else:
        names = follow.names_in(context.args)
        left = await follow.unfollow(context.services, context.chat.id, names)
    text_key = "follow.left" if left else "follow.none_left"
    await context.reply(text_key, tags=hashtags(left), count=len(left))


async def subscriptions(update: Update, context: Context) -> None:
    """List what the chat follows, each with a button to leave."""
    await context.show(await _followed(context))


async def follow_tag(update: Update, context: Context) -> None:
    """Follow the tag of a button."""
    number = FollowButton.decode(payload_of(update)).tag_number
    tag = await follow.tag_numbered(context.services, number)
    await _follow(update, context, tag.key)


async def follow_key(update: Update, context: Context) -> None:
    """Follow a tag that nobody used yet."""
    await _follow(update, context, FollowKeyButton.decode(payload_of(update)).key)


async def _follow(update: Update, context: Context, key: str) -> None:
    (tag,) = await follow.follow(context.services, context.place, [key])
    context.toast(tap_of(update), "follow.toast", tag=tag.hashtag)
    await context.close(tap_of(update), "follow.done", tags=tag.hashtag, count=1)


async def unfollow_tag(update: Update, context: Context) -> None:
    """Leave the tag of a button, and show what is left."""
    tap = tap_of(update)
    button = UnfollowButton.decode(payload_of(update))
    tag = await follow.tag_numbered(context.services, button.tag_number)
    await follow.unfollow(context.services, context.chat.id, [tag.key])
    context.toast(tap, "follow.left_toast", tag=tag.hashtag)
    await context.edit(tap, await _followed(context))


async def _followed(context: Context) -> OutgoingMessage:
    tags = await follow.followed(context.services, context.chat.id)
    return followed_list(tags, context.chat_speech)
