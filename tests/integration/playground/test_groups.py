"""Groups, forums and channels: visibility, permissions, and migration to a supergroup."""

from typing import Any

import pytest


@pytest.fixture
def ann(bot_api):
    return bot_api.person("Ann", is_started=True)


@pytest.fixture
def group(bot_api, ann):
    return bot_api.group("News", owner=ann, announce=False)


NO_RIGHTS = "Bad Request: not enough rights to send text messages to the chat"
NOT_IN = "Forbidden: bot is not a member of the group chat"


def kinds(bot_api: Any) -> list[str]:
    return [next(kind for kind in update if kind != "update_id") for update in bot_api.updates]


def received_texts(bot_api: Any) -> list[str]:
    return [update["message"]["text"] for update in bot_api.updates if "text" in update["message"]]


async def test_a_bot_with_privacy_gets_only_messages_meant_for_it(bot_api, bot, ann, group):
    await bot.get("sendMessage", chat_id=group.id, text="mine")
    mine = group.last

    texts = "chatter|/all|/mine@xulosa_test_bot|/other@other_bot|hi @xulosa_test_bot"
    for text in texts.split("|"):
        ann.send(text, chat=group)
    ann.send("an answer", chat=group, reply_to=mine)

    assert received_texts(bot_api) == [
        "/all",
        "/mine@xulosa_test_bot",
        "hi @xulosa_test_bot",
        "an answer",
    ]


@pytest.mark.parametrize("change", ["no privacy", "admin"])
async def test_a_bot_without_privacy_or_as_admin_gets_all_messages(bot_api, ann, group, change):
    if change == "admin":
        group.add_bot(status="administrator", announce=False)
    else:
        bot_api.options.has_privacy = False

    ann.send("chatter", chat=group)

    assert received_texts(bot_api) == ["chatter"]


async def test_an_anonymous_admin_speaks_as_the_group(bot_api, ann, group):
    ann.send("/subscribe tag", chat=group, anonymous=True)

    message = bot_api.updates[-1]["message"]
    assert message["from"]["id"] == 1087968824
    assert message["sender_chat"]["id"] == group.id


async def test_the_bot_gets_updates_when_added_promoted_and_kicked(bot_api, bot, ann):
    group = bot_api.group("News", owner=ann)
    group.promote_bot()
    group.kick_bot()

    moves = [update["my_chat_member"] for update in bot_api.updates if "my_chat_member" in update]
    assert [move["new_chat_member"]["status"] for move in moves] == [
        "member",
        "administrator",
        "kicked",
    ]
    assert moves[0]["from"]["id"] == ann.id
    refusal = await bot.refusal("sendMessage", chat_id=group.id, text="a")
    assert refusal == "Forbidden: bot was kicked from the group chat"


async def test_a_blocked_bot_is_refused_until_the_person_starts_it(bot_api, bot, ann):
    ann.block()
    refusal = await bot.refusal("sendMessage", chat_id=ann.id, text="a")
    ann.start()

    assert refusal == "Forbidden: bot was blocked by the user"
    assert kinds(bot_api) == ["my_chat_member", "my_chat_member", "message"]
    assert (await bot.get("sendMessage", chat_id=ann.id, text="a"))["text"] == "a"


async def test_a_deleted_account_is_refused(bot, ann):
    ann.delete_account()

    refusal = await bot.refusal("sendMessage", chat_id=ann.id, text="a")

    assert refusal == "Forbidden: user is deactivated"


async def test_a_group_that_became_a_supergroup_says_where_it_went(bot_api, bot, ann, group):
    new = group.migrate()

    answer = await bot.ask("sendMessage", chat_id=group.id, text="a")

    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    left, came = (update["message"] for update in bot_api.updates)
    assert (left["chat"]["id"], left["migrate_to_chat_id"]) == (group.id, new.id)
    assert (came["chat"]["id"], came["migrate_from_chat_id"]) == (new.id, group.id)
    assert str(new.id).startswith("-100")
    await bot.get("sendMessage", chat_id=new.id, text="a")


async def test_a_topic_is_written_to_by_its_thread(bot_api, bot, ann):
    forum = bot_api.supergroup("Forum", owner=ann, is_forum=True, announce=False)
    topic = forum.topic("Politics")
    heard = ann.send("/latest", topic=topic)

    sent = await bot.get(
        "sendMessage", chat_id=forum.id, message_thread_id=topic.thread_id, text="a"
    )

    update = bot_api.updates[-1]["message"]
    assert update["message_thread_id"] == topic.thread_id == heard.thread_id
    assert update["is_topic_message"] is True
    assert update["reply_to_message"]["forum_topic_created"]["name"] == "Politics"
    assert sent["is_topic_message"] is True
    assert topic.last.text == "a"


async def test_a_closed_or_deleted_topic_is_refused(bot_api, bot, ann):
    forum = bot_api.supergroup("Forum", owner=ann, is_forum=True, announce=False)
    closed, deleted = forum.topic("Closed"), forum.topic("Deleted")
    forum.close_topic(closed)
    forum.delete_topic(deleted)

    refusals = [
        await bot.refusal("sendMessage", chat_id=forum.id, message_thread_id=thread, text="a")
        for thread in (closed.thread_id, deleted.thread_id, 4242)
    ]

    assert refusals == [
        "Bad Request: TOPIC_CLOSED",
        "Bad Request: message thread not found",
        "Bad Request: message thread not found",
    ]


async def test_replies_in_a_supergroup_have_a_thread_but_no_topic(bot_api, ann):
    plain = bot_api.supergroup("Plain", owner=ann, announce=False)
    root = ann.send("/one", chat=plain)

    ann.send("/two", chat=plain, reply_to=root)

    update = bot_api.updates[-1]["message"]
    assert update["message_thread_id"] == root.message_id
    assert "is_topic_message" not in update


async def test_a_channel_post_has_no_sender_but_the_channel(bot_api, bot, ann):
    channel = bot_api.channel("Posts", owner=ann, username="posts", announce=False)

    channel.post("/subscribe tag")
    sent = await bot.get("sendMessage", chat_id="@posts", text="a")

    post = bot_api.updates[-1]["channel_post"]
    assert "from" not in post
    assert post["sender_chat"]["id"] == channel.id == sent["sender_chat"]["id"]


@pytest.mark.parametrize(
    ("prepare", "description"),
    [
        (lambda group: group.restrict_bot("can_send_messages"), NO_RIGHTS),
        (lambda group: group.world.remove_bot(group), NOT_IN),
    ],
)
async def test_a_bot_without_the_right_to_write_is_refused(bot, group, prepare, description):
    prepare(group)

    assert await bot.refusal("sendMessage", chat_id=group.id, text="a") == description


async def test_the_bot_can_query_chats_and_members(bot_api, bot, ann, group):
    bob, cid = bot_api.person("Bob"), bot_api.person("Cid")
    group.add(bob)
    group.promote(bob, lacks=frozenset({"can_pin_messages"}))

    statuses = [
        (await bot.get("getChatMember", chat_id=group.id, user_id=one.id))["status"]
        for one in (ann, bob, cid)
    ]
    admins = await bot.get("getChatAdministrators", chat_id=group.id)

    assert statuses == ["creator", "administrator", "left"]
    assert {admin["user"]["id"] for admin in admins} == {ann.id, bob.id}
    assert [admin.get("can_pin_messages") for admin in admins if admin["status"] != "creator"] == [
        False
    ]
    assert await bot.get("getChatMemberCount", chat_id=group.id) == 3
    assert "invalid user_id" in await bot.refusal("getChatMember", chat_id=group.id, user_id=1)


async def test_the_bot_can_leave(bot_api, bot, group):
    assert await bot.get("leaveChat", chat_id=group.id) is True

    assert bot_api.updates[-1]["my_chat_member"]["new_chat_member"]["status"] == "left"
    assert "not a member" in await bot.refusal("leaveChat", chat_id=group.id)


async def test_people_cannot_write_to_a_group_without_membership(bot_api, group):
    bob = bot_api.person("Bob")

    with pytest.raises(ValueError, match="Bob is not in News"):
        bob.send("hi", chat=group)


async def test_an_ordinary_bot_deletes_only_its_own_in_a_group(bot, ann, group):
    theirs = ann.send("/x", chat=group)

    refusal = await bot.refusal("deleteMessage", chat_id=group.id, message_id=theirs.message_id)
    group.promote_bot()
    await bot.get("deleteMessage", chat_id=group.id, message_id=theirs.message_id)

    assert "can't be deleted" in refusal
    assert theirs.is_deleted


async def test_a_tap_on_a_message_that_is_gone_names_it_only(bot_api, bot, ann):
    sent = await bot.get("sendMessage", chat_id=ann.id, text="a")
    await bot.get("deleteMessage", chat_id=ann.id, message_id=sent["message_id"])

    ann.press(ann.private.log[sent["message_id"]], data="x")

    message = bot_api.updates[-1]["callback_query"]["message"]
    assert (message["date"], message["message_id"]) == (0, sent["message_id"])
    assert "text" not in message
