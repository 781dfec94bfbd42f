"""A person and the bot exchange messages and taps."""

import asyncio
import socket
from typing import Any

import pytest

from bot.playground.api_server.asgi_listener import Listener


async def test_the_bot_introduces_itself(bot):
    me = await bot.get("getMe")

    assert me["is_bot"]
    assert me["username"] == "xulosa_test_bot"


async def test_the_bot_gets_a_persons_message_with_its_entities(bot_api, bot):
    ann = bot_api.person("Ann", language_code="uz")

    ann.send("/subscribe #Oʻzbekiston")

    (update,) = await bot.get("getUpdates")
    message = update["message"]
    assert message["from"]["id"] == ann.id == message["chat"]["id"]
    assert message["from"]["language_code"] == "uz"
    assert message["text"] == "/subscribe #Oʻzbekiston"
    assert message["entities"] == [
        {"type": "bot_command", "offset": 0, "length": 10},
        {"type": "hashtag", "offset": 11, "length": 12},
    ]


async def test_a_person_sees_the_messages_of_the_bot(bot_api, bot):
    ann = bot_api.person("Ann", is_started=True)
    keyboard = {"inline_keyboard": [[{"text": "4 ★", "callback_data": "r:4"}]]}

    sent = await bot.get(
        "sendMessage",
        chat_id=ann.id,
        text="  <b>Hi</b> &amp; <a href='http://a.uz'>you</a>\n",
        parse_mode="HTML",
        reply_markup=keyboard,
    )

    seen = ann.private.last
    assert seen.message_id == sent["message_id"]
    assert seen.text == "Hi & you"
    assert seen.html == '<b>Hi</b> &amp; <a href="http://a.uz/">you</a>'
    assert seen.links == ["http://a.uz/"]
    assert seen.button("4★").data == "r:4"
    assert sent["reply_markup"] == keyboard


async def test_the_bot_cannot_write_first(bot_api, bot):
    ann = bot_api.person("Ann")

    refusal = await bot.refusal("sendMessage", chat_id=ann.id, text="Hi")

    assert refusal == "Forbidden: bot can't initiate conversation with a user"
    assert ann.private.messages == []


async def test_a_tap_is_answered_once(bot_api, bot):
    ann = bot_api.person("Ann", is_started=True)
    keyboard = {"inline_keyboard": [[{"text": "4 ★", "callback_data": "r:4"}]]}
    await bot.get("sendMessage", chat_id=ann.id, text="Rate", reply_markup=keyboard)

    tap = ann.press(ann.private.last, "4★")
    (update,) = await bot.get("getUpdates")
    query = update["callback_query"]
    await bot.get("answerCallbackQuery", callback_query_id=query["id"], text="Saved")

    answer = await tap.answered()
    assert (answer.text, answer.show_alert) == ("Saved", False)
    assert query["data"] == "r:4"
    assert query["message"]["text"] == "Rate"
    again = await bot.refusal("answerCallbackQuery", callback_query_id=query["id"])
    assert again.startswith("Bad Request: query is too old")


async def test_a_tap_can_be_answered_for_fifteen_seconds(bot_api, bot):
    ann = bot_api.person("Ann", is_started=True)
    await bot.get("sendMessage", chat_id=ann.id, text="Rate")
    in_time, too_late = (ann.press(ann.private.last, data=str(number)) for number in range(2))

    bot_api.clock.advance(14.5)
    await bot.get("answerCallbackQuery", callback_query_id=in_time.id)
    bot_api.clock.advance(1)
    refusal = await bot.refusal("answerCallbackQuery", callback_query_id=too_late.id)

    assert refusal == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )
    with pytest.raises(TimeoutError):
        await too_late.answered(timeout=0.01)


async def test_an_edit_changes_the_message_and_keeps_its_history(bot_api, bot):
    ann = bot_api.person("Ann", is_started=True)
    sent = await bot.get("sendMessage", chat_id=ann.id, text="One")
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}

    await bot.get("editMessageText", **where, text="Two")
    refusal = await bot.refusal("editMessageText", **where, text="<b></b>Two", parse_mode="HTML")

    assert ann.private.last.text == "Two"
    assert [content.formatted.text for content in ann.private.last.edits] == ["One"]
    assert refusal == (
        "Bad Request: message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message"
    )


async def test_a_toast_has_at_most_two_hundred_characters(bot_api, bot):
    ann = bot_api.person("Ann", is_started=True)
    tap = ann.press(ann.send("hi"), data="x")

    refusal = await bot.refusal("answerCallbackQuery", callback_query_id=tap.id, text="a" * 201)
    await bot.get("answerCallbackQuery", callback_query_id=tap.id, text="я" * 200)

    assert refusal == "Bad Request: MESSAGE_TOO_LONG"
    assert (await tap.answered()).text == "я" * 200


async def test_a_small_answer_is_not_held_back() -> None:
    """Nagle's algorithm would make every answer on a kept connection 40 ms late."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    listener = Listener()
    port = await listener.start(answer, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert await reader.readline() == b"HTTP/1.1 204 No Content\r\n"

    (transport,) = listener.transports
    connection = transport.get_extra_info("socket")
    assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1

    writer.close()
    await listener.stop()
