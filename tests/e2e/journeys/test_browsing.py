"""Lists and cards: /latest, /top, /search, /tags, /saved, pages, Shorter and Longer."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.ids import UserId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.playground.api_server.state.messages import Message
from bot.transport import request
from tests.support.conversations import (
    SAMPLES,
    STARS,
    ArticlePublisher,
    ask,
    labels,
    said_after,
    show_more,
    summary_of,
)
from tests.support.virtual_time import pass_time
from tests.support.waiting import until_drained

SHORTER = [("Shorter", 2), ("Shorter", 1)]
LONGER = [("Longer", 2), ("Longer", 3), ("Longer", 5), ("Longer", 8)]
FOUR = """The ferry to Oster island will sail every hour from the first of May. The town council
bought a second boat from a shipyard in the north for two million crowns. Islanders had asked for
more crossings since the school there closed last autumn. Tickets will cost the same as before."""


async def test_latest_lists_number_title_source_and_rating(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    old, new = await publisher.publish("en-bridge"), await publisher.publish("uz-bozor")

    listed = await ask(bot, ann, "/latest")

    header, _, first, second = listed.text.split("\n")
    assert header == "Newest articles"
    assert first.startswith(f"{new}. ")
    assert second == (
        f"{old}. Harrowmere reopens its old iron bridge after a two-year repair"
        " · Harrowmere Post · ☆ not rated yet"
    )
    assert labels(listed) == [[str(new), str(old)]]


async def test_a_list_turns_its_pages_both_ways_and_opens_cards(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    numbers = await publisher.publish_many(19)
    listed = await ask(bot, ann, "/latest")
    seen = [listed.text]

    for _ in range(2):
        await ann.press(listed, "More").answered()
        await bot.until(lambda: listed.text != seen[-1], show=ann.private)
        seen.append(listed.text)
    await ann.press(listed, "Previous").answered()
    await bot.until(lambda: listed.text == seen[1], show=ann.private)
    opening = ann.press(listed, str(numbers[5]))

    titles = [f"Story {number} " for number in range(19, 0, -1)]
    assert [title in page for page, title in zip("11111111222222223333", titles, strict=False)]
    assert all(title in seen[index // 8] for index, title in enumerate(titles))
    assert labels(listed)[-1] == ["◀ Previous", "More ▶"]
    assert (await opening.answered()).text == "Here it comes…"
    card = await said_after(bot, ann.private, listed)
    assert card.text.startswith("Story 6\n")


async def test_latest_finds_a_tag_in_any_spelling(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await publisher.publish("en-bridge", tags=("Farg'ona viloyati",))
    await publisher.publish("uz-bozor")

    for written in ("Фарғона вилояти", "#fargʻona_viloyati", '"Farg‘ona viloyati"'):
        listed = await ask(bot, ann, f"/latest {written}")

        assert listed.text.startswith("Newest articles · #Fargʻona_viloyati\n\n1. Harrowmere")
        assert len(listed.text.splitlines()) == 3


async def test_latest_of_an_unknown_or_invalid_tag_is_refused(
    bot: BotApiServer, ann: Person
) -> None:
    unknown = await ask(bot, ann, "/latest nowhere")
    refused = await ask(bot, ann, "/latest <b>")

    assert unknown.text.startswith("No article has the tag “nowhere” yet.")
    assert refused.text.startswith("“<b>” cannot be a tag.")


async def test_the_pages_of_a_tag_stay_with_the_tag(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    for number in range(1, 11):
        await publisher.publish(
            title=f"Of it {number}", body=f"Body {number}", tags=("Ўзбекистон",)
        )
        await publisher.publish(title=f"Other {number}", body=f"More {number}", tags=("else",))
    listed = await ask(bot, ann, "/latest Oʻzbekiston")

    await ann.press(listed, "More").answered()

    await bot.until(lambda: "Of it 1 " in listed.text, show=ann.private)
    assert listed.text.startswith("Newest articles · #Ўзбекистон\n")
    assert "Other" not in listed.text


@pytest.mark.parametrize(
    ("written", "header"),
    [
        ("/top", "Best of the week"),
        ("/top day", "Best of the day"),
        ("/top Month", "Best of the month"),
        ("/top all", "Best of all time"),
    ],
)
async def test_top_orders_the_articles_of_a_period_by_rating(
    bot: BotApiServer,
    publisher: ArticlePublisher,
    ann: Person,
    bob: Person,
    written: str,
    header: str,
) -> None:
    names = ("en-bridge", "en-library", "uz-bozor")
    loved, plain, _unrated = [await publisher.publish(name) for name in names]
    for reader, number, stars in ((ann, loved, 5), (bob, loved, 4), (bob, plain, 3)):
        card = await ask(bot, reader, f"/start a_{number}")
        await reader.press(card, f"{stars} ★").answered()

    listed = await ask(bot, ann, written)

    first, second = listed.text.split("\n")[2:]
    assert listed.text.startswith(header)
    assert first.startswith(f"{loved}. ")
    assert first.endswith("★ 4.5 · 2 votes")
    assert second.startswith(f"{plain}. ")


async def test_top_with_an_unknown_period_is_asked_back(bot: BotApiServer, ann: Person) -> None:
    for period in ("decade", "<b>", "day week", "'; DROP TABLE articles"):
        answer = await ask(bot, ann, f"/top {period}")

        assert answer.text.startswith("Which period?")


async def test_search_matches_both_scripts_and_keeps_its_query(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    for number in range(1, 11):
        await publisher.publish(title=f"Farg'ona {number}", body=f"Body {number}", tags=())
    await publisher.publish("en-bridge")

    listed = await ask(bot, ann, '/search  Фарғона  "<b>')
    first_page = listed.text
    await ann.press(listed, "More").answered()

    await bot.until(lambda: listed.text != first_page, show=ann.private)
    assert first_page.startswith('Фарғона "<b>\n\n')
    assert listed.text.startswith('Фарғона "<b>\n\n')
    assert len(first_page.splitlines()) == 2 + 8
    assert len(listed.text.splitlines()) == 2 + 2


@pytest.mark.parametrize(
    "words",
    ["zebra", '"', "* OR NEAR(", "-bridge", "' OR 1=1 --", "title:x^", "\u200b", "😀", "x" * 4000],
)
async def test_a_search_without_hits_says_so_for_any_words(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, words: str
) -> None:
    await publisher.publish("uz-bozor")

    answer = await ask(bot, ann, f"/search {words}")

    assert answer.text.startswith("Nothing found for “")
    assert not answer.buttons


async def test_a_search_without_words_is_asked_back(bot: BotApiServer, ann: Person) -> None:
    answer = await ask(bot, ann, "/search")

    assert answer.text.startswith("What are you looking for?")


async def test_every_list_says_that_there_are_no_articles(bot: BotApiServer, ann: Person) -> None:
    for command in ("/latest", "/saved"):
        assert (await ask(bot, ann, command)).text.endswith("Nothing here yet.")
    top = await ask(bot, ann, "/top")
    assert top.text.endswith(
        "No article from this period has a rating yet. Give the first stars: /latest"
    )
    assert (await ask(bot, ann, "/tags")).text.startswith("No tags yet")
    assert (await ask(bot, ann, "/search <b>  zzz")).text == "Nothing found for “<b> zzz”."


async def test_a_card_shows_the_article_and_its_buttons(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    number = await publisher.publish("en-bridge", url="https://example.org/bridge")

    card = await ask(bot, ann, f"/start a_{number}")

    title, line, _, *_, tags, rating = card.text.split("\n")
    assert title == "Harrowmere reopens its old iron bridge after a two-year repair"
    assert line.startswith("Local · Harrowmere Post · ")
    assert line.endswith(" · 1 min")
    assert (tags, rating) == ("#Harrowmere #bridges #transport", "☆ not rated yet")
    assert card.html.startswith('<b><a href="https://example.org/bridge">') or card.links == [
        "https://example.org/bridge"
    ]
    assert labels(card) == [
        STARS,
        ["Longer", "Save", "Share", "⋯"],
    ]
    await show_more(bot, ann, card)
    assert labels(card) == [STARS, ["Shorter", "Full text", "Source", "Why", "‹"]]
    assert card.button("Source").url == "https://example.org/bridge"


async def test_shorter_and_longer_go_by_steps_and_stop_at_both_ends(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    number = await publisher.publish("en-bridge")
    card = await ask(bot, ann, f"/start a_{number}")
    body = " ".join(SAMPLES["en-bridge"].body.split())
    shown = {len(summary_of(card)): summary_of(card)}

    at_the_ends = []
    await show_more(bot, ann, card)
    for label, step in [*SHORTER, *LONGER]:
        if label == "Longer" and step == 2:
            await ann.press(card, "‹").answered()
            await bot.until(lambda: labels(card)[1][0] == "Longer", show=ann.private)
        assert (await ann.press(card, label).answered()).text == ""
        await has_sentences(bot, card, step)
        shown[step] = summary_of(card)
        if step in (1, 8):
            at_the_ends.append(labels(card)[1])

    assert at_the_ends == [["Full text", "Why", "‹"], ["Save", "Share", "⋯"]]
    assert sorted(shown) == [1, 2, 3, 5, 8]
    for shorter, longer in zip([1, 2, 3, 5], [2, 3, 5, 8], strict=True):
        assert [each for each in shown[longer] if each in shown[shorter]] == shown[shorter]
    places = [body.index(sentence) for sentence in shown[8]]
    assert places == sorted(places)


async def has_sentences(bot: BotApiServer, card: Message, count: int) -> None:
    """Wait until a card shows a summary of `count` sentences."""
    await bot.until(lambda: len(summary_of(card)) == count)


async def test_a_short_article_offers_only_steps_that_show_more(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    four = await publisher.publish(title="Four", body=FOUR, tags=("few",))
    card = await ask(bot, ann, f"/start a_{four}")
    start = labels(card)[1]

    await ann.press(card, "Longer").answered()
    await has_sentences(bot, card, 4)
    at_most = labels(card)[1]
    await show_more(bot, ann, card)
    by_number = await ask(bot, ann, f"/summary {four} 4")

    assert start == ["Longer", "Save", "Share", "⋯"]
    assert at_most == ["Save", "Share", "⋯"]
    assert labels(card)[1][0] == "Shorter"
    assert len(summary_of(by_number)) == 4
    assert labels(by_number)[1] == at_most


async def test_the_full_text_comes_as_one_rich_message(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    number = await publisher.publish("en-bridge", title="Bread & <b>butter</b>")
    card = await ask(bot, ann, f"/start a_{number}")
    await show_more(bot, ann, card)

    await ann.press(card, "Full text").answered()

    full = await said_after(bot, ann.private, card)
    assert full.content.kind == "rich"
    assert full.text.startswith("Bread & <b>butter</b>\nThe iron bridge over the River Lenn")
    assert full.text.endswith("due in 2051 at the earliest.")


async def test_full_text_is_split_for_a_server_without_rich_messages(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    bot.options.knows_rich_messages = False
    paragraphs = [f"Paragraph {number}." + " Word & 😀." * 60 for number in range(15)]
    body = "\n".join([*paragraphs, "The end."])
    number = await publisher.publish(title="Long", body=body)
    card = await ask(bot, ann, f"/start a_{number}")
    await show_more(bot, ann, card)

    await ann.press(card, "Full text").answered()
    await bot.until(lambda: ann.private.last.text.endswith("The end."), show=ann.private)
    once = [each for each in ann.private.from_bot() if each.message_id > card.message_id]
    again = await ask(bot, ann, f"/start a_{await publisher.publish()}")
    await ann.press(again, data="x:2").answered()
    await bot.until(lambda: ann.private.last.message_id > again.message_id, show=ann.private)

    lines = [line for part in once for line in part.text.split("\n") if line]
    assert lines == ["Long", *body.split("\n")]
    assert all(len(part.text) <= 4096 for part in once)
    assert len(bot.calls("sendRichMessage", ok=False)) == 1


async def test_saved_lists_the_last_saved_first_and_drops_unsaved(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    first, second = await publisher.publish("en-bridge"), await publisher.publish("uz-bozor")
    cards = [await ask(bot, ann, f"/start a_{number}") for number in (second, first)]
    said = [(await ann.press(card, "Save").answered()).text for card in cards]
    both = await ask(bot, ann, "/saved")
    await bot.until(lambda: cards[0].button("Saved ✓"), show=ann.private)

    put_back = await ann.press(cards[0], "Saved ✓").answered()

    assert said == ["Saved. All saved articles: /saved"] * 2
    assert put_back.text == "Removed from your saved articles."
    assert labels(both) == [[str(first), str(second)]]
    assert labels(await ask(bot, ann, "/saved")) == [[str(first)]]
    assert (await ask(bot, bob, "/saved")).text.endswith("Nothing here yet.")


async def test_a_gone_page_of_saved_articles_becomes_the_last_one(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    numbers = await publisher.publish_many(9)
    for number in numbers:
        await publisher.store.bookmarks.put(UserId(ann.id), number, datetime.now(UTC))
    listed = await ask(bot, ann, "/saved")
    await publisher.store.bookmarks.drop(UserId(ann.id), numbers[0])

    await ann.press(listed, "More").answered()

    await bot.until(lambda: len(labels(listed)) == 1, show=ann.private)
    assert labels(listed) == [[str(number) for number in reversed(numbers[1:])]]


async def test_a_tap_on_a_list_is_answered_before_its_card_has_come(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    await publisher.publish()
    listed = await ask(bot, ann, "/latest")
    bot.fail("sendMessage", "delay", delay=5 * HANG_SECONDS)

    await ann.press(listed, "1").answered()

    await bot.until(lambda: ann.private.last is not listed, show=ann.private)
    pass_time(5 * HANG_SECONDS)


@pytest.mark.parametrize("data", ["p:latest:1:", "l:1:5:0:", "e:quiet:0"])
async def test_a_tap_on_a_deleted_message_is_refused(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, data: str, tmp_path: Path
) -> None:
    """[80-old-message]"""
    card = await ask(bot, ann, f"/start a_{await publisher.publish()}")
    ann.delete(card)

    answer = await ann.press(card, data=data).answered()

    assert answer.text == "That button no longer works. See /help."
    await until_drained(bot, tmp_path)
    assert bot.calls("editMessageText") == []


async def test_a_vote_under_a_card_that_is_gone_shows_on_the_others(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    number = await publisher.publish()
    gone, other = [await ask(bot, ann, f"/start a_{number}") for _ in range(2)]
    ann.delete(gone)

    await ann.press(gone, "4 ★").answered()

    await bot.until(lambda: "★ 4.0 · 1 vote" in other.text, show=ann.private)
