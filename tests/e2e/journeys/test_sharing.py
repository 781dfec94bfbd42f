"""Sharing: the Share button, inline mode, and cards in other chats."""

from pathlib import Path

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.conversations import STARS, ArticlePublisher, ask, labels, said_after, summary_of
from tests.support.waiting import until_drained


async def test_the_share_button_finds_its_article_first(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    old, _ = await publisher.publish("en-bridge"), await publisher.publish("en-library")
    card = await ask(bot, ann, f"/start a_{old}")

    offer = await ann.inline(card.button("Share").inline_query or "")

    assert offer.results[0].title.startswith("Harrowmere reopens")
    assert offer.results[0].description == "Harrowmere Post · ☆ not rated yet"


async def test_an_empty_inline_query_offers_the_newest_in_pages(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await publisher.publish_many(23)
    titles, offset = [], ""

    for _ in range(3):
        offer = await ann.inline("", offset=offset)
        titles += [result.title for result in offer.results]
        offset = offer.next_offset

    assert titles == [f"Story {number}" for number in range(23, 0, -1)]
    assert offset == ""


async def test_an_inline_query_searches_words_or_a_tag(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await publisher.publish("en-bridge", tags=("Farg'ona",))
    await publisher.publish("en-library", tags=())

    by_words = await ann.inline("harrowmere bri")
    by_tag = await ann.inline("#Фарғона")
    of_nothing = [await ann.inline(query) for query in ("#", "#<b>", "#none", '"', "zebra", "a_9")]

    assert [result.id for result in by_words.results] == ["1"]
    assert [result.id for result in by_tag.results] == ["1"]
    assert not any(offer.results for offer in of_nothing)


async def test_an_invalid_inline_offset_begins_at_the_start(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await publisher.publish()

    for offset in ("x", "-1", "²"):
        assert len((await ann.inline("", offset=offset)).results) == 1
    assert not (await ann.inline("", offset="9" * 60)).results


async def test_a_chosen_inline_result_is_a_card_with_working_buttons(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    await publisher.publish("en-bridge", url="https://example.org/bridge")
    elsewhere = bot.group("Friends", owner=ann, members=[bob], has_bot=False)
    offer = await ann.inline("", elsewhere)

    card = ann.choose(offer.results[0], elsewhere)

    await bob.press(card, "5 ★").answered()
    await bot.until(lambda: card.text.endswith("★ 5.0 · 1 vote"), show=elsewhere)
    assert labels(card)[0] == STARS
    assert labels(card)[1:] == [["Save", "Share", "Source", "Open"]]
    assert len(summary_of(card)) == 3
    assert (await bob.press(card, "Save").answered()).text.startswith("Saved.")
    of_old_cards = [await bob.press(card, data=data).answered() for data in ("l:1:5:0:en", "x:1")]
    assert [answer.url for answer in of_old_cards] == [card.button("Open").url] * 2


async def test_a_card_keeps_the_language_of_its_poster(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    vera = bot.person("Vera", language_code="ru")
    await publisher.publish()
    offer = await vera.inline("")
    card = vera.choose(offer.results[0])
    before = labels(card)

    answer = await ann.press(card, "4 ★").answered()

    await bot.until(lambda: "★ 4,0" in card.text, show=vera.private)
    assert answer.text == "You gave 4 stars. Thank you!"
    assert card.text.endswith("★ 4,0 · 1 голос")
    assert labels(card) == before


async def test_an_inline_answer_is_cached_for_the_asking_person_only(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    bot.options.has_inline_cache = True
    vera = bot.person("Vera", language_code="ru")
    await publisher.publish()

    english, russian = await ann.inline(""), await vera.inline("")

    assert "☆ not rated yet" in english.results[0].content.formatted.text
    assert "☆ оценок пока нет" in russian.results[0].content.formatted.text


async def test_a_message_posted_inline_in_private_is_not_answered(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    await publisher.publish()
    offer = await ann.inline("")

    ann.choose(offer.results[0])

    await until_drained(bot, tmp_path)
    assert not ann.private.from_bot()


async def test_a_rating_given_elsewhere_shows_on_the_card_in_private(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    number = await publisher.publish()
    mine = await ask(bot, ann, f"/start a_{number}")
    group = bot.group("Friends", owner=ann, members=[bob], announce=False)
    offer = await ann.inline(mine.button("Share").inline_query or "", group)

    await bob.press(ann.choose(offer.results[0], group), "1 ★").answered()

    await bot.until(lambda: "★ 1.0 · 1 vote" in mine.text, show=ann.private)


async def test_a_link_in_a_shared_card_leads_back_to_the_bot(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    await publisher.publish()
    offer = await ann.inline("")
    card = ann.choose(offer.results[0])

    opened = bob.open(card.links[0])

    assert (await said_after(bot, bob.private, opened)).text == card.text
