"""Ephemeral messages: the server changes and deletes them for their receiver."""

from typing import Any

import pytest


@pytest.fixture
def ann(bot_api):
    return bot_api.person("Ann", is_started=True)


@pytest.fixture
def group(bot_api, ann):
    return bot_api.group("News", owner=ann, announce=False)


def keyboard(text: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": text}]]}


async def shown(bot: Any, group: Any, ann: Any) -> dict[str, int]:
    """Show a message to Ann; return the parameters that name it."""
    receiver = {"receiver_user_id": ann.id}
    sent = await bot.get(
        "sendMessage",
        chat_id=group.id,
        text="For you",
        reply_markup=keyboard("more"),
        ephemeral_message_parameters=receiver,
    )
    return {
        "chat_id": group.id,
        "ephemeral_message_id": sent["ephemeral_message_id"],
        **receiver,
    }


async def test_the_keyboard_of_an_ephemeral_message_is_replaced(bot, group, ann):
    target = await shown(bot, group, ann)

    await bot.get("editEphemeralMessageReplyMarkup", **target, reply_markup=keyboard("less"))
    (message,) = group.ephemeral_for(ann.user)
    label = message.buttons[0][0].text
    again = await bot.ask(
        "editEphemeralMessageReplyMarkup", **target, reply_markup=keyboard("less")
    )
    await bot.get("editEphemeralMessageReplyMarkup", **target)

    assert (label, message.text, message.buttons) == ("less", "For you", [])
    assert "message is not modified" in again["description"]


async def test_a_deleted_ephemeral_message_is_gone(bot, group, ann):
    target = await shown(bot, group, ann)

    await bot.get("deleteEphemeralMessage", **target)
    again = await bot.ask("deleteEphemeralMessage", **target)
    edited = await bot.ask("editEphemeralMessageReplyMarkup", **target)

    assert group.ephemeral_for(ann.user) == []
    assert again["description"] == "Bad Request: message to delete not found"
    assert edited["description"] == "Bad Request: message to edit not found"


async def test_an_ephemeral_message_is_changed_for_its_receiver_only(bot, bot_api, group, ann):
    group.add(bob := bot_api.person("Bob", is_started=True))
    target = {**await shown(bot, group, ann), "receiver_user_id": bob.id}

    deleted = await bot.ask("deleteEphemeralMessage", **target)
    edited = await bot.ask("editEphemeralMessageReplyMarkup", **target)

    assert deleted["description"] == "Bad Request: message to delete not found"
    assert edited["description"] == "Bad Request: message to edit not found"
    assert len(group.ephemeral_for(ann.user)) == 1


async def test_a_server_before_bot_api_10_2_knows_no_such_method(bot, bot_api, group, ann):
    target = await shown(bot, group, ann)
    bot_api.world.options.knows_ephemeral_messages = False

    answer = await bot.ask("deleteEphemeralMessage", **target)

    assert (answer["error_code"], answer["description"]) == (404, "Not Found: method not found")
