"""Parse and check the parameters of each Bot API method (Bot API 10.3).

The table has the format of the tables in `objects.py`.
"""

import json
import re
from typing import Any

from bot.playground.api_server.errors import (
    QUERY_TOO_OLD,
    ApiError,
    Json,
    bad_request,
    not_supported,
)
from bot.playground.api_server.schema.objects import check, fields_of
from bot.playground.api_server.state.file_store import Upload

_TARGET = "chat_id*:chat message_thread_id:int"
_POST = f"""{_TARGET} disable_notification:bool protect_content:bool allow_paid_broadcast:bool
    -message_effect_id:str reply_parameters:ReplyParameters reply_markup:ReplyMarkup
    -business_connection_id:str -direct_messages_topic_id:int -suggested_post_parameters:any"""
_SEND = f"{_POST} -ephemeral_message_parameters:any"
_SEND_TO_ONE = f"{_POST} ephemeral_message_parameters:EphemeralMessageParameters"
_CAPTION = "caption:str parse_mode:str caption_entities:[MessageEntity]"
_EPHEMERAL = "chat_id*:chat receiver_user_id*:int ephemeral_message_id*:int"
_EDIT = """chat_id:chat message_id:int inline_message_id:str
    reply_markup:InlineKeyboardMarkup
    -business_connection_id:str"""

_TABLE = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:strs",
    "setWebhook": """url*:str -certificate:file -ip_address:str max_connections:int
        allowed_updates:strs drop_pending_updates:bool secret_token:str""",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": f"""{_SEND_TO_ONE} text*:str parse_mode:str entities:[MessageEntity]
        link_preview_options:LinkPreviewOptions""",
    "sendRichMessage": f"{_SEND_TO_ONE} rich_message*:InputRichMessage",
    "sendDocument": f"""{_SEND} {_CAPTION} document*:file -thumbnail:file
        disable_content_type_detection:bool""",
    "sendPhoto": f"""{_SEND} {_CAPTION} photo*:file show_caption_above_media:bool
        has_spoiler:bool""",
    "copyMessage": f"""{_SEND} {_CAPTION} from_chat_id*:chat message_id*:int
        show_caption_above_media:bool -video_start_timestamp:int""",
    "forwardMessage": f"""{_TARGET} from_chat_id*:chat message_id*:int disable_notification:bool
        protect_content:bool -message_effect_id:str -direct_messages_topic_id:int
        -suggested_post_parameters:any -video_start_timestamp:int""",
    "sendChatAction": f"{_TARGET} action*:str -business_connection_id:str",
    "editMessageText": f"""{_EDIT} text:str parse_mode:str entities:[MessageEntity]
        link_preview_options:LinkPreviewOptions rich_message:InputRichMessage""",
    "editMessageCaption": f"{_EDIT} {_CAPTION} show_caption_above_media:bool",
    "editMessageReplyMarkup": _EDIT,
    "editEphemeralMessageText": f"""{_EPHEMERAL} text:str parse_mode:str
        entities:[MessageEntity] link_preview_options:LinkPreviewOptions
        rich_message:InputRichMessage reply_markup:InlineKeyboardMarkup""",
    "editEphemeralMessageReplyMarkup": f"{_EPHEMERAL} reply_markup:InlineKeyboardMarkup",
    "deleteEphemeralMessage": _EPHEMERAL,
    "deleteMessage": "chat_id*:chat message_id*:int",
    "deleteMessages": "chat_id*:chat message_ids*:ints",
    "pinChatMessage": """chat_id*:chat message_id*:int disable_notification:bool
        -business_connection_id:str""",
    "unpinChatMessage": "chat_id*:chat message_id:int -business_connection_id:str",
    "setMessageReaction": "chat_id*:chat message_id*:int reaction:[ReactionType] is_big:bool",
    "answerCallbackQuery": """callback_query_id*:str text:str show_alert:bool url:str
        cache_time:int""",
    "answerInlineQuery": """inline_query_id*:str results*:[InlineQueryResult] cache_time:int
        is_personal:bool next_offset:str button:InlineQueryResultsButton""",
    "answerGuestQuery": "guest_query_id*:str result*:InlineQueryResult",
    "setMyCommands": "commands*:[BotCommand] scope:BotCommandScope language_code:str",
    "getMyCommands": "scope:BotCommandScope language_code:str",
    "deleteMyCommands": "scope:BotCommandScope language_code:str",
    "setMyName": "name:str language_code:str",
    "getMyName": "language_code:str",
    "setMyDescription": "description:str language_code:str",
    "getMyDescription": "language_code:str",
    "setMyShortDescription": "short_description:str language_code:str",
    "getMyShortDescription": "language_code:str",
    "getFile": "file_id*:str",
    "getChat": "chat_id*:chat",
    "getChatMember": "chat_id*:chat user_id*:int",
    "getChatAdministrators": "chat_id*:chat return_bots:bool",
    "getChatMemberCount": "chat_id*:chat",
    "leaveChat": "chat_id*:chat",
}
_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "from_chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "callback_query_id": QUERY_TOO_OLD,
    "inline_query_id": QUERY_TOO_OLD,
    "guest_query_id": QUERY_TOO_OLD,
    "file_id": "file_id not specified",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "result": "result isn't specified",
    "user_id": "invalid user_id specified",
}
_INTEGER = re.compile(r"[+-]?\d{1,19}")
_TRUE = frozenset({"true", "True", "1", "yes"})
_FALSE = frozenset({"false", "False", "0", "no", ""})


METHODS = {name: fields_of(line) for name, line in _TABLE.items()}
_REQUIRED = {
    name: [parameter.name for parameter in parameters.values() if parameter.is_required]
    for name, parameters in METHODS.items()
}


def read_parameters(method: str, raw: Json, read: Json, breaks: list[str]) -> None:
    """Parse a request's parameters into their types.

    Args:
        method: the method's name as in the documentation.
        raw: raw values: strings, uploads, or values of a JSON body.
        read: receives the parameters, also those parsed before an error.
        breaks: receives mistakes that the real Telegram would ignore.

    Raises:
        ApiError: 400, a value does not fit its type or a required one is missing.
    """
    known = METHODS[method]
    attached: set[str] = set()
    for name, value in raw.items():
        parameter = known.get(name)
        if parameter is None or value is None:
            continue
        if not parameter.is_supported:
            raise not_supported(f"parameter {name}")
        if isinstance(value, str) and value.startswith("attach://"):
            attached.add(value.removeprefix("attach://"))
            value = raw.get(value.removeprefix("attach://"), value)
        if reader := _READERS.get(parameter.type):
            read[name] = reader(name, value, breaks)
        else:
            warnings: list[str] = []
            read[name] = _structured(parameter.type, name, value, warnings)
            breaks.extend(f"{method}: {note}" for note in warnings)
    unknown = [name for name in raw if name not in known and name not in attached]
    breaks.extend(f"{method}: unknown parameter {name!r}" for name in unknown)
    for name in _REQUIRED[method]:
        if name not in read:
            raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))


def _type_error(name: str, kind: str) -> ApiError:
    return bad_request(f'field "{name}" must be of type {kind}')


def _integer(name: str, value: Any, breaks: list[str]) -> int:
    if isinstance(value, bool):
        raise _type_error(name, "Number")
    if isinstance(value, int):
        return value
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        breaks.append(f"{name}: {value!r} is not an Integer")
        return int(value)
    raise _type_error(name, "Number")


def _chat(name: str, value: Any, breaks: list[str]) -> int | str:
    if isinstance(value, str) and value.strip().startswith("@"):
        return value.strip()
    try:
        return _integer(name, value, breaks)
    except ApiError:
        raise bad_request("chat not found") from None


def _string(name: str, value: Any, breaks: list[str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Upload):
        raise _type_error(name, "String")
    if isinstance(value, bool | int | float):
        breaks.append(f"{name}: {value!r} is not a String")
        return str(value)
    raise _type_error(name, "String")


def _boolean(name: str, value: Any, breaks: list[str]) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value)
    if text in _TRUE or text in _FALSE:
        if not isinstance(value, str):
            breaks.append(f"{name}: {value!r} is not a Boolean")
        return text in _TRUE
    raise _type_error(name, "Boolean")


def _decode_json(name: str, value: Any) -> Any:
    """Return a parameter's JSON value; it may come as text or decoded in a JSON body."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        label = name.replace("_", " ")
        raise bad_request(f"can't parse {label} JSON object") from None


def _structured(kind: str, name: str, value: Any, warnings: list[str]) -> Any:
    """Return an object or an Array of objects, checked with all nested fields."""
    read = _objects(name, value) if kind.startswith("[") else _object(name, value)
    if read is not None:
        check(kind, read, name, warnings)
    return read


def _object(name: str, value: Any) -> Json | None:
    decoded = _decode_json(name, value) if value != "" else None
    if decoded is not None and not isinstance(decoded, dict):
        raise bad_request(f"object expected as {name.replace('_', ' ')}")
    return decoded


def _array(name: str, value: Any) -> list[Any]:
    decoded = _decode_json(name, value) if value != "" else []
    if not isinstance(decoded, list):
        raise bad_request(f"expected an Array of {name.replace('_', ' ')}")
    return decoded


def _objects(name: str, value: Any) -> list[Json]:
    items = _array(name, value)
    if not all(isinstance(item, dict) for item in items):
        raise bad_request(f"expected an Array of objects as {name}")
    return items


def _integers(name: str, value: Any, breaks: list[str]) -> list[int]:
    return [_integer(name, item, breaks) for item in _array(name, value)]


def _strings(name: str, value: Any, breaks: list[str]) -> list[str]:
    items = _array(name, value)
    if not all(isinstance(item, str) for item in items):
        raise _type_error(name, "Array of String")
    return items


def _file(name: str, value: Any, breaks: list[str]) -> Upload | str:
    if isinstance(value, Upload):
        return value
    text = _string(name, value, breaks)
    if text.startswith("attach://"):
        raise bad_request(f"file {text.removeprefix('attach://')!r} isn't attached")
    if text.startswith(("http://", "https://")):
        raise not_supported("sending a file by its address")
    return text


_READERS = {
    "int": _integer,
    "chat": _chat,
    "str": _string,
    "bool": _boolean,
    "ints": _integers,
    "strs": _strings,
    "file": _file,
}
