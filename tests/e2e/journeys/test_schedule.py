"""/digest sets when stories come; /filter sets which stories come."""

import asyncio

import pytest

from bot.domain.ids import ChatId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.playground.api_server.state.messages import Message
from tests.support.conversations import ArticlePublisher, ask, labels, tap


async def held(publisher: ArticlePublisher, person: Person) -> None:
    """Wait until a story is in the digest queue of a person."""
    async with asyncio.timeout(HANG_SECONDS):
        chat = ChatId(person.id)
        while not await publisher.store.digests.held(chat, ["daily", "weekly"]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("words", "delivery"),
    [
        ("08:00", "daily at 08:00"),
        ("8", "daily at 08:00"),
        ("21.30", "daily at 21:30"),
        ("daily", "daily at 09:00"),
        ("weekly", "on Mondays at 09:00"),
        ("weekly fri 18:15", "on Fridays at 18:15"),
        ("weekly juma 18:15", "on Fridays at 18:15"),
        ("WEEKLY пт", "on Fridays at 09:00"),
        ("pause", "paused"),
    ],
)
async def test_digest_commands_change_the_delivery(
    bot: BotApiServer, ann: Person, words: str, delivery: str
) -> None:
    shown = await ask(bot, ann, f"/digest {words}")

    assert f"New articles: {delivery}\n" in shown.text
    assert ("Next digest: " in shown.text) is (delivery != "paused")


async def test_digest_off_asks_whether_to_pause_or_send_at_once(
    bot: BotApiServer, ann: Person
) -> None:
    await ask(bot, ann, "/digest 08:00")
    for label, delivery in (("Pause", "paused"), ("At once", "at once")):
        question = await ask(bot, ann, "/digest off")
        assert labels(question) == [["Pause", "At once"]]

        await tap(bot, ann, question, label)

        assert f"New articles: {delivery}\n" in question.text


@pytest.mark.parametrize(
    "words",
    ["25:00", "8:60", "monthly", "daily mon", "off 08:00", "weekly 8 9 x", "<b>", "08:00 '; DROP"],
)
async def test_an_invalid_digest_command_changes_nothing(
    bot: BotApiServer, ann: Person, words: str
) -> None:
    refused = await ask(bot, ann, f"/digest {words}")
    shown = await ask(bot, ann, "/digest")

    assert refused.text.startswith("I did not understand that. For example: /digest 08:00")
    assert "New articles: at once\n" in shown.text


async def test_delivery_is_changed_by_buttons(bot: BotApiServer, ann: Person) -> None:
    shown = await ask(bot, ann, "/settings")

    await tap(bot, ann, shown, "Delivery")
    await tap(bot, ann, shown, "Weekly digest")
    await tap(bot, ann, shown, "Fri")
    await tap(bot, ann, shown, "18:00")
    await tap(bot, ann, shown, "Quiet hours")
    await tap(bot, ann, shown, "22:00-07:00")
    await tap(bot, ann, shown, "Daily limit")
    await tap(bot, ann, shown, "5")

    assert "New articles: on Fridays at 18:00\n" in shown.text
    assert "Quiet hours: 22:00-07:00\nDaily limit: 5\n" in shown.text
    assert "Weekly digest ✓" in [label for row in labels(shown) for label in row]


async def test_a_time_zone_is_chosen_by_region_or_typed(bot: BotApiServer, ann: Person) -> None:
    shown = await ask(bot, ann, "/digest")
    for label in ("Time zone", "America", "More ▶", "◀ Previous", "‹ Back", "Time zone", "Asia"):
        await tap(bot, ann, shown, label)
    for _ in range(3):
        if "Tashkent" in [label for row in labels(shown) for label in row]:
            break
        await tap(bot, ann, shown, "More ▶")
    await tap(bot, ann, shown, "Tashkent")
    typed = await ask(bot, ann, "/digest zone new york")
    unknown = await ask(bot, ann, "/digest zone Atlantis")

    assert "Time zone: Asia/Tashkent, now " in shown.text
    assert "Time zone: America/New_York, now " in typed.text
    assert unknown.text.startswith("There is no time zone “Atlantis”.")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("quiet 22:30-06:45", "Quiet hours: 22:30-06:45"),
        ("quiet 22 7", "Quiet hours: 22:00-07:00"),
        ("quiet off", "Quiet hours: none"),
        ("limit 7", "Daily limit: 7"),
        ("limit off", "Daily limit: none"),
        ("zone", "For example: /digest zone Asia/Tashkent"),
        ("quiet 22:00-22:00", "For example: /digest quiet 22:00-07:00"),
        ("quiet late", "For example: /digest quiet 22:00-07:00"),
        ("limit 0.5", "Write a number from 1 to 100"),
        ("limit 101", "Write a number from 1 to 100"),
    ],
)
async def test_quiet_hours_and_a_limit_are_set_in_words(
    bot: BotApiServer, ann: Person, words: str, line: str
) -> None:
    assert line in (await ask(bot, ann, f"/digest {words}")).text


async def test_a_tag_may_have_its_own_delivery(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    def starting(words: str) -> list[Message]:
        return [each for each in ann.private.from_bot() if each.text.startswith(words)]

    await ask(bot, ann, "/subscribe bridges, transport")
    own = await ask(bot, ann, "/digest #bridges weekly")
    await publisher.publish(tags=("bridges",), title="Held")
    await held(publisher, ann)
    nothing_to_send = await ask(bot, ann, "/digest #nothing daily")

    ann.send("/digest #bridges")
    await bot.until(lambda: len(starting("Your digest")) == 1, show=ann.private)
    await bot.until(lambda: len(starting("Delivery")) == 2, show=ann.private)

    assert "#bridges: on Mondays at 09:00" in own.text
    assert nothing_to_send.text.startswith("This chat does not follow that.")
    assert "#bridges" not in starting("Delivery")[-1].text
    assert "Held" in starting("Your digest")[0].text


async def test_digest_now_sends_the_digest_and_its_buttons_open_cards(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    empty = await ask(bot, ann, "/digest now")
    await ask(bot, ann, "/subscribe bridges")
    await ask(bot, ann, "/digest weekly")
    await publisher.publish(tags=("bridges",), title="Held")
    await held(publisher, ann)

    digest = await ask(bot, ann, "/digest now")
    await ann.press(digest, "1").answered()
    await bot.until(lambda: ann.private.last.text.startswith("Held\n"), show=ann.private)

    assert empty.text.startswith("No articles are waiting for a digest.")
    assert digest.text.startswith("Your digest")
    assert ann.private.last.button("5 ★")


async def test_muted_stories_do_not_come_and_the_others_do(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await ask(bot, ann, "/subscribe bridges")
    shown = await ask(bot, ann, "/filter mute football, transfer window")
    await publisher.publish(tags=("bridges",), title="One", body="The Transfer Window closed.")
    await publisher.publish(tags=("bridges",), title="Two", body="The bridge is open.")
    await bot.until(lambda: ann.private.last.text.startswith("Two\n"), show=ann.private)

    await tap(bot, ann, shown, "Remove “football”")
    await tap(bot, ann, shown, "Remove “transfer window”")

    assert "One" not in [each.text.split("\n")[0] for each in ann.private.from_bot()]
    assert shown.text.startswith("No filters yet.")


async def test_filters_are_shown_with_their_tags_and_dropped_at_once(
    bot: BotApiServer, ann: Person
) -> None:
    await ask(bot, ann, "/filter only election")
    shown = await ask(bot, ann, '/filter #sport mute "hockey"')
    none = await ask(bot, ann, "/filter off")

    assert "only with: election\nwithout: hockey · #sport" in shown.text
    assert none.text.startswith("No filters yet.")


async def test_a_removed_filter_leaves_its_page_open(bot: BotApiServer, ann: Person) -> None:
    words = ", ".join(f"word{number:02}" for number in range(22))
    shown = await ask(bot, ann, f"/filter mute {words}")

    for label in ("More ▶", "Remove “word21”"):
        await tap(bot, ann, shown, label)
    second = labels(shown)
    await tap(bot, ann, shown, "Remove “word20”")

    assert second[:2] == [["Remove “word20”"], ["◀ Previous"]]
    assert len(shown.text.splitlines()) == 2 + 20
    assert labels(shown)[19] == ["Remove “word19”"]


@pytest.mark.parametrize("words", ["football", "mute", "mute ,;", "only", "#sport", "#sport mute"])
async def test_an_invalid_filter_command_shows_an_example(
    bot: BotApiServer, ann: Person, words: str
) -> None:
    assert (await ask(bot, ann, f"/filter {words}")).text.startswith("For example: /filter mute")


async def test_a_group_member_can_change_neither_delivery_nor_filters(
    bot: BotApiServer, ann: Person, bob: Person
) -> None:
    group = bot.group("Friends", owner=ann, members=[bob], announce=False)
    ann.send("/digest", group)
    await bot.until(lambda: group.from_bot(), show=group)
    message = group.from_bot()[0]

    tapped = await bob.press(message, "Pause").answered()
    bob.send("/filter mute all", group)
    await bot.until(lambda: len(group.from_bot()) == 2, show=group)

    assert "admin" in (tapped.text or "")
    assert "admin" in group.last.text
    assert "New articles: at once" in message.text
