"""Lists to read: /latest, /top, /search, /saved, /tags, and turning their pages."""

from telegram import Message, MessageEntity, Update

from bot.actions import browse, follow
from bot.domain.errors import NotAllowed, NotFound
from bot.i18n.html import Html, bold, join
from bot.presentation.buttons import ListButton
from bot.presentation.lists import headline_list, tag_list, turning
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.truncate import cut
from handlers.callback_message import message_under
from handlers.context import Context, payload_of, tap_of
from handlers.private import in_private, lead_to_private

_QUOTES = '"“”«»'


async def latest(update: Update, context: Context) -> None:
    """List the newest articles, of a tag where one is named."""
    what = ""
    if context.args.strip():
        name = context.args.strip().strip(_QUOTES)
        tag = await follow.tag_called(context.services, name)
        if tag is None:
            raise NotFound("tag.unknown", written=name)
        what = str(tag.number)
    await context.show(await _list(context, ListButton("latest", 0, what)))


async def top(update: Update, context: Context) -> None:
    """List the best articles of a period."""
    period = context.args.strip().lower() or "week"
    await context.show(await _list(context, ListButton("top", 0, period)))


async def search(update: Update, context: Context) -> None:
    """List the articles that hold all the words."""
    await context.show(await _list(context, ListButton("search", 0, ""), context.args))


@in_private("saved")
async def saved(update: Update, context: Context) -> None:
    """List what who asks has saved."""
    await context.show(await _list(context, ListButton("saved", 0, str(context.user_id))))


async def tags(update: Update, context: Context) -> None:
    """List the tags that articles have."""
    await context.show(await _list(context, ListButton("tags", 0, "")))


async def turn(update: Update, context: Context) -> None:
    """Turn a list to the page of its button."""
    tap = tap_of(update)
    message = message_under(tap)
    if message is None:
        raise NotFound("button.stale")
    button = ListButton.decode(payload_of(update))
    if button.kind == "saved" and not context.is_private:
        await lead_to_private(update, context, "saved")
        return
    screen = await _list(context, button, _searched_words(message))
    context.toast(tap)
    await context.edit(tap, screen)


def _searched_words(message: Message) -> str:
    """Return the words of a search: they stand in bold in its list's first line."""
    found = message.parse_entities([MessageEntity.BOLD])
    return next(iter(found.values()), "")


async def _list(context: Context, at: ListButton, words: str = "") -> OutgoingMessage:
    if at.kind == "tags":
        return await _tags(context, at.page)
    header, (headlines, total) = await _page(context, at, words)
    if not headlines:
        return OutgoingMessage(html=join([header, context.chat_speech.write("list.none")], "\n\n"))
    return headline_list(
        header,
        headlines,
        pages=_neighbours(at, has_more=total > (at.page + 1) * browse.PAGE),
        bot_username=context.gateway.username,
        speech=context.chat_speech,
    )


async def _page(context: Context, at: ListButton, words: str) -> tuple[Html, browse.Listed]:
    services, write = context.services, context.chat_speech.write
    if at.kind == "search":
        words = cut(" ".join(words.split()), browse.WORDS_MAX)
        return bold(words), await browse.search(services, words, at.page)
    if at.kind == "top":
        listed = await browse.top(services, at.what, at.page)
        return write(f"list.top.{at.what}"), listed
    if at.kind == "saved":
        if at.what != str(context.user_id):
            raise NotAllowed("button.not_yours")
        return write("list.saved"), await browse.saved(services, context.user_id, at.page)
    if not at.what:
        return write("list.latest"), await browse.latest(services, None, at.page)
    tag = await follow.tag_numbered(services, _number(at.what))
    return write("list.tag", tag=tag.hashtag), await browse.latest(services, tag.key, at.page)


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 19):
        raise NotFound("button.stale")
    return int(written)


async def _tags(context: Context, page: int) -> OutgoingMessage:
    found = await browse.tags(context.services, page)
    shown = found[: browse.TAGS_PAGE]
    speech = context.chat_speech
    if not shown:
        return OutgoingMessage(html=speech.write("tags.none"))
    pages = _neighbours(ListButton("tags", page, ""), has_more=len(found) > len(shown))
    html = join([speech.write("tags.list"), tag_list(shown, context.gateway.username)], "\n\n")
    return OutgoingMessage(html=html, rows=turning(pages, speech))


def _neighbours(at: ListButton, *, has_more: bool) -> tuple[ListButton | None, ListButton | None]:
    before = ListButton(at.kind, at.page - 1, at.what) if at.page else None
    after = ListButton(at.kind, at.page + 1, at.what) if has_more else None
    return before, after
