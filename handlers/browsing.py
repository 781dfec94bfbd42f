"""The lists of /latest, /top, /search, /saved and /tags, and the buttons for their pages."""

from telegram import Message, MessageEntity, Update

from bot.actions import browse, follow
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.ids import parse_id
from bot.i18n.html import Html, bold, join
from bot.presentation.buttons import ListButton
from bot.presentation.lists import article_list_message, page_row, tag_list_html
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.truncate import truncate
from handlers.callback_message import message_of_query
from handlers.context import Context, callback_data_of, callback_query_of
from handlers.private import private_only, send_private_link

_QUOTES = '"“”«»'


async def latest(update: Update, context: Context) -> None:
    """List the newest articles, or the newest of a named tag."""
    tag_number = ""
    if context.args.strip():
        name = context.args.strip().strip(_QUOTES)
        tag = await follow.find_tag(context.services, name)
        if tag is None:
            raise NotFound("tag.unknown", written=name)
        tag_number = str(tag.number)
    await context.send(await _list(context, ListButton("latest", 0, tag_number)))


async def top(update: Update, context: Context) -> None:
    """List the best articles of a period."""
    period = context.args.strip().lower() or "week"
    await context.send(await _list(context, ListButton("top", 0, period)))


async def search(update: Update, context: Context) -> None:
    """List the articles that contain all the words."""
    await context.send(await _list(context, ListButton("search", 0, ""), context.args))


@private_only("saved")
async def saved(update: Update, context: Context) -> None:
    """List the articles that the sender has saved."""
    await context.send(await _list(context, ListButton("saved", 0, str(context.user_id))))


async def tags(update: Update, context: Context) -> None:
    """List the tags of all articles."""
    await context.send(await _list(context, ListButton("tags", 0, "")))


async def change_page(update: Update, context: Context) -> None:
    """Show the page of a list that the button names."""
    query = callback_query_of(update)
    message = message_of_query(query)
    if message is None:
        raise NotFound("button.stale")
    button = ListButton.decode(callback_data_of(update))
    if button.kind == "saved" and not context.is_private:
        await send_private_link(update, context, "saved")
        return
    page = await _list(context, button, _search_words(message))
    context.answer_callback(query)
    await context.edit_message(query, page)


def _search_words(message: Message) -> str:
    """Return the words of a search; the first line of its list shows them in bold."""
    found = message.parse_entities([MessageEntity.BOLD])
    return next(iter(found.values()), "")


async def _list(context: Context, button: ListButton, words: str = "") -> OutgoingMessage:
    if button.kind == "tags":
        return await _tag_list(context, button.page)
    header, (headlines, total) = await _fetch_page(context, button, words)
    if not headlines:
        text_key = "top.none" if button.kind == "top" else "list.none"
        return OutgoingMessage(html=join([header, context.chat_translator.html(text_key)], "\n\n"))
    return article_list_message(
        header,
        headlines,
        pages=_adjacent_pages(button, has_more=total > (button.page + 1) * browse.PAGE),
        bot_username=context.gateway.username,
        translator=context.chat_translator,
    )


async def _fetch_page(
    context: Context, button: ListButton, words: str
) -> tuple[Html, browse.ArticlePage]:
    services, html = context.services, context.chat_translator.html
    if button.kind == "search":
        words = truncate(" ".join(words.split()), browse.WORDS_MAX)
        return bold(words), await browse.search(services, words, button.page)
    if button.kind == "top":
        listed = await browse.top(services, button.argument, button.page)
        return html(f"list.top.{button.argument}"), listed
    if button.kind == "saved":
        if button.argument != str(context.user_id):
            raise NotAllowed("button.not_yours")
        return html("list.saved"), await browse.saved(services, context.user_id, button.page)
    if not button.argument:
        return html("list.latest"), await browse.latest(services, None, button.page)
    tag = await follow.get_tag(services, _tag_number(button.argument))
    return html("list.tag", tag=tag.hashtag), await browse.latest(services, tag.key, button.page)


def _tag_number(argument: str) -> int:
    number = parse_id(argument, int)
    if number is None:
        raise NotFound("button.stale")
    return number


async def _tag_list(context: Context, page: int) -> OutgoingMessage:
    found = await browse.tags(context.services, page)
    shown = found[: browse.TAGS_PAGE]
    translator = context.chat_translator
    if not shown:
        return OutgoingMessage(html=translator.html("tags.none"))
    pages = _adjacent_pages(ListButton("tags", page, ""), has_more=len(found) > len(shown))
    html = join(
        [translator.html("tags.list"), tag_list_html(shown, context.gateway.username)], "\n\n"
    )
    return OutgoingMessage(html=html, rows=page_row(pages, translator))


def _adjacent_pages(
    button: ListButton, *, has_more: bool
) -> tuple[ListButton | None, ListButton | None]:
    previous = ListButton(button.kind, button.page - 1, button.argument) if button.page else None
    following = ListButton(button.kind, button.page + 1, button.argument) if has_more else None
    return previous, following
