"""The server obeys each parameter or refuses it; it ignores none."""

from typing import Any

import aiohttp
import pytest
from telegram.constants import ReactionEmoji

from bot.playground.api_server.methods.reactions import EMOJI

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")


@pytest.fixture
def ann(bot_api):
    return bot_api.person("Ann", is_started=True)


def buttons(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "a", **button}]]}


async def send_photo(bot_api: Any, bot: Any, data: bytes, **params: Any) -> Any:
    form = aiohttp.FormData({name: str(value) for name, value in params.items()})
    form.add_field("photo", data, filename="a.png", content_type="image/png")
    url = f"{bot_api.url}/bot{bot_api.token}/sendPhoto"
    async with bot.session.post(url, data=form) as response:
        return await response.json()


@pytest.mark.parametrize(
    ("method", "params", "what"),
    [
        ("sendMessage", {"message_effect_id": "1"}, "parameter message_effect_id"),
        ("sendDocument", {"thumbnail": "x"}, "parameter thumbnail"),
        ("setWebhook", {"url": "https://a.uz", "ip_address": "1.2.3.4"}, "parameter ip_address"),
        ("setWebhook", {"url": "https://a.uz", "certificate": "x"}, "parameter certificate"),
        (
            "sendMessage",
            {"reply_markup": buttons(pay=True)},
            "field reply_markup.inline_keyboard[0][0].pay",
        ),
        (
            "sendMessage",
            {"reply_markup": buttons(callback_game={})},
            "field reply_markup.inline_keyboard[0][0].callback_game",
        ),
        (
            "sendMessage",
            {"reply_parameters": {"message_id": 1, "quote": "a"}},
            "field reply_parameters.quote",
        ),
        (
            "sendMessage",
            {"reply_parameters": {"message_id": 1, "chat_id": -4_000_000_001}},
            "reply to a message of another chat",
        ),
    ],
)
async def test_an_unsupported_parameter_is_refused(bot_api, bot, ann, method, params, what):
    bot_api.group("News", owner=ann, announce=False)
    asked = {"chat_id": ann.id, "text": "a", "document": "x"} if "send" in method else {}

    refusal = await bot.refusal(method, **asked, **params)

    assert refusal == f"Bad Request: {what}: not supported by this server"


async def test_a_protected_message_is_neither_copied_nor_forwarded(bot, ann):
    sent = await bot.get("sendMessage", chat_id=ann.id, text="a", protect_content=True)
    what = {"chat_id": ann.id, "from_chat_id": ann.id, "message_id": sent["message_id"]}

    assert sent["has_protected_content"]
    assert await bot.refusal("copyMessage", **what) == "Bad Request: message can't be copied"
    assert await bot.refusal("forwardMessage", **what) == "Bad Request: message can't be forwarded"
    with pytest.raises(ValueError, match="protected"):
        ann.forward(ann.private.last)


async def test_a_protected_forward_in_a_channel_is_from_the_channel(bot_api, bot, ann):
    channel = bot_api.channel("Posts", owner=ann)
    first = await bot.get("sendMessage", chat_id=ann.id, text="a")
    what = {"from_chat_id": ann.id, "message_id": first["message_id"], "protect_content": True}

    sent = await bot.get("forwardMessage", chat_id=channel.id, **what)

    assert sent["has_protected_content"]
    assert sent["sender_chat"]["id"] == channel.id
    assert "from" not in sent


async def test_a_caption_moves_above_its_picture_and_back(bot_api, bot, ann):
    sent = (await send_photo(bot_api, bot, PNG, chat_id=ann.id, caption="a"))["result"]
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}

    above = await bot.get("editMessageCaption", **where, caption="a", show_caption_above_media=True)
    await bot.get("copyMessage", from_chat_id=ann.id, **where, show_caption_above_media=True)
    copied = ann.private.last.as_json()
    below = await bot.get("editMessageCaption", **where, caption="a")

    assert above["show_caption_above_media"]
    assert copied["show_caption_above_media"]
    assert "show_caption_above_media" not in below


async def test_a_picture_has_at_most_ten_megabytes(bot_api, bot, ann):
    answer = await send_photo(bot_api, bot, PNG + b"\0" * 10 * 1024 * 1024, chat_id=ann.id)

    assert "too big for a photo" in answer["description"]


async def test_a_pinned_message_is_announced_and_found(bot, ann):
    sent = await bot.get("sendMessage", chat_id=ann.id, text="a")
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}

    await bot.get("pinChatMessage", **where)
    pinned = await bot.get("getChat", chat_id=ann.id)
    said = ann.private.last.as_json()
    await bot.get("unpinChatMessage", **where)
    unpinned = await bot.get("getChat", chat_id=ann.id)

    assert pinned["pinned_message"]["text"] == said["pinned_message"]["text"] == "a"
    assert "pinned_message" not in unpinned


def test_the_reactions_are_those_of_the_bot_api():
    assert {emoji.value.replace("\ufe0f", "") for emoji in ReactionEmoji} == EMOJI


async def test_only_the_services_emoji_are_reactions(bot, ann):
    sent = ann.send("a")
    where = {"chat_id": ann.id, "message_id": sent.message_id}

    for emoji in ("👍", "❤", "❤\ufe0f"):
        await bot.get("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": emoji}])
    odd = [{"type": "emoji", "emoji": "🪿"}]

    assert await bot.refusal("setMessageReaction", **where, reaction=odd) == (
        "Bad Request: REACTION_INVALID"
    )


async def test_a_bots_new_name_is_seen_everywhere(bot, ann):
    await bot.get("setMyName", name="Gazeta")
    sent = await bot.get("sendMessage", chat_id=ann.id, text="a")
    named = await bot.get("getMe")
    await bot.get("setMyName", name="")

    assert sent["from"]["first_name"] == named["first_name"] == "Gazeta"
    assert (await bot.get("getMe"))["first_name"] == "Xulosa"


async def test_commands_for_an_unknown_chat_are_refused(bot):
    scope = {"type": "chat", "chat_id": 1}

    assert await bot.refusal("setMyCommands", commands=[], scope=scope) == (
        "Bad Request: chat not found"
    )


@pytest.mark.parametrize("method", ["sendMessage", "editMessageReplyMarkup"])
async def test_a_mini_app_opens_in_private_chats_only(bot_api, bot, ann, method):
    channel = bot_api.channel("Posts", owner=ann)
    sent = await bot.get("sendMessage", chat_id=channel.id, text="a")
    markup = buttons(web_app={"url": "https://a.uz"})
    where = {"chat_id": channel.id, "message_id": sent["message_id"]}
    asked = {"chat_id": channel.id, "text": "a"} if method == "sendMessage" else where

    refusal = await bot.refusal(method, **asked, reply_markup=markup)

    assert refusal == "Bad Request: BUTTON_TYPE_INVALID"
