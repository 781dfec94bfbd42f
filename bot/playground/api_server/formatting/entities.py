"""Formatted text: a text with its entities, whose offsets are UTF-16 code units."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.playground.api_server.errors import Json

SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
VERBATIM = frozenset({"code", "pre"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
MAX_ENTITIES = 100  # Telegram ignores the rest

# Order of entities over the same text, outermost first (tdlib/td, MessageEntity.cpp).
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
_REMOVED_CHARACTERS = re.compile("[\r\u2028-\u202e]")
_CONTROL_CHARACTERS = re.compile("[\x00-\x09\x0b-\x1f]")
_SPACES = " \n\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u3000"


@dataclass(frozen=True, slots=True)
class Entity:
    """One MessageEntity over `length` UTF-16 code units from `offset`."""

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
        """The first code unit after the entity."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, sorted by offset, then longest first, then outermost first."""

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
    """Return the entities in Telegram's order."""
    return tuple(sorted(entities, key=lambda e: (e.offset, -e.length, _PRIORITY.get(e.type, 50))))


def merge_entities(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities in normal form.

    Adjacent or overlapping entities of one style are merged. Code has no styles inside. No two
    entities overlap partly. At most one link or mention covers a character.
    """
    ordered = sort_entities(entity for entity in entities if entity.length > 0)
    if len(ordered) < 2:
        return ordered
    unsplittable = [entity for entity in ordered if entity.type not in SPLITTABLE]
    unsplittable = _without_overlap(unsplittable)
    verbatim = [entity for entity in unsplittable if entity.type in VERBATIM]
    styled: list[Entity] = []
    for style in SPLITTABLE:
        for entity in _merge_adjacent([entity for entity in ordered if entity.type == style]):
            styled.extend(_cut_around(entity, verbatim))
    return sort_entities(_split_overlaps(styled, unsplittable))


def _without_overlap(entities: list[Entity]) -> list[Entity]:
    """Drop links and code inside links and code, and quotes inside quotes."""
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


def _merge_adjacent(pieces: list[Entity]) -> list[Entity]:
    """Merge entities of one style that are adjacent or overlap."""
    joined: list[Entity] = []
    for piece in pieces:
        if joined and piece.offset <= joined[-1].end:
            end = max(joined[-1].end, piece.end)
            joined[-1] = replace(joined[-1], length=end - joined[-1].offset)
        else:
            joined.append(piece)
    return joined


def _cut_around(entity: Entity, verbatim: list[Entity]) -> list[Entity]:
    """Cut code entities out of a style entity."""
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


def _split_overlaps(styled: list[Entity], unsplittable: list[Entity]) -> list[Entity]:
    """Split styles that partly overlap a link, a quote or each other."""
    done = list(unsplittable)
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
    """Remove carriage returns, direction overrides and outer spaces; blank control characters.

    Entities are moved accordingly (tdlib/td, clean_input_string and fix_formatted_text).
    """
    text, entities = formatted.text, formatted.entities
    if _CONTROL_CHARACTERS.search(text):
        text = re.sub("[\x00-\x09\x0b\x0c\x0e-\x1f]", " ", text)
    if _REMOVED_CHARACTERS.search(text):
        removed = [
            utf16_length(text[: match.start()]) for match in _REMOVED_CHARACTERS.finditer(text)
        ]
        text = _REMOVED_CHARACTERS.sub("", text)
        entities = tuple(_without_units(entity, removed) for entity in entities)
    stripped = text.strip(_SPACES)
    if stripped != text:
        lead = utf16_length(text[: len(text) - len(text.lstrip(_SPACES))])
        entities = _shift_and_clip(entities, lead, utf16_length(stripped))
    return Formatted(stripped, tuple(entity for entity in entities if entity.length > 0))


def _without_units(entity: Entity, removed: list[int]) -> Entity:
    """Adjust an entity for code units removed at the offsets in `removed`."""
    before = sum(offset < entity.offset for offset in removed)
    inside = sum(entity.offset <= offset < entity.end for offset in removed)
    return replace(entity, offset=entity.offset - before, length=entity.length - inside)


def _shift_and_clip(entities: tuple[Entity, ...], lead: int, length: int) -> tuple[Entity, ...]:
    """Move entities left by `lead` and clip them to a text of `length`."""
    clipped = []
    for entity in entities:
        start = min(max(entity.offset - lead, 0), length)
        end = min(max(entity.end - lead, 0), length)
        clipped.append(replace(entity, offset=start, length=end - start))
    return tuple(clipped)


def as_json(entities: Iterable[Entity], users: dict[int, Json]) -> list[Json]:
    """Return MessageEntity objects; `users` are User objects by id, for mentions."""
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
            item["user"] = users.get(entity.user_id) or _unknown_user(entity.user_id)
        rendered.append(item)
    return rendered


def _unknown_user(user_id: int) -> Json:
    return {"id": user_id, "is_bot": False, "first_name": "?"}
