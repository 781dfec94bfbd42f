"""A group that adds the bot gets a greeting, whose buttons lead its administrators on."""

from pathlib import Path

import pytest

from bot.domain.ids import ChatId
from bot.playground.api_server.groups import Group
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.messages import Message
from tests.support.conversations import ArticlePublisher, ask, labels, said_after, tap
from tests.support.waiting import until_drained


@pytest.fixture
def group(bot: BotApiServer, ann: Person, bob: Person) -> Group:
    """Ann's group without the bot, with Bob as a plain member."""
    return bot.group("Friends", owner=ann, members=[bob], has_bot=False)


async def opened(bot: BotApiServer, person: Person, message: Message, label: str) -> Message:
    """Open the deep link of a button; return the bot's answer in the private chat."""
    return await said_after(bot, person.private, person.open(message.button(label).url or ""))


async def test_a_group_is_greeted_when_it_adds_the_bot(
    bot: BotApiServer,
    publisher: ArticlePublisher,
    group: Group,
    ann: Person,
    bob: Person,
    tmp_path: Path,
) -> None:
    await publisher.publish(tags=("bridges",))

    group.add_bot()
    await bot.until(group.from_bot, show=group)
    (hello,) = group.from_bot()
    topics = await opened(bot, ann, hello, "Topics")
    await tap(bot, ann, topics, "bridges")
    refused = await opened(bot, bob, hello, "Delivery")
    await until_drained(bot, tmp_path)

    assert labels(hello) == [["Topics", "Delivery", "Language"]]
    assert len(hello.text.splitlines()) == 2
    assert topics.text.startswith("Friends\n\n")
    assert refused.text == "Only its administrators can set that chat up."
    followed = await publisher.store.subscriptions.of(ChatId(group.id))
    assert [tag.key for tag in followed] == ["bridges"]
    assert labels(topics) == [["✓ bridges"], ["‹ Back"]]
    assert [topics] == ann.private.from_bot()[-1:]


async def test_a_promoted_bot_and_one_that_returns_greet_nobody(
    bot: BotApiServer, group: Group, ann: Person, tmp_path: Path
) -> None:
    group.add_bot()
    await bot.until(group.from_bot, show=group)

    group.promote_bot()
    await ask(bot, ann, "/subscribe bridges", group)
    group.kick_bot()
    group.add_bot()
    channel = bot.channel("Posts", owner=ann)

    await until_drained(bot, tmp_path)
    hello, followed = group.from_bot()
    assert hello.text.startswith("Hello!")
    assert followed.text.startswith("This chat now follows #bridges")
    assert not channel.messages


async def test_settings_of_a_group_open_in_the_private_chat(
    bot: BotApiServer, group: Group, ann: Person
) -> None:
    group.add_bot(announce=False)
    in_group = await ask(bot, ann, "/settings", group)

    shown = await opened(bot, ann, in_group, "Set up in private chat")
    first = shown.text
    await tap(bot, ann, shown, "Card")
    forged = await ask(bot, ann, f"/start c_{group.id}_nothing")

    assert first.startswith("Friends\n\nSettings")
    assert forged.text == "That button no longer works. See /help."
