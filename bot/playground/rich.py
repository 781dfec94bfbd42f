"""Rich messages (Bot API 10.1): enough to store one and to show its text.

HTML becomes headings and plain paragraphs, Markdown plain paragraphs; blocks are kept as
they came. Media is not supported.
"""

import re
from html import unescape
from typing import Any

from bot.playground.entities import Formatted
from bot.playground.errors import Json, bad_request, not_supported
from bot.playground.messages import RICH, Content

_MAX_TEXT = 32768  # characters in a rich message
_WAYS = ("html", "markdown", "blocks")
_BREAK = re.compile(
    r"</?(?:p|h[1-6]|ul|ol|li|blockquote|pre|table|tr|details|summary|hr|footer|aside)\b[^>]*>|<br\s*/?>|\n\s*\n",
    re.I,
)
_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h[1-6]\s*>", re.I | re.S)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)[^<>]*>")
_VOID = frozenset({"br", "hr", "img", "video", "audio", "input", "tg-map"})


def rich_content(rich: Any) -> Content:
    """Return the content of an InputRichMessage.

    Raises:
        ApiError: 400, where not exactly one of html, markdown and blocks is given, or it is
            empty, too long, or its tags do not match.
    """
    if not isinstance(rich, dict):
        raise bad_request("object expected as rich message")
    given = [way for way in _WAYS if rich.get(way)]
    if len(given) != 1:
        raise bad_request("exactly one of html, markdown, or blocks must be used in a rich message")
    if rich.get("media"):
        raise not_supported("media in a rich message")
    value = rich[given[0]]
    blocks = _blocks(value) if given[0] == "blocks" else _paragraphs(given[0], value)
    text = "\n".join(filter(None, map(_text_of, blocks)))
    if not text and not blocks:
        raise bad_request("rich message must be non-empty")
    if len(text) > _MAX_TEXT:
        raise bad_request("rich message is too long")
    message: Json = {"blocks": blocks}
    if rich.get("is_rtl"):
        message["is_rtl"] = True
    return Content(kind=RICH, formatted=Formatted(text), media={"rich_message": message})


def _blocks(value: Any) -> list[Json]:
    if not isinstance(value, list):
        raise bad_request("expected an Array of InputRichBlock")
    for block in value:
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            raise bad_request("can't parse InputRichBlock: Can't find field \"type\"")
    return value


def _paragraphs(way: str, value: Any) -> list[Json]:
    if not isinstance(value, str):
        raise bad_request(f'field "{way}" must be of type String')
    if way != "html":
        return list(map(_paragraph, filter(str.strip, re.split(r"\n\s*\n", value))))
    _check_tags(value)
    blocks: list[Json] = []
    for at, piece in enumerate(_HEADING.split(value)):  # text, size, heading, text, size, heading …
        if at % 3 == 0:
            texts = [unescape(_TAG.sub("", part)) for part in _BREAK.split(piece)]
            blocks.extend(map(_paragraph, filter(str.strip, texts)))
        elif at % 3 == 1:
            size = int(piece)
        elif text := " ".join(unescape(_TAG.sub("", piece)).split()):
            blocks.append({"type": "heading", "text": text, "size": size})
    return blocks


def _paragraph(text: str) -> Json:
    return {"type": "paragraph", "text": " ".join(text.split())}


def _check_tags(source: str) -> None:
    """Refuse tags that do not match each other."""
    open_tags: list[str] = []
    for match in _TAG.finditer(source):
        name = match.group(1).lower()
        if name in _VOID or match.group().endswith("/>"):
            continue
        if not match.group().startswith("</"):
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            where = len(source[: match.start()].encode())
            raise bad_request(f"can't parse rich message: Unmatched end tag at byte offset {where}")
    if open_tags:
        name = open_tags[-1]
        raise bad_request(f"can't parse rich message: Can't find end tag of \"{name}\"")


def _text_of(value: Any) -> str:
    """Return the plain text in a block or a piece of rich text."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(map(_text_of, value))
    if not isinstance(value, dict):
        return ""
    parts = [_text_of(value[key]) for key in ("text", "label") if key in value]
    for key in ("blocks", "items"):
        parts.extend(_text_of(item) for item in value.get(key, []))
    return "\n".join(filter(None, parts))
