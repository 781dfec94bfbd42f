"""Items of a fetched feed: new, edited or unchanged, and pushed to followers or not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.feed import PUSHES_MAX, Feed, FeedStatus, Item
from bot.domain.ids import FeedId
from bot.domain.item_changes import KnownItem, compare_items, newest_date

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST_FETCH = Feed(
    id=FeedId(1), title="", tags=(), added_at=NOW, status=FeedStatus(url="x", next_at=NOW)
)
FEED = replace(FIRST_FETCH, status=replace(FIRST_FETCH.status, succeeded_at=NOW))


def item(name: str, **fields: Any) -> Item:
    values: dict[str, Any] = {
        "key": name,
        "link_key": f"link {name}",
        "url": None,
        "title": name,
        "text": "Text.",
        "is_whole": False,
        "published_at": NOW,
    }
    return Item(**{**values, **fields})


def known(of: Item, number: int = 1, **fields: Any) -> KnownItem:
    values = {"id": number, "key": of.key, "link_key": of.link_key, "fingerprint": of.fingerprint}
    return KnownItem(**{**values, "is_waiting": False, "last_seen_at": NOW, **fields})


def suppressed(feed: Feed, *items: Item) -> list[bool]:
    return [each.is_push_suppressed for each in compare_items(feed, [], items).new]


def test_new_and_listed_items_keep_the_feeds_order():
    items = [item("c"), item("b"), item("a")]

    changes = compare_items(FEED, [known(items[1])], items)

    assert [each.item.key for each in changes.new] == ["c", "a"]
    assert [each.key for each in changes.listed] == ["b"]
    assert changes.edited == ()


def test_item_with_another_key_is_recognized_by_its_link():
    stored = known(item("a"))

    changes = compare_items(FEED, [stored], [item("changed guid", link_key="link a", title="a")])

    assert (changes.new, changes.listed) == ((), (stored,))


def test_item_without_a_link_is_no_other_items_twin():
    stored = known(item("a", link_key=None))

    changes = compare_items(FEED, [stored], [item("b", link_key=None)])

    assert [each.item.key for each in changes.new] == ["b"]


def test_new_headline_is_an_edit_once_the_item_was_read():
    stored, edited = known(item("a")), item("a", title="Corrected")

    assert compare_items(FEED, [stored], [edited]).edited == ((stored, edited),)
    assert compare_items(FEED, [stored._replace(is_waiting=True)], [edited]).edited == ()


def test_only_the_newest_items_of_a_fetch_are_pushed():
    items = [item(str(number)) for number in range(PUSHES_MAX + 2)]

    assert suppressed(FEED, *items) == [False] * PUSHES_MAX + [True] * 2


def test_old_items_use_up_no_push():
    old = [item(f"old {number}", published_at=NOW - HOUR) for number in range(PUSHES_MAX)]

    assert suppressed(FEED, *old, item("new")) == [True] * PUSHES_MAX + [False]


def test_item_older_than_the_feeds_start_is_not_pushed():
    early = replace(FEED, newest_at=NOW - 2 * HOUR)

    assert suppressed(FEED, item("a", published_at=NOW - HOUR)) == [True]
    assert suppressed(early, item("a", published_at=NOW - HOUR)) == [False]


def test_undated_item_is_pushed_from_the_second_fetch_on():
    undated = item("a", published_at=None)

    assert suppressed(FIRST_FETCH, undated) == [True]
    assert suppressed(FEED, undated) == [False]


def test_newest_date_ignores_undated_items():
    dated = [item("a", published_at=NOW - HOUR), item("b", published_at=None), item("c")]

    assert newest_date(dated) == NOW
    assert newest_date([item("b", published_at=None)]) is None
