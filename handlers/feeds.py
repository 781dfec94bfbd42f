"""The editors' commands /feeds, /addfeed and /removefeed, OPML import and export."""

from dataclasses import replace

from telegram import Update

from bot.actions import feeds as actions
from bot.actions.submit import file_submission
from bot.domain.errors import NotUnderstood
from bot.domain.feed import NewFeed, ReplyTarget
from bot.domain.ids import FeedId, parse_id
from bot.domain.tag import TAGS_MAX, read_tags
from bot.presentation.buttons import FeedButton, FeedsButton, FeedsFileButton
from bot.presentation.feeds import PAGE, feed_list_message
from bot.presentation.opml import write_opml
from bot.presentation.outgoing_message import OutgoingMessage
from handlers.context import Context, callback_data_of, callback_query_of, message_of, replied_to
from handlers.submissions import request_from, send_acknowledgement, submit_all


async def list_feeds(update: Update, context: Context) -> None:
    """List the feeds with their status."""
    await context.send(await _page(context, 0))


async def change_page(update: Update, context: Context) -> None:
    """Show the page of the list that the button names."""
    button = FeedsButton.decode(callback_data_of(update))
    context.answer_callback(callback_query_of(update))
    await context.edit_message(callback_query_of(update), await _page(context, button.page))


async def change_feed(update: Update, context: Context) -> None:
    """Pause, resume or remove the feed of a button."""
    button = FeedButton.decode(callback_data_of(update))
    feed = await actions.change_feed(context.services, button.feed_id, button.action)
    if button.action == "remove":
        context.answer_callback(callback_query_of(update), "feeds.removed_toast")
        await context.reply("feeds.removed", feed=feed.name)
    else:
        context.answer_callback(callback_query_of(update))
    await context.edit_message(callback_query_of(update), await _page(context, button.page))


async def add_feed(update: Update, context: Context) -> None:
    """Add a feed, the feed of a site, or the feeds of an OPML file."""
    message = message_of(update)
    replied = replied_to(message)
    document = message.document or (replied.document if replied is not None else None)
    if document is not None:
        request = replace(
            request_from(context, message, is_listed=True), tags=tuple(read_tags(context.args))
        )
        name = f"{document.file_name or 'feeds'}.opml"  # read as OPML, whatever its name says
        size = document.file_size
        await submit_all(context, [file_submission(request, document.file_id, name, None, size)])
        return
    written, _, rest = context.args.strip().partition(" ")
    url, key = actions.parse_address(context.services, written, "addfeed.how")
    tags = tuple(read_tags(rest))
    if len(tags) > TAGS_MAX:
        raise NotUnderstood("edit.tags", maximum=TAGS_MAX)
    answer_id = await send_acknowledgement(context, "feeds.looking")
    reply_target = ReplyTarget(thread=context.thread, answer_id=answer_id)
    known = await actions.add_feed(context.services, NewFeed(url=url, tags=tags), key, reply_target)
    if known is None:
        return
    answer = OutgoingMessage(html=context.chat_translator.html("feed.known", feed=known.name))
    if reply_target.answer_id is None:
        await context.send(answer)
    else:
        await context.gateway.edit(context.thread.chat_id, reply_target.answer_id, answer)


async def remove_feed(update: Update, context: Context) -> None:
    """Remove a feed, named by its number or its address."""
    written = context.args.strip()
    feed_id = parse_id(written, FeedId)
    if feed_id is None:
        url, key = actions.parse_address(context.services, written, "removefeed.how")
        feed_id = (await actions.find_feed(context.services, key, url)).id
    feed = await actions.change_feed(context.services, feed_id, "remove")
    await context.reply("feeds.removed", feed=feed.name)


async def export_feeds(update: Update, context: Context) -> None:
    """Send the feeds as an OPML file."""
    FeedsFileButton.decode(callback_data_of(update))
    context.answer_callback(callback_query_of(update))
    content = write_opml(await actions.all_feeds(context.services))
    caption = context.chat_translator.text("feeds.file_caption")
    await context.gateway.reply_file(context.thread, "xulosa.opml", content, caption)


async def _page(context: Context, page: int) -> OutgoingMessage:
    found = await actions.list_feeds(context.services, page, PAGE)
    now, translator = context.services.clock(), context.chat_translator
    return feed_list_message(found.shown, found.total, found.page, now, translator)
