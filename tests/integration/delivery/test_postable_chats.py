"""The gateway tells whether the bot may post in a group or channel."""

import pytest

from bot.delivery.gateway import Gateway
from bot.domain.ids import ChatId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer


@pytest.fixture
def ann(bot_api: BotApiServer) -> Person:
    return bot_api.person("Ann", is_started=True)


async def test_a_chat_with_the_bot_is_found_with_kind_and_title(
    bot_api: BotApiServer, gateway: Gateway, ann: Person
) -> None:
    channel = bot_api.channel("Posts", owner=ann)
    group = bot_api.group("Friends", owner=ann)

    assert await gateway.find_postable_chat(ChatId(channel.id)) == ("channel", "Posts")
    assert await gateway.find_postable_chat(ChatId(group.id)) == ("group", "Friends")


async def test_a_chat_where_the_bot_may_not_post_is_not_found(
    bot_api: BotApiServer, gateway: Gateway, ann: Person
) -> None:
    foreign = bot_api.channel("Foreign", owner=ann, has_bot=False)
    mute = bot_api.channel("Mute", owner=ann)
    mute.restrict_bot("can_post_messages")

    for chat_id in (foreign.id, mute.id, -1009999999999):
        assert await gateway.find_postable_chat(ChatId(chat_id)) is None
