"""The rate limiter in simulated time."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.errors import FloodWait
from bot.delivery.rate_limiter import (
    CHAT_REPLIES,
    GROUP,
    IN_FLIGHT_MAX,
    RateLimit,
    RateLimiter,
    wait_before_send,
)
from bot.domain.ids import ChatId
from tests.support.virtual_time import simulate

EPSILON = 1e-6  # seconds, for the rounding of sums
PEOPLE = [ChatId(number) for number in range(1, 41)]
GROUPS = [ChatId(-1), ChatId(-2)]
CHATTY = [ChatId(1), ChatId(-1)]
TWELVE_HOURS = 43_837.0  # a retry_after that another bot got (RSStT#575)


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message that wants to leave at `wanted`; all times are seconds."""

    chat_id: ChatId
    is_push: bool
    wanted: float
    latency: float  # from sending until the answer
    arrives: float  # share of the latency until the message reaches the server


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A message at the server."""

    at: float
    message: Message


def push(chat_id: int, wanted: float = 0.0, latency: float = 0.0) -> Message:
    return Message(
        chat_id=ChatId(chat_id), is_push=True, wanted=wanted, latency=latency, arrives=0.5
    )


def reply(chat_id: int, wanted: float = 0.0, latency: float = 0.0) -> Message:
    return Message(
        chat_id=ChatId(chat_id), is_push=False, wanted=wanted, latency=latency, arrives=0.5
    )


def messages() -> st.SearchStrategy[Message]:
    return st.builds(
        Message,
        chat_id=st.sampled_from(PEOPLE + GROUPS + CHATTY * 10),
        is_push=st.booleans(),
        wanted=st.floats(0, 4),
        latency=st.one_of(st.just(0.0), st.floats(0, IN_FLIGHT_MAX), st.just(2 * IN_FLIGHT_MAX)),
        arrives=st.floats(0, 0.5),
    )


async def _send(limiter: RateLimiter, message: Message, arrivals: list[Arrival]) -> None:
    await asyncio.sleep(message.wanted)
    async with limiter.acquire(message.chat_id, is_push=message.is_push):
        await asyncio.sleep(message.latency * message.arrives)
        arrivals.append(Arrival(at=asyncio.get_running_loop().time(), message=message))
        await asyncio.sleep(message.latency * (1 - message.arrives))


async def _send_all(wanted: Sequence[Message]) -> list[Arrival]:
    limiter = RateLimiter(30, asyncio.get_running_loop().time)
    arrivals: list[Arrival] = []
    async with asyncio.TaskGroup() as group:
        for message in wanted:
            group.create_task(_send(limiter, message, arrivals))
    return arrivals


def fullest(arrivals: Sequence[Arrival], seconds: float) -> int:
    """Return how many messages the fullest window of `seconds` holds."""
    times = sorted(arrival.at for arrival in arrivals)
    return max(
        (sum(start <= time < start + seconds - EPSILON for time in times) for start in times),
        default=0,
    )


@settings(max_examples=60)
@given(st.lists(messages(), min_size=20, max_size=160))
def test_no_window_of_the_server_ever_holds_more_than_the_limits(wanted: list[Message]) -> None:
    arrivals = simulate(_send_all(wanted))

    assert len(arrivals) == len(wanted)
    assert fullest(arrivals, 1.0) <= 30
    assert fullest([one for one in arrivals if one.message.is_push], 1.0) <= 28
    by_chat: dict[ChatId, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        by_chat[arrival.message.chat_id].append(arrival)
    for chat_id, theirs in by_chat.items():
        assert fullest([one for one in theirs if one.message.is_push], 1.0) <= 1
        assert fullest([one for one in theirs if not one.message.is_push], 3.0) <= 3
        assert chat_id > 0 or fullest(theirs, 60.0) <= 20


@settings(max_examples=30)
@given(st.integers(40, 300), st.floats(0, 3))
def test_a_burst_of_messages_stays_within_thirty_a_second(count: int, latency: float) -> None:
    wanted = [
        (push if number % 2 else reply)(number, latency=latency) for number in range(1, count)
    ]

    arrivals = simulate(_send_all(wanted))

    assert fullest(arrivals, 1.0) <= 30


async def _timed(wanted: Sequence[Message]) -> float:
    await _send_all(wanted)
    return asyncio.get_running_loop().time()


@pytest.mark.parametrize(
    ("wanted", "seconds"),
    [
        ([push(number) for number in range(1, 281)], 9.0),
        ([reply(number) for number in range(1, 301)], 9.0),
        ([push(1) for _ in range(10)], 9.0),
        ([reply(1) for _ in range(9)], 6.0),
        ([reply(-1) for _ in range(40)], 78.0),
        ([push(number, latency=0.1) for number in range(1, 281)], 9 * 1.1),
    ],
    ids=["pushes", "replies", "pushes to one", "replies to one", "a group", "slow pushes"],
)
def test_no_time_is_wasted(wanted: list[Message], seconds: float) -> None:
    assert simulate(_timed(wanted)) <= seconds + 0.2


def test_replies_leave_while_pushes_use_up_what_they_may() -> None:
    pushes = [push(number) for number in range(1, 500)]
    asked = [reply(1_000 + number, wanted=number / 2) for number in range(1, 20)]

    arrivals = simulate(_send_all([*pushes, *asked]))

    delays = [one.at - one.message.wanted for one in arrivals if not one.message.is_push]
    assert max(delays) <= 1.0 + EPSILON


def test_messages_that_wait_for_the_total_limit_leave_in_order() -> None:
    wanted = [reply(number, wanted=number / 1_000) for number in range(1, 200)]

    arrivals = simulate(_send_all(wanted))

    assert [one.message.chat_id for one in arrivals] == [one.chat_id for one in wanted]


def test_waiting_messages_to_one_chat_leave_a_second_apart() -> None:
    crowd = [push(number) for number in range(2, 60)]

    arrivals = simulate(_send_all([*crowd, *(push(1, wanted=0.1) for _ in range(3))]))

    assert fullest([one for one in arrivals if one.message.chat_id == 1], 1.0) == 1


def test_requests_without_answer_block_the_bot_for_seconds_only() -> None:
    hanging = [reply(number, latency=60) for number in range(1, 31)]

    arrivals = simulate(_send_all([*hanging, reply(100, wanted=0.1)]))

    (other,) = [one.at for one in arrivals if one.message.chat_id == 100]
    assert other <= IN_FLIGHT_MAX + 1 + EPSILON


async def _send_beside_a_paused_chat() -> tuple[float, float]:
    loop = asyncio.get_running_loop()
    limiter = RateLimiter(30, loop.time)
    limiter.pause_chat(ChatId(1), TWELVE_HOURS)
    arrivals: list[Arrival] = []
    async with asyncio.TaskGroup() as group:
        for message in [push(1), *(push(number) for number in range(2, 30))]:
            group.create_task(_send(limiter, message, arrivals))
    *others, last = arrivals
    assert last.message.chat_id == 1
    return max(one.at for one in others), last.at


def test_a_paused_chat_delays_no_other() -> None:
    others, paused = simulate(_send_beside_a_paused_chat())

    assert others <= EPSILON
    assert paused >= TWELVE_HOURS


async def _send_slowly() -> list[float]:
    limiter = RateLimiter(30, asyncio.get_running_loop().time)
    waits = []
    with pytest.raises(FloodWait):
        async with limiter.acquire(ChatId(1), is_push=False):
            raise FloodWait("429", TWELVE_HOURS)
    for max_wait in (60.0, 1.5):
        with pytest.raises(FloodWait) as refused:
            async with limiter.acquire(ChatId(1), is_push=True, max_wait=max_wait):
                pass
        waits.append(refused.value.seconds)
    return waits


def test_a_flood_wait_pauses_its_chat_and_refuses_short_waits() -> None:
    waits = simulate(_send_slowly())

    assert waits == pytest.approx([TWELVE_HOURS, TWELVE_HOURS])


async def _wait_after_flood_wait(chats: int) -> float:
    """Get a 20-second flood wait in several chats; return when another chat gets a message."""
    loop = asyncio.get_running_loop()
    limiter = RateLimiter(30, loop.time)
    for number in range(1, chats + 1):
        with pytest.raises(FloodWait):
            async with limiter.acquire(ChatId(number), is_push=True):
                raise FloodWait("429", 20.0)
    async with limiter.acquire(ChatId(100), is_push=False):
        return loop.time()


@pytest.mark.parametrize(("chats", "seconds"), [(1, 0.0), (2, 0.0), (3, 20.0)])
def test_only_flood_waits_in_several_chats_slow_everybody(chats: int, seconds: float) -> None:
    waited = simulate(_wait_after_flood_wait(chats))

    assert waited == pytest.approx(seconds, abs=0.1)


async def _send_paid(wanted: Sequence[Message]) -> list[Arrival]:
    limiter = RateLimiter(1_000, asyncio.get_running_loop().time, is_paid=True)
    arrivals: list[Arrival] = []
    async with asyncio.TaskGroup() as group:
        for message in wanted:
            group.create_task(_send(limiter, message, arrivals))
    return arrivals


def test_paid_pushes_use_the_whole_rate_and_replies_the_free_one() -> None:
    pushes = [push(number) for number in range(1, 3_000)]
    replies = [reply(10_000 + number) for number in range(90)]

    arrivals = simulate(_send_paid([*pushes, *replies]))

    assert fullest(arrivals, 1.0) <= 1_000
    answered = [one for one in arrivals if not one.message.is_push]
    assert fullest(answered, 1.0) == 30
    assert max(one.at for one in answered) <= 3.1
    assert max(one.at for one in arrivals) <= 3.2


async def _send_to_many_chats() -> tuple[int, int]:
    limiter = RateLimiter(30, asyncio.get_running_loop().time)
    most = 0
    for number in range(1, 4_000):
        async with limiter.acquire(ChatId(number), is_push=True):
            if number % 10 == 0:
                limiter.pause_chat(ChatId(number), 1.0)
        most = max(most, len(limiter._chats) + len(limiter._paused_until))
    await asyncio.sleep(120)
    for number in range(1, 5_000):
        async with limiter.acquire(ChatId(number), is_push=False):
            pass
    return most, len(limiter._chats)


def test_chats_that_have_been_silent_for_a_minute_take_no_memory() -> None:
    most, at_the_end = simulate(_send_to_many_chats())

    assert most <= 28 * 61 + 28 * 2
    assert at_the_end <= 30 * 61


@given(
    st.builds(RateLimit, count=st.integers(1, 5), seconds=st.floats(0.1, 10)),
    st.lists(st.floats(0, 100), max_size=20).map(sorted),
    st.floats(0, 100),
)
def test_after_the_wait_there_is_room_and_not_before(
    limit: RateLimit, answered_at: list[float], later: float
) -> None:
    now = max([later, *answered_at])

    wait = wait_before_send(limit, deque(answered_at), 0, now)

    in_window = [time for time in answered_at if time > now + wait - limit.seconds + EPSILON]
    assert len(in_window) < limit.count
    if wait > 2 * EPSILON:
        earlier = now + wait - EPSILON
        assert len([time for time in answered_at if time > earlier - limit.seconds]) >= limit.count


def test_a_message_in_flight_counts_until_it_is_answered() -> None:
    assert wait_before_send(CHAT_REPLIES, deque(), 3, 0.0) == float("inf")
    assert wait_before_send(GROUP, deque(), 19, 0.0) == 0.0


def test_try_acquire_takes_free_slots_and_never_waits() -> None:
    async def run() -> tuple[list[bool], float]:
        loop = asyncio.get_running_loop()
        limiter = RateLimiter(3, loop.time)
        taken = []
        for _ in range(5):
            with limiter.try_acquire() as may_send:
                taken.append(may_send)
        async with limiter.acquire(ChatId(1), is_push=False):
            return taken, loop.time()

    taken, sent_at = simulate(run())

    assert taken == [True, True, True, False, False]
    assert sent_at >= 1.0


def test_nothing_is_sent_while_another_process_may_send() -> None:
    async def run() -> tuple[bool, float]:
        loop = asyncio.get_running_loop()
        limiter = RateLimiter(30, loop.time, may_send=lambda: loop.time() >= 10.0)
        with limiter.try_acquire() as may_send:
            pass
        async with limiter.acquire(ChatId(1), is_push=True):
            return may_send, loop.time()

    may_send, sent_at = simulate(run())

    assert not may_send
    assert sent_at >= 10.0
