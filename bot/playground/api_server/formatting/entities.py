"""Formatted text: a text with its entities, whose offsets are UTF-16 code units."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.playground.api_server.errors import Json

_LOW_SURROGATE_BYTES = frozenset({b"\xdc", b"\xdd", b"\xde", b"\xdf"})
MAX_ENTITIES = 100  # Telegram ignores the rest

# Order of entities over the same text, outermost first (tdlib/td, MessageEntity.cpp).
_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}


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
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """Return `length` UTF-16 code units of `text` from `offset`."""
    if text.isascii():
        return text[offset : offset + length]
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def splits_character(text: str, offset: int) -> bool:
    """Tell whether `offset` (UTF-16 code units) is in the middle of a character."""
    if text.isascii():
        return False
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset + 1 : 2 * offset + 2] in _LOW_SURROGATE_BYTES


def sort_entities(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities in Telegram's order."""
    return tuple(sorted(entities, key=lambda e: (e.offset, -e.length, _PRIORITY.get(e.type, 50))))


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
