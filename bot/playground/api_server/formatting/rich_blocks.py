"""Build rich message blocks and their formatted text from HTML tags."""

import re
from typing import Any
from urllib.parse import urlencode

from bot.playground.api_server.errors import Json, not_supported
from bot.playground.api_server.formatting.links import mentioned_user, normalize_url, parse_time
from bot.playground.api_server.formatting.rich_html import (
    BLOCKS,
    INLINE,
    Tag,
    parse_error,
    parse_tags,
)

_STYLES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "code": "code",
    "mark": "marked",
    "sub": "subscript",
    "sup": "superscript",
    "tg-spoiler": "spoiler",
}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_EMOJI = re.compile(r"tg://emoji\?id=(\d+)$")
_Children = list[Tag | str]


def html_blocks(source: str) -> list[Json]:
    """Return the InputRichBlock objects that a rich message's HTML describes.

    Raises:
        ApiError: 400, a tag is unknown, misplaced or incomplete.
    """
    tree = parse_tags(source)
    return _BlockBuilder(_name_attributes(tree, "tg-reference")).blocks(tree.children)


def _name_attributes(tag: Tag, name: str) -> set[str]:
    """Return the `name` attributes of all tags with a name."""
    found = {tag.attributes.get("name", "")} if tag.name == name else set()
    return found.union(
        *(_name_attributes(child, name) for child in tag.children if isinstance(child, Tag))
    )


def _raw_text(children: _Children) -> str:
    """Return the text in tags with its spaces."""
    return "".join(
        child if isinstance(child, str) else _raw_text(child.children) for child in children
    )


class _TextBuilder:
    """Builds RichText with collapsed spaces and without spaces at the ends of a line."""

    def __init__(self, references: set[str]) -> None:
        self._references = references
        self._is_at_space = True

    def build(self, children: _Children) -> Any:
        """Return the RichText of a line's tags."""
        return _rstrip(self._pieces(children))

    def _pieces(self, children: _Children) -> Any:
        pieces: list[Any] = []
        for child in children:
            piece = self._words(child) if isinstance(child, str) else self._tag(child)
            pieces.extend(piece if isinstance(piece, list) else [piece])
        return _join(pieces)

    def _words(self, text: str) -> str:
        text = _SPACES.sub(" ", text)
        if self._is_at_space:
            text = text.removeprefix(" ")
        if text:
            self._is_at_space = text.endswith(" ")
        return text

    def _tag(self, tag: Tag) -> Any:
        if tag.name not in INLINE:
            raise parse_error(f"<{tag.name}> can't stand in a line of text")
        if tag.name == "br":
            self._is_at_space = True
            return "\n"
        if tag.name in {"img", "tg-emoji"}:
            return self._emoji(tag)
        if tag.name == "tg-math":
            self._is_at_space = False
            return {"type": "mathematical_expression", "expression": _raw_text(tag.children)}
        text = self._pieces(tag.children)
        if tag.name == "a":
            return self._link(tag.attributes, text)
        if not text:
            return ""
        if tag.name == "tg-reference":
            return {"type": "reference", "text": text, "name": _required_attribute(tag, "name")}
        if tag.name == "tg-time":
            return _time(tag, text)
        return {"type": _STYLES[tag.name], "text": text}

    def _emoji(self, tag: Tag) -> Json:
        self._is_at_space = False
        if tag.name == "tg-emoji":
            number, text = _required_attribute(tag, "emoji-id"), _raw_text(tag.children)
        else:
            match = _EMOJI.match(tag.attributes.get("src", ""))
            if match is None:
                raise not_supported("media in a rich message")
            number, text = match.group(1), tag.attributes.get("alt", "")
        if not number.isdigit():
            raise parse_error("Invalid custom emoji identifier specified")
        return {"type": "custom_emoji", "custom_emoji_id": number, "alternative_text": text}

    def _link(self, attributes: dict[str, str], text: Any) -> Any:
        href = attributes.get("href")
        if href is None:
            anchor = {"type": "anchor", "name": attributes.get("name", "")}
            return [anchor, text] if text else anchor
        if href.startswith("#"):
            name = href[1:]
            if name in self._references:
                return {"type": "reference_link", "text": text, "reference_name": name}
            return {"type": "anchor_link", "text": text, "anchor_name": name}
        if href.startswith("mailto:"):
            address = href.removeprefix("mailto:")
            return {"type": "email_address", "text": text, "email_address": address}
        if href.startswith("tel:"):
            return {"type": "phone_number", "text": text, "phone_number": href.removeprefix("tel:")}
        if mentioned_user(href) is not None:
            raise not_supported("mention of a user by number in a rich message")
        url = normalize_url(href)
        return {"type": "url", "text": text, "url": url} if url and text else text


def _required_attribute(tag: Tag, name: str) -> str:
    value = tag.attributes.get(name)
    if not value:
        raise parse_error(f'<{tag.name}> must have the attribute "{name}"')
    return value


def _time(tag: Tag, text: Any) -> Json:
    time = parse_time(urlencode(tag.attributes))
    if time is None:
        raise parse_error("Invalid time or format of a time specified")
    return {"type": "date_time", "text": text, "unix_time": time[0], "date_time_format": time[1]}


def _join(pieces: list[Any]) -> Any:
    """Join pieces of text into the simplest RichText."""
    joined: list[Any] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            before = joined[-1].rstrip(" ") if piece.startswith("\n") else joined[-1]
            joined[-1] = before + piece
        elif piece:
            joined.append(piece)
    if not joined:
        return ""
    return joined[0] if len(joined) == 1 else joined


def _rstrip(text: Any) -> Any:
    """Return text without trailing spaces and line breaks."""
    if isinstance(text, str):
        return text.rstrip(" \n")
    if isinstance(text, list):
        return _join([*text[:-1], _rstrip(text[-1])])
    if isinstance(text.get("text"), str | list | dict):
        return {**text, "text": _rstrip(text["text"])}
    return text


class _BlockBuilder:
    """Builds blocks from tags."""

    def __init__(self, references: set[str]) -> None:
        self._references = references

    def text(self, children: _Children) -> Any:
        """Return a line of formatted text."""
        return _TextBuilder(self._references).build(children)

    def blocks(self, children: _Children) -> list[Json]:
        """Return blocks; inline content between them becomes paragraphs."""
        blocks: list[Json] = []
        line: _Children = []
        for child in children:
            if isinstance(child, str) or child.name in INLINE:
                line.append(child)
                continue
            blocks.extend(self._paragraph(line))
            line = []
            if child.name not in BLOCKS:
                raise parse_error(f"<{child.name}> can't stand here")
            blocks.extend(self._block(child))
        return [*blocks, *self._paragraph(line)]

    def _paragraph(self, line: _Children) -> list[Json]:
        text = self.text(line)
        if isinstance(text, dict) and text["type"] == "anchor":
            return [text]
        return [{"type": "paragraph", "text": text}] if text else []

    def _block(self, tag: Tag) -> list[Json]:
        match tag.name:
            case "p":
                return self._paragraph(tag.children)
            case "hr":
                return [{"type": "divider"}]
            case "pre":
                return [_preformatted(tag)]
            case "tg-math-block":
                return [{"type": "mathematical_expression", "expression": _raw_text(tag.children)}]
            case "ul" | "ol":
                return [self._list(tag)]
            case "table":
                return [self._table(tag)]
            case "details":
                return [self._details(tag)]
            case "blockquote" | "aside":
                return [self._quote(tag)]
        text = self.text(tag.children)
        if tag.name == "footer":
            return [{"type": "footer", "text": text}] if text else []
        return [{"type": "heading", "text": text, "size": int(tag.name[1])}] if text else []

    def _quote(self, tag: Tag) -> Json:
        cite = tag.take("cite")
        credit = {"credit": self.text(cite.children)} if cite is not None else {}
        if tag.name == "aside":
            return {"type": "pullquote", "text": self.text(tag.children), **credit}
        if "collapsed" in tag.attributes:
            return {"type": "expandable_blockquote", "text": self.text(tag.children), **credit}
        return {"type": "blockquote", "blocks": self.blocks(tag.children), **credit}

    def _details(self, tag: Tag) -> Json:
        summary = tag.take("summary")
        if summary is None:
            raise parse_error("<details> must have a <summary>")
        details: Json = {"type": "details", "summary": self.text(summary.children)}
        details["blocks"] = self.blocks(tag.children)
        if "open" in tag.attributes:
            details["is_open"] = True
        return details

    def _list(self, tag: Tag) -> Json:
        items = _children_named(tag, {"li"})
        blocks = [self._item(item) for item in items]
        if tag.name == "ol":
            step = -1 if "reversed" in tag.attributes else 1
            number = _number(tag, "start", len(items) if step < 0 else 1)
            for item, block in zip(items, blocks, strict=True):
                number = _number(item, "value", number)
                kind = item.attributes.get("type") or tag.attributes.get("type")
                block.update(value=number, **({"type": kind} if kind else {}))
                number += step
        return {"type": "list", "items": blocks}

    def _item(self, tag: Tag) -> Json:
        box = tag.take("input")
        item: Json = {"blocks": self.blocks(tag.children)}
        if box is not None:
            if box.attributes.get("type") != "checkbox":
                raise parse_error("<input> must be a checkbox")
            item["has_checkbox"] = True
            if "checked" in box.attributes:
                item["is_checked"] = True
        return item

    def _table(self, tag: Tag) -> Json:
        caption = tag.take("caption")
        rows = _children_named(tag, {"tr"})
        table: Json = {"type": "table"}
        table["cells"] = [
            [self._cell(cell) for cell in _children_named(row, {"th", "td"})] for row in rows
        ]
        for name in ("bordered", "striped", "compact"):
            if name in tag.attributes:
                table[f"is_{name}"] = True
        if caption is not None:
            table["caption"] = self.text(caption.children)
        return table

    def _cell(self, tag: Tag) -> Json:
        cell: Json = {"text": self.text(tag.children)}
        if tag.name == "th":
            cell["is_header"] = True
        for name in ("colspan", "rowspan"):
            if (span := _number(tag, name, 1)) > 1:
                cell[name] = span
        cell["align"] = tag.attributes.get("align", "left")
        cell["valign"] = tag.attributes.get("valign", "top")
        return cell


def _preformatted(tag: Tag) -> Json:
    block: Json = {"type": "pre", "text": _raw_text(tag.children).removeprefix("\n")}
    (code, *others) = tag.children or [""]
    if isinstance(code, Tag) and code.name == "code" and not others:
        language = code.attributes.get("class", "")
        if language.startswith("language-"):
            block["language"] = language.removeprefix("language-")
    return block


def _children_named(tag: Tag, names: set[str]) -> list[Tag]:
    """Return a tag's children; refuse children with other names and text."""
    children: list[Tag] = []
    for child in tag.children:
        if isinstance(child, Tag) and child.name in names:
            children.append(child)
        elif isinstance(child, Tag) or child.strip():
            allowed = " or ".join(f"<{name}>" for name in sorted(names))
            raise parse_error(f"<{tag.name}> can hold nothing but {allowed}")
    return children


def _number(tag: Tag, name: str, default: int) -> int:
    value = tag.attributes.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"-?\d{1,9}", value):
        raise parse_error(f'attribute "{name}" of <{tag.name}> must be a number')
    return int(value)
