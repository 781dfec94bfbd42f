"""Parse and check rich messages (Bot API 10.1) from HTML or blocks.

Markdown, media, maps and buttons are not supported.
"""

from typing import Any

from bot.playground.api_server.errors import Json, bad_request, not_supported
from bot.playground.api_server.formatting.entities import Formatted, utf16_length, utf16_slice
from bot.playground.api_server.formatting.entity_detection import detect_entities
from bot.playground.api_server.formatting.rich_blocks import html_blocks
from bot.playground.api_server.formatting.rich_html import parse_error
from bot.playground.api_server.schema.objects import check
from bot.playground.api_server.state.messages import RICH, Content

# The limits are those of the Bot API ("Rich Message Limits").
_MAX_TEXT = 32768  # characters
_MAX_BLOCKS = 500  # includes nested blocks, list items and table rows
_MAX_LEVELS = 16  # nested blocks and formatting
_MAX_COLUMNS = 20
_FORMATS = ("html", "markdown", "blocks")
_DETECTED = {  # entity type: RichText type and field of its value
    "url": ("url", "url"),
    "email": ("email_address", "email_address"),
    "mention": ("mention", "username"),
    "hashtag": ("hashtag", "hashtag"),
    "cashtag": ("cashtag", "cashtag"),
    "bot_command": ("bot_command", "bot_command"),
    "phone_number": ("phone_number", "phone_number"),
}
_VERBATIM = frozenset({"code", "pre", "url", "text_mention", "email_address", "phone_number"})
_LETTERED = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"))


def rich_content(rich: Json) -> Content:
    """Return the content of an InputRichMessage.

    Raises:
        ApiError: 400, not exactly one of html, markdown and blocks is given, or it is empty,
            too long, malformed or not supported.
    """
    given = [way for way in _FORMATS if rich.get(way)]
    if len(given) != 1:
        raise bad_request("exactly one of html, markdown, or blocks must be used in a rich message")
    if given[0] == "markdown":
        raise not_supported("markdown in a rich message")
    blocks = rich.get("blocks") or html_blocks(rich["html"])
    check("[InputRichBlock]", blocks, "rich_message.blocks", [])
    detects = not rich.get("skip_entity_detection")
    blocks = [_stored_block(block, detects) for block in blocks]
    text = "\n".join(filter(None, map(_text_of, blocks)))
    _check_limits(blocks, text)
    message: Json = {"blocks": blocks}
    if rich.get("is_rtl"):
        message["is_rtl"] = True
    return Content(kind=RICH, formatted=Formatted(text), media={"rich_message": message})


def _check_limits(blocks: list[Json], text: str) -> None:
    if not blocks:
        raise bad_request("rich message must be non-empty")
    if len(text) > _MAX_TEXT:
        raise bad_request("rich message is too long")
    if sum(map(_count_blocks, blocks)) > _MAX_BLOCKS:
        raise bad_request("rich message has too many blocks")
    if max(map(_depth, blocks)) > _MAX_LEVELS:
        raise bad_request("rich message is nested too deep")


def _stored_block(block: Json, detects: bool) -> Json:
    """Return the RichBlock of an InputRichBlock, with labels and detected entities."""
    stored = dict(block)
    kind = block["type"]
    if kind == "heading" and not 1 <= block["size"] <= 6:
        raise parse_error("the size of a heading is 1 to 6")
    for name in ("text", "summary", "caption", "credit"):
        if name in block and detects and kind != "pre":
            stored[name] = _with_detected_entities(block[name])
    if "blocks" in block:
        stored["blocks"] = [_stored_block(each, detects) for each in block["blocks"]]
    if kind == "list":
        stored["items"] = [_item(item, detects) for item in block["items"]]
    if kind == "table":
        stored["cells"] = [[_cell(cell, detects) for cell in row] for row in block["cells"]]
    _check_size(stored)
    return stored


def _check_size(block: Json) -> None:
    if block.get("items") == []:
        raise parse_error("a list must have items")
    if block["type"] == "table":
        if not any(block["cells"]):
            raise parse_error("a table must have cells")
        widest = max(sum(cell.get("colspan", 1) for cell in row) for row in block["cells"])
        if widest > _MAX_COLUMNS:
            raise parse_error(f"a table has at most {_MAX_COLUMNS} columns")


def _item(item: Json, detects: bool) -> Json:
    blocks = [_stored_block(block, detects) for block in item["blocks"]]
    return {"label": _label(item), **item, "blocks": blocks}


def _cell(cell: Json, detects: bool) -> Json:
    return (
        {**cell, "text": _with_detected_entities(cell["text"])}
        if detects and cell.get("text")
        else cell
    )


def _label(item: Json) -> str:
    """Return the label of a list item, such as `2.` or `•`."""
    number, kind = item.get("value"), item.get("type", "1")
    if number is None:
        return "•"
    if kind in "iI" and 0 < number < 400:
        label = _roman(number)
    elif kind in "aA" and 0 < number <= len(_LETTERED):
        label = _LETTERED[number - 1]
    else:
        label = str(number)
    return f"{label.upper() if kind in 'AI' else label}."


def _roman(number: int) -> str:
    label = ""
    for value, letters in (*_ROMAN, (1, "i")):
        label += letters * (number // value)
        number %= value
    return label


def _with_detected_entities(text: Any) -> Any:
    """Return RichText with the entities that Telegram detects in it."""
    if isinstance(text, list):
        return [piece for each in text for piece in _as_list(_with_detected_entities(each))]
    if isinstance(text, dict):
        if "text" not in text or text["type"] in _VERBATIM:
            return text
        return {**text, "text": _with_detected_entities(text["text"])}
    pieces: list[Any] = []
    place = 0
    for entity in detect_entities(text):
        kind, name = _DETECTED[entity.type]
        said = utf16_slice(text, entity.offset, entity.length)
        pieces.append(utf16_slice(text, place, entity.offset - place))
        pieces.append({"type": kind, "text": said, name: said})
        place = entity.end
    if not pieces:
        return text
    pieces.append(utf16_slice(text, place, utf16_length(text) - place))
    return [piece for piece in pieces if piece]


def _as_list(text: Any) -> list[Any]:
    return text if isinstance(text, list) else [text]


def _children(value: Json) -> list[Json]:
    """Return the nested blocks, items and rows of a block."""
    rows = [{"cells": row} for row in value["cells"]] if value.get("type") == "table" else []
    return [*value.get("blocks", []), *value.get("items", []), *rows]


def _count_blocks(block: Json) -> int:
    return 1 + sum(map(_count_blocks, _children(block)))


def _depth(value: Any) -> int:
    """Return the greatest depth of nested blocks and formatting."""
    if isinstance(value, dict):
        return ("type" in value) + max(map(_depth, value.values()), default=0)
    return max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _text_of(value: Any) -> str:
    """Return the plain text of a block with its nested blocks."""
    if not isinstance(value, dict):
        return _plain(value)
    parts = [_plain(value[name]) for name in ("summary", "text", "expression") if name in value]
    parts.extend(map(_text_of, [*value.get("blocks", []), *value.get("items", [])]))
    if value.get("type") == "table":
        parts.extend(
            "\t".join(_plain(cell.get("text", "")) for cell in row) for row in value["cells"]
        )
    parts.extend(_plain(value[name]) for name in ("caption", "credit") if name in value)
    return "\n".join(filter(None, parts))


def _plain(text: Any) -> str:
    """Return RichText without its formatting."""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(map(_plain, text))
    return _plain(text.get("text", text.get("alternative_text", text.get("expression", ""))))
