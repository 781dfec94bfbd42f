"""sendMessage and related methods: their results, and Telegram's text for each refusal."""

from typing import Any

import aiohttp
import pytest

KEYBOARD = {"inline_keyboard": [[{"text": "4 ★", "callback_data": "r:4"}]]}


@pytest.fixture
def ann(bot_api):
    return bot_api.person("Ann", is_started=True)


def buttons(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


async def test_parameters_may_come_in_any_of_the_four_ways(bot_api, bot, ann):
    url = f"{bot_api.url}/bot{bot_api.token}/sendMessage"
    fields = {"chat_id": str(ann.id), "text": "Hi & bye", "disable_notification": "true"}
    form = aiohttp.FormData(fields)
    form.add_field("extra", b"x", filename="x.bin")

    statuses = []
    for way in ({"params": fields}, {"data": fields}, {"json": fields}, {"data": form}):
        async with bot.session.post(url, **way) as response:
            statuses.append(response.status)
    async with bot.session.get(url, params=fields) as response:
        statuses.append(response.status)

    assert statuses == [200] * 5
    assert {message.text for message in ann.private.messages} == {"Hi & bye"}
    assert all(message.is_silent for message in ann.private.messages)


async def test_a_wrong_token_is_refused(bot_api, bot):
    async with bot.session.get(f"{bot_api.url}/bot1:X/getMe") as response:
        assert response.status == 401
        assert (await response.json())["description"] == "Unauthorized"


async def test_an_unknown_method_is_not_found(bot):
    answer = await bot.ask("sendTelepathy")

    assert answer["error_code"] == 404
    assert answer["description"].startswith("Not Found")


async def test_methods_are_found_in_upper_and_lower_case(bot):
    assert (await bot.get("getme"))["is_bot"]


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"chat_id": 1, "text": "a"}, "Bad Request: chat not found"),
        ({"chat_id": "abc", "text": "a"}, "Bad Request: chat not found"),
        ({"chat_id": "@nobody", "text": "a"}, "Bad Request: chat not found"),
        ({"text": "a"}, "Bad Request: chat_id is empty"),
        ({"text": ""}, "Bad Request: message text is empty"),
        (
            {"text": "</b>", "parse_mode": "HTML"},
            "Bad Request: can't parse entities: Unexpected end tag at byte offset 0",
        ),
        ({"text": "a", "parse_mode": "BBCode"}, "Bad Request: unsupported parse_mode"),
        ({"text": "a" * 4097}, "Bad Request: message is too long"),
        (
            {"text": "a", "disable_notification": "maybe"},
            'Bad Request: field "disable_notification" must be of type Boolean',
        ),
        (
            {"text": "a", "message_thread_id": "abc"},
            'Bad Request: field "message_thread_id" must be of type Number',
        ),
        ({"text": "a", "reply_markup": "{"}, "Bad Request: can't parse reply markup JSON object"),
        (
            {"text": "a", "reply_parameters": {"message_id": 99}},
            "Bad Request: message to be replied not found",
        ),
        (
            {"text": "a", "business_connection_id": "x"},
            "Bad Request: parameter business_connection_id: not supported by this server",
        ),
    ],
)
async def test_a_wrong_message_is_refused(bot, ann, params, description):
    if "chat_id" not in params and description != "Bad Request: chat_id is empty":
        params = {"chat_id": ann.id, **params}

    assert await bot.refusal("sendMessage", **params) == description
    assert ann.private.messages == []


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (buttons(text="a", callback_data="я" * 32 + "a"), "BUTTON_DATA_INVALID"),
        (buttons(text="a", callback_data=""), "BUTTON_DATA_INVALID"),
        (buttons(text="a"), "Text buttons are unallowed in the inline keyboard"),
        (buttons(callback_data="a"), 'Can\'t find field "text"'),
        (buttons(text=" ", callback_data="a"), "BUTTON_TEXT_INVALID"),
        (buttons(text="a", callback_data="a", url="http://a.uz"), "more than one action"),
        (buttons(text="a", callback_data="a", style="pink"), "invalid button style specified"),
        (buttons(text="a", url="http://localhost:1/"), "Wrong HTTP URL"),
        (buttons(text="a", switch_inline_query=7), "must be of type String"),
        ({"inline_keyboard": [{"text": "a"}]}, "must be an Array of Arrays"),
        (
            {"inline_keyboard": [[{"text": "a", "callback_data": "a"}] * 8] * 13},
            "reply markup is too long",
        ),
    ],
)
async def test_a_wrong_keyboard_is_refused(bot, ann, markup, words):
    assert words in await bot.refusal("sendMessage", chat_id=ann.id, text="a", reply_markup=markup)


@pytest.mark.parametrize(
    "button",
    [
        {"text": "a", "callback_data": "я" * 32},
        {"text": "a", "callback_data": "a", "style": "success"},
        {"text": "a", "url": "tg://user?id=7"},
        {"text": "a", "switch_inline_query": ""},
        {
            "text": "a",
            "switch_inline_query_chosen_chat": {"query": "#tag", "allow_user_chats": True},
        },
        {"text": "a", "copy_text": {"text": "a"}},
        {"text": "a", "web_app": {"url": "https://a.uz/app"}},
    ],
)
async def test_a_right_button_is_accepted(bot, ann, button):
    await bot.get("sendMessage", chat_id=ann.id, text="a", reply_markup=buttons(**button))

    assert ann.private.last.button("a").raw == button


async def test_a_reply_keyboard_is_seen_but_not_returned(bot, ann):
    markup = {"keyboard": [["/help", {"text": "/tags"}]], "resize_keyboard": True}

    sent = await bot.get("sendMessage", chat_id=ann.id, text="a", reply_markup=markup)

    assert ann.private.last.reply_markup == markup
    assert "reply_markup" not in sent


async def test_a_reply_to_a_lost_message_is_sent_if_allowed(bot, ann):
    lost = {"message_id": 99, "allow_sending_without_reply": True}
    first = await bot.get("sendMessage", chat_id=ann.id, text="a", reply_parameters=lost)

    there = {"message_id": first["message_id"]}
    second = await bot.get("sendMessage", chat_id=ann.id, text="b", reply_parameters=there)

    assert "reply_to_message" not in first
    assert second["reply_to_message"]["text"] == "a"


async def test_unknown_parameters_are_ignored_and_noted(bot_api, bot, ann):
    await bot.get("sendMessage", chat_id=ann.id, text="a", colour="red")

    assert bot_api.rule_breaks == ["sendMessage: unknown parameter 'colour'"]


async def test_a_number_given_as_a_text_is_read_and_noted(bot_api, bot, ann):
    await bot.get("sendMessage", chat_id=str(ann.id), text=5)

    assert ann.private.last.text == "5"
    assert bot_api.rule_breaks == ["text: 5 is not a String"]


async def test_an_older_server_does_not_know_rich_messages(bot_api, bot, ann):
    bot_api.options.knows_rich_messages = False

    answer = await bot.ask("sendRichMessage", chat_id=ann.id, rich_message={"html": "a"})

    assert answer["error_code"] == 404


async def test_an_edit_may_turn_a_text_into_a_rich_message(bot, ann):
    sent = await bot.get("sendMessage", chat_id=ann.id, text="a")
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}

    await bot.get("editMessageText", **where, rich_message={"html": "<p>b</p><p>c</p>"})

    assert ann.private.last.text == "b\nc"


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("editMessageText", {"message_id": 99, "text": "a"}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "a"}, "message can't be edited"),
        ("editMessageText", {"text": "a"}, "message identifier is not specified"),
        ("editMessageText", {"inline_message_id": "x", "text": "a"}, "MESSAGE_ID_INVALID"),
        (
            "editMessageCaption",
            {"message_id": 2, "caption": "a"},
            "there is no caption in the message to edit",
        ),
        ("editMessageReplyMarkup", {"message_id": 2}, "message is not modified"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("deleteMessages", {"message_ids": []}, "message identifiers are not specified"),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
    ],
)
async def test_a_wrong_change_is_refused(bot, ann, method, params, description):
    ann.send("mine")
    await bot.get("sendMessage", chat_id=ann.id, text="the bot's")

    refusal = await bot.refusal(method, chat_id=ann.id, **params)

    assert refusal.startswith(f"Bad Request: {description}")


async def test_a_keyboard_can_be_changed_and_taken_away(bot, ann):
    sent = await bot.get("sendMessage", chat_id=ann.id, text="a", reply_markup=KEYBOARD)
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}

    changed = await bot.get("editMessageReplyMarkup", **where)

    assert "reply_markup" not in changed
    assert ann.private.last.buttons == []


async def test_messages_are_deleted_for_two_days(bot_api, bot, ann):
    old = await bot.get("sendMessage", chat_id=ann.id, text="old")
    bot_api.clock.advance(48 * 3600 + 1)
    new = await bot.get("sendMessage", chat_id=ann.id, text="new")

    await bot.get("deleteMessage", chat_id=ann.id, message_id=new["message_id"])
    refusal = await bot.refusal("deleteMessage", chat_id=ann.id, message_id=old["message_id"])

    assert refusal == "Bad Request: message can't be deleted for everyone"
    assert [message.text for message in ann.private.messages] == ["old"]


async def test_a_copy_is_the_bots_own_and_a_forward_names_its_origin(bot, ann):
    original = ann.send("<b>news</b>", is_html=True)
    what = {"chat_id": ann.id, "from_chat_id": ann.id, "message_id": original.message_id}

    copied = await bot.get("copyMessage", **what)
    forwarded = await bot.get("forwardMessage", **what)

    assert set(copied) == {"message_id"}
    assert ann.private.log[copied["message_id"]].html == "<b>news</b>"
    assert forwarded["forward_origin"]["sender_user"]["id"] == ann.id
