"""Compare a fetched feed with its stored items: new, edited and still listed; which are pushed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.domain.feed import PUSHES_MAX, Feed, Item


class KnownItem(NamedTuple):
    """A stored item of a feed; a tuple, because a fetch compares up to thousands of them."""

    id: int
    key: str
    link_key: str | None
    fingerprint: str
    is_waiting: bool  # it is not read yet
    last_seen_at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item that the feed lists for the first time."""

    item: Item
    is_push_suppressed: bool  # its article is stored but not pushed


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChanges:
    """The items of a fetch, compared with the stored ones; each list in the feed's order."""

    new: tuple[NewItem, ...]
    edited: tuple[tuple[KnownItem, Item], ...]  # to read again
    listed: tuple[KnownItem, ...]  # stored before, and in the feed still


def compare_items(feed: Feed, known: Iterable[KnownItem], items: Sequence[Item]) -> ItemChanges:
    """Compare the items of a fetched feed with its stored items.

    An item is recognized by its key, or by its link if its key changed. An item with a new headline
    or a new full text is edited, unless its first version still waits to be read.

    Only the `PUSHES_MAX` newest of the new items can be pushed later; the others, and items that
    are too old, are never pushed.
    """
    known = list(known)
    by_key = {each.key: each for each in known}
    by_key |= {each.link_key: each for each in known if each.link_key}
    pushes = PUSHES_MAX
    new: list[NewItem] = []
    edited: list[tuple[KnownItem, Item]] = []
    listed: list[KnownItem] = []
    for item in items:
        stored = by_key.get(item.key) or by_key.get(item.link_key or "")
        if stored is None:
            is_push_suppressed = _is_too_old(item, feed) or pushes == 0
            pushes -= not is_push_suppressed
            new.append(NewItem(item=item, is_push_suppressed=is_push_suppressed))
            continue
        listed.append(stored)
        if stored.fingerprint != item.fingerprint and not stored.is_waiting:
            edited.append((stored, item))
    return ItemChanges(new=tuple(new), edited=tuple(edited), listed=tuple(listed))


def _is_too_old(item: Item, feed: Feed) -> bool:
    """Return whether an item is too old to push; an undated one is old on the first fetch."""
    if item.published_at is None:
        return feed.status.succeeded_at is None
    return item.published_at < feed.pushed_since


def newest_date(items: Iterable[Item]) -> datetime | None:
    """Return the newest date of the items; None if no item has a date."""
    return max((each.published_at for each in items if each.published_at), default=None)
