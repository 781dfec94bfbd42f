"""Clean a text as Telegram does before it stores the text (tdlib/td, `fix_formatted_text`)."""

import re
from dataclasses import replace

from bot.playground.api_server.formatting.entities import (
    Entity,
    Formatted,
    sort_entities,
    utf16_length,
)
from bot.playground.api_server.formatting.entity_merging import merge_entities

# Carriage returns, direction overrides, and combining marks that draw lines over other lines.
_REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_DIRECTION_MARKS = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
_INVISIBLE = re.compile(
    "[ \n\t\r\v\0\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"
    "\U000e0000-\U000e007f]*"
)
_TRIMMED = " \n"


def clean(formatted: Formatted) -> Formatted:
    """Return the text without what Telegram removes, and its entities in normal form.

    Control characters become spaces. Spaces and line breaks at the end go, and those before the
    first entity. A text without a visible character becomes empty.
    """
    entities = merge_entities(formatted.entities)
    text = _CONTROL.sub(" ", formatted.text)
    if _REMOVED.search(text):
        removed = [utf16_length(text[: match.start()]) for match in _REMOVED.finditer(text)]
        text = _REMOVED.sub("", text)
        entities = merge_entities(_without_units(entity, removed) for entity in entities)
    text = _DIRECTION_MARKS.sub(lambda marks: "\u200c" * len(marks.group()), text)
    if _INVISIBLE.fullmatch(text):
        return Formatted("")
    return _trim(text, entities)


def _without_units(entity: Entity, removed: list[int]) -> Entity:
    """Adjust an entity for code units removed at the offsets in `removed`."""
    before = sum(offset < entity.offset for offset in removed)
    inside = sum(entity.offset <= offset < entity.end for offset in removed)
    return replace(entity, offset=entity.offset - before, length=entity.length - inside)


def _trim(text: str, entities: tuple[Entity, ...]) -> Formatted:
    """Remove spaces at the end, and at the start as far as the first entity."""
    text = text.rstrip(_TRIMMED)
    lead = len(text) - len(text.lstrip(_TRIMMED))
    if entities:
        lead = min(lead, entities[0].offset)
    total = utf16_length(text)
    clipped = (
        replace(one, offset=one.offset - lead, length=min(one.end, total) - one.offset)
        for one in entities
    )
    return Formatted(text[lead:], sort_entities(entity for entity in clipped if entity.length > 0))
