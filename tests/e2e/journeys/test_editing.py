"""/edit, /delete, /alias and /stats: editors change the stored articles and tags."""

from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.conversations import SAMPLES, ArticlePublisher, ask, labels, said_after
from tests.support.waiting import until_drained

BRIDGE = SAMPLES["en-bridge"].title


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ("title Bridge is <open> & free", "Bridge is <open> & free\n"),
        ("title   Two\nlines", "Two lines\n"),
        ("TITLE Loud", "Loud\n"),
        ("section Местное", f"{BRIDGE}\nМестное · "),
        ("tags #Россия, O'zbekiston “Farg'ona viloyati”", "\n#Россия #Oʻzbekiston #Fargʻona_"),
        ("tags one one ONE", "\n#one\n☆"),
        ("tags sea, light house", "\n#sea #light_house\n☆"),
    ],
)
async def test_an_edit_shows_the_card_as_it_is_now(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person, change: str, shown: str
) -> None:
    number = await publisher.publish()

    card = await ask(bot, editor, f"/edit {number} {change}")

    assert shown in card.text
    assert "☆ not rated yet" in card.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("", "For example: /edit 12 title New title."),
        ("twelve title New", "For example: /edit 12 title New title."),
        ("-1 title New", "For example: /edit 12 title New title."),
        ("1", "For example: /edit 12 title New title."),
        ("1 colour blue", "For example: /edit 12 title New title."),
        ("1 title", "Write 1 to 300 characters."),
        (f"1 title {'long ' * 61}", "Write 1 to 300 characters."),
        (f"1 section {'s' * 61}", "Write 1 to 60 characters."),
        ("1 tags", "An article has 1 to 12 tags."),
        ("1 tags " + " ".join(f"t{n}" for n in range(13)), "An article has 1 to 12 tags."),
        ("1 tags fine <b>", "“<b>” cannot be a tag."),
        ("404 title New", "No article ever had the number 404. The highest so far is 1."),
        ("404 tags new", "No article ever had the number 404. The highest so far is 1."),
        ("0 section New", "No article ever had the number 0. The highest so far is 1."),
        (f"{9**20} title New", "For example: /edit 12 title New title."),
    ],
)
async def test_a_wrong_edit_shows_an_example_and_changes_nothing(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person, change: str, said: str
) -> None:
    number = await publisher.publish()
    before = await publisher.store.articles.get(number)

    answer = await ask(bot, editor, f"/edit {change}")

    assert answer.text.startswith(said)
    assert await publisher.store.articles.get(number) == before


async def test_an_edited_title_is_found_and_the_old_one_is_not(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person
) -> None:
    number = await publisher.publish(title="Walruses arrive", body="Nothing but the body.")

    await ask(bot, editor, f"/edit {number}\ntitle Seals arrive")
    new, old = await ask(bot, editor, "/search seals"), await ask(bot, editor, "/search walruses")

    assert "Seals arrive" in new.text
    assert old.text == "Nothing found for “walruses”."


async def test_deleting_asks_once_and_then_it_is_gone_for_everybody(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person, ann: Person
) -> None:
    number = await publisher.publish()
    card = await ask(bot, ann, f"/start a_{number}")
    await ann.press(card, "5 ★").answered()
    question = await ask(bot, editor, f"/delete {number}")
    asked = question.text, labels(question)

    await editor.press(question, "Delete").answered()
    second = await editor.press(question, data=f"d:{number}").answered()
    gone = "That article is no longer here."
    taps = [
        await ann.press(card, data=data).answered()
        for data in ("r:1:3:0::1", "l:1:5:0:", f"x:{number}", f"s:{number}")
    ]

    assert asked == (f"Delete “{BRIDGE}” with its ratings?", [["Delete", "Cancel"]])
    assert question.text == "Article deleted."
    assert not question.buttons
    assert second.text == gone
    assert [tap.text for tap in taps] == [gone] * 4
    assert (await ask(bot, ann, f"/start a_{number}")).text == gone
    assert (await ask(bot, editor, f"/edit {number} title New")).text == gone
    assert (await ask(bot, editor, f"/delete {number + 1}")).text == (
        f"No article ever had the number {number + 1}. The highest so far is {number}."
    )
    assert "Nothing here yet." in (await ask(bot, ann, "/latest")).text


async def test_a_canceled_deletion_deletes_nothing(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person
) -> None:
    number = await publisher.publish()
    question = await ask(bot, editor, f"/delete {number}")

    await editor.press(question, "Cancel").answered()
    await bot.until(lambda: question.text == "Nothing changed.", show=editor.private)

    assert not question.buttons
    assert (await publisher.store.articles.get(number)).title == BRIDGE


async def test_only_the_asking_editor_may_answer_a_delete_question(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person, ann: Person
) -> None:
    number = await publisher.publish()
    group = bot.group("Services", owner=ann, members=[editor], announce=False)
    question = await ask(bot, editor, f"/delete {number}", group)

    delete, cancel = ann.press(question, "Delete"), ann.press(question, "Cancel")
    said = [(await tap.answered()).text for tap in (delete, cancel)]

    assert said == ["Only editors can do that.", "That button is not for you."]
    assert question.text.startswith("Delete “")
    assert (await publisher.store.articles.get(number)).title == BRIDGE


async def test_a_forged_cancel_clears_no_message(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person, ann: Person
) -> None:
    number = await publisher.publish()
    group = bot.group("Readers", owner=ann, members=[editor], announce=False)
    card = await ask(bot, ann, f"/summary {number}", group)

    said = await editor.press(card, data=f"n:{editor.id}").answered()

    assert said.text.startswith("That button no longer works.")
    assert card.text.startswith(BRIDGE)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Which article? For example: /delete 12"),
        ("all", "Which article? For example: /delete 12"),
        ("404", "No article ever had the number 404. The highest so far is 0."),
    ],
)
async def test_delete_without_a_known_article_is_refused(
    bot: BotApiServer, editor: Person, written: str, said: str
) -> None:
    answer = await ask(bot, editor, f"/delete {written}")

    assert answer.text == said
    assert not answer.buttons


async def test_an_alias_moves_articles_and_followers_to_the_tag(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person, ann: Person, tmp_path: Path
) -> None:
    await publisher.publish(tags=("Russia",))
    await until_drained(bot, tmp_path)
    await ask(bot, ann, "/subscribe Russia Rossiya")
    await bot.until(lambda: "☆ not rated yet" in ann.private.last.text, show=ann.private)

    joined = await ask(bot, editor, "/alias Russia Rossiya")
    followed = await ask(bot, ann, "/subscriptions")
    listed = await ask(bot, ann, "/latest Russia")
    before = len(ann.private.from_bot())
    await publisher.publish("uz-bozor", tags=("Russia", "Rossiya", "Россия"))
    await bot.until(lambda: "You follow" in ann.private.last.text, show=ann.private)
    await until_drained(bot, tmp_path)

    assert joined.text == "Merged into #Rossiya: Russia"
    assert labels(followed) == [["✓ Rossiya"], ["‹ Back"]]
    assert BRIDGE in listed.text
    assert "\n#Rossiya\n☆" in ann.private.last.text
    assert ann.private.last.text.endswith("You follow #Rossiya")
    assert len(ann.private.from_bot()) == before + 1


@pytest.mark.parametrize("written", ["", "Russia", "Russia russia"])
async def test_an_alias_needs_two_names(bot: BotApiServer, editor: Person, written: str) -> None:
    answer = await ask(bot, editor, f"/alias {written}")

    assert answer.text.startswith("For example: /alias Russia Rossiya")


async def test_an_article_reaches_each_follower_of_its_tags_once(
    bot: BotApiServer, publisher: ArticlePublisher, tmp_path: Path
) -> None:
    followed = ["a", "a b", "c", "b c a", "d", "Қ"]
    readers = [bot.person(f"Reader {number}") for number in range(len(followed))]
    for reader, tags in zip(readers, followed, strict=True):
        await ask(bot, reader, f"/subscribe {tags}")

    await publisher.publish(tags=("a", "b", "c", "q"))
    reached = [reader for reader in readers if reader is not readers[4]]
    await bot.until(lambda: all("You follow" in one.private.last.text for one in reached))
    await until_drained(bot, tmp_path)

    assert [len(reader.private.from_bot()) for reader in readers] == [2, 2, 2, 2, 1, 2]
    reasons = [reader.private.last.text.splitlines()[-1] for reader in reached]
    assert reasons == [f"You follow #{tag}" for tag in ("a", "a", "c", "a", "Қ")]


async def test_stats_count_articles_chats_subscriptions_and_ratings(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person, ann: Person, tmp_path: Path
) -> None:
    number = await publisher.publish(tags=("a",))
    await until_drained(bot, tmp_path)
    await ask(bot, ann, "/subscribe a b")
    card = await ask(bot, ann, f"/start a_{number}")
    await ann.press(card, "4 ★").answered()
    sent = ann.send("/subscribe c")
    await said_after(bot, ann.private, sent)
    ann.block()
    await bot.idle()

    figures = await ask(bot, editor, "/stats")

    lines = figures.text.splitlines()
    assert lines[:2] == ["Statistics", "Articles: 1"]
    assert "Chats: 2, of them unreachable: 1" in lines
    assert "Subscriptions: 3" in lines
    assert "Ratings: 1" in lines
