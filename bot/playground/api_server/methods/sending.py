"""Methods that send messages: text, rich messages, files, copies, forwards, chat actions."""

from dataclasses import replace

from bot.playground.api_server.errors import ApiError, Json, bad_request
from bot.playground.api_server.formatting.entities import Formatted
from bot.playground.api_server.formatting.keyboards import (
    check_chat_requests,
    check_web_app_place,
    reply_markup,
)
from bot.playground.api_server.formatting.links import check_link_preview
from bot.playground.api_server.formatting.parse_mode import caption_text, message_text
from bot.playground.api_server.methods.ephemeral import ephemeral_parameters, post_ephemeral
from bot.playground.api_server.methods.rich_messages import rich_content
from bot.playground.api_server.state.chat_access import (
    find_message,
    find_topic,
    readable_chat,
    replied_message,
    writable_chat,
)
from bot.playground.api_server.state.file_store import StoredFile, Upload, picture_type
from bot.playground.api_server.state.messages import CAPTION, SERVICE, Content, Message
from bot.playground.api_server.state.world import World

_CAPTION_ABOVE = "show_caption_above_media"
_ACTION_NAMES = """typing upload_photo record_video upload_video record_voice upload_voice
    upload_document choose_sticker find_location record_video_note upload_video_note"""
_ACTIONS = frozenset(_ACTION_NAMES.split())
_MAX_PHOTO = 10 * 1024 * 1024  # bytes


def send_message(world: World, request: Json) -> Json:
    """Send a text."""
    content = Content(
        formatted=message_text(request["text"], request.get("parse_mode"), request.get("entities")),
        link_preview_options=check_link_preview(request.get("link_preview_options")),
    )
    return _send(world, request, content).as_json()


def send_rich_message(world: World, request: Json) -> Json:
    """Send a rich message; before Bot API 10.1 the method does not exist."""
    if not world.options.knows_rich_messages:
        raise ApiError(404, "Not Found: method not found")
    return _send(world, request, rich_content(request["rich_message"])).as_json()


def send_document(world: World, request: Json) -> Json:
    """Send a file with a caption."""
    formatted = _caption(request)
    stored = _stored_file(world, request["document"])
    content = Content(kind=CAPTION, formatted=formatted, media={"document": stored.as_document()})
    return _send(world, request, content).as_json()


def send_photo(world: World, request: Json) -> Json:
    """Send a picture with a caption."""
    formatted = _caption(request)
    stored = _stored_file(world, request["photo"])
    if picture_type(stored.data) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if stored.size > _MAX_PHOTO:
        raise bad_request(f"file of size {stored.size} bytes is too big for a photo")
    media = with_caption_position({"photo": stored.as_photo()}, request)
    if request.get("has_spoiler"):
        media["has_media_spoiler"] = True
    content = Content(kind=CAPTION, formatted=formatted, media=media)
    return _send(world, request, content).as_json()


def copy_message(world: World, request: Json) -> Json:
    """Send a copy of a message; return only its id."""
    original = _source_message(world, request, "copy", "copied")
    content = replace(original.content, keyboard=None)
    if request.get("caption") is not None and content.kind == CAPTION:
        media = with_caption_position(content.media, request)
        content = replace(content, formatted=_caption(request), media=media)
    elif request.get("show_caption_above_media") and content.kind == CAPTION:
        content = replace(content, media=with_caption_position(content.media, request))
    return {"message_id": _send(world, request, content).message_id}


def forward_message(world: World, request: Json) -> Json:
    """Forward a message with its origin."""
    original = _source_message(world, request, "forward", "forwarded")
    content = replace(original.content, keyboard=None)
    return _send(world, request, content, {"forward_origin": forward_origin(original)}).as_json()


def _source_message(world: World, request: Json, action: str, participle: str) -> Message:
    """Return the message to copy or forward."""
    source_chat = readable_chat(world, request["from_chat_id"])
    original = find_message(source_chat, request["message_id"], action)
    if original.content.kind == SERVICE or original.is_protected:
        raise bad_request(f"message can't be {participle}")
    return original


def with_caption_position(media: Json, request: Json) -> Json:
    """Return media with the caption above or below, as the request says."""
    shown = {name: value for name, value in media.items() if name != _CAPTION_ABOVE}
    return {**shown, _CAPTION_ABOVE: True} if request.get(_CAPTION_ABOVE) else shown


def forward_origin(message: Message) -> Json:
    """Return the MessageOrigin for a forward of a message."""
    if "forward_origin" in message.extra:
        origin: Json = message.extra["forward_origin"]
        return origin
    if message.sender_chat is not None:
        chat = message.sender_chat
        if chat.type == "channel":
            return {
                "type": "channel",
                "date": message.date,
                "chat": chat.as_json(),
                "message_id": message.message_id,
            }
        return {"type": "chat", "date": message.date, "sender_chat": chat.as_json()}
    sender = message.sender.json if message.sender else {}
    return {"type": "user", "date": message.date, "sender_user": sender}


def send_chat_action(world: World, request: Json) -> bool:
    """Record a chat action such as `typing`."""
    if request["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(world, request["chat_id"])
    find_topic(world, chat, request.get("message_thread_id"))
    chat.actions.append(request["action"])
    chat.acted_after = chat.last_message_id
    return True


def _send(world: World, request: Json, content: Content, extra: Json | None = None) -> Message:
    """Post the bot's message to the request's chat, or show it to one member."""
    if ephemeral_parameters(world, request) is not None:
        return post_ephemeral(world, request, content)
    keyboard, other = reply_markup(request.get("reply_markup"))
    chat = writable_chat(world, request["chat_id"])
    if other is not None and chat.type == "channel":
        raise bad_request("reply keyboards can't be sent to a channel")
    check_web_app_place(keyboard, chat.type)
    check_chat_requests(other, chat.type)
    topic = find_topic(world, chat, request.get("message_thread_id"))
    reply_to = replied_message(world, chat, request.get("reply_parameters"))
    is_post = chat.type == "channel"
    extra = dict(extra or {})
    if request.get("protect_content"):
        extra["has_protected_content"] = True
    message = world.post(
        chat,
        replace(content, keyboard=keyboard) if keyboard else content,
        sender=None if is_post else world.bot,
        sender_chat=chat if is_post else None,
        topic=topic,
        reply_to=reply_to,
        extra=extra,
    )
    message.other_markup = other
    message.is_silent = bool(request.get("disable_notification"))
    return message


def _caption(request: Json) -> Formatted:
    return caption_text(
        request.get("caption"), request.get("parse_mode"), request.get("caption_entities")
    )


def _stored_file(world: World, file: Upload | str) -> StoredFile:
    """Return the file of a request: an upload, or a stored file by its id."""
    return world.files.upload(file) if isinstance(file, Upload) else world.files.get(file)
