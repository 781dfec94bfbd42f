"""A page is one article, however many feeds list it and however its address is written."""

from datetime import timedelta

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
MUTATIONS = (
    *("/one?utm_source=rss", "/one/", "/one#comments", "/one?fbclid=1", "/one?from=rss"),
    *("/one/amp", "/one?amp=1", "/moved", "/archive/2026/991", "/one?yclid=3", "/copied"),
    "/pasted",
)


async def test_a_feed_whose_items_are_worded_alike_loses_none(harness, site):
    words = "The council met on Monday and spoke of bridge {} for most of it. It rained"
    texts = [f"{words.format(n)} at {n}. Nobody knows what it will cost. " * 5 for n in range(5)]
    site.on("/feed", feed(*(entry(f"bridge {n}", text=text) for n, text in enumerate(texts))))

    await harness.add()
    await harness.run()

    assert sorted(await harness.titles()) == [f"bridge {n}" for n in range(5)]


async def test_twelve_changes_of_its_address_make_one_article(harness, site):
    for number, link in enumerate(MUTATIONS):
        where = link.partition("?")[0].partition("#")[0]
        site.on(where, story("One"))
        listing = entry("x", date=NEW).replace("<link>/x", f"<link>{link}")
        site.on(f"/feed{number}", feed(listing))
        await harness.add(f"/feed{number}")
    site.on("/one", story("One"))

    await harness.run()

    assert await harness.titles() == ["One"]


async def test_a_copy_under_another_headline_is_a_further_source(harness, site):
    other = site.url("/copy", host="other.test")
    site.on("/a", feed(entry("one", date=NEW)))
    site.on("/b", feed(entry("x", date=NEW).replace("/x<", f"{other}<")))
    site.on("/one", story("One"))
    site.on("/copy", story("Bridge is open"))

    await harness.add("/a", tags=("tag of a",))
    await harness.add("/b", tags=("tag of b",))
    await harness.run()

    (title,) = await harness.titles()
    article = await harness.article(title)
    assert {tag.name for tag in article.tags} == {"tag of a", "tag of b"}
    assert len(article.alternate_sources) == 1


async def test_an_edited_article_is_updated_and_pushed_to_nobody_again(harness, site):
    await put_follower(harness.store, 5, "news")
    site.on("/feed", in_turn(feed(entry("one", date=NEW)), feed(edited())))
    site.on("/one", in_turn(story("One"), story("One, corrected")))
    await harness.add(tags=("news",))
    await harness.run()
    await pushed_titles(harness)
    await put_follower(harness.store, 6, "news")

    await harness.later()

    assert await harness.titles() == ["One, corrected"]
    assert len(harness.renamed) == 1
    assert await harness.store.summaries.due(10) == [(each, None) for each in harness.renamed]
    assert await pushed_titles(harness) == ["One, corrected"]


def edited() -> str:
    return entry("one", date=NEW).replace("<title>one", "<title>one, corrected")


async def test_a_copy_that_is_edited_does_not_change_the_first(harness, site):
    other = site.url("/copy", host="other.test")
    copy = entry("x", date=NEW).replace("/x<", f"{other}<")
    site.on("/a", feed(entry("one", date=NEW)))
    site.on("/b", in_turn(feed(copy), feed(copy.replace("<title>x", "<title>y"))))
    site.on("/one", story("One"))
    site.on("/copy", in_turn(story("Copy"), story("Copy, corrected")))
    await harness.add("/a")
    await harness.run()
    await harness.add("/b")

    await harness.run()
    await harness.later()

    assert await harness.titles() == ["One"]
    assert harness.renamed == []


async def test_another_story_is_another_article(harness, site):
    site.on("/feed", feed(entry("one", date=NEW), entry("two", date=NEW)))
    site.on("/one", story("One"))
    site.on("/two", story("Two", "en-orchard"))

    await harness.add()
    await harness.run()

    assert sorted(await harness.titles()) == ["One", "Two"]


async def test_an_article_of_last_week_is_no_duplicate(harness, site):
    before = feed(entry("other", date=OLD + timedelta(hours=1)), entry("one", date=OLD))
    site.on("/feed", in_turn(before, feed(entry("two"))))
    site.on("/one", story("One"))
    site.on("/other", story("Other", "en-orchard"))
    site.on("/two", story("Two"))

    await harness.add()
    await harness.run()
    await harness.later(timedelta(days=7))

    assert sorted(await harness.titles()) == ["One", "Other", "Two"]
