"""Following tags: /subscribe, /unsubscribe, /subscriptions and their buttons."""

from telegram import Update

from bot.actions import follow
from bot.presentation.buttons import FollowButton, FollowKeyButton, UnfollowButton
from bot.presentation.lists import followed_list, hashtags
from handlers.context import Context, payload_of, tap_of


async def subscribe(update: Update, context: Context) -> None:
    """Follow the named tags."""
    names = follow.names_in(context.args)
    tags = await follow.follow(context.desk, context.place, names)
    await context.reply("follow.done", tags=hashtags(tags), count=len(tags))


async def unsubscribe(update: Update, context: Context) -> None:
    """Leave the named tags, or all."""
    if context.args.strip().casefold() == "all":
        left = await follow.unfollow_all(context.desk, context.chat.id)
    else:
        names = follow.names_in(context.args)
        left = await follow.unfollow(context.desk, context.chat.id, names)
    text_key = "follow.left" if left else "follow.none_left"
    await context.reply(text_key, tags=hashtags(left), count=len(left))


async def subscriptions(update: Update, context: Context) -> None:
    """List what the chat follows, each with a button to leave."""
    tags = await follow.followed(context.desk, context.chat.id)
    if tags:
        await context.show(followed_list(tags, context.chat_speech))
    else:
        await context.reply("follow.nothing")


async def follow_tag(update: Update, context: Context) -> None:
    """Follow the tag of a button."""
    tag = await follow.tag_numbered(
        context.desk, FollowButton.decode(payload_of(update)).tag_number
    )
    await follow.follow(context.desk, context.place, [tag.name])
    await context.toast(tap_of(update), "follow.toast", tag=tag.hashtag)


async def follow_key(update: Update, context: Context) -> None:
    """Follow a tag that nobody used yet."""
    key = FollowKeyButton.decode(payload_of(update)).key
    (tag,) = await follow.follow(context.desk, context.place, [key])
    await context.toast(tap_of(update), "follow.toast", tag=tag.hashtag)


async def unfollow_tag(update: Update, context: Context) -> None:
    """Leave the tag of a button, and show what is left."""
    tap = tap_of(update)
    button = UnfollowButton.decode(payload_of(update))
    tag = await follow.tag_numbered(context.desk, button.tag_number)
    await follow.unfollow(context.desk, context.chat.id, [tag.name])
    await context.toast(tap, "follow.left_toast", tag=tag.hashtag)
    rest = await follow.followed(context.desk, context.chat.id)
    await context.edit(tap, followed_list(rest, context.chat_speech))
