"""Ephemeral messages (Bot API 10.2): one member of a group sees them."""

from dataclasses import replace

from bot.playground.api_server.errors import (
    NOT_MODIFIED,
    QUERY_TOO_OLD,
    ApiError,
    Json,
    bad_request,
)
from bot.playground.api_server.formatting.keyboards import inline_keyboard
from bot.playground.api_server.formatting.links import check_link_preview
from bot.playground.api_server.formatting.parse_mode import message_text
from bot.playground.api_server.methods.rich_messages import rich_content
from bot.playground.api_server.state.chat_access import find_topic, writable_chat
from bot.playground.api_server.state.chats import GROUP, SUPERGROUP, Chat
from bot.playground.api_server.state.messages import Content, Message
from bot.playground.api_server.state.world import World


def ephemeral_parameters(world: World, request: Json) -> Json | None:
    """Return the EphemeralMessageParameters; a server before Bot API 10.2 ignores them."""
    given: Json | None = request.get("ephemeral_message_parameters")
    return given if world.options.knows_ephemeral_messages else None


def post_ephemeral(world: World, request: Json, content: Content) -> Message:
    """Show the bot's message to one member of the chat.

    Raises:
        ApiError: 400, the chat is not a group, lacks the receiver, or the query does not fit.
    """
    given = request["ephemeral_message_parameters"]
    chat = writable_chat(world, request["chat_id"])
    if chat.type not in {GROUP, SUPERGROUP}:
        raise bad_request("ephemeral messages can be sent only to groups and supergroups")
    receiver = world.users.get(given["receiver_user_id"])
    if receiver is None or not chat.member(receiver).is_in:
        raise bad_request("USER_NOT_PARTICIPANT")
    replaced = _replaced_message(world, chat, given)
    message = Message(
        chat=chat,
        message_id=0,
        date=world.clock.date(),
        content=replace(content, keyboard=inline_keyboard(request.get("reply_markup"))),
        sender=world.bot,
        ephemeral_id=max(chat.ephemeral, default=0) + 1,
        receiver=receiver,
        in_place_of=replaced,
        shown_after=chat.last_message_id,
    )
    topic = find_topic(world, chat, request.get("message_thread_id"))
    if topic is not None:
        message.thread_id, message.is_topic_message = topic.thread_id, True
    chat.ephemeral[message.ephemeral_id or 0] = message
    world.changes.notify()
    return message


def _replaced_message(world: World, chat: Chat, given: Json) -> Message | None:
    """Return the message that the receiver no longer sees; None if there is none."""
    is_replacing = bool(given.get("replace_callback_query_message"))
    query_id = given.get("callback_query_id")
    if query_id is None:
        if is_replacing:
            raise bad_request("callback query is not specified")
        return None
    query = world.callback_queries.get(query_id)
    is_here = query is not None and query.message.chat is chat
    if query is None or not is_here or query.user.id != given["receiver_user_id"]:
        raise bad_request(QUERY_TOO_OLD)
    if is_replacing and query.message.ephemeral_id is not None:
        raise bad_request("message can't be replaced")
    return query.message if is_replacing else None


def edit_ephemeral_message_text(world: World, request: Json) -> bool:
    """Replace the text of an ephemeral message."""
    message = _find(world, request, "edit")
    if request.get("rich_message") is not None:
        content = rich_content(request["rich_message"])
    else:
        text = request.get("text", "")
        content = Content(
            formatted=message_text(text, request.get("parse_mode"), request.get("entities")),
            link_preview_options=check_link_preview(request.get("link_preview_options")),
        )
    keyboard = inline_keyboard(request.get("reply_markup"))
    return _edit(world, message, replace(content, keyboard=keyboard))


def edit_ephemeral_message_reply_markup(world: World, request: Json) -> bool:
    """Replace or remove the keyboard of an ephemeral message."""
    message = _find(world, request, "edit")
    keyboard = inline_keyboard(request.get("reply_markup"))
    return _edit(world, message, replace(message.content, keyboard=keyboard))


def delete_ephemeral_message(world: World, request: Json) -> bool:
    """Delete an ephemeral message; the receiver sees the replaced message again."""
    message = _find(world, request, "delete")
    message.is_deleted = True
    world.changes.notify()
    return True


def _edit(world: World, message: Message, content: Content) -> bool:
    if content == message.content:
        raise bad_request(NOT_MODIFIED)
    message.edit(content, world.clock.date())
    world.changes.notify()
    return True


def _find(world: World, request: Json, action: str) -> Message:
    if not world.options.knows_ephemeral_messages:
        raise ApiError(404, "Not Found: method not found")
    chat = writable_chat(world, request["chat_id"])
    message = chat.ephemeral.get(request["ephemeral_message_id"])
    is_receiver = (
        message is not None
        and message.receiver is not None
        and message.receiver.id == request["receiver_user_id"]
    )
    if message is None or message.is_deleted or not is_receiver:
        raise bad_request(f"message to {action} not found")
    return message
