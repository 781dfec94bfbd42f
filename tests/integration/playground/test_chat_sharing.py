"""Buttons that request a chat: the offered chats, the added bot, and the shared chat."""

from typing import Any

import pytest

from bot.playground.api_server.chat_sharing import is_offered, share_chat
from bot.playground.api_server.groups import Group
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_api_client import Client

NAMES = """is_anonymous can_manage_chat can_delete_messages can_manage_video_chats
    can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories
    can_edit_stories can_delete_stories can_send_welcome_messages"""


def rights(*wanted: str) -> dict[str, bool]:
    return {name: name in wanted for name in {*NAMES.split(), *wanted}}


def request(**changes: Any) -> dict[str, Any]:
    posting = rights("can_post_messages")
    return {
        "request_id": 1,
        "chat_is_channel": True,
        "user_administrator_rights": posting,
        "bot_administrator_rights": posting,
        "request_title": True,
        **changes,
    }


def keyboard(*requests: dict[str, Any]) -> dict[str, Any]:
    return {"keyboard": [[{"text": "Choose", "request_chat": each}] for each in requests]}


@pytest.fixture
def ann(bot_api: BotApiServer) -> Person:
    return bot_api.person("Ann", is_started=True)


@pytest.fixture
def channel(bot_api: BotApiServer, ann: Person) -> Group:
    return bot_api.channel("Posts", owner=ann, has_bot=False, username="posts")


async def test_a_shared_channel_lets_the_bot_in_and_is_reported(
    bot_api: BotApiServer, bot: Client, ann: Person, channel: Group
) -> None:
    await bot.get("sendMessage", chat_id=ann.id, text="?", reply_markup=keyboard(request()))

    share_chat(ann, ann.private.last, "Choose", channel)

    joined, shared = bot_api.updates[-2:]
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert joined["my_chat_member"]["from"]["id"] == ann.id
    assert shared["message"]["chat_shared"] == {
        "request_id": 1,
        "chat_id": channel.id,
        "title": "Posts",
    }
    assert shared["message"]["chat"]["id"] == ann.id


async def test_sharing_a_chat_that_has_the_bot_changes_no_member(
    bot_api: BotApiServer, bot: Client, ann: Person
) -> None:
    group = bot_api.group("Friends", owner=ann)
    wanted = {"request_id": 2, "chat_is_channel": False, "bot_is_member": True}
    await bot.get("sendMessage", chat_id=ann.id, text="?", reply_markup=keyboard(wanted))
    before = len(bot_api.updates)

    share_chat(ann, ann.private.last, "Choose", group)

    (shared,) = bot_api.updates[before:]
    assert shared["message"]["chat_shared"] == {"request_id": 2, "chat_id": group.id}


def test_a_request_offers_chats_that_meet_all_its_conditions(
    bot_api: BotApiServer, ann: Person, channel: Group
) -> None:
    bob = bot_api.person("Bob")
    channel.promote(bob, lacks=frozenset({"can_post_messages"}))
    group = bot_api.group("Friends", owner=ann)

    assert is_offered(request(), ann, channel)
    assert is_offered(request(chat_has_username=True), ann, channel)
    assert not is_offered(request(chat_has_username=False), ann, channel)
    assert not is_offered(request(), ann, group)
    assert not is_offered(request(), bob, channel)
    assert not is_offered(
        request(user_administrator_rights=None, chat_is_created=True), bob, channel
    )


async def test_a_button_offers_only_the_chats_that_it_requests(
    bot_api: BotApiServer, bot: Client, ann: Person
) -> None:
    group = bot_api.group("Friends", owner=ann)
    await bot.get("sendMessage", chat_id=ann.id, text="?", reply_markup=keyboard(request()))

    with pytest.raises(LookupError, match="does not offer Friends"):
        share_chat(ann, ann.private.last, "Choose", group)
    with pytest.raises(LookupError, match="no button 'Other'"):
        share_chat(ann, ann.private.last, "Other", group)


@pytest.mark.parametrize(
    ("requests", "words"),
    [
        ([request(), request()], "BUTTON_ID_INVALID"),
        ([request(user_administrator_rights=None)], "rights of the bot must be a subset"),
        ([{"request_id": 1}], 'Can\'t find field "chat_is_channel"'),
    ],
)
async def test_an_invalid_request_for_a_chat_is_refused(
    bot: Client, ann: Person, requests: list[dict[str, Any]], words: str
) -> None:
    refusal = await bot.refusal(
        "sendMessage", chat_id=ann.id, text="?", reply_markup=keyboard(*requests)
    )

    assert words in refusal


async def test_a_group_gets_no_button_that_requests_a_chat(
    bot_api: BotApiServer, bot: Client, ann: Person
) -> None:
    group = bot_api.group("Friends", owner=ann)

    refusal = await bot.refusal(
        "sendMessage", chat_id=group.id, text="?", reply_markup=keyboard(request())
    )

    assert refusal == "Bad Request: users and chats can be requested in private chats only"
