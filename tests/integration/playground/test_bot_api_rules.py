"""The rule check finds wrong requests; the server's own answers and updates keep the rules."""

from typing import Any

import pytest

from bot.playground.api_server.groups import Group
from bot.playground.api_server.request_log import Call
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.chats import Chat
from tests.support.bot_api_rules import API_FILE, rule_breaks, update_breaks

KEYBOARD = {"inline_keyboard": [[{"text": "4 ★", "callback_data": "r:4"}]]}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")


def call(method: str, **params: Any) -> Call:
    return Call(method=method, params=params, time=0.0)


def test_a_right_request_breaks_no_rule():
    right = call("sendMessage", chat_id=1, text="Hi", reply_markup=KEYBOARD, entities=[])

    assert rule_breaks([right]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        call("sendMessage", chat_id=1),
        call("sendMessage", chat_id=1, text="Hi", disable_notification="maybe"),
        call("sendMessage", chat_id=1, text="Hi", colour="red"),
        call("sendMessage", chat_id=1, text="Hi", reply_markup={"inline_keyboard": [[{}]]}),
        call("sendMessage", chat_id=1, text="Hi", entities=[{"type": "bold", "offset": "x"}]),
        call("editMessageText", chat_id=1, message_id="abc", text="Hi"),
        call("sendTelepathy", chat_id=1),
        call(
            "answerInlineQuery",
            inline_query_id="1",
            results=[{"type": "article", "id": "1", "input_message_content": {}}],
        ),
    ],
    ids=lambda wrong: wrong.method,
)
def test_a_wrong_request_is_reported(wrong):
    assert rule_breaks([wrong])


@pytest.mark.skipif(not API_FILE.exists(), reason="the machine-readable Bot API is not at hand")
def test_a_nested_unknown_field_is_reported():
    button = {"text": "4 ★", "callback_data": "r:4", "colour": "red"}
    wrong = call("sendMessage", chat_id=1, text="Hi", reply_markup={"inline_keyboard": [[button]]})

    found = rule_breaks([wrong])

    assert "sendMessage: reply_markup.inline_keyboard[0][0].colour: unknown" in found


def test_a_wrong_update_is_reported():
    assert list(update_breaks({"update_id": 1, "message": {"text": "Hi"}}))


def everybody_does_everything(bot_api: BotApiServer) -> list[Chat]:
    """Let people send the server one update of every kind; return the chats."""
    ann = bot_api.person("Ann", language_code="en")
    bob = bot_api.person("Bob", username="bob")
    group = bot_api.group("News", owner=ann, members=[bob])
    forum = bot_api.supergroup("Forum", owner=ann, is_forum=True)
    channel = bot_api.channel("Posts", owner=ann, username="posts")
    ann.start("a_7")
    ann.send("/help <b>x</b>", is_html=True)
    bob.send("/add@xulosa_test_bot", chat=group, reply_to=ann.send("hm", chat=group))
    ann.send("/latest", topic=forum.topic("Politics"))
    ann.send("/latest", chat=group, anonymous=True)
    ann.send("/latest", chat=group, as_channel=channel)
    channel.post("/subscribe tag")
    ann.send_file("news.txt", b"News", caption="/add", mime_type="text/plain")
    ann.send_photo(PNG)
    ann.forward(channel.last)
    ann.edit(ann.send("mistkae"), "mistake")
    ann.ask("words", chat=group)
    outside = bot_api.group("Outside", owner=bob, has_bot=False)
    bob.send("@xulosa_test_bot https://a.uz", chat=outside)
    group.promote_bot()
    bob.leave(group)
    return [ann.private, group, forum, channel]


async def test_every_update_is_right(bot_api):
    private, group, _, channel = everybody_does_everything(bot_api)
    bot_api.people[0].press(private.last, data="x")
    bot_api.people[0].press(channel.last, data="x")
    assert isinstance(group, Group)
    group.migrate().kick_bot()
    bot_api.people[0].block()

    kinds = {kind for update in bot_api.updates for kind in update}
    assert kinds >= {"message", "edited_message", "channel_post", "callback_query", "inline_query"}
    assert kinds >= {"guest_message", "my_chat_member"}
    assert rule_breaks([], bot_api.updates) == []


async def test_every_result_is_right(bot_api, bot):
    chats = everybody_does_everything(bot_api)
    ann = chats[0]
    for chat in chats:
        for text in ("Hi", "https://a.uz #tag"):
            await bot.get("sendMessage", chat_id=chat.id, text=text, reply_markup=KEYBOARD)
        copied = {"from_chat_id": chat.id, "message_id": chat.last.message_id}
        await bot.get("copyMessage", chat_id=ann.id, **copied)
        await bot.get("forwardMessage", chat_id=ann.id, **copied)
        await bot.get("getChat", chat_id=chat.id)
        await bot.get("getChatMember", chat_id=chat.id, user_id=ann.id)
    await bot.get("sendRichMessage", chat_id=ann.id, rich_message={"html": "<h1>A</h1>b"})
    await bot.get("getChatAdministrators", chat_id=chats[1].id)
    for method in ("getMe", "getWebhookInfo", "getMyCommands", "getMyName", "getMyDescription"):
        await bot.get(method)

    assert rule_breaks(bot_api.calls()) == []
