"""Bring the entities of a text into Telegram's normal form (tdlib/td, MessageEntity.cpp).

No two entities overlap partly. A link, a mention and the like contain no other one and no quote.
Code has no styles inside. A style is split where another entity begins or ends inside it.
"""

from collections import deque
from collections.abc import Iterable, Sequence

from bot.playground.api_server.formatting.entities import Entity, sort_entities

_STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_VERBATIM = frozenset({"code", "pre", "date_time"})
_END = 1 << 31  # after every text


def merge_entities(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities in normal form; an entity that another one excludes is left out."""
    styles, quotes, inline = _groups(entities)
    quotes = _without_overlaps(quotes)
    inline = _without_crossings(_without_overlaps(inline), quotes)
    return sort_entities((*quotes, *inline, *_split(styles, (*quotes, *inline))))


def add_detected_entities(
    entities: tuple[Entity, ...], detected: Sequence[Entity]
) -> tuple[Entity, ...]:
    """Return entities in normal form with the `detected` ones that they leave room for."""
    if not detected:
        return entities
    styles, quotes, inline = _groups(entities)
    added = [
        entity
        for entity in _without_crossings(detected, quotes)
        if not any(_overlap(entity, other) for other in inline)
    ]
    others = (*quotes, *inline, *added)
    return sort_entities((*others, *_split(styles, others)))


def _groups(entities: Iterable[Entity]) -> tuple[list[Entity], list[Entity], list[Entity]]:
    """Return the styles, the quotes and all other entities, sorted."""
    ordered = sort_entities(entity for entity in entities if entity.length > 0)
    styles = [entity for entity in ordered if entity.type in _STYLES]
    quotes = [entity for entity in ordered if entity.type in _QUOTES]
    inline = [entity for entity in ordered if entity.type not in _QUOTES.union(_STYLES)]
    return styles, quotes, inline


def _without_overlaps(entities: Iterable[Entity]) -> list[Entity]:
    """Return the sorted entities; an entity that overlaps an earlier one is left out."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _without_crossings(entities: Iterable[Entity], quotes: Iterable[Entity]) -> list[Entity]:
    """Return the entities that are inside one of the quotes or outside all of them."""
    return [
        entity
        for entity in entities
        if all(not _overlap(entity, quote) or _contains(quote, entity) for quote in quotes)
    ]


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end


def _contains(outer: Entity, inner: Entity) -> bool:
    return outer.offset <= inner.offset and inner.end <= outer.end


def _split(styles: list[Entity], others: Iterable[Entity]) -> list[Entity]:
    """Return the styles, merged, split where other entities begin and end, and cut out of code."""
    if not styles:
        return []
    splitter = _StyleSplitter(styles)
    open_others: list[Entity] = []
    for other in sort_entities(others):
        while open_others and other.offset >= open_others[-1].end:
            splitter.close(open_others.pop())
        splitter.split_at(other.offset)
        open_others.append(other)
    while open_others:
        splitter.close(open_others.pop())
    return splitter.finish()


class _StyleSplitter:
    """Reads styles from left to right and cuts them into pieces."""

    def __init__(self, styles: Iterable[Entity]) -> None:
        self._ahead = deque(styles)
        self._open: dict[str, tuple[int, int]] = {}  # begin and end of each style under way
        self._pieces: list[Entity] = []

    def split_at(self, offset: int) -> None:
        """Read the styles that begin before `offset`, and cut all of them there."""
        while self._ahead and self._ahead[0].offset < offset:
            entity = self._ahead.popleft()
            begin, end = self._open.get(entity.type, (0, -1))
            if entity.offset > end:
                self._cut(entity.offset)
                begin = entity.offset
            self._open[entity.type] = (begin, max(end, entity.end))
        self._cut(offset)

    def close(self, other: Entity) -> None:
        """Cut the styles at the end of another entity; drop the pieces inside code."""
        before = len(self._pieces)
        self.split_at(other.end)
        if other.type in _VERBATIM:
            del self._pieces[before:]

    def finish(self) -> list[Entity]:
        """Return the pieces of all styles."""
        self.split_at(_END)
        return self._pieces

    def _cut(self, offset: int) -> None:
        for style in _STYLES:
            begin, end = self._open.get(style, (offset, offset))
            if begin >= offset:
                continue
            self._pieces.append(Entity(style, begin, min(end, offset) - begin))
            if end > offset:
                self._open[style] = (offset, end)
            else:
                del self._open[style]
