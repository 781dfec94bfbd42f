"""/start, deep links, /help, and messages that are not commands."""

from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.presentation.commands import EDITORS, MENU
from tests.support.conversations import ArticlePublisher, ask, labels, said_after
from tests.support.waiting import until_drained


async def test_a_new_reader_follows_topics_by_tapping(
    bot: BotApiServer, publisher: ArticlePublisher, tmp_path: Path
) -> None:
    await publisher.publish("en-bridge", tags=("bridges", "transport"))
    await publisher.publish("en-library", tags=("libraries", "bridges"))
    await publisher.publish("ru-ferry", tags=("паромы",))
    await until_drained(bot, tmp_path)
    cid = bot.person("Cid")
    hello = await ask(bot, cid, "/start")
    offered = labels(hello)

    answers = [
        (await cid.press(hello, label).answered()).text
        for label in ("bridges", "bridges", "libraries", "✓ bridges")
    ]

    assert hello.text.startswith("Hello! I am Xulosa.")
    assert "/" not in hello.text
    assert offered == [
        ["bridges", "transport"],
        ["libraries"],
        ["More topics", "Latest"],
        ["✓ English", "Русский"],
        ["Oʻzbekcha", "Ўзбекча"],
    ]
    assert answers == ["You now follow #bridges."] * 2 + [
        "You now follow #libraries.",
        "Unfollowed #bridges.",
    ]
    await bot.until(lambda: labels(hello)[:2] == [["bridges", "transport"], ["✓ libraries"]])
    await until_drained(bot, tmp_path)
    _, confirmed, card = cid.private.from_bot()
    assert confirmed.text.endswith("The newest about #bridges; the next ones come by themselves:")
    assert card.text.startswith("Night library in Port Ansel")
    assert (await ask(bot, cid, "/subscriptions")).text.endswith("\n\n#libraries")


async def test_the_greeting_opens_lists_and_changes_its_language(
    bot: BotApiServer, publisher: ArticlePublisher, tmp_path: Path
) -> None:
    await publisher.publish("en-bridge", tags=("bridges",))
    await publisher.publish("ru-ferry", tags=("паромы",))
    cid = bot.person("Cid")
    hello = await ask(bot, cid, "/start")

    for label in ("More topics", "More topics", "Latest"):
        await cid.press(hello, label).answered()
    await bot.until(lambda: len(cid.private.from_bot()) == 3, show=cid.private)
    await cid.press(hello, "Русский").answered()

    _, topics, latest = cid.private.from_bot()
    assert labels(topics) == [["bridges", "паромы"]]
    assert latest.text.startswith("Newest articles")
    await bot.until(lambda: hello.text.startswith("Здравствуйте!"), show=cid.private)
    assert labels(hello)[0] == ["паромы"]
    assert labels(hello)[-2:] == [["English", "✓ Русский"], ["Oʻzbekcha", "Ўзбекча"]]


async def test_the_greeting_of_an_empty_bot_says_what_to_send(bot: BotApiServer) -> None:
    hello = await ask(bot, bot.person("Cid"), "/start")

    assert hello.text.endswith("Send me a link to an article, and I will summarize it.")
    assert labels(hello) == [
        ["More topics", "Latest"],
        ["✓ English", "Русский"],
        ["Oʻzbekcha", "Ўзбекча"],
    ]


@pytest.mark.parametrize(
    ("code", "greeting"),
    [
        ("en-GB", "Hello!"),
        ("ru", "Здравствуйте!"),
        ("uz", "Assalomu alaykum!"),
        ("uz-cyrl", "Ассалому алайкум!"),
        ("de", "Hello!"),
        (None, "Hello!"),
    ],
)
async def test_the_greeting_is_in_the_language_of_the_reader(
    bot: BotApiServer, code: str | None, greeting: str
) -> None:
    cid = bot.person("Cid", language_code=code)

    hello = await ask(bot, cid, "/start")

    assert hello.text.startswith(greeting)


async def test_a_deep_link_in_a_list_opens_the_card_of_its_article(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    number = await publisher.publish("en-bridge")
    listed = await ask(bot, ann, "/latest")

    opened = ann.open(listed.links[0])

    card = await said_after(bot, ann.private, opened)
    assert listed.links[0].endswith(f"?start=a_{number}")
    assert card.text.startswith("Harrowmere reopens its old iron bridge after a two-year repair")
    assert "☆ not rated yet" in card.text


@pytest.mark.parametrize("payload", ["a_404", "a_0", "a_9223372036854775808", "a_" + "9" * 62])
async def test_a_deep_link_to_an_unknown_article_is_refused(
    bot: BotApiServer, ann: Person, payload: str
) -> None:
    answer = await ask(bot, ann, f"/start {payload}")

    assert answer.text == "That article is no longer here."


@pytest.mark.parametrize(
    "payload", ["junk", "a_", "a_x", "a_-1", "a_²", "t_", "_", "x_1", "a_1_2", "<b>", "a" * 64]
)
async def test_an_unknown_start_payload_gets_the_greeting(
    bot: BotApiServer, ann: Person, payload: str
) -> None:
    answer = await ask(bot, ann, f"/start {payload}")

    assert answer.text.startswith("Hello!")


@pytest.mark.parametrize(
    "payload", ["n_404", "n_0", "n_x", "n_9223372036854775808", "n_" + "9" * 62]
)
async def test_a_link_to_an_unknown_tag_number_is_refused(
    bot: BotApiServer, ann: Person, payload: str
) -> None:
    answer = await ask(bot, ann, f"/start {payload}")

    assert answer.text.startswith("That tag no longer exists.")


@pytest.mark.parametrize("payload", ["t_" + "a" * 64, "t_" + "中文" * 20, "t_<b>", "t_%", "t_😀"])
async def test_a_link_to_an_invalid_tag_is_refused_kindly(
    bot: BotApiServer, ann: Person, payload: str
) -> None:
    answer = await ask(bot, ann, f"/start {payload}")

    assert "tag" in answer.text.lower()
    assert "went wrong" not in answer.text
    assert not answer.buttons


@pytest.mark.parametrize("payload", ["t_bridges", "t_never_used_before", "t_" + "z" * 62])
async def test_a_tag_link_follows_a_known_or_unknown_tag_after_one_tap(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, payload: str
) -> None:
    await publisher.publish("en-bridge")
    offer = await ask(bot, ann, f"/start {payload}")
    before = await ask(bot, ann, "/subscriptions")

    answer = await ann.press(offer, "Follow").answered()

    name = payload.removeprefix("t_")
    assert before.text.startswith("This chat follows no tags yet.")
    assert answer.text == f"You now follow #{name}."
    await bot.until(lambda: labels(offer) == [["Undo"]], show=ann.private)
    if name == "bridges":
        await bot.until(lambda: "☆ not rated yet" in ann.private.last.text, show=ann.private)
    after = await ask(bot, ann, "/subscriptions")
    assert after.text.endswith(f"\n\n#{name}")


async def test_a_double_tap_on_follow_shows_one_card_and_keeps_undo(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    await publisher.publish()
    offer = await ask(bot, ann, "/start t_bridges")

    taps = [ann.press(offer, "Follow") for _ in range(2)]
    answers = [(await tap.answered()).text for tap in taps]

    await until_drained(bot, tmp_path)
    assert answers == ["You now follow #bridges."] * 2
    assert labels(offer) == [["Undo"]]
    assert ann.private.last.text.startswith("Harrowmere reopens")
    assert len([each for each in ann.private.from_bot() if each.message_id > offer.message_id]) == 1


async def test_a_tag_that_fits_no_payload_is_linked_by_its_number(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    name = "a" * 63
    await publisher.publish("en-bridge", tags=(name,))
    listed = await ask(bot, ann, "/tags")

    opened = ann.open(listed.links[0])

    offer = await said_after(bot, ann.private, opened)
    assert "?start=n_" in listed.links[0]
    await ann.press(offer, "Follow").answered()
    await bot.until(lambda: "☆ not rated yet" in ann.private.last.text, show=ann.private)
    after = await ask(bot, ann, "/subscriptions")
    assert after.text.endswith(f"\n\n#{name}")


async def test_a_link_to_a_followed_tag_asks_nothing_and_shows_its_newest(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await ask(bot, ann, "/subscribe bridges")
    await publisher.publish("en-bridge")
    await bot.until(lambda: "☆ not rated yet" in ann.private.last.text, show=ann.private)

    answer = await ask(bot, ann, "/start t_bridges")

    assert answer.text.startswith("This chat already follows #bridges.")
    assert not answer.buttons
    card = await said_after(bot, ann.private, answer)
    assert card.text.startswith("Harrowmere reopens")


async def test_an_alias_in_a_tag_link_follows_the_tag_it_stands_for(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await publisher.store.tags.merge("Rossia", "Rossiya")

    offer = await ask(bot, ann, "/start t_rossia")

    answer = await ann.press(offer, "Follow").answered()
    assert answer.text == "You now follow #Rossiya."


@pytest.mark.parametrize("code", ["en", "ru", "uz"])
async def test_help_lists_more_commands_to_editors(
    bot: BotApiServer, editor: Person, code: str
) -> None:
    cid = bot.person("Cid", language_code=code)

    for_people = (await ask(bot, cid, "/help")).text.splitlines()
    for_editors = (await ask(bot, editor, "/help")).text.splitlines()

    assert [line.split(" · ")[0] for line in for_people if line.startswith("/")] == [
        f"/{name}" for name in MENU
    ]
    assert [line.split(" · ")[0] for line in for_editors if line.startswith("/")] == [
        f"/{name}" for name in MENU + EDITORS
    ]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("hello there", "Nothing found for “hello there”."),
        ("/nonsense", "I do not know the command /nonsense."),
        ("/latest@other_bot", "I do not know the command /latest@other_bot."),
        ("<b>&", "Nothing found for “<b>&”."),
    ],
)
async def test_a_message_without_a_command_gets_a_hint_in_private(
    bot: BotApiServer, ann: Person, words: str, start: str
) -> None:
    answer = await ask(bot, ann, words)

    assert answer.text.startswith(start)


async def test_a_message_without_a_command_is_not_answered_in_a_group(
    bot: BotApiServer, ann: Person
) -> None:
    bot.options.has_privacy = False
    group = bot.group("Friends", owner=ann, announce=False)

    for words in ("hello there", "/nonsense", "/latest@other_bot", "https://example.org/x"):
        ann.send(words, group)
    answer = await ask(bot, ann, "/latest@Xulosa_Test_Bot", group)

    assert group.from_bot() == [answer]


async def test_a_command_may_be_written_in_capitals(bot: BotApiServer, ann: Person) -> None:
    answer = await ask(bot, ann, "/LATEST")

    assert answer.text.startswith("Newest articles")


async def test_a_plain_member_cannot_press_the_follow_button(
    bot: BotApiServer, ann: Person, bob: Person
) -> None:
    group = bot.group("Friends", owner=ann, members=[bob], announce=False)
    offer = await ask(bot, bob, "/start t_bridges", group)

    refusal = await bob.press(offer, "Follow").answered()

    assert refusal.text == "Only administrators of this chat can do that."
    assert labels(offer) == [["Follow bridges"]]
