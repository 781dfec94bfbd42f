"""Check Bot API objects in parameters against tables of their fields (Bot API 10.3).

An entry of the tables is `name:type`; `*` marks a required field and `-` a field of Telegram's
that this server refuses. A type is `int`, `str`, `bool`, `float`, `any`, an object of the tables,
an Array `[type]`, one of several types `type|type`, or one of a few words `left/center/right`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.api_server.errors import ApiError, Json, bad_request, not_supported

_MAX_DEPTH = 100  # nested fields and array items
_ACTIONS = """url:str callback_data:str web_app:WebAppInfo login_url:LoginUrl
    switch_inline_query:str switch_inline_query_current_chat:str
    switch_inline_query_chosen_chat:SwitchInlineQueryChosenChat copy_text:CopyTextButton
    disabled:DisabledButton"""
_OBJECTS = {
    "LinkPreviewOptions": """is_disabled:bool url:str prefer_small_media:bool
        prefer_large_media:bool show_above_text:bool""",
    "ReplyParameters": """message_id*:int chat_id:int|str allow_sending_without_reply:bool
        -quote:str -quote_parse_mode:str -quote_entities:[MessageEntity] -quote_position:int
        -ephemeral_message_id:int -checklist_task_id:int -poll_option_id:str""",
    "EphemeralMessageParameters": """receiver_user_id*:int callback_query_id:str
        replace_callback_query_message:bool""",
    "MessageEntity": """type*:str offset*:int length*:int url:str user:User language:str
        custom_emoji_id:str unix_time:int date_time_format:str""",
    "User": """id*:int is_bot:bool first_name:str last_name:str username:str language_code:str
        is_premium:bool added_to_attachment_menu:bool can_join_groups:bool
        can_read_all_group_messages:bool supports_guest_queries:bool supports_inline_queries:bool
        can_connect_to_business:bool has_main_web_app:bool has_topics_enabled:bool
        allows_users_to_create_topics:bool can_manage_bots:bool
        supports_join_request_queries:bool""",
    "BotCommand": "command*:str description*:str is_ephemeral:bool",
    "InlineKeyboardMarkup": "inline_keyboard*:[[InlineKeyboardButton]] force_reply:bool",
    "InlineKeyboardButton": f"""text*:str icon_custom_emoji_id:str style:str {_ACTIONS}
        -callback_game:CallbackGame -pay:bool""",
    "WebAppInfo": "url*:str",
    "LoginUrl": "url*:str forward_text:str bot_username:str request_write_access:bool",
    "SwitchInlineQueryChosenChat": """query:str allow_user_chats:bool allow_bot_chats:bool
        allow_group_chats:bool allow_channel_chats:bool""",
    "CopyTextButton": "text*:str",
    "CallbackGame": "",
    "DisabledButton": "",
    "ReplyKeyboardMarkup": """keyboard*:[[str|KeyboardButton]] is_persistent:bool
        resize_keyboard:bool one_time_keyboard:bool input_field_placeholder:str selective:bool
        force_reply:bool""",
    "KeyboardButton": """text*:str icon_custom_emoji_id:str style:str request_users:any
        request_chat:KeyboardButtonRequestChat request_managed_bot:any request_contact:bool
        request_location:bool request_poll:any web_app:WebAppInfo""",
    "KeyboardButtonRequestChat": """request_id*:int chat_is_channel*:bool chat_is_forum:bool
        chat_has_username:bool chat_is_created:bool
        user_administrator_rights:ChatAdministratorRights
        bot_administrator_rights:ChatAdministratorRights bot_is_member:bool request_title:bool
        request_username:bool request_photo:bool""",
    "ChatAdministratorRights": """is_anonymous*:bool can_manage_chat*:bool
        can_delete_messages*:bool can_manage_video_chats*:bool can_restrict_members*:bool
        can_promote_members*:bool can_change_info*:bool can_invite_users*:bool
        can_post_stories*:bool can_edit_stories*:bool can_delete_stories*:bool
        can_post_messages:bool can_edit_messages:bool can_pin_messages:bool
        can_manage_topics:bool can_manage_direct_messages:bool can_manage_tags:bool
        can_send_welcome_messages*:bool""",
    "ReplyKeyboardRemove": "remove_keyboard*:bool selective:bool",
    "ForceReply": "force_reply*:bool input_field_placeholder:str selective:bool",
    "InlineQueryResultsButton": "text*:str web_app:WebAppInfo start_parameter:str",
    "InputTextMessageContent": """message_text*:str parse_mode:str entities:[MessageEntity]
        link_preview_options:LinkPreviewOptions""",
    "InputRichMessageContent": "rich_message*:InputRichMessage",
    "InputRichMessage": """blocks:[InputRichBlock] html:str markdown:str -media:any is_rtl:bool
        skip_entity_detection:bool""",
    "InputRichBlockListItem": """blocks*:[InputRichBlock] has_checkbox:bool is_checked:bool
        value:int type:a/A/i/I/1""",
    "RichBlockTableCell": """text:RichText is_header:bool colspan:int rowspan:int
        align*:left/center/right valign*:top/middle/bottom""",
}
_STYLED = "bold italic underline strikethrough spoiler subscript superscript marked code"
_BY_TYPE: dict[str, dict[str, str]] = {
    "BotCommandScope": {
        **dict.fromkeys(("default", "all_private_chats", "all_group_chats"), ""),
        "all_chat_administrators": "",
        "chat": "chat_id*:int|str",
        "chat_administrators": "chat_id*:int|str",
        "chat_member": "chat_id*:int|str user_id*:int",
    },
    "ReactionType": {"emoji": "emoji*:str", "custom_emoji": "custom_emoji_id*:str", "paid": ""},
    "InlineQueryResult": {
        "article": """id*:str title*:str input_message_content*:InputMessageContent
            reply_markup:InlineKeyboardMarkup url:str description:str thumbnail_url:str
            thumbnail_width:int thumbnail_height:int"""
    },
    "RichTextPiece": {
        **dict.fromkeys(_STYLED.split(), "text*:RichText"),
        "date_time": "text*:RichText unix_time*:int date_time_format*:str",
        "text_mention": "text*:RichText user*:User",
        "custom_emoji": "custom_emoji_id*:str alternative_text*:str",
        "mathematical_expression": "expression*:str",
        "url": "text*:RichText url*:str",
        "email_address": "text*:RichText email_address*:str",
        "phone_number": "text*:RichText phone_number*:str",
        "bank_card_number": "text*:RichText bank_card_number*:str",
        "mention": "text*:RichText username*:str",
        "hashtag": "text*:RichText hashtag*:str",
        "cashtag": "text*:RichText cashtag*:str",
        "bot_command": "text*:RichText bot_command*:str",
        "anchor": "name*:str",
        "anchor_link": "text*:RichText anchor_name*:str",
        "reference": "text*:RichText name*:str",
        "reference_link": "text*:RichText reference_name*:str",
    },
    "InputRichBlock": {
        "paragraph": "text*:RichText",
        "heading": "text*:RichText size*:int",
        "pre": "text*:RichText language:str",
        "footer": "text*:RichText",
        "divider": "",
        "mathematical_expression": "expression*:str",
        "anchor": "name*:str",
        "list": "items*:[InputRichBlockListItem]",
        "blockquote": "blocks*:[InputRichBlock] credit:RichText",
        "expandable_blockquote": "text*:RichText credit:RichText",
        "pullquote": "text*:RichText credit:RichText",
        "table": """cells*:[[RichBlockTableCell]] is_bordered:bool is_striped:bool
            is_compact:bool caption:RichText""",
        "details": "summary*:RichText blocks*:[InputRichBlock] is_open:bool",
    },
}
_REFUSED = {
    "InlineQueryResult": """audio document gif mpeg4_gif photo sticker video voice contact game
        location venue""",
    "InputRichBlock": """collage slideshow map buttons animation audio document photo video
        voice_note thinking""",
    "RichTextPiece": "button",
}
_BY_FIELD = {
    "ReplyMarkup": {
        "inline_keyboard": "InlineKeyboardMarkup",
        "keyboard": "ReplyKeyboardMarkup",
        "remove_keyboard": "ReplyKeyboardRemove",
        "force_reply": "ForceReply",
    },
    "InputMessageContent": {
        "message_text": "InputTextMessageContent",
        "rich_message": "InputRichMessageContent",
    },
}
_ALIASES = {"RichText": "str|[RichText]|RichTextPiece"}
_PLAIN: dict[str, tuple[str, tuple[type, ...]]] = {
    "int": ("Integer", (int,)),
    "str": ("String", (str,)),
    "bool": ("Boolean", (bool,)),
    "float": ("Float", (int, float)),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method, or one field of an object."""

    name: str
    type: str
    is_required: bool
    is_supported: bool


def fields_of(line: str) -> dict[str, Field]:
    """Return the fields of a table entry by name."""
    fields = {}
    for item in line.split():
        name, _, kind = item.partition(":")
        bare = name.strip("*-")
        fields[bare] = Field(bare, kind, name.endswith("*"), not name.startswith("-"))
    return fields


KNOWN: Mapping[tuple[str, str | None], dict[str, Field]] = {
    **{(name, None): fields_of(line) for name, line in _OBJECTS.items()},
    **{
        (name, kind): fields_of(f"type*:str {line}")
        for name, kinds in _BY_TYPE.items()
        for kind, line in kinds.items()
    },
}


def check(kind: str, value: Any, path: str, warnings: list[str]) -> None:
    """Check a value and all nested values.

    Args:
        kind: its type, as the tables name it.
        value: the decoded JSON value.
        path: the value's path, such as `reply_markup.inline_keyboard[0][0]`.
        warnings: receives mistakes that the real Telegram would ignore.

    Raises:
        ApiError: 400, a value has a wrong type, is missing, or is not supported.
    """
    if path.count(".") + path.count("[") > _MAX_DEPTH:
        raise _parse_error(path, "nested too deep")
    kind = _ALIASES.get(kind, kind)
    if "|" in kind and not kind.startswith("["):
        kind = _matching_type(kind, value, path)
    if kind == "any":
        return
    if kind in _PLAIN or "/" in kind:
        _check_plain(kind, value, path)
    elif kind.startswith("["):
        _check_array(kind, value, path, warnings)
    elif not isinstance(value, dict):
        raise _type_error(path, "Object")
    elif kind in _BY_TYPE:
        _check_fields(_fields_by_type(kind, value, path), value, path, warnings)
    elif kind not in _BY_FIELD:
        _check_fields(KNOWN[kind, None], value, path, warnings)
    elif name := next((name for name in _BY_FIELD[kind] if name in value), None):
        check(_BY_FIELD[kind][name], value, path, warnings)


def _matching_type(kinds: str, value: Any, path: str) -> str:
    """Return the type that a value matches, out of several."""
    options = kinds.split("|")
    for kind in options:
        if kind in _PLAIN:
            is_match = _is_plain(kind, value)
        else:
            is_match = isinstance(value, list if kind.startswith("[") else dict)
        if is_match:
            return kind
    raise _type_error(path, " or ".join(map(_type_name, options)))


def _type_name(kind: str) -> str:
    if kind.startswith("["):
        return "Array"
    return _PLAIN[kind][0] if kind in _PLAIN else "Object"


def _is_plain(kind: str, value: Any) -> bool:
    return isinstance(value, _PLAIN[kind][1]) and isinstance(value, bool) == (kind == "bool")


def _check_plain(kind: str, value: Any, path: str) -> None:
    if "/" in kind:
        if value not in kind.split("/"):
            raise _parse_error(
                path, f"{_field_path(path)} must be one of {kind.replace('/', ', ')}"
            )
    elif not _is_plain(kind, value):
        raise _type_error(path, _PLAIN[kind][0])


def _check_array(kind: str, value: Any, path: str, warnings: list[str]) -> None:
    inner = kind[1:-1]
    if inner.startswith("["):
        if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
            raise _parse_error(path, f'Field "{_field_path(path)}" must be an Array of Arrays')
    elif not isinstance(value, list):
        raise _type_error(path, "Array")
    for number, item in enumerate(value):
        check(inner, item, f"{path}[{number}]", warnings)


def _fields_by_type(union: str, value: Json, path: str) -> dict[str, Field]:
    """Return the fields of an object by its `type` field."""
    kind = value.get("type")
    if kind is None:
        raise _missing_field_error(path, "type")
    if not isinstance(kind, str):
        raise _type_error(f"{path}.type", "String")
    if kind in _REFUSED.get(union, "").split():
        raise not_supported(f"{path} of type {kind!r}")
    if kind not in _BY_TYPE[union]:
        raise _parse_error(path, f"Unsupported type specified: {kind!r}")
    return KNOWN[union, kind]


def _check_fields(fields: dict[str, Field], value: Json, path: str, warnings: list[str]) -> None:
    for name, item in value.items():
        field = fields.get(name)
        if field is None:
            warnings.append(f"unknown field '{path}.{name}'")
        elif item is None:
            continue
        elif not field.is_supported:
            raise not_supported(f"field {path}.{name}")
        else:
            check(field.type, item, f"{path}.{name}", warnings)
    for field in fields.values():
        if field.is_required and value.get(field.name) is None:
            raise _missing_field_error(path, field.name)


def _field_path(path: str) -> str:
    """Return a path without its first part, the parameter."""
    parameter = path.replace("[", ".", 1).partition(".")[0]
    return path.removeprefix(parameter).removeprefix(".")


def _parse_error(path: str, why: str) -> ApiError:
    parameter = path.replace("[", ".", 1).partition(".")[0]
    return bad_request(f"can't parse {parameter.replace('_', ' ')}: {why}")


def _type_error(path: str, kind: str) -> ApiError:
    return _parse_error(path, f'Field "{_field_path(path)}" must be of type {kind}')


def _missing_field_error(path: str, name: str) -> ApiError:
    where = f" in {_field_path(path)}" if _field_path(path) else ""
    return _parse_error(path, f'Can\'t find field "{name}"{where}')
