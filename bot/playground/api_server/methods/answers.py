"""Methods that answer queries: answerCallbackQuery, answerInlineQuery, answerGuestQuery."""

from bot.playground.api_server.errors import QUERY_TOO_OLD, Json, bad_request, not_supported
from bot.playground.api_server.formatting.keyboards import inline_keyboard
from bot.playground.api_server.formatting.links import check_link_preview
from bot.playground.api_server.formatting.parse_mode import message_text
from bot.playground.api_server.methods.rich_messages import rich_content
from bot.playground.api_server.state.messages import Content, Message
from bot.playground.api_server.state.queries import CallbackAnswer, InlineAnswer, InlineResult
from bot.playground.api_server.state.world import World

_MAX_RESULTS = 50
_MAX_TOAST = 200  # characters
_MAX_ID = 64  # bytes
_DEFAULT_CACHE_TIME = 300  # seconds


def answer_callback_query(world: World, request: Json) -> bool:
    """Answer a callback query, with a toast or an alert if there is a text."""
    text = request.get("text", "")
    if len(text) > _MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    url = request.get("url") or None
    if url and not url.startswith((f"https://t.me/{world.bot.username}?", "tg://resolve?")):
        raise bad_request("URL_INVALID")
    query = world.callback_queries.get(request["callback_query_id"])
    if query is None or not world.is_answerable(query):
        raise bad_request(QUERY_TOO_OLD)
    query.answer = CallbackAnswer(
        text=text,
        show_alert=request.get("show_alert", False),
        url=url,
        cache_time=request.get("cache_time", 0),
        after=world.clock.monotonic() - query.asked_at,
    )
    world.changes.notify()
    return True


def answer_inline_query(world: World, request: Json) -> bool:
    """Answer an inline query with results."""
    items = request["results"]
    if len(items) > _MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    results = tuple(_inline_result(item) for item in items)
    if len({result.id for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = request.get("next_offset", "")
    if len(next_offset.encode()) > _MAX_ID:
        raise bad_request("NEXT_OFFSET_INVALID")
    button = request.get("button")
    if button is not None:
        _check_button(button)
    query = world.inline_queries.get(request["inline_query_id"])
    if query is None or not world.is_answerable(query):
        raise bad_request(QUERY_TOO_OLD)
    query.answer = InlineAnswer(
        results=results,
        cache_time=request.get("cache_time", _DEFAULT_CACHE_TIME),
        is_personal=request.get("is_personal", False),
        next_offset=next_offset,
        button=button,
        raw=request,
    )
    world.changes.notify()
    return True


def answer_guest_query(world: World, request: Json) -> Json:
    """Answer a mention in a chat where the bot is not a member."""
    result = _inline_result(request["result"])
    query = world.guest_queries.get(request["guest_query_id"])
    if query is None or not world.is_answerable(query):
        raise bad_request(QUERY_TOO_OLD)
    chat = world.chats[query.message.chat.id]
    caller = query.message.sender
    extra = {"guest_bot_caller_user": caller.json} if caller else {}
    answer = world.post(chat, result.content, sender=world.bot, reply_to=query.message, extra=extra)
    query.answer = answer
    return {"inline_message_id": register_inline_message(world, answer)}


def register_inline_message(world: World, message: Message) -> str:
    """Give a message an inline_message_id, with which the bot can edit it in any chat."""
    inline_id = f"BAAAAAAA{world.next_query_id()[-12:]}"
    message.inline_message_id = inline_id
    world.inline_messages[inline_id] = message
    return inline_id


def _inline_result(item: Json) -> InlineResult:
    """Return one inline result; only articles are supported."""
    result_id, title = item["id"], item["title"]
    if not 1 <= len(result_id.encode()) <= _MAX_ID:
        raise bad_request("RESULT_ID_INVALID")
    if not title.strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = _content(item["input_message_content"], item.get("reply_markup"))
    return InlineResult(
        id=result_id, title=title, description=item.get("description"), content=content, raw=item
    )


def _content(given: Json, markup: Json | None) -> Content:
    """Return the content of the message that a result sends."""
    keyboard = inline_keyboard(markup)
    if "rich_message" in given:
        rich = rich_content(given["rich_message"])
        return Content(
            kind=rich.kind, formatted=rich.formatted, media=rich.media, keyboard=keyboard
        )
    if "message_text" not in given:
        raise not_supported("inline query results that are not text")
    formatted = message_text(given["message_text"], given.get("parse_mode"), given.get("entities"))
    return Content(
        formatted=formatted,
        keyboard=keyboard,
        link_preview_options=check_link_preview(given.get("link_preview_options")),
    )


def _check_button(button: Json) -> None:
    if not button["text"]:
        raise bad_request("can't parse inline query results button: Can't find field \"text\"")
    actions = [name for name in ("start_parameter", "web_app") if button.get(name) is not None]
    if len(actions) != 1:
        raise bad_request(
            "can't parse inline query results button: InlineQueryResultsButton must have exactly "
            "one optional field"
        )
    parameter = button.get("start_parameter")
    if parameter is not None:
        allowed = parameter.replace("-", "").replace("_", "")
        if not 1 <= len(parameter) <= 64 or not (allowed.isalnum() and allowed.isascii()):
            raise bad_request("START_PARAM_INVALID")
