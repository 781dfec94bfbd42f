"""Methods that edit, delete and pin messages."""

from dataclasses import replace

from bot.playground.api_server.errors import NOT_MODIFIED, Json, bad_request
from bot.playground.api_server.formatting.keyboards import check_web_app_place, inline_keyboard
from bot.playground.api_server.formatting.links import check_link_preview
from bot.playground.api_server.formatting.parse_mode import caption_text, message_text
from bot.playground.api_server.methods.rich_messages import rich_content
from bot.playground.api_server.methods.sending import with_caption_position
from bot.playground.api_server.state.chat_access import find_message, may_manage, writable_chat
from bot.playground.api_server.state.chats import CHANNEL, PRIVATE, Chat
from bot.playground.api_server.state.messages import CAPTION, RICH, SERVICE, TEXT, Content, Message
from bot.playground.api_server.state.world import World

_MAX_DELETE_AGE = 48 * 3600  # seconds since the message was sent
_MAX_DELETED = 100  # messages in one request


def edit_message_text(world: World, request: Json) -> Json | bool:
    """Replace a text with another text or a rich message."""
    if request.get("rich_message") is not None:
        if request.get("text") is not None:
            raise bad_request("text and rich_message can't be used together")
        content = rich_content(request["rich_message"])
    else:
        content = Content(
            formatted=message_text(
                request.get("text", ""), request.get("parse_mode"), request.get("entities")
            ),
            link_preview_options=check_link_preview(request.get("link_preview_options")),
        )
    keyboard = inline_keyboard(request.get("reply_markup"))
    message = _editable_message(world, request)
    if message.content.kind not in {TEXT, RICH}:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, message, replace(content, keyboard=keyboard))


def edit_message_caption(world: World, request: Json) -> Json | bool:
    """Replace the caption of a file."""
    formatted = caption_text(
        request.get("caption"), request.get("parse_mode"), request.get("caption_entities")
    )
    keyboard = inline_keyboard(request.get("reply_markup"))
    message = _editable_message(world, request)
    if message.content.kind != CAPTION:
        raise bad_request("there is no caption in the message to edit")
    media = with_caption_position(message.content.media, request)
    content = replace(message.content, formatted=formatted, keyboard=keyboard, media=media)
    return _edit(world, message, content)


def edit_message_reply_markup(world: World, request: Json) -> Json | bool:
    """Replace or remove the inline keyboard of a message."""
    keyboard = inline_keyboard(request.get("reply_markup"))
    message = _editable_message(world, request)
    return _edit(world, message, replace(message.content, keyboard=keyboard), is_hidden=True)


def _editable_message(world: World, request: Json) -> Message:
    """Return the message to edit, if the bot may edit it."""
    inline_id = request.get("inline_message_id")
    if inline_id:
        message = world.inline_messages.get(inline_id)
        if message is None or message.is_deleted:
            raise bad_request("MESSAGE_ID_INVALID")
        return message
    if "chat_id" not in request:
        raise bad_request("chat_id is empty")
    if not request.get("message_id"):
        raise bad_request("message identifier is not specified")
    chat = writable_chat(world, request["chat_id"])
    message = find_message(chat, request["message_id"], "edit")
    is_own = message.sender == world.bot and message.via_bot is None
    if chat.type == CHANNEL:
        is_own = may_manage(world, chat, "can_edit_messages") or is_own
    if not is_own or "forward_origin" in message.extra or message.content.kind == SERVICE:
        raise bad_request("message can't be edited")
    return message


def _edit(
    world: World, message: Message, content: Content, *, is_hidden: bool = False
) -> Json | bool:
    """Replace the content; an equal content gets the error "not modified"."""
    check_web_app_place(content.keyboard, message.chat.type)
    if content == message.content:
        raise bad_request(NOT_MODIFIED)
    message.edit(content, world.clock.date(), is_hidden=is_hidden)
    world.changes.notify()
    return True if message.inline_message_id is not None else message.as_json()


def delete_message(world: World, request: Json) -> bool:
    """Delete one message."""
    chat = writable_chat(world, request["chat_id"])
    message = find_message(chat, request["message_id"], "delete")
    if not _may_delete(world, chat, message):
        raise bad_request("message can't be deleted for everyone")
    message.is_deleted = True
    world.changes.notify()
    return True


def delete_messages(world: World, request: Json) -> bool:
    """Delete up to 100 messages; deleted or undeletable ones are skipped."""
    ids = request["message_ids"]
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > _MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    chat = writable_chat(world, request["chat_id"])
    for message_id in ids:
        message = chat.log.get(message_id)
        if message is not None and _may_delete(world, chat, message):
            message.is_deleted = True
    world.changes.notify()
    return True


def _may_delete(world: World, chat: Chat, message: Message) -> bool:
    if world.clock.now() - message.date > _MAX_DELETE_AGE:
        return False
    is_own = message.sender == world.bot and message.via_bot is None
    if chat.type == PRIVATE or is_own:
        return True
    return may_manage(world, chat, "can_delete_messages")


def pin_chat_message(world: World, request: Json) -> bool:
    """Pin a message."""
    chat = writable_chat(world, request["chat_id"])
    message = find_message(chat, request["message_id"], "pin")
    _check_pin(world, chat)
    if message.message_id not in chat.pinned:
        chat.pinned.append(message.message_id)
        note = Content(kind=SERVICE, media={"pinned_message": message.as_json(with_reply=False)})
        world.post(chat, note, sender=None if chat.type == CHANNEL else world.bot)
    return True


def unpin_chat_message(world: World, request: Json) -> bool:
    """Unpin a message; without an id the newest pinned one."""
    chat = writable_chat(world, request["chat_id"])
    _check_pin(world, chat)
    message_id = request.get("message_id", chat.pinned[-1] if chat.pinned else 0)
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    world.changes.notify()
    return True


def _check_pin(world: World, chat: Chat) -> None:
    right = "can_edit_messages" if chat.type == CHANNEL else "can_pin_messages"
    if chat.type != PRIVATE and not may_manage(world, chat, right):
        raise bad_request("not enough rights to manage pinned messages in the chat")
