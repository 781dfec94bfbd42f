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
from bot.playground.api_server.formatting.links import mentioned_user, normalize_url, parse_time

_STYLES = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_RESERVED = "_*[]()~`>#+-=|{}.!"
_LANGUAGE = re.compile(r"[^\s`]+(?=\s)")


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
    if url.startswith("tg://time?"):
        if (time := parse_time(url.partition("?")[2])) is None:
            raise parse_error("Invalid time or format of a time specified")
        return Entity("date_time", offset, length, unix_time=time[0], date_time_format=time[1])
    if not (match := re.search(r"[?&]id=(\d+)", url)):
        raise parse_error("Custom emoji URL must have an emoji identifier")
    return Entity("custom_emoji", offset, length, custom_emoji_id=match.group(1))


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
        if source[after : after + 1] == "(":
            close = source.find(")", after)
            close = len(source) if close < 0 else close
            url, after = source[after + 1 : close], close + 1
        return text, _link(url, offset, length) if length else None, after
    kind = {"`": "code", "```": "pre"}.get(mark) or _STYLES[mark]
    return text, Entity(kind, offset, length, language=language) if length else None, after


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


def parse_markdown_v2(source: str) -> Formatted:
    """Parse MarkdownV2.

    Raises:
        ApiError: 400, a reserved character is not escaped or an entity has no end.
    """
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._offset = 0
        self._pieces: list[str] = []
        self._entities: list[Entity] = []
        self._open: list[_OpenEntity] = []

    def parse(self) -> Formatted:
        source = self._source
        while self._at < len(source):
            character = source[self._at]
            if character == "\\" and "\0" < source[self._at + 1 : self._at + 2] <= "~":
                self._emit(source[self._at + 1])
                self._at += 2
            elif self._open and self._open[-1].mark in {"`", "```"}:
                self._verbatim(character)
            elif character == "\n":
                self._newline()
            elif character in _RESERVED:
                self._mark(self._mark_here(character))
            else:
                self._emit(character)
                self._at += 1
        if self._is_in_quote() and self._open[-1].mark == ">":
            self._close_quote("blockquote")
        if self._open:
            raise self._unclosed_error()
        return Formatted("".join(self._pieces), sort_entities(self._entities))

    def _emit(self, text: str) -> None:
        self._pieces.append(text)
        self._offset += utf16_length(text)

    def _unclosed_error(self) -> Exception:
        opened = self._open[-1]
        where = _byte(self._source, opened.begin)
        return parse_error(f"Can't find end of {_NAMES[opened.mark]} entity at byte offset {where}")

    def _is_in_quote(self) -> bool:
        return any(opened.mark == ">" for opened in self._open)

    def _mark_here(self, character: str) -> str:
        """Return the longest mark at the current position."""
        source, at = self._source, self._at
        if source.startswith("```", at):
            return "```"
        for long in ("__", "||", "!["):
            if source.startswith(long, at):
                return long
        return character

    def _verbatim(self, character: str) -> None:
        """Handle a character inside code, where only the end mark is special."""
        mark = self._open[-1].mark
        if self._source.startswith(mark, self._at):
            self._at += len(mark)
            self._close(self._open.pop())
        elif character == "`":
            raise self._reserved_error(character)
        else:
            self._emit(character)
            self._at += 1

    def _reserved_error(self, character: str) -> Exception:
        return parse_error(
            f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
        )

    def _newline(self) -> None:
        """Handle a line break, which ends a quote unless the next line starts with `>`."""
        continues = self._source.startswith("\n>", self._at)
        if self._is_in_quote() and not continues:
            if self._open[-1].mark != ">":
                raise self._unclosed_error()
            self._emit("\n")
            self._close_quote("blockquote")
            self._at += 1
            return
        self._emit("\n")
        self._at += 1
        if continues:
            if not self._is_in_quote():
                self._open.append(_OpenEntity(">", self._offset, self._at, len(self._pieces)))
            self._at += 1

    def _close_quote(self, kind: str) -> None:
        opened = self._open.pop()
        if self._offset > opened.offset:
            self._entities.append(Entity(kind, opened.offset, self._offset - opened.offset))

    def _mark(self, mark: str) -> None:
        top = self._open[-1].mark if self._open else ""
        if mark == "||" and top == ">" and self._source[self._at + 2 : self._at + 3] in {"", "\n"}:
            self._at += 2
            self._close_quote("expandable_blockquote")
        elif mark == "]" and top in {"[", "!["}:
            self._at += 1
            self._close(self._open.pop())
        elif mark == top and mark in _STYLES:
            self._at += len(mark)
            self._close(self._open.pop())
        elif top == "_" and mark == "__":
            self._at += 1
            self._close(self._open.pop())
        elif mark == ">" and not self._open and self._is_at_line_start():
            self._open.append(_OpenEntity(">", self._offset, self._at, len(self._pieces)))
            self._at += 1
        elif mark in _STYLES or mark in {"`", "```", "[", "!["}:
            self._open_entity(mark)
        else:
            raise self._reserved_error(mark)

    def _is_at_line_start(self) -> bool:
        """Tell whether a quote may start here."""
        return not self._pieces or self._pieces[-1].endswith("\n")

    def _open_entity(self, mark: str) -> None:
        begin = self._at
        self._at += len(mark)
        language = None
        if mark == "```":
            if match := _LANGUAGE.match(self._source, self._at):
                language, self._at = match.group(), match.end()
            self._at = _skip_newline(self._source, self._at)
        self._open.append(_OpenEntity(mark, self._offset, begin, len(self._pieces), language))

    def _close(self, opened: _OpenEntity) -> None:
        """Add the entity for a closed mark."""
        span = (opened.offset, self._offset - opened.offset)
        if opened.mark in {"[", "!["}:
            self._close_link(opened, *span)
        elif span[1] > 0:
            kind = {"`": "code", "```": "pre"}.get(opened.mark) or _STYLES[opened.mark]
            self._entities.append(Entity(kind, *span, language=opened.language))

    def _close_link(self, opened: _OpenEntity, offset: int, length: int) -> None:
        url = "".join(self._pieces[opened.first_piece :])
        if self._source.startswith("(", self._at):
            url = self._url()
        elif opened.mark == "![":
            raise parse_error("Custom emoji entity must contain a tg://emoji URL")
        if opened.mark == "![":
            entity = _emoji_or_time(url, offset, length)
            self._entities.extend([entity] if length else [])
        elif length and (link := _link(url, offset, length)):
            self._entities.append(link)

    def _url(self) -> str:
        """Return the URL in the parentheses at the current position."""
        self._at += 1
        begin = self._at
        pieces: list[str] = []
        while self._at < len(self._source) and self._source[self._at] != ")":
            if self._source[self._at] == "\\" and self._at + 1 < len(self._source):
                self._at += 1
            pieces.append(self._source[self._at])
            self._at += 1
        if self._at >= len(self._source):
            where = _byte(self._source, begin)
            raise parse_error(f"Can't find end of a URL at byte offset {where}")
        self._at += 1
        return "".join(pieces)
