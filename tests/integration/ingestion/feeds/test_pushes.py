"""Items of feeds that are pushed: only those newer than the feed's first poll."""

from datetime import timedelta

import pytest

from tests.support.feed_site import (
    entry,
    feed,
    in_turn,
    pushed_titles,
    story,
)
from tests.support.stored_samples import NOW, put_follower

OLD = NOW - timedelta(days=3)
NEW = NOW + timedelta(hours=1)
LONG = "A whole sentence of an article, long enough to be one. " * 40


async def test_a_new_feed_stores_all_items_and_pushes_only_newer_ones(harness, site):
    await put_follower(harness.store, 5, "news")
    before = feed(*(entry(f"old{n}", date=OLD, text=f"{LONG}{n}") for n in range(30)))
    after = feed(
        entry("new", date=NEW, text=LONG),
        entry("late", date=OLD + timedelta(hours=1), text=LONG + "y"),
        entry("older", date=OLD - timedelta(hours=1), text=LONG + "x"),
    )
    site.on("/feed", in_turn(before, after))

    await harness.add(tags=("news",))
    await harness.run()
    assert await pushed_titles(harness) == []

    await harness.later()
    assert len(await harness.titles()) == 33
    assert sorted(await pushed_titles(harness)) == ["late", "new"]


async def test_new_guids_with_every_fetch_push_nothing(harness, site):
    """[75-new-guids]"""
    await put_follower(harness.store, 5, "news")

    async def churning(visit) -> None:
        turn = len(site.visits)
        items = (
            entry(f"n{n}", date=None, text=f"{LONG}{n}").replace(
                f"'>n{n}</guid>", f"'>{turn}-{n}</guid>"
            )
            for n in range(50)
        )
        await visit.send(feed(*items))

    site.on("/feed", churning)
    await harness.add(tags=("news",))
    for _ in range(4):
        await harness.later()

    assert len(await harness.titles()) == 50
    assert await pushed_titles(harness) == []


@pytest.mark.parametrize("more", ["?utm_source=rss", "/", "#comments", "?fbclid=1"])
async def test_one_page_in_two_feeds_is_one_article_with_all_tags(harness, site, more):
    site.on("/a", feed(entry("one", date=NEW)))
    site.on("/b", feed(entry("other", date=NEW).replace("/other<", f"/one{more}<")))
    site.on("/one", story("One"))
    site.on("/one/", story("One"))

    await harness.add("/a", tags=("tag of a",))
    await harness.add("/b", tags=("tag of b",))
    await harness.run()

    article = await harness.article("One")
    assert {tag.name for tag in article.tags} == {"tag of a", "tag of b"}
    assert len([visit for visit in site.visits if visit.path.startswith("/one")]) == 1
