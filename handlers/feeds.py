"""What editors do with feeds: /feeds, /addfeed, /removefeed, and lists of them as OPML files."""

from dataclasses import replace

from telegram import Update

from bot.actions import feeds as actions
from bot.actions.submit import file_request
from bot.delivery.errors import DeliveryUnknown, FloodWait
from bot.domain.errors import NotUnderstood
from bot.domain.feed import NewFeed, ReplyTarget
from bot.domain.ids import FeedId, MessageId
from bot.domain.tag import TAGS_MAX, read_tags
from bot.ingestion.duplicates.canonical_url import dedupe_key, without_login
from bot.presentation.buttons import FeedButton, FeedsButton, FeedsFileButton
from bot.presentation.feeds import PAGE, feed_list
from bot.presentation.opml import write_opml
from bot.presentation.outgoing_message import OutgoingMessage
from handlers.context import Context, message_of, payload_of, replied_to, tap_of
from handlers.submissions import asked_by, hand_in

_NUMBER_MAX = 18  # digits


async def feeds(update: Update, context: Context) -> None:
    """List the feeds and how they stand."""
    await context.show(await _page(context, 0))


async def turn(update: Update, context: Context) -> None:
    """Turn the list to the page of its button."""
    button = FeedsButton.decode(payload_of(update))
    context.toast(tap_of(update))
    await context.edit(tap_of(update), await _page(context, button.page))


async def change(update: Update, context: Context) -> None:
    """Pause, resume or remove the feed of a button."""
    button = FeedButton.decode(payload_of(update))
    feed = await actions.change(context.services, FeedId(button.feed_id), button.action)
    if button.action == "remove":
        context.toast(tap_of(update), "feeds.removed_toast")
        await context.reply("feeds.removed", feed=feed.name)
    else:
        context.toast(tap_of(update))
    await context.edit(tap_of(update), await _page(context, button.page))


async def add(update: Update, context: Context) -> None:
    """Add a feed, the feed of a site, or those of an OPML file."""
    message = message_of(update)
    replied = replied_to(message)
    document = message.document or (replied.document if replied is not None else None)
    if document is not None:
        asked = replace(
            asked_by(context, message, is_listed=True), tags=tuple(read_tags(context.args))
        )
        name = f"{document.file_name or 'feeds'}.opml"  # a list of feeds, whatever it is called
        size = document.file_size
        await hand_in(context, [file_request(asked, document.file_id, name, None, size)])
        return
    written, _, rest = context.args.strip().partition(" ")
    url, key = _address(written)
    tags = tuple(read_tags(rest))
    if len(tags) > TAGS_MAX:
        raise NotUnderstood("edit.tags", maximum=TAGS_MAX)
    told = ReplyTarget(place=context.place, answer_id=await _acknowledged(context))
    known = await actions.add(context.services, NewFeed(url=url, tags=tags), key, told)
    if known is None:
        return
    screen = OutgoingMessage(html=context.chat_speech.write("feed.known", feed=known.name))
    if told.answer_id is None:
        await context.show(screen)
    else:
        await context.gateway.edit(context.place.chat_id, told.answer_id, screen)


async def remove(update: Update, context: Context) -> None:
    """Remove the feed of a number, or of an address."""
    written = context.args.strip()
    if written.isascii() and written.isdigit() and len(written) <= _NUMBER_MAX:
        number = FeedId(int(written))
    else:
        url, key = _address(written, "removefeed.how")
        number = (await actions.with_address(context.services, key, url)).id
    feed = await actions.change(context.services, number, "remove")
    await context.reply("feeds.removed", feed=feed.name)


async def export(update: Update, context: Context) -> None:
    """Send the feeds as a file that other readers take."""
    FeedsFileButton.decode(payload_of(update))
    context.toast(tap_of(update))
    content = write_opml(await actions.all_feeds(context.services))
    caption = context.chat_speech.say("feeds.file_caption")
    await context.gateway.reply_file(context.place, "xulosa.opml", content, caption)


async def _page(context: Context, page: int) -> OutgoingMessage:
    found, total = await actions.listing(context.services, page * PAGE, PAGE)
    if not found and total:
        page = (total - 1) // PAGE
        found, total = await actions.listing(context.services, page * PAGE, PAGE)
    return feed_list(found, total, page, context.services.clock(), context.chat_speech)


async def _acknowledged(context: Context) -> MessageId | None:
    try:
        return await context.reply("feeds.looking")
    except (FloodWait, DeliveryUnknown):
        return None


def _address(written: str, text_key: str = "addfeed.how") -> tuple[str, str]:
    """Return the address that an editor wrote, and what all its spellings share."""
    url = written if "://" in written else f"https://{written}"
    try:
        if not written:
            raise ValueError("no address")
        return without_login(url), dedupe_key(url)
    except ValueError as error:
        raise NotUnderstood(text_key) from error
