"""Flood control: exact sliding windows for every order and rate of messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.api_server.flood_control import FloodControl
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_api_client import Client

sends = st.lists(
    st.tuples(st.floats(0, 0.5), st.integers(1, 40), st.booleans()), min_size=1, max_size=120
)


def admitted(attempts: list[tuple[float, int, bool]]) -> list[tuple[float, int, bool]]:
    """Return the messages that flood control lets through, with the times they came."""
    flood = FloodControl(is_on=True)
    now = 1000.0
    through = []
    for pause, chat_id, is_group in attempts:
        now += pause
        chat = -chat_id if is_group else chat_id
        if flood.admit(chat, is_group=is_group, is_paid=False, now=now) is None:
            through.append((now, chat, is_group))
    return through


@given(sends)
def test_no_second_sees_more_than_thirty(attempts):
    times = [now for now, _, _ in admitted(attempts)]

    for first in times:
        assert sum(first <= one < first + 1.0 for one in times) <= 30


@given(sends)
def test_a_chat_gets_one_a_second_after_a_burst_of_three(attempts):
    through = admitted(attempts)
    for chat in {chat for _, chat, _ in through}:
        times = [now for now, where, _ in through if where == chat]
        for place, first in enumerate(times):
            for count, last in enumerate(times[place:], 1):
                assert count <= 3 + (last - first) + 1e-6


def test_flood_control_admits_thirty_messages_in_any_second():
    flood = FloodControl(is_on=True)
    for chat in range(30):
        assert flood.admit(chat, is_group=False, is_paid=False, now=chat / 100) is None

    assert flood.admit(99, is_group=False, is_paid=False, now=0.999) == 1
    assert flood.admit(99, is_group=False, is_paid=False, now=1.0) is None
    assert flood.admit(98, is_group=False, is_paid=False, now=1.005) == 1


def test_a_group_gets_twenty_per_minute():
    flood = FloodControl(is_on=True)
    for second in range(20):
        assert flood.admit(-1, is_group=True, is_paid=False, now=2.0 * second) is None

    assert flood.admit(-1, is_group=True, is_paid=False, now=40.0) == 20
    assert flood.admit(-1, is_group=True, is_paid=False, now=60.0) is None


def test_paid_broadcasts_have_their_own_thousand():
    flood = FloodControl(is_on=True)
    for chat in range(1000):
        assert flood.admit(chat, is_group=False, is_paid=True, now=0.0) is None

    assert flood.admit(5000, is_group=False, is_paid=True, now=0.5) == 1
    assert flood.admit(5000, is_group=False, is_paid=False, now=0.5) is None
    assert flood.refused == 1


@pytest.mark.parametrize("method", ["sendMessage", "sendDocument"])
async def test_the_fourth_message_at_once_gets_a_flood_wait(method):
    async with BotApiServer(flood_control=True) as bot_api, Client.of(bot_api) as bot:
        ann = bot_api.person("Ann", is_started=True)
        stored = bot_api.world.files.store("a.txt", b"a", "text/plain")
        params = {"chat_id": ann.id, "text": "a", "document": stored.file_id}
        for _ in range(3):
            await bot.get(method, **params)

        answer = await bot.ask(method, **params)
        bot_api.clock.advance(1)
        later = await bot.ask(method, **params)

    assert answer["error_code"] == 429
    assert answer["description"] == "Too Many Requests: retry after 1"
    assert answer["parameters"] == {"retry_after": 1}
    assert later["ok"]


async def test_edits_and_answers_are_free():
    async with BotApiServer(flood_control=True) as bot_api, Client.of(bot_api) as bot:
        ann = bot_api.person("Ann", is_started=True)
        sent = await bot.get("sendMessage", chat_id=ann.id, text="0")
        where = {"chat_id": ann.id, "message_id": sent["message_id"]}
        for number in range(1, 60):
            await bot.get("editMessageText", **where, text=str(number))

    assert len(ann.private.last.edits) == 59
