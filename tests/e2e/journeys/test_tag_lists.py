"""/tags: counts, pages, search, and buttons that follow."""

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.conversations import ArticlePublisher, ask, labels, said_after


async def test_tags_lists_article_counts_and_its_links_offer_to_follow(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await publisher.publish("en-bridge", tags=("Oʻzbekiston", "roads"))
    await publisher.publish("uz-bozor", tags=("Ўзбекистон",))
    listed = await ask(bot, ann, "/tags")

    opened = ann.open(listed.links[0])

    assert listed.text.split("\n\n")[1] == "#Oʻzbekiston · 2\n#roads · 1"
    offer = await said_after(bot, ann.private, opened)
    assert offer.text.startswith("Follow #Oʻzbekiston?")


async def test_a_list_of_many_tags_has_pages(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    for start in (0, 6, 12):
        names = tuple(f"tag{number}" for number in range(start, start + 6))
        last = await publisher.publish(title=f"From {start}", body=f"Text {start}.", tags=names)
    listed = await ask(bot, ann, "/tags")

    await ann.press(listed, "More").answered()

    await bot.until(lambda: "#tag17 · 1" in listed.text, show=ann.private)
    assert labels(listed) == [["tag16", "tag17"], ["◀ Previous"]]
    await ann.press(listed, "Previous").answered()
    await bot.until(lambda: "#tag0 · 1" in listed.text, show=ann.private)
    await publisher.store.articles.delete(last)
    await ann.press(listed, "More").answered()
    await bot.until(lambda: labels(listed)[-1] == ["tag10", "tag11"], show=ann.private)


async def test_tags_are_searched_followed_and_unfollowed_in_the_list(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    names = tuple(f"bridge{number:02}" for number in range(9))
    await publisher.publish("en-bridge", tags=(*names, "ferries"))
    await publisher.publish("en-library", tags=tuple(f"bridge{number}" for number in range(10, 18)))
    await ask(bot, ann, "/subscribe bridge02")
    await bot.until(lambda: "☆ not rated yet" in ann.private.last.text, show=ann.private)

    listed = await ask(bot, ann, "/tags #Bridge")
    first_row = labels(listed)[1]
    await ann.press(listed, "✓ bridge02").answered()
    await ann.press(listed, "More").answered()

    assert listed.edits[0].formatted.text.startswith("#Bridge\n\n#bridge00 · 1\n")
    assert first_row == ["✓ bridge02", "bridge03"]
    await bot.until(lambda: labels(listed) == [["bridge17"], ["◀ Previous"]], show=ann.private)
    unknown = await ask(bot, ann, "/tags zebra")
    assert unknown.text.startswith("No article has the tag “zebra” yet.")
    assert (await ask(bot, ann, "/subscriptions")).text.startswith("This chat follows no tags yet.")
