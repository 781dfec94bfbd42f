"""No two processes use a lease, whatever happens to them; the rate holds for all together."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.leases import (
    ARRIVAL_SECONDS,
    RENEW_SECONDS,
    SILENT_SECONDS,
    USE_SECONDS,
    WINDOW_SECONDS,
    Cluster,
    LeaseHolder,
    Member,
    ProcessId,
    Renewal,
)
from tests.unit.domain.lease_simulation import (
    CHATS,
    CLOCK_ERROR,
    NAMES,
    WORK,
    Message,
    Simulation,
)

OWNED_WITHIN = 6.0  # seconds after the last event
BALANCED_WITHIN = 8.0
ME, OTHER = ProcessId("me"), ProcessId("other")
SLOW_RENEWAL = USE_SECONDS - RENEW_SECONDS - 0.2  # seconds; slower ones end the leases
ACTIONS = ("join", "crash", "pause", "freeze", "delay", "lose", "cut", "cut", "leave", "outage")
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.integers(0, 9),  # number of the process
        st.sampled_from([0.05, 0.7, 1.5, 5.3, 7.0]),  # seconds of a pause or an outage
        st.sampled_from([0.0, 0.3, 2.0, 6.0]),  # seconds until the next event
    ),
    max_size=6,
)


def act(world: Simulation, action: str, which: int, seconds: float) -> None:
    alive = [each for each in world.processes if each.is_alive]
    process = alive[which % len(alive)] if alive else None
    if action == "join" and len(alive) < 4:
        world.join(("all", "chats", "worker")[which % 3])
    elif action == "outage":
        world.outage_until = max(world.outage_until, world.now + seconds)
    elif process is not None and action == "crash":
        process.crash()
    elif process is not None and action == "pause":
        process.pause(seconds)
    elif process is not None and action == "freeze":
        process.freeze(seconds)
    elif process is not None and action == "delay":
        process.delay(seconds)
    elif process is not None and action == "lose":
        process.lose_answer()
    elif process is not None and action == "cut":
        process.cut(seconds)
    elif process is not None and action == "leave":
        process.leave()


def assert_one_sender_at_a_time(messages: list[Message]) -> None:
    """Assert that no process sends to a chat before another one's messages have arrived."""
    by_chat: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        by_chat[message.chat].append(message)
    for sent in by_chat.values():
        last_arrival: dict[str, float] = {}
        for message in sent:
            others = [at for sender, at in last_arrival.items() if sender != message.sender]
            assert max(others, default=0.0) <= message.sent_at
            last_arrival[message.sender] = message.arrived_at


def assert_within_rate(messages: list[Message], rate: int) -> None:
    arrivals = sorted(message.arrived_at for message in messages)
    for first, over in zip(arrivals, arrivals[rate:], strict=False):
        assert over - first >= WINDOW_SECONDS * (1 - CLOCK_ERROR)  # the slowest clock


@given(events=EVENTS, seed=st.integers(0, 2**32), rate=st.sampled_from([2, 7, 30]))
def test_leases_have_one_user_whatever_happens(
    events: list[tuple[str, int, float, float]], seed: int, rate: int
) -> None:
    world = Simulation(seed, rate)
    for _ in range(2):
        world.join("all")
        world.run(2.0)

    for action, which, seconds, until_next in events:
        act(world, action, which, seconds)
        world.run(until_next)
        for name in NAMES:
            world.owner_of(name)
    world.join("all")
    ends = [world.outage_until]
    ends += [max(each.paused_until, each.cut_until) for each in world.processes]
    world.run(max(0.0, max(ends) - world.now))
    world.run(OWNED_WITHIN)

    assert all(world.owner_of(name) for name in NAMES)
    assert all(sender.holder.limit for chat in CHATS if (sender := world.owner_of(chat)))
    assert_one_sender_at_a_time(world.messages)
    assert_within_rate(world.messages, rate)


@given(
    roles=st.lists(st.sampled_from(["all", "chats", "worker"]), min_size=1, max_size=4),
    seed=st.integers(0, 2**32),
)
def test_processes_share_the_leases_and_the_rate_evenly(roles: list[str], seed: int) -> None:
    world = Simulation(seed, rate=30, is_sending=False)
    world.join("all")
    for role in roles:
        world.join(role)
        world.run(1.0)

    world.run(BALANCED_WITHIN)

    senders = [each for each in world.processes if each.role != "worker"]
    held = [sum(each.uses(chat) for chat in CHATS) for each in senders]
    limits = [each.holder.limit for each in senders]
    assert sum(held) == len(CHATS)
    assert max(held) - min(held) <= 1
    assert sum(limits) == world.rate
    assert max(limits) - min(limits) <= 1 + world.rate // len(CHATS)
    workers = [each for each in world.processes if each.role != "chats"]
    buckets = [sum(each.uses(name) for name in WORK) for each in workers]
    assert sum(buckets) == len(WORK)
    assert max(buckets) - min(buckets) <= 1


def test_an_outage_of_the_database_replaces_nobody() -> None:
    for seed in range(20):
        world = Simulation(seed, rate=30)
        for _ in range(3):
            world.join("all")
            world.run(10.0)
        before = {name: world.owner_of(name) for name in NAMES}
        numbers = [process.holder.id for process in world.processes]

        world.outage_until = world.now + 20.0
        for process in world.processes:  # they reach the database again one after another
            process.cut(20.0 + world.random.uniform(0.0, 3.0))
        world.run(20.0)
        in_outage = {world.owner_of(name) for name in NAMES}
        world.run(5.0)

        assert in_outage == {None}
        assert {name: world.owner_of(name) for name in NAMES} == before
        assert [process.holder.id for process in world.processes] == numbers


def test_an_answer_that_comes_late_gives_no_right_to_send() -> None:
    for seed in range(10):
        world = two_senders(seed)

        world.processes[0].freeze(SILENT_SECONDS + 2.0)
        for _ in range(40):
            world.run(0.25)
            world.owner_of(CHATS[0])

        assert_one_sender_at_a_time(world.messages)
        assert_within_rate(world.messages, world.rate)


def test_a_renewal_held_up_in_the_database_gives_no_right() -> None:
    for seed in range(10):
        world = two_senders(seed)
        first = world.processes[0]
        assert any(first.uses(chat) for chat in CHATS)

        first.delay(USE_SECONDS + 1.0)
        first.lag = USE_SECONDS + 1.0
        world.run(RENEW_SECONDS + USE_SECONDS + 0.1)

        for _ in range(100):
            world.run(0.05)
            assert not any(first.uses(chat) for chat in CHATS)


def two_senders(seed: int) -> Simulation:
    """Return a simulation in which two processes send."""
    world = Simulation(seed, rate=20)
    for _ in range(2):
        world.join("all")
        world.run(8.0)
    return world


def test_a_process_that_leaves_hands_over_within_2_seconds() -> None:
    world = Simulation(seed=1, rate=30)
    world.join("all")
    world.run(3.0)
    world.join("all")
    world.run(10.0)

    world.processes[0].leave()
    world.run(ARRIVAL_SECONDS + 2.0)

    assert {world.owner_of(name) for name in NAMES} == {world.processes[1]}
    assert world.processes[1].holder.limit == 30


def test_the_last_messages_of_a_cut_process_arrive_first() -> None:
    senders = set()
    for seed in range(20):
        world = Simulation(seed, rate=20, is_sending=False)
        for _ in range(2):
            world.join("all")
            world.run(5.0)

        world.processes[0].cut(20.0)
        world.run(USE_SECONDS - RENEW_SECONDS)
        world.is_sending, world.arrivals = True, (ARRIVAL_SECONDS - 0.01,)
        world.run(RENEW_SECONDS)
        world.arrivals = (0.001,)
        world.run(8.0)

        senders |= {message.sender for message in world.messages}
        assert_one_sender_at_a_time(world.messages)
        assert_within_rate(world.messages, world.rate)
    assert len(senders) == 2


def test_the_last_messages_arrive_first_on_a_slow_database() -> None:
    for seed in range(40):
        world = Simulation(seed, rate=20, is_sending=False)
        for speed in (1 - CLOCK_ERROR, 1 + CLOCK_ERROR):
            world.join("all", speed)
            world.run(5.0)
        first, second = world.processes

        second.lag = SLOW_RENEWAL  # a database that is slow until the cut
        world.run(3.0)
        first.cut(20.0)
        second.lag = 0.0
        world.run(USE_SECONDS - RENEW_SECONDS)
        world.is_sending, world.arrivals = True, (ARRIVAL_SECONDS - 0.01,)
        world.run(RENEW_SECONDS)
        world.arrivals = (0.001,)
        world.run(8.0)

        assert_one_sender_at_a_time(world.messages)
        assert_within_rate(world.messages, world.rate)


def test_leases_are_used_until_a_second_after_they_were_asked_for() -> None:
    holder = LeaseHolder(ME)

    see(holder, beat=1, asked_at=10.0, answered_at=10.6)

    assert holder.holds("lease", 10.0 + USE_SECONDS - 0.001)
    assert not holder.holds("lease", 10.0 + USE_SECONDS)


def test_a_beat_counts_from_when_it_was_seen_not_asked_for() -> None:
    holder = LeaseHolder(ME)
    see(holder, beat=1, asked_at=10.0, answered_at=10.6)
    for tenth in range(104, 160, 4):
        see(holder, beat=1, asked_at=tenth / 10, answered_at=tenth / 10 + 0.3)

    now = 10.6 + SILENT_SECONDS

    assert holder.silent(now - 0.01) == {}
    see(holder, beat=1, asked_at=now - 0.01, answered_at=now - 0.01)
    assert holder.silent(now) == {OTHER: 1}


def test_the_times_leave_room_for_clocks_of_other_speeds() -> None:
    used_for = USE_SECONDS * (1 + CLOCK_ERROR)
    replaced_after = SILENT_SECONDS * (1 - CLOCK_ERROR)

    assert replaced_after - used_for >= ARRIVAL_SECONDS + WINDOW_SECONDS


def see(holder: LeaseHolder, *, beat: int, asked_at: float, answered_at: float) -> None:
    """Store a renewal in which the other process has this beat."""
    members = {
        each: Member(id=each, role="all", beat=number) for each, number in ((ME, 1), (OTHER, beat))
    }
    cluster = Cluster(members=members, owners={"lease": ME})
    holder.renewed(cluster, Renewal(), asked_at, answered_at)


def test_a_crashed_process_is_replaced_on_a_slow_database() -> None:
    world = two_senders(seed=1)
    for process in world.processes:
        process.lag = SLOW_RENEWAL
    world.run(3.0)

    world.processes[0].crash()
    world.run(OWNED_WITHIN + 2 * SLOW_RENEWAL)

    assert world.table.owners == dict.fromkeys(NAMES, world.processes[1].holder.id)


def test_a_lease_is_not_used_while_it_is_handed_over() -> None:
    for seed in range(20):
        world = Simulation(seed, rate=30)
        world.arrivals = (ARRIVAL_SECONDS,)
        world.join("all")
        world.run(5.0)
        first = world.processes[0]

        world.join("all")
        while not first.holder.leaving and world.now < 5.0 + BALANCED_WITHIN:
            world.run(0.01)
        leaving = first.holder.leaving
        assert leaving

        while any(world.table.owners.get(name) == first.holder.id for name in leaving):
            assert not any(first.uses(name) for name in leaving)
            assert world.now < 5.0 + 2 * BALANCED_WITHIN
            world.run(0.01)
        world.run(3.0)
        assert_one_sender_at_a_time(world.messages)
