"""Parse and write Telegram's HTML, with Telegram's strictness and error texts.

The rules and texts come from tdlib/td (`parse_html` in MessageEntity.cpp).
"""

import re
from dataclasses import dataclass, replace

from bot.playground.api_server.errors import ApiError, bad_request
from bot.playground.api_server.formatting.entities import (
    Entity,
    Formatted,
    sort_entities,
    utf16_length,
    utf16_slice,
)
from bot.playground.api_server.formatting.links import (
    emoji_id,
    mentioned_user,
    normalize_url,
    time_format,
)

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
}
_TAGS = frozenset(_STYLES) | {"a", "code", "pre", "blockquote", "tg-emoji", "tg-time"}
_ATTRIBUTES = {
    "a": ("href",),
    "code": ("class",),
    "span": ("class",),
    "tg-emoji": ("emoji-id",),
    "tg-time": ("unix", "format"),
    "blockquote": ("expandable",),
}
_PREFIXES = {"code": "language-", "span": "tg-"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(
    r"&(?:#x([0-9a-fA-F]{1,6})(?![0-9a-fA-F])|#([0-9]{1,7})(?![0-9])|([A-Za-z]+));?"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LEADING_NUMBER = re.compile("-?[0-9]*")
_SPACE = " \t\n\v\r\0"
_TEXT = re.compile("[^<&]+")
_HALF_CHARACTERS = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
    "surrogate code units"
)


@dataclass(slots=True)
class _OpenTag:
    """A start tag without its end tag so far."""

    name: str
    values: dict[str, str]  # of the attributes that the tag uses
    offset: int  # UTF-16 code units of text before the tag
    first_piece: int  # number of text pieces before the tag


def parse_error(text: str) -> ApiError:
    """Return the 400 for entities that cannot be parsed."""
    return bad_request(f"can't parse entities: {text}")


def parse_html(source: str) -> Formatted:
    """Parse Telegram HTML into a text and entities.

    Raises:
        ApiError: 400 with Telegram's text and the byte offset of the mistake.
    """
    if "<" not in source and "&" not in source:
        return Formatted(source)
    return _Parser(source).parse()


class _Parser:
    """Parses the source in one pass; `_at` is the position of the next character."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._offset = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def parse(self) -> Formatted:
        source = self._source
        while self._at < len(source):
            if match := _TEXT.match(source, self._at):
                self._emit(match.group())
                self._at = match.end()
            elif source[self._at] == "&":
                self._emit(self._reference())
            elif source.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            name = self._open[-1].name
            raise parse_error(f'Can\'t find end tag corresponding to start tag "{name}"')
        text = "".join(self._pieces)
        if _SURROGATE.search(text):
            raise parse_error(_HALF_CHARACTERS)
        return Formatted(text, sort_entities(map(_without_unused_language, self._entities)))

    def _emit(self, text: str) -> None:
        self._pieces.append(text)
        self._offset += utf16_length(text)

    def _byte(self, position: int) -> int:
        return len(self._source[:position].encode("utf-8", "surrogatepass"))

    def _reference(self) -> str:
        """Decode the character reference at `&`; return `&` if it is unknown."""
        match = _REFERENCE.match(self._source, self._at)
        character = _character(match) if match else None
        if match is None or character is None:
            self._at += 1
            return "&"
        self._at = match.end()
        return character

    def _skip(self, stop: str, *, spaces_stop: bool) -> None:
        """Move to the next character in `stop`, to a space if `spaces_stop`, or to the end."""
        source = self._source
        while self._at < len(source):
            character = source[self._at]
            if character in stop or (spaces_stop and character in _SPACE):
                return
            self._at += 1

    def _skip_spaces(self) -> None:
        source = self._source
        while self._at < len(source) and source[self._at] in _SPACE:
            self._at += 1

    def _peek(self) -> str:
        return self._source[self._at] if self._at < len(self._source) else ""

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        self._skip(">", spaces_stop=True)
        name = self._source[begin + 1 : self._at].lower()
        if not self._peek():
            raise parse_error(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if name not in _TAGS:
            where = self._byte(begin)
            raise parse_error(f'Unsupported start tag "{name}" at byte offset {where}')
        values: dict[str, str] = {}
        while (attribute := self._attribute(name, begin)) is not None:
            _store(values, name, *attribute)
        self._at += 1
        if name == "span" and values.get("class") != "spoiler":
            where = self._byte(begin)
            raise parse_error(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self._open.append(_OpenTag(name, values, self._offset, len(self._pieces)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str] | None:
        """Return the next attribute's name and value, or None at the end of the tag."""
        self._skip_spaces()
        if self._peek() == ">":
            return None
        start = self._at
        self._skip("=>/\"'", spaces_stop=True)
        name = self._source[start : self._at]
        if not name:
            problem = f'Empty attribute name in the tag "{tag}"'
            raise parse_error(f"{problem} at byte offset {self._byte(begin)}")
        self._skip_spaces()
        has_value = self._peek() == "="
        if has_value:
            self._at += 1
            self._skip_spaces()
        if not self._peek():
            raise parse_error(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        value = self._value() if has_value else ""
        if not self._peek():
            raise parse_error(f"Unclosed start tag at byte offset {self._byte(begin)}")
        return name, value

    def _value(self) -> str:
        quote = self._peek()
        if quote not in {"'", '"'}:
            return self._token()
        self._at += 1
        pieces: list[str] = []
        while (character := self._peek()) and character != quote:
            if character == "&":
                pieces.append(self._reference())
            else:
                pieces.append(character)
                self._at += 1
        if self._peek():
            self._at += 1
        return "".join(pieces)

    def _token(self) -> str:
        """Return an unquoted value of ASCII letters, digits, periods and hyphens."""
        start = self._at
        while (character := self._peek()) and character.isascii():
            if not (character.isalnum() or character in ".-"):
                break
            self._at += 1
        if self._peek() and self._peek() not in _SPACE + ">":
            raise parse_error(f"Unexpected end of name token at byte offset {self._byte(start)}")
        return self._source[start : self._at].lower()

    def _end_tag(self) -> None:
        begin = self._at
        where = self._byte(begin)
        if not self._open:
            raise parse_error(f"Unexpected end tag at byte offset {where}")
        self._skip(">", spaces_stop=True)
        name = self._source[begin + 2 : self._at].lower()
        self._skip_spaces()
        if self._peek() != ">":
            raise parse_error(f"Unclosed end tag at byte offset {where}")
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.name:
            raise parse_error(
                f'Unmatched end tag at byte offset {where}, expected "</{opened.name}>", '
                f'found "</{name}>"'
            )
        if self._offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _OpenTag) -> None:
        """Add the entity for a closed tag."""
        span = (opened.offset, self._offset - opened.offset)
        if opened.name in _STYLES:
            self._entities.append(Entity(_STYLES[opened.name], *span))
        elif opened.name == "a":
            self._link(opened, *span)
        elif opened.name == "tg-emoji":
            if (identifier := emoji_id(opened.values.get("emoji-id", ""))) is None:
                raise parse_error("Invalid custom emoji identifier specified")
            self._entities.append(Entity("custom_emoji", *span, custom_emoji_id=identifier))
        elif opened.name == "tg-time":
            self._time(opened, *span)
        elif opened.name == "blockquote":
            kind = "expandable_blockquote" if "expandable" in opened.values else "blockquote"
            self._entities.append(Entity(kind, *span))
        else:
            self._verbatim(opened, *span)

    def _time(self, opened: _OpenTag, offset: int, length: int) -> None:
        """Add a time; a number that cannot be a time adds nothing."""
        form = time_format(opened.values.get("format", ""))
        if form is None:
            raise parse_error("Invalid date format used")
        digits = (_LEADING_NUMBER.match(opened.values.get("unix", "")) or [""])[0]
        unix_time = int(digits) if digits.strip("-") else 0
        if unix_time > 0:
            self._entities.append(
                Entity("date_time", offset, length, unix_time=unix_time, date_time_format=form)
            )

    def _link(self, opened: _OpenTag, offset: int, length: int) -> None:
        url = opened.values.get("href") or "".join(self._pieces[opened.first_piece :])
        if (user_id := mentioned_user(url)) is not None:
            self._entities.append(Entity("text_mention", offset, length, user_id=user_id))
        elif checked := normalize_url(url):
            self._entities.append(Entity("text_link", offset, length, url=checked))

    def _verbatim(self, opened: _OpenTag, offset: int, length: int) -> None:
        """Add code or pre; both over the same text become one pre with a language."""
        last = self._entities[-1] if self._entities else None
        same = last is not None and (last.offset, last.length) == (offset, length)
        language = opened.values.get("class")
        if opened.name == "pre" and same and last and last.type == "code" and last.language:
            self._entities[-1] = Entity("pre", offset, length, language=last.language)
        elif opened.name == "code" and same and last and last.type == "pre" and language:
            self._entities[-1] = Entity("pre", offset, length, language=language)
        else:
            self._entities.append(Entity(opened.name, offset, length, language=language))


def _without_unused_language(entity: Entity) -> Entity:
    """Return code that no <pre> encloses exactly without its language."""
    return replace(entity, language=None) if entity.type == "code" else entity


def _character(match: re.Match[str]) -> str | None:
    """Return the character for a reference; None if Telegram leaves it undecoded."""
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF:
        return None
    return chr(code)


def _store(values: dict[str, str], tag: str, name: str, value: str) -> None:
    """Store the part of an attribute that its tag uses."""
    prefix = _PREFIXES.get(tag, "")
    if name in _ATTRIBUTES.get(tag, ()) and value.startswith(prefix):
        values[name] = value.removeprefix(prefix)


_OPENING = {
    "bold": "<b>",
    "italic": "<i>",
    "underline": "<u>",
    "strikethrough": "<s>",
    "spoiler": "<tg-spoiler>",
    "code": "<code>",
    "blockquote": "<blockquote>",
    "expandable_blockquote": "<blockquote expandable>",
}


def escape(text: str) -> str:
    """Escape `text` for Telegram's HTML."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace('"', "&quot;")


def _tags(entity: Entity) -> tuple[str, str]:
    """Return an entity's start and end tags; empty for detected entities."""
    if entity.type == "text_link":
        return f'<a href="{escape(entity.url or "")}">', "</a>"
    if entity.type == "text_mention":
        return f'<a href="tg://user?id={entity.user_id}">', "</a>"
    if entity.type == "custom_emoji":
        return f'<tg-emoji emoji-id="{entity.custom_emoji_id}">', "</tg-emoji>"
    if entity.type == "date_time":
        form = entity.date_time_format
        return f'<tg-time unix="{entity.unix_time}" format="{form}">', "</tg-time>"
    if entity.type == "pre":
        if not entity.language:
            return "<pre>", "</pre>"
        return f'<pre><code class="language-{escape(entity.language)}">', "</code></pre>"
    start = _OPENING.get(entity.type, "")
    return start, start.replace("<", "</").replace(" expandable", "")


def to_html(formatted: Formatted) -> str:
    """Write Telegram HTML that parses back to the same text and entities."""
    pieces: list[str] = []
    first_piece = 0
    open_ends: list[tuple[int, str]] = []

    def advance(to: int) -> None:
        nonlocal first_piece
        pieces.append(escape(utf16_slice(formatted.text, first_piece, to - first_piece)))
        first_piece = to

    def close_until(limit: int) -> None:
        while open_ends and open_ends[-1][0] <= limit:
            end, tag = open_ends.pop()
            advance(end)
            pieces.append(tag)

    for entity in formatted.entities:
        close_until(entity.offset)
        advance(entity.offset)
        start, end_tag = _tags(entity)
        pieces.append(start)
        open_ends.append((entity.end, end_tag))
    total = utf16_length(formatted.text)
    close_until(total)
    advance(total)
    return "".join(pieces)
