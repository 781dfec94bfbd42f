"""Telegram's two Markdowns, after `parse_markdown` and `parse_markdown_v2` of tdlib/td."""

import re
from dataclasses import dataclass

from bot.playground.api_server.formatting.entities import (
    Entity,
    Formatted,
    sort_entities,
    utf16_length,
)
from bot.playground.api_server.formatting.html import refusal
from bot.playground.api_server.formatting.links import checked_link, mentioned_user, told_time

_STYLES = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_RESERVED = "_*[]()~`>#+-=|{}.!"
_LANGUAGE = re.compile(r"[^\s`]+(?=\s)")


def _byte(source: str, at: int) -> int:
    return len(source[:at].encode("utf-8", "surrogatepass"))


def _link(url: str, offset: int, length: int) -> Entity | None:
    """Return the entity for a link over a stretch of text; None where the service drops it."""
    if (user_id := mentioned_user(url)) is not None:
        return Entity("text_mention", offset, length, user_id=user_id)
    checked = checked_link(url)
    return Entity("text_link", offset, length, url=checked) if checked else None


def _emoji_or_time(url: str, offset: int, length: int) -> Entity:
    """Return the entity for `![text](url)`."""
    if url.startswith("tg://time?"):
        if (told := told_time(url.partition("?")[2])) is None:
            raise refusal("Invalid time or format of a time specified")
        return Entity("date_time", offset, length, unix_time=told[0], date_time_format=told[1])
    if not (match := re.search(r"[?&]id=(\d+)", url)):
        raise refusal("Custom emoji URL must have an emoji identifier")
    return Entity("custom_emoji", offset, length, custom_emoji_id=match.group(1))


def _skip_newline(source: str, at: int) -> int:
    """Return the place after one line break at `at`, if there is one."""
    if source[at : at + 2] in {"\r\n", "\n\r"}:
        return at + 2
    return at + 1 if source[at : at + 1] in {"\n", "\r"} else at


def parse_markdown(source: str) -> Formatted:
    """Return what the first, simple Markdown describes; it knows no nesting.

    Raises:
        ApiError: 400 where an entity does not end.
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
    """Return an entity's text, the entity, and the place after it."""
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
        raise refusal(f"Can't find end of the entity starting at byte offset {where}")
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
class _Open:
    """An entity of MarkdownV2 that waits for its end."""

    mark: str
    offset: int
    begin: int
    place: int
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
    """Return what MarkdownV2 describes.

    Raises:
        ApiError: 400 where a reserved character is not escaped or an entity does not end.
    """
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._offset = 0
        self._pieces: list[str] = []
        self._entities: list[Entity] = []
        self._open: list[_Open] = []

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
        if self._quoted() and self._open[-1].mark == ">":
            self._close_quote("blockquote")
        if self._open:
            raise self._unended()
        return Formatted("".join(self._pieces), sort_entities(self._entities))

    def _emit(self, text: str) -> None:
        self._pieces.append(text)
        self._offset += utf16_length(text)

    def _unended(self) -> Exception:
        opened = self._open[-1]
        where = _byte(self._source, opened.begin)
        return refusal(f"Can't find end of {_NAMES[opened.mark]} entity at byte offset {where}")

    def _quoted(self) -> bool:
        return any(opened.mark == ">" for opened in self._open)

    def _mark_here(self, character: str) -> str:
        """Return the mark at this place, the longest that fits."""
        source, at = self._source, self._at
        if source.startswith("```", at):
            return "```"
        for long in ("__", "||", "!["):
            if source.startswith(long, at):
                return long
        return character

    def _verbatim(self, character: str) -> None:
        """Inside code only the end mark means something."""
        mark = self._open[-1].mark
        if self._source.startswith(mark, self._at):
            self._at += len(mark)
            self._close(self._open.pop())
        elif character == "`":
            raise self._reserved(character)
        else:
            self._emit(character)
            self._at += 1

    def _reserved(self, character: str) -> Exception:
        return refusal(
            f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
        )

    def _newline(self) -> None:
        """A line break ends a quote unless the next line goes on with `>`."""
        goes_on = self._source.startswith("\n>", self._at)
        if self._quoted() and not goes_on:
            if self._open[-1].mark != ">":
                raise self._unended()
            self._emit("\n")
            self._close_quote("blockquote")
            self._at += 1
            return
        self._emit("\n")
        self._at += 1
        if goes_on:
            if not self._quoted():
                self._open.append(_Open(">", self._offset, self._at, len(self._pieces)))
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
            self._open.append(_Open(">", self._offset, self._at, len(self._pieces)))
            self._at += 1
        elif mark in _STYLES or mark in {"`", "```", "[", "!["}:
            self._begin(mark)
        else:
            raise self._reserved(mark)

    def _is_at_line_start(self) -> bool:
        """Tell whether a quote may begin; an empty `**` before it parts it from the last one."""
        return not self._pieces or self._pieces[-1].endswith("\n")

    def _begin(self, mark: str) -> None:
        begin = self._at
        self._at += len(mark)
        language = None
        if mark == "```":
            if match := _LANGUAGE.match(self._source, self._at):
                language, self._at = match.group(), match.end()
            self._at = _skip_newline(self._source, self._at)
        self._open.append(_Open(mark, self._offset, begin, len(self._pieces), language))

    def _close(self, opened: _Open) -> None:
        """Add the entity that `opened` stands for."""
        span = (opened.offset, self._offset - opened.offset)
        if opened.mark in {"[", "!["}:
            self._close_link(opened, *span)
        elif span[1] > 0:
            kind = {"`": "code", "```": "pre"}.get(opened.mark) or _STYLES[opened.mark]
            self._entities.append(Entity(kind, *span, language=opened.language))

    def _close_link(self, opened: _Open, offset: int, length: int) -> None:
        url = "".join(self._pieces[opened.place :])
        if self._source.startswith("(", self._at):
            url = self._url()
        elif opened.mark == "![":
            raise refusal("Custom emoji entity must contain a tg://emoji URL")
        if opened.mark == "![":
            entity = _emoji_or_time(url, offset, length)
            self._entities.extend([entity] if length else [])
        elif length and (link := _link(url, offset, length)):
            self._entities.append(link)

    def _url(self) -> str:
        """Return the address in the parentheses here."""
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
            raise refusal(f"Can't find end of a URL at byte offset {where}")
        self._at += 1
        return "".join(pieces)
