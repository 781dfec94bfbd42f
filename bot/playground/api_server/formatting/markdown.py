"""Parse Telegram's Markdown and MarkdownV2, as tdlib/td does in MessageEntity.cpp."""

import re
from dataclasses import dataclass

from bot.playground.api_server.formatting.entities import (
    Entity,
    Formatted,
    sort_entities,
    utf16_length,
)
from bot.playground.api_server.formatting.html import parse_error
from bot.playground.api_server.formatting.links import (
    custom_emoji,
    linked_time,
    mentioned_user,
    normalize_url,
)

_STYLES = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_KINDS = {**_STYLES, "`": "code", "```": "pre"}
_LANGUAGE = re.compile("[^ \t\r\n\v\0`]+(?=[ \t\r\n\v\0])")


def _byte(source: str, at: int) -> int:
    return len(source[:at].encode("utf-8", "surrogatepass"))


def _link(url: str, offset: int, length: int) -> Entity | None:
    """Return the entity for a link; None if Telegram drops it."""
    if (user_id := mentioned_user(url)) is not None:
        return Entity("text_mention", offset, length, user_id=user_id)
    checked = normalize_url(url)
    return Entity("text_link", offset, length, url=checked) if checked else None


def _emoji_or_time(url: str, offset: int, length: int) -> Entity:
    """Return the entity for `![text](url)`."""
    if (identifier := custom_emoji(url)) is not None:
        return Entity("custom_emoji", offset, length, custom_emoji_id=identifier)
    if (time := linked_time(url)) is not None:
        return Entity("date_time", offset, length, unix_time=time[0], date_time_format=time[1])
    raise parse_error("Invalid tg://emoji or tg://time URL specified")


def _skip_newline(source: str, at: int) -> int:
    """Return the position after a line break at `at`, or `at` without a line break."""
    if source[at : at + 2] in {"\r\n", "\n\r"}:
        return at + 2
    return at + 1 if source[at : at + 1] in {"\n", "\r"} else at


def parse_markdown(source: str) -> Formatted:
    """Parse the legacy Markdown, which has no nested entities.

    Raises:
        ApiError: 400, an entity has no end.
    """
    pieces: list[str] = []
    entities: list[Entity] = []
    offset = at = 0
    while at < len(source):
        character = source[at]
        if character == "\\" and source[at + 1 : at + 2] in {"_", "*", "`", "["}:
            character, at = source[at + 1], at + 1
        elif character in "_*`[":
            text, entity, at = _simple_entity(source, at, offset)
            pieces.append(text)
            offset += utf16_length(text)
            entities.extend([entity] if entity else [])
            continue
        pieces.append(character)
        offset += utf16_length(character)
        at += 1
    return Formatted("".join(pieces), sort_entities(entities))


def _simple_entity(source: str, begin: int, offset: int) -> tuple[str, Entity | None, int]:
    """Return an entity's text, the entity, and the position after it."""
    mark = "```" if source.startswith("```", begin) else source[begin]
    at = begin + len(mark)
    language = None
    if mark == "```":
        if match := _LANGUAGE.match(source, at):
            language, at = match.group(), match.end()
        at = _skip_newline(source, at)
    end = source.find("]" if mark == "[" else mark, at)
    if end < 0:
        where = _byte(source, begin)
        raise parse_error(f"Can't find end of the entity starting at byte offset {where}")
    text, after = source[at:end], end + len(mark)
    length = utf16_length(text)
    if mark == "[":
        url = text
        if length and source[after : after + 1] == "(":
            close = source.find(")", after)
            close = len(source) if close < 0 else close
            url, after = source[after + 1 : close], close + 1
        return text, _link(url, offset, length) if length else None, after
    entity = Entity(_KINDS[mark], offset, length, language=language) if length else None
    return text, entity, after


@dataclass(slots=True)
class _OpenEntity:
    """A MarkdownV2 entity without its end so far."""

    mark: str
    offset: int
    begin: int
    first_piece: int
    language: str | None = None


_NAMES = {
    "*": "Bold",
    "_": "Italic",
    "__": "Underline",
    "~": "Strikethrough",
    "||": "Spoiler",
    "`": "Code",
    "```": "Pre",
    "[": "TextUrl",
    "![": "CustomEmoji",
    ">": "BlockQuote",
}
_ENDS = {**{mark: mark for mark in _KINDS}, "[": "]", "![": "]"}
_PLAIN = re.compile(r"[^\\_*\[\]()~`>#+\-=|{}.!\n]+")
_PLAIN_IN_CODE = re.compile(r"[^\\`]+")
_IN_PARENTHESES = re.compile(r"((?:\\[\x01-~]|[^)])*+)\)", re.DOTALL)
_ESCAPED = re.compile(r"\\[\x01-~]", re.DOTALL)


def parse_markdown_v2(source: str) -> Formatted:
    """Parse MarkdownV2.

    Raises:
        ApiError: 400, a reserved character is not escaped or an entity has no end.
    """
    return _Parser(source).parse()


class _Parser:
    """Parses the source in one pass; `_at` is the position of the next character."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._offset = 0
        self._pieces: list[str] = []
        self._entities: list[Entity] = []
        self._open: list[_OpenEntity] = []
        self._is_in_quote = False
        self._can_start_quote = True  # at the start of a line; carriage returns do not count

    def parse(self) -> Formatted:
        while self._at < len(self._source):
            if match := _ESCAPED.match(self._source, self._at):
                self._emit(match.group()[1:])
                self._at = match.end()
            elif match := self._plain().match(self._source, self._at):
                self._emit(match.group(), is_verbatim=self._plain() is _PLAIN_IN_CODE)
                self._at = match.end()
            else:
                self._special(self._source[self._at])
        self._end_quote_at_end()
        if self._open:
            raise self._unclosed_error()
        return Formatted("".join(self._pieces), sort_entities(self._entities))

    def _plain(self) -> re.Pattern[str]:
        is_code = bool(self._open) and self._open[-1].mark in {"`", "```"}
        return _PLAIN_IN_CODE if is_code else _PLAIN

    def _special(self, character: str) -> None:
        """Handle a backslash without effect, or a character with a meaning here."""
        if character == "\\":
            self._emit(character)
            self._at += 1
        elif character == "\n" and self._is_in_quote and self._peek(1) != ">":
            self._end_quote()
        elif self._open and self._is_end(self._open[-1].mark):
            opened = self._open.pop()
            self._at += len(_ENDS[opened.mark])
            self._close(opened)
        elif character == "\n":
            self._emit(character)
            self._at += 1
        else:
            self._begin(self._mark_here())

    def _emit(self, text: str, *, is_verbatim: bool = False) -> None:
        self._pieces.append(text)
        self._offset += utf16_length(text)
        if text.strip("\r"):
            self._can_start_quote = text == "\n" and not is_verbatim

    def _peek(self, ahead: int) -> str:
        return self._source[self._at + ahead : self._at + ahead + 1]

    def _unclosed_error(self) -> Exception:
        opened = self._open[-1]
        where = _byte(self._source, opened.begin)
        name = _NAMES[opened.mark] + ("Code" if opened.language else "")
        return parse_error(f"Can't find end of {name} entity at byte offset {where}")

    def _is_end(self, mark: str) -> bool:
        """Tell whether an entity with this mark ends here."""
        if mark == "_" and self._peek(1) == "_":
            return False
        return mark != ">" and self._source.startswith(_ENDS[mark], self._at)

    def _mark_here(self) -> str:
        """Return the longest mark at the current position."""
        long = ("```", "__", "||", "![")
        starting = (mark for mark in long if self._source.startswith(mark, self._at))
        return next(starting, self._source[self._at])

    def _begin(self, mark: str) -> None:
        """Open an entity."""
        if mark not in _NAMES or (mark == ">" and not self._can_start_quote):
            raise parse_error(
                f"Character '{mark}' is reserved and must be escaped with the preceding '\\'"
            )
        begin = self._at
        self._at += len(mark)
        if mark == ">":
            if self._is_in_quote:
                return
            self._is_in_quote = True
        language = None
        if mark == "```":
            if match := _LANGUAGE.match(self._source, self._at):
                language, self._at = match.group(), match.end()
            self._at = _skip_newline(self._source, self._at)
        self._open.append(_OpenEntity(mark, self._offset, begin, len(self._pieces), language))

    def _end_quote(self) -> None:
        """End a quote at a line break; `||` before the line break makes the quote expandable."""
        kind = self._end_expandable_quote("||") or self._end_expandable_quote("||\r")
        if self._open[-1].mark != ">":
            raise self._unclosed_error()
        opened = self._open.pop()
        self._is_in_quote = False
        self._at += 1
        self._emit("\n")
        self._add(kind or "blockquote", opened)

    def _end_quote_at_end(self) -> None:
        """End a quote at the end of the text."""
        if not self._is_in_quote:
            return
        kind = self._end_expandable_quote("||") or "blockquote"
        if self._open[-1].mark == ">":
            self._add(kind, self._open.pop())

    def _end_expandable_quote(self, end: str) -> str | None:
        """Forget a spoiler that only marks the end of an expandable quote."""
        if self._open[-1].mark != "||" or self._open[-1].begin != self._at - len(end):
            return None
        if not self._source.endswith(end, 0, self._at):
            return None
        self._open.pop()
        return "expandable_blockquote"

    def _add(self, kind: str, opened: _OpenEntity) -> None:
        length = self._offset - opened.offset
        if length > 0:
            self._entities.append(Entity(kind, opened.offset, length, language=opened.language))

    def _close(self, opened: _OpenEntity) -> None:
        """Add the entity for a closed mark."""
        if opened.mark not in {"[", "!["}:
            self._add(_KINDS[opened.mark], opened)
            return
        span = (opened.offset, self._offset - opened.offset)
        url = "".join(self._pieces[opened.first_piece :])
        if self._peek(0) == "(":
            url = self._url()
        elif opened.mark == "![":
            raise parse_error("The entity must contain a tg://emoji or tg://time URL")
        entity = _emoji_or_time(url, *span) if opened.mark == "![" else _link(url, *span)
        if entity is not None and entity.length > 0:
            self._entities.append(entity)

    def _url(self) -> str:
        """Return the URL in the parentheses at the current position."""
        begin = self._at + 1
        match = _IN_PARENTHESES.match(self._source, begin)
        if match is None:
            where = _byte(self._source, begin)
            raise parse_error(f"Can't find end of a URL at byte offset {where}")
        self._at = match.end()
        return re.sub(r"\\([\x01-~])", r"\1", match.group(1), flags=re.DOTALL)
