"""Formatted text: a text and the entities over it, offsets in UTF-16 code units."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.playground.api_server.errors import Json

SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
VERBATIM = frozenset({"code", "pre"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
MAX_ENTITIES = 100  # the service ignores the rest

# Outermost first among entities over the same text (tdlib/td, MessageEntity.cpp).
_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
    "date_time": 99,
}
_REMOVED = re.compile("[\r\u2028-\u202e]")
_BLANKED = re.compile("[\x00-\x09\x0b-\x1f]")
_SPACES = " \n\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u3000"


@dataclass(frozen=True, slots=True)
class Entity:
    """One piece of formatting over `length` UTF-16 code units from `offset`."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        """The first code unit after it."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, sorted: by offset, the longer first, the outer first."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """Return the length of `text` in UTF-16 code units."""
    if text.isascii() or max(text) < "\U00010000":
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """Return `length` UTF-16 code units of `text` from `offset`."""
    if text.isascii():
        return text[offset : offset + length]
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def sort_entities(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities in the order the service gives them."""
    return tuple(sorted(entities, key=lambda e: (e.offset, -e.length, _PRIORITY.get(e.type, 50))))


def merge_entities(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities in their one normal form.

    Touching or overlapping pieces of the same style become one; nothing is styled inside code;
    nothing partly overlaps; at most one link or mention covers a character.
    """
    ordered = sort_entities(entity for entity in entities if entity.length > 0)
    if len(ordered) < 2:
        return ordered
    fixed = [entity for entity in ordered if entity.type not in SPLITTABLE]
    fixed = _without_overlap(fixed)
    verbatim = [entity for entity in fixed if entity.type in VERBATIM]
    styled: list[Entity] = []
    for style in SPLITTABLE:
        for entity in _joined([entity for entity in ordered if entity.type == style]):
            styled.extend(_cut_around(entity, verbatim))
    return sort_entities(_nested(styled, fixed))


def _without_overlap(entities: list[Entity]) -> list[Entity]:
    """Keep the outer of nested links and code; quotes may hold anything but quotes."""
    kept: list[Entity] = []
    inline_end = quote_end = 0
    for entity in entities:
        if entity.type in QUOTES:
            if entity.offset >= max(inline_end, quote_end):
                kept.append(entity)
                quote_end = entity.end
        elif entity.offset >= inline_end and (
            entity.offset >= quote_end or entity.end <= quote_end
        ):
            kept.append(entity)
            inline_end = entity.end
    return kept


def _joined(pieces: list[Entity]) -> list[Entity]:
    """Join pieces of one style that touch or overlap."""
    joined: list[Entity] = []
    for piece in pieces:
        if joined and piece.offset <= joined[-1].end:
            end = max(joined[-1].end, piece.end)
            joined[-1] = replace(joined[-1], length=end - joined[-1].offset)
        else:
            joined.append(piece)
    return joined


def _cut_around(entity: Entity, verbatim: list[Entity]) -> list[Entity]:
    """Cut the stretches of code out of a style."""
    pieces: list[Entity] = []
    start = entity.offset
    for code in verbatim:
        if code.end <= start or code.offset >= entity.end:
            continue
        if code.offset > start:
            pieces.append(replace(entity, offset=start, length=code.offset - start))
        start = code.end
    if start < entity.end:
        pieces.append(replace(entity, offset=start, length=entity.end - start))
    return pieces


def _nested(styled: list[Entity], fixed: list[Entity]) -> list[Entity]:
    """Split styles where they would only partly overlap a link, a quote or each other."""
    done = list(fixed)
    for entity in sort_entities(styled):
        cuts = {entity.offset, entity.end}
        for other in done:
            if other.offset < entity.offset < other.end < entity.end:
                cuts.add(other.end)
            elif entity.offset < other.offset < entity.end < other.end:
                cuts.add(other.offset)
        edges = sorted(cuts)
        for start, end in pairwise(edges):
            done.append(replace(entity, offset=start, length=end - start))
    return done


def clean(formatted: Formatted) -> Formatted:
    """Drop what the service drops: carriage returns, controls, direction overrides, outer blanks.

    Entities move with the text (tdlib/td, clean_input_string and fix_formatted_text).
    """
    text, entities = formatted.text, formatted.entities
    if _BLANKED.search(text):
        text = re.sub("[\x00-\x09\x0b\x0c\x0e-\x1f]", " ", text)
    if _REMOVED.search(text):
        gone = [utf16_length(text[: match.start()]) for match in _REMOVED.finditer(text)]
        text = _REMOVED.sub("", text)
        entities = tuple(_without_units(entity, gone) for entity in entities)
    stripped = text.strip(_SPACES)
    if stripped != text:
        lead = utf16_length(text[: len(text) - len(text.lstrip(_SPACES))])
        entities = _within(entities, lead, utf16_length(stripped))
    return Formatted(stripped, tuple(entity for entity in entities if entity.length > 0))


def _without_units(entity: Entity, gone: list[int]) -> Entity:
    """Move an entity for code units removed at the places in `gone`."""
    before = sum(place < entity.offset for place in gone)
    inside = sum(entity.offset <= place < entity.end for place in gone)
    return replace(entity, offset=entity.offset - before, length=entity.length - inside)


def _within(entities: tuple[Entity, ...], lead: int, length: int) -> tuple[Entity, ...]:
    """Move entities `lead` to the left and clip them to a text of `length`."""
    clipped = []
    for entity in entities:
        start = min(max(entity.offset - lead, 0), length)
        end = min(max(entity.end - lead, 0), length)
        clipped.append(replace(entity, offset=start, length=end - start))
    return tuple(clipped)


def as_json(entities: Iterable[Entity], users: dict[int, Json]) -> list[Json]:
    """Return the entities as MessageEntity objects; `users` gives the mentioned users."""
    rendered = []
    for entity in entities:
        item: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
        if entity.url is not None:
            item["url"] = entity.url
        if entity.language:
            item["language"] = entity.language
        if entity.custom_emoji_id is not None:
            item["custom_emoji_id"] = entity.custom_emoji_id
        if entity.unix_time is not None:
            item["unix_time"] = entity.unix_time
            item["date_time_format"] = entity.date_time_format or ""
        if entity.user_id is not None:
            item["user"] = users.get(entity.user_id) or _unknown(entity.user_id)
        rendered.append(item)
    return rendered


def _unknown(user_id: int) -> Json:
    return {"id": user_id, "is_bot": False, "first_name": "?"}
