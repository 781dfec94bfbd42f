"""Groups, forums and channels: rights of their members, and the destination of cards."""

from pathlib import Path

import pytest

from bot.playground.api_server.faults import Fault
from bot.playground.api_server.groups import Group
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.chats import Chat, Topic
from tests.support.conversations import SAMPLES, ArticlePublisher, ask, labels, said_after
from tests.support.waiting import until_drained

REFUSAL = "Only administrators of this chat can do that."


@pytest.fixture
def group(bot: BotApiServer, ann: Person, bob: Person) -> Group:
    """Ann's group, with Bob as a plain member."""
    return bot.group("Friends", owner=ann, members=[bob], announce=False)


async def pushed(bot: BotApiServer, chat: Chat | Topic) -> None:
    """Wait until a story came to a chat or a topic; its card names no followed tag."""
    await bot.until(lambda: "☆ not rated yet" in chat.last.text)
    assert "You follow" not in chat.last.text


async def test_a_group_member_who_is_not_an_admin_changes_no_settings(
    bot: BotApiServer, group: Group, ann: Person, bob: Person
) -> None:
    await ask(bot, ann, "/subscribe bridges", group)

    for command in ("/subscribe cats", "/unsubscribe bridges", "/unsubscribe all", "/language ru"):
        assert (await ask(bot, bob, command, group)).text == REFUSAL

    listed = await ask(bot, bob, "/subscriptions", group)
    assert listed.text.endswith("\n\n#bridges")
    shown = await ask(bot, ann, "/language", group)
    for message, label in ((listed, "✓ bridges"), (shown, "Русский")):
        assert (await bob.press(message, label).answered()).text == REFUSAL
    assert "Language: English" in (await ask(bot, bob, "/settings", group)).text


@pytest.mark.parametrize(
    ("status", "description"),
    [(400, "Bad Request: CHAT_ADMIN_REQUIRED"), (400, "Bad Request: PEER_ID_INVALID"), (502, None)],
)
async def test_a_group_with_unknown_admins_refuses_but_gets_stories(
    bot: BotApiServer,
    publisher: ArticlePublisher,
    group: Group,
    ann: Person,
    bob: Person,
    status: int,
    description: str | None,
) -> None:
    await ask(bot, ann, "/subscribe bridges", group)
    listed = await ask(bot, bob, "/subscriptions", group)
    silence = bot.fail("getChatMember", status, times=None, description=description)

    refused = await ask(bot, bob, "/unsubscribe bridges", group)
    tapped = await bob.press(listed, "bridges").answered()
    silence.end()
    await publisher.publish()

    assert refused.text.startswith("I cannot see who is an administrator here.")
    assert tapped.text == refused.text
    await pushed(bot, group)


async def test_start_in_a_group_has_buttons_for_its_administrators(
    bot: BotApiServer, group: Group, ann: Person, bob: Person
) -> None:
    hello = await ask(bot, bob, "/start", group)

    shown = await said_after(bot, ann.private, ann.open(hello.button("Delivery").url or ""))

    assert labels(hello) == [["Topics", "Delivery", "Language"]]
    assert len(hello.text.splitlines()) == 2
    assert "New articles: at once" in shown.text


async def test_a_promoted_admin_may_change_the_tags_of_the_group(
    bot: BotApiServer, publisher: ArticlePublisher, group: Group, bob: Person
) -> None:
    group.promote(bob)
    bot.fail("getChatMember", 502)

    answer = await ask(bot, bob, "/subscribe@xulosa_test_bot bridges", group)
    await publisher.publish()

    assert answer.text.startswith("This chat now follows #bridges")
    await pushed(bot, group)


async def test_an_anonymous_admin_may_subscribe_but_a_channel_may_not(
    bot: BotApiServer, ann: Person, bob: Person
) -> None:
    group = bot.supergroup("Friends", owner=ann, members=[bob], announce=False)
    channel = bot.channel("Bob's", owner=bob, has_bot=False)

    by_admin = await ask(bot, ann, "/subscribe bridges", group, anonymous=True)
    sent = bob.send("/subscribe cats", group, as_channel=channel)
    by_channel = await said_after(bot, group, sent)

    assert by_admin.text.startswith("This chat now follows #bridges")
    assert by_channel.text == REFUSAL


async def test_a_post_in_a_channel_subscribes_the_channel(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    channel = bot.channel("Posts", owner=ann)

    answer = await ask(bot, ann, "/subscribe bridges", channel)
    await publisher.publish()

    assert answer.text.startswith("This chat now follows #bridges")
    await pushed(bot, channel)


async def test_a_forum_gets_answers_and_stories_in_the_asking_topic(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    forum = bot.supergroup("Forum", owner=ann, is_forum=True, announce=False)
    roads, other = forum.topic("Roads"), forum.topic("Other")

    answer = await ask(bot, ann, "/subscribe bridges", topic=roads)
    what = await ask(bot, ann, "/summary", topic=other)
    number = await publisher.publish()
    await pushed(bot, roads)
    opened = await ask(bot, ann, f"/summary {number}", topic=other)
    await ann.press(opened, data=f"x:{number}").answered()

    (full,) = forum.ephemeral_for(ann.user)
    assert (full.content.kind, full.thread_id) == ("rich", other.thread_id)
    assert answer.thread_id == roads.thread_id
    assert what.text.startswith("What should I summarize?")
    assert other.messages.index(opened) > 0
    assert [each for each in other.messages if "☆ not rated yet" in each.text] == [opened]


async def test_a_reply_to_a_migrated_group_goes_to_the_supergroup(
    bot: BotApiServer, ann: Person
) -> None:
    group = bot.group("Friends", owner=ann, announce=False)
    await ask(bot, ann, "/subscribe bridges", group)
    new = bot.supergroup("Friends", owner=ann, announce=False)
    moved = {"migrate_to_chat_id": new.id}
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    bot.faults.add(
        Fault(
            method="sendMessage",
            kind=400,
            description=description,
            parameters=moved,
            chat_id=group.id,
            times=None,
        )
    )

    ann.send("/subscriptions", group)
    await bot.until(new.from_bot, show=new)

    assert "#bridges" in new.last.text


async def test_a_story_of_a_deleted_topic_goes_to_the_chat(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    forum = bot.supergroup("Forum", owner=ann, is_forum=True, announce=False)
    closed, deleted = forum.topic("Closed"), forum.topic("Deleted")
    await ask(bot, ann, "/subscribe bridges", topic=closed)
    await ask(bot, ann, "/subscribe libraries", topic=deleted)
    forum.close_topic(closed)
    forum.delete_topic(deleted)

    await publisher.publish("en-bridge", tags=("bridges",))
    await pushed(bot, forum)
    await publisher.publish("en-library", tags=("libraries",))

    await bot.until(lambda: "library" in forum.last.text, show=forum)
    assert forum.last.thread_id is None


async def test_summary_in_reply_works_in_a_topic(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    forum = bot.supergroup("Forum", owner=ann, is_forum=True, announce=False)
    topic = forum.topic("Roads")
    said = ann.send(" ".join(SAMPLES["en-bridge"].body.split()), topic=topic)

    answer = await ask(bot, ann, "/summary 1", topic=topic, reply_to=said)

    assert answer.thread_id == topic.thread_id
    assert answer.text in said.text


async def test_a_group_that_adds_the_bot_again_gets_stories_again(
    bot: BotApiServer, publisher: ArticlePublisher, group: Group, ann: Person, tmp_path: Path
) -> None:
    await ask(bot, ann, "/subscribe bridges", group)
    group.kick_bot()
    await publisher.publish("en-bridge")
    await until_drained(bot, tmp_path)
    before = len(group.from_bot())

    group.add_bot()

    await pushed(bot, group)
    assert len(group.from_bot()) == before + 1


async def test_a_migrated_group_keeps_settings_and_gets_a_story_once(
    bot: BotApiServer, publisher: ArticlePublisher, group: Group, ann: Person, tmp_path: Path
) -> None:
    await ask(bot, ann, "/subscribe bridges", group)
    await ask(bot, ann, "/language ru", group)
    new = group.migrate()
    await bot.idle()

    await publisher.publish()

    await bot.until(lambda: "☆ оценок пока нет" in new.last.text, show=new)
    await until_drained(bot, tmp_path)
    assert [each.sender for each in new.messages].count(bot.bot) == 1
    assert (await ask(bot, ann, "/subscriptions", new)).text.endswith("#bridges")


async def test_a_story_sent_to_a_migrated_group_reaches_the_supergroup(
    bot: BotApiServer, publisher: ArticlePublisher, group: Group, ann: Person, tmp_path: Path
) -> None:
    await ask(bot, ann, "/subscribe bridges", group)
    queue = bot.world.queue
    heard, queue.allowed = queue.allowed, ["poll"]
    new = group.migrate()
    queue.allowed = heard

    await publisher.publish()

    await pushed(bot, new)
    await until_drained(bot, tmp_path)
    assert [each.sender for each in new.messages].count(bot.bot) == 1


async def test_posts_copied_into_a_group_by_telegram_are_not_commands(
    bot: BotApiServer, group: Group, ann: Person, tmp_path: Path
) -> None:
    channel = bot.channel("Posts", owner=ann, has_bot=False)
    update = {
        "message_id": 900,
        "date": 1_700_000_000,
        "chat": group.as_json(),
        "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
        "sender_chat": channel.as_json(),
        "is_automatic_forward": True,
        "forward_origin": {
            "type": "channel",
            "chat": channel.as_json(),
            "message_id": 2,
            "date": 1_700_000_000,
        },
        "text": "/subscribe bridges",
        "entities": [{"type": "bot_command", "offset": 0, "length": 10}],
    }

    bot.inject({"message": update})

    await until_drained(bot, tmp_path)
    assert not group.from_bot()
    assert (await ask(bot, ann, "/subscriptions", group)).text.startswith(
        "This chat follows no tags"
    )


async def test_a_message_posted_inline_in_a_group_is_not_a_command(
    bot: BotApiServer, publisher: ArticlePublisher, group: Group, ann: Person, tmp_path: Path
) -> None:
    await publisher.publish()
    offer = await ann.inline("", group)

    ann.choose(offer.results[0], group)

    await until_drained(bot, tmp_path)
    assert len(group.from_bot()) == 0


async def test_a_group_that_mutes_the_bot_delays_nobody_and_may_resume(
    bot: BotApiServer,
    publisher: ArticlePublisher,
    group: Group,
    ann: Person,
    bob: Person,
    tmp_path: Path,
) -> None:
    await ask(bot, ann, "/subscribe bridges", group)
    await ask(bot, bob, "/subscribe bridges")
    group.restrict_bot("can_send_messages")

    await publisher.publish()
    await bot.until(lambda: "You follow #bridges" in bob.private.last.text)
    await until_drained(bot, tmp_path)
    before = len(group.from_bot())
    group.add_bot(announce=False)
    await ask(bot, ann, "/status", group)

    await pushed(bot, group)
    assert len(group.from_bot()) == before + 2


async def test_a_subscriber_rates_and_saves_a_channels_card(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    channel = bot.channel("Posts", owner=ann)
    bob.join(channel)
    card = await ask(bot, ann, f"/summary {await publisher.publish()}", channel)

    saved = await bob.press(card, "Save").answered()
    await bob.press(card, "4 ★").answered()

    await bot.until(lambda: "★ 4.0 · 1 vote" in card.text, show=channel)
    assert saved.text.startswith("Saved.")
