"""The lists of /latest, /top, /search, /saved and /tags, and the buttons for their pages."""

from dataclasses import replace

from telegram import Message, MessageEntity, Update

from bot.actions import browse, follow
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.ids import ChatId, MessageId, parse_id
from bot.domain.pages import last_page
from bot.domain.tag import Tag
from bot.i18n.html import Html, bold, join, visible_text
from bot.presentation.buttons import SEARCHED_TAGS, ListButton
from bot.presentation.following import tag_list_message
from bot.presentation.lists import article_list_message
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
    """List the tags of all articles, or the tags that contain the words, with buttons to follow."""
    argument = SEARCHED_TAGS if context.args.strip() else ""
    await context.send(await _list(context, ListButton("tags", 0, argument), context.args.strip()))


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
    words = _search_words(message)
    page = await _list(context, button, words)
    context.answer_callback(query)
    if button.kind != "tags":
        await context.edit_message(query, page)
        return

    # A tap on a tag may be waiting to edit this message; the page shown last wins.
    async def render() -> OutgoingMessage:
        return page

    target = ChatId(message.chat.id), MessageId(message.message_id)
    context.message_edits.request(target, render)


async def list_found(context: Context, words: str) -> OutgoingMessage | None:
    """Return the first page of the articles that contain all the words; None: there is none."""
    button = ListButton("search", 0, "")
    _, (headlines, _) = await _fetch_page(context, button, words)
    return await _list(context, button, words) if headlines else None


async def list_tag(context: Context, tag: Tag) -> OutgoingMessage:
    """Return the first page of the newest articles with a tag."""
    return await _list(context, ListButton("latest", 0, str(tag.number)))


def _search_words(message: Message) -> str:
    """Return the words of a search; the first line of its list shows them in bold."""
    found = message.parse_entities([MessageEntity.BOLD])
    return next(iter(found.values()), "")


async def _list(context: Context, button: ListButton, words: str = "") -> OutgoingMessage:
    if button.kind == "tags":
        return await _tag_list(context, button, words)
    header, (headlines, total) = await _fetch_page(context, button, words)
    if button.page > (last := last_page(total, browse.PAGE)):  # articles were removed
        return await _list(context, replace(button, page=last), words)
    if not headlines:
        html = context.chat_translator.html
        if button.kind == "search":
            return OutgoingMessage(html=html("search.none", words=visible_text(header)))
        text_key = "top.none" if button.kind == "top" else "list.none"
        return OutgoingMessage(html=join([header, html(text_key)], "\n\n"))
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


async def _tag_list(context: Context, button: ListButton, words: str) -> OutgoingMessage:
    translator = context.chat_translator
    part = words if button.argument == SEARCHED_TAGS else ""
    found = await browse.tags(context.services, button.page, translator.language, part)
    if button.page and not found:  # tags were removed
        last = await browse.last_tags_page(context.services, part)
        return await _tag_list(context, replace(button, page=min(last, button.page - 1)), words)
    shown = found[: browse.TAGS_PAGE]
    if not shown and part:
        raise NotFound("tag.unknown", written=part)
    if not shown:
        return OutgoingMessage(html=translator.html("tags.none"))
    followed = await follow.followed_tags(context.services, context.chat.id)
    return tag_list_message(
        bold(part) if part else translator.html("tags.list"),
        shown,
        {tag.number for tag in followed},
        pages=_adjacent_pages(button, has_more=len(found) > len(shown)),
        has_toggles=not context.is_channel,
        bot_username=context.gateway.username,
        translator=translator,
    )


def _adjacent_pages(
    button: ListButton, *, has_more: bool
) -> tuple[ListButton | None, ListButton | None]:
    previous = ListButton(button.kind, button.page - 1, button.argument) if button.page else None
    following = ListButton(button.kind, button.page + 1, button.argument) if has_more else None
    return previous, following
