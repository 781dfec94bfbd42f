"""/subscribe, /unsubscribe, /subscriptions, pushes, and readers who block the bot."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.conversations import ArticlePublisher, ask, labels, said_after
from tests.support.waiting import until_drained

OLD_KEYBOARD = {"inline_keyboard": [[{"text": "Leave roads", "callback_data": "u:1"}]]}


async def test_subscribe_reads_tags_with_spaces_commas_and_quotes(
    bot: BotApiServer, ann: Person
) -> None:
    answer = await ask(bot, ann, '/subscribe roads, "water supply" new_york «Ипак йўли»,#ferry')

    assert answer.text == (
        "This chat now follows #roads #water_supply #new_york #Ипак_йўли #ferry\n"
        "New articles will come here."
    )


@pytest.mark.parametrize(
    "spelling", ["#Oʻzbekiston", "O'zbekiston", "O‘zbekiston", "O’ZBEKISTON", "Ўзбекистон"]
)
async def test_every_spelling_of_a_tag_is_one_tag(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, spelling: str
) -> None:
    await ask(bot, ann, f"/subscribe {spelling}")
    for other in ("Oʻzbekiston", "Ўзбекистон"):
        await ask(bot, ann, f"/subscribe {other}")

    followed = await ask(bot, ann, "/subscriptions")
    await publisher.publish("uz-bozor", tags=("ўзбекистон",))

    assert followed.text.startswith("This chat follows 1 tag.")
    await bot.until(lambda: "You follow" in ann.private.last.text, show=ann.private)
    left = await ask(bot, ann, "/unsubscribe ozbekiston")
    assert left.text.startswith("Unfollowed")


@pytest.mark.parametrize(
    "written",
    [
        *("x" * 500, "😀", "<b>", "%", "/start", "&amp;", "#", ","),
        *("'; DROP TABLE tags", '"two\nlines"', "roads <b>"),
    ],
)
async def test_an_invalid_tag_is_refused_and_nothing_is_followed(
    bot: BotApiServer, ann: Person, written: str
) -> None:
    """[83-no-tag]"""
    refusal = await ask(bot, ann, f"/subscribe {written}")

    assert "follows" not in refusal.text
    assert "went wrong" not in refusal.text
    assert (await ask(bot, ann, "/subscriptions")).text.startswith("This chat follows no tags yet.")


async def test_subscribe_and_unsubscribe_without_a_tag_ask_for_one(
    bot: BotApiServer, ann: Person
) -> None:
    for command in ("/subscribe", "/unsubscribe"):
        assert (await ask(bot, ann, command)).text.startswith("Which tag?")


async def test_a_chat_follows_tags_up_to_the_limit(bot: BotApiServer, ann: Person) -> None:
    await ask(bot, ann, "/subscribe " + " ".join(f"tag{number}" for number in range(200)))

    listed = await ask(bot, ann, "/subscriptions")
    refusal = await ask(bot, ann, "/subscribe one_more")
    again = await ask(bot, ann, "/subscribe tag7")

    assert listed.text.startswith("This chat follows 200 tags.")
    assert labels(listed)[-2:] == [["More ▶"], ["‹ Back"]]
    assert refusal.text.startswith("A chat can follow at most 200 tags.")
    assert again.text.startswith("This chat already follows #tag7.")


async def test_tags_are_left_by_name_all_at_once_or_not_at_all(
    bot: BotApiServer, ann: Person
) -> None:
    await ask(bot, ann, "/subscribe roads ferries bridges")

    some = await ask(bot, ann, "/unsubscribe ROADS, trains")
    none = await ask(bot, ann, "/unsubscribe trains")
    everything = await ask(bot, ann, "/unsubscribe ALL")
    again = await ask(bot, ann, "/unsubscribe all")

    assert some.text == "Unfollowed #roads"
    assert none.text.startswith("This chat does not follow that.")
    assert sorted(everything.text.split(" ")[-2:]) == ["#bridges", "#ferries"]
    assert again.text.startswith("This chat does not follow that.")


async def test_each_followed_tag_has_a_button_that_toggles(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await publisher.publish(tags=("roads", "water supply"))
    await ask(bot, ann, '/subscribe roads "water supply"')
    await bot.until(lambda: "not rated yet" in ann.private.last.text, show=ann.private)
    listed = await ask(bot, ann, "/subscriptions")
    before = labels(listed)

    answer = await ann.press(listed, "water supply").answered()
    await ann.press(listed, "roads").answered()
    await bot.until(lambda: labels(listed) == [["roads", "water supply"], ["‹ Back"]])
    await ann.press(listed, "roads").answered()

    assert before == [["✓ roads", "✓ water supply"], ["‹ Back"]]
    assert answer.text == "Unfollowed #water_supply."
    await bot.until(lambda: labels(listed) == [["✓ roads", "water supply"], ["‹ Back"]])
    assert listed.text.endswith("\n\n#roads")
    confirmed = await said_after(bot, ann.private, listed)
    assert "newest" in confirmed.text
    await said_after(bot, ann.private, confirmed)


async def test_a_button_to_leave_of_an_older_message_still_works(
    bot: BotApiServer, ann: Person
) -> None:
    await ask(bot, ann, "/subscribe roads")
    listed = await ask(bot, ann, "/subscriptions")
    listed.content = replace(listed.content, keyboard=OLD_KEYBOARD)

    await ann.press(listed, "Leave roads").answered()

    await bot.until(lambda: listed.text.startswith("This chat follows no tags yet."))


async def test_a_story_reaches_a_follower_once_and_names_the_tag(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person, tmp_path: Path
) -> None:
    await ask(bot, ann, "/subscribe transport bridges")
    await ask(bot, bob, "/subscribe cheese")

    await publisher.publish("en-bridge")

    await bot.until(lambda: "You follow" in ann.private.last.text, show=ann.private)
    await until_drained(bot, tmp_path)
    assert ann.private.last.text.endswith("☆ not rated yet\nYou follow #bridges")
    assert len(ann.private.from_bot()) == 2
    assert len(bob.private.from_bot()) == 1


async def test_a_followed_tag_shows_its_newest_card_which_is_never_pushed(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    await publisher.publish("en-library", tags=("bridges",))
    await until_drained(bot, tmp_path)
    await publisher.publish("en-bridge", tags=("bridges", "roads"))
    confirmed = await ask(bot, ann, "/subscribe ferries roads bridges")
    card = await said_after(bot, ann.private, confirmed)

    await until_drained(bot, tmp_path)
    asked = confirmed.text
    await ann.press(confirmed, "Undo").answered()

    assert asked == (
        "This chat now follows #ferries #roads #bridges\n"
        "The newest about #roads; the next ones come by themselves:"
    )
    assert card.text.startswith("Harrowmere reopens")
    assert "You follow" not in card.text
    assert ann.private.from_bot() == [confirmed, card]
    await bot.until(lambda: confirmed.text.startswith("Unfollowed #"))
    assert not confirmed.buttons
    assert (await ask(bot, ann, "/subscriptions")).text.startswith("This chat follows no tags yet.")


async def test_undo_keeps_the_tags_that_were_followed_before(
    bot: BotApiServer, ann: Person
) -> None:
    await ask(bot, ann, "/subscribe roads")
    confirmed = await ask(bot, ann, "/subscribe roads bridges")

    await ann.press(confirmed, "Undo").answered()

    await bot.until(lambda: confirmed.text == "Unfollowed #bridges")
    assert (await ask(bot, ann, "/subscriptions")).text.endswith("\n\n#roads")


async def test_a_channel_gets_no_old_card_after_it_follows_a_tag(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    await publisher.publish("en-bridge")
    await until_drained(bot, tmp_path)
    channel, group = (
        bot.channel("Posts", owner=ann),
        bot.group("Friends", owner=ann, announce=False),
    )

    for chat in (channel, group):
        await ask(bot, ann, "/subscribe bridges", chat)

    await bot.until(lambda: "☆ not rated yet" in group.last.text, show=group)
    await until_drained(bot, tmp_path)
    assert "You follow" not in group.last.text
    assert [each.text.splitlines()[0] for each in channel.messages[1:]] == [
        "This chat now follows #bridges"
    ]


async def test_an_unblocked_bot_offers_to_send_or_skip_missed_stories(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person, tmp_path: Path
) -> None:
    for reader in (ann, bob):
        await ask(bot, reader, "/subscribe bridges")
        reader.block()
    await publisher.publish("en-bridge")
    await until_drained(bot, tmp_path)
    for_ann, for_bob = [await ask(bot, reader, "/start") for reader in (ann, bob)]
    choice = labels(for_ann)

    await ann.press(for_ann, "Send").answered()
    await bob.press(for_bob, "Skip").answered()

    asked = for_ann.edits[0].formatted.text
    assert asked.startswith("Welcome back! While you were away,")
    assert asked.endswith("\nYou missed 1 message. Shall I send it?")
    assert choice == [["Send", "Skip"]]
    await bot.until(lambda: "You follow #bridges" in ann.private.last.text, show=ann.private)
    await bot.until(lambda: for_bob.text == "Skipped.", show=bob.private)
    assert not for_ann.buttons
    assert (await ask(bot, bob, "/subscriptions")).text.endswith("#bridges")
    again = await ask(bot, bob, "/start")
    await until_drained(bot, tmp_path)
    assert bob.private.last is again
    assert again.text.startswith("Hello!")


async def test_a_returning_reader_may_get_missed_stories_as_a_digest(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    await ask(bot, ann, "/subscribe bridges libraries")
    ann.block()
    for name in ("en-bridge", "en-library"):
        await publisher.publish(name)
    await until_drained(bot, tmp_path)
    offer = await ask(bot, ann, "/start")
    choice = labels(offer)

    await ann.press(offer, "As a digest").answered()

    await bot.until(lambda: "Your digest" in ann.private.last.text, show=ann.private)
    assert choice == [["Send", "As a digest", "Skip"]]
    assert ann.private.last.text.count("☆ not rated yet") == 2


async def test_a_returning_reader_who_missed_nothing_gets_no_offer(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await ask(bot, ann, "/subscribe bridges")
    ann.block()
    await bot.idle()
    hello = await ask(bot, ann, "/start")

    await publisher.publish("en-bridge")

    await bot.until(lambda: "not rated" in ann.private.last.text, show=ann.private)
    assert hello.text.endswith("\nYou still follow #bridges; new articles will come again.")
    assert [each for each in ann.private.from_bot() if each.message_id > hello.message_id] == [
        ann.private.last
    ]
