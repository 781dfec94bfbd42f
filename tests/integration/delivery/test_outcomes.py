"""Telegram's answers to a push, and how the sender handles each of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import pytest

from bot.app.builders import build_notice_worker, build_sender
from bot.cli.admin import run_checks
from bot.delivery.retry import MAX_FAILURES
from bot.domain.ids import ArticleId, ChatId
from bot.playground.api_server.faults import Fault
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from storage.store import Store
from tests.support.gateways import MakeGateway
from tests.support.running_bot import running, settings_for
from tests.support.stored_samples import NOW, fan_out_to_followers, put_follower, put_summarized
from tests.support.virtual_time import pass_time

TWELVE_HOURS = 43_837  # seconds; another bot got this retry_after (RSStT#575)

ASLEEP = [
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: user is deactivated"),
    (403, "Forbidden: bot was kicked from the group chat"),
    (403, "Forbidden: bot was kicked from the supergroup chat"),
    (403, "Forbidden: bot was kicked from the channel chat"),
    (403, "Forbidden: bot is not a member of the channel chat"),
    (403, "Forbidden: bot can't initiate conversation with a user"),
    (403, "Forbidden: the group chat was deleted"),
    (403, "Forbidden: CHAT_WRITE_FORBIDDEN"),
    (400, "Bad Request: chat not found"),
    (400, "Bad Request: PEER_ID_INVALID"),
    (400, "Bad Request: USER_IS_BLOCKED"),
    (400, "Bad Request: INPUT_USER_DEACTIVATED"),
    (400, "Bad Request: CHANNEL_PRIVATE"),
    (400, "Bad Request: group chat was deactivated"),
    (400, "Bad Request: have no rights to send a message"),
    (400, "Bad Request: not enough rights to send text messages to the chat"),
    (400, "Bad Request: need administrator rights in the channel chat"),
    (400, "Bad Request: CHAT_ADMIN_REQUIRED"),
    (400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN"),
    (400, "Bad Request: CHAT_RESTRICTED"),
]
NEVER = [
    (400, "Bad Request: message text is empty"),
    (400, "Bad Request: MESSAGE_TOO_LONG"),
    (400, "Bad Request: reply markup is too long"),
]
AGAIN = [
    (500, None),
    (500, "Internal Server Error: sent message was not found"),
    (502, None),
    (503, None),
    (504, "Gateway Timeout"),
    (401, "Unauthorized"),
    ("drop", None),
    ("garbage", None),
]
MARKUP = [
    'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 5',
    "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    "Bad Request: BUTTON_URL_INVALID",
    "Bad Request: Wrong HTTP URL",
]


@dataclass
class Clock:
    """A clock that only the test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Services:
    """The store, the Bot API server and the clock of a push test."""

    store: Store
    bot_api: BotApiServer
    make_gateway: MakeGateway
    clock: Clock = field(default_factory=Clock)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def publish(self, *chats: int, topic_id: int = 0) -> ArticleId:
        """Fan out a new article to chats that follow its tag from now on."""
        for chat_id in chats:
            await put_follower(self.store, chat_id, "news", topic_id=topic_id)
        article_id = await put_summarized(self.store, f"no {next(self.numbers)}", tags=("news",))
        await fan_out_to_followers(self.store, article_id)
        return article_id

    async def send(self, after: timedelta = timedelta()) -> int:
        """Start a sender and run it until nothing more is due now."""
        self.clock.now += after
        return await build_sender(self.store, self.make_gateway(), self.clock).run_once()

    async def is_unreachable(self, chat_id: int) -> bool:
        chat = await self.store.chats.find(ChatId(chat_id))
        assert chat is not None
        return chat.is_unreachable

    async def follows(self, chat_id: int) -> list[str]:
        return [str(tag.key) for tag in await self.store.subscriptions.of(ChatId(chat_id))]


@pytest.fixture
def services(store: Store, bot_api: BotApiServer, make_gateway: MakeGateway) -> Services:
    return Services(store, bot_api, make_gateway)


@pytest.fixture
def ann(bot_api: BotApiServer) -> Person:
    return bot_api.person("Ann", is_started=True)


@pytest.fixture
def bob(bot_api: BotApiServer) -> Person:
    return bot_api.person("Bob", is_started=True)


def got(person: Person) -> list[str]:
    """Return the titles of the cards that a person got."""
    return [message.text.split("\n")[0] for message in person.private.from_bot()]


@pytest.mark.parametrize(("status", "description"), ASLEEP)
async def test_a_chat_that_blocks_the_bot_keeps_missed_articles(
    services: Services, ann: Person, bob: Person, status: int, description: str
) -> None:
    """[84-blocked, 84-deleted]"""
    services.bot_api.fail("sendMessage", status, description=description, chat_id=ann.id)
    await services.publish(ann.id, bob.id)

    await services.send()

    assert await services.is_unreachable(ann.id)
    assert await services.follows(ann.id) == ["news"]
    assert await services.store.deliveries.count_missed(ChatId(ann.id)) == 1
    assert got(bob) == ["Title of no 1"]
    await services.store.chats.mark_reachable(ChatId(ann.id))
    await services.store.deliveries.send_missed(ChatId(ann.id), services.clock())
    await services.send()
    assert got(ann) == ["Title of no 1"]


@pytest.mark.parametrize(("status", "description"), NEVER)
async def test_a_permanent_refusal_ends_one_delivery_and_no_other(
    services: Services, ann: Person, bob: Person, status: int, description: str
) -> None:
    services.bot_api.fail(
        "sendMessage", status, description=description, chat_id=ann.id, times=None
    )
    await services.publish(ann.id, bob.id)

    await services.send()

    assert (await services.store.deliveries.backlog()).dead == 1
    assert not await services.is_unreachable(ann.id)
    assert got(bob) == ["Title of no 1"]
    assert await services.send(after=timedelta(days=2)) == 0


@pytest.mark.parametrize(("kind", "description"), AGAIN)
async def test_a_short_fault_delays_a_message_by_two_seconds(
    services: Services, ann: Person, bob: Person, kind: int, description: str | None
) -> None:
    services.bot_api.fail("sendMessage", kind, description=description, chat_id=ann.id)
    await services.publish(ann.id, bob.id)

    await services.send()

    assert (got(ann), got(bob)) == ([], ["Title of no 1"])
    assert await services.send(after=timedelta(seconds=1.5)) == 0
    assert await services.send(after=timedelta(seconds=1)) == 1
    assert (got(ann), got(bob)) == (["Title of no 1"], ["Title of no 1"])


async def test_retries_of_a_lasting_fault_slow_down_and_last_a_day(
    services: Services, ann: Person
) -> None:
    services.bot_api.fail("sendMessage", 500, times=None)
    await services.publish(ann.id)
    tried_at = []

    while (due_at := (await services.store.deliveries.backlog()).oldest_due_at) is not None:
        tried_at.append(due_at)
        await services.send(after=due_at - services.clock.now)

    pauses = [later - earlier for earlier, later in pairwise(tried_at)]
    assert len(tried_at) == MAX_FAILURES
    assert timedelta(seconds=1.5) < pauses[0] < timedelta(seconds=2.5)
    assert all(timedelta(minutes=45) < pause < timedelta(minutes=75) for pause in pauses[11:])
    assert tried_at[-1] - tried_at[0] > timedelta(hours=20)
    assert (await services.store.deliveries.backlog()).dead == 1


@pytest.mark.parametrize("description", MARKUP)
async def test_a_card_whose_markup_is_refused_comes_as_plain_text(
    services: Services, ann: Person, bob: Person, description: str
) -> None:
    """[84-entities]"""
    services.bot_api.fail("sendMessage", 400, description=description, chat_id=ann.id)
    await services.publish(ann.id, bob.id)

    await services.send()

    plain, pretty = ann.private.last, bob.private.last
    assert plain.text == pretty.text
    assert "bold" not in {entity.type for entity in plain.entities}
    assert plain.button("4 ★").data == pretty.button("4 ★").data


async def test_a_card_that_is_refused_even_as_plain_text_is_given_up(
    services: Services, ann: Person
) -> None:
    services.bot_api.fail("sendMessage", 400, description=MARKUP[0], times=None)
    await services.publish(ann.id)

    await services.send()

    assert (await services.store.deliveries.backlog()).dead == 1
    assert len(services.bot_api.calls("sendMessage")) == 2


async def test_a_flood_wait_delays_one_chat_and_survives_a_restart(
    services: Services, ann: Person, bob: Person
) -> None:
    """[84-wait]"""
    services.bot_api.fail("sendMessage", 429, retry_after=TWELVE_HOURS, chat_id=ann.id)
    for _ in range(3):
        await services.publish(ann.id, bob.id)

    for _ in range(3):
        await services.send()
    await services.send(after=timedelta(seconds=TWELVE_HOURS - 1))

    assert len([call for call in _sends(services) if call == ann.id]) == 1
    assert len(got(bob)) == 3
    for _ in range(3):
        await services.send(after=timedelta(seconds=2))
    assert got(ann) == got(bob) == [f"Title of no {number}" for number in (1, 2, 3)]
    assert (await services.store.deliveries.backlog()).dead == 0


def _sends(services: Services) -> list[int]:
    return [call.params["chat_id"] for call in services.bot_api.calls("sendMessage")]


async def test_a_group_that_became_a_supergroup_gets_the_card(
    services: Services, ann: Person
) -> None:
    """[84-migrated]"""
    group = services.bot_api.group("Friends", owner=ann)
    await services.publish(group.id)
    new = group.migrate()

    await services.send()
    await services.send()

    assert [one.text.split("\n")[0] for one in new.from_bot() if one.text] == ["Title of no 1"]
    assert group.from_bot() == []
    assert await services.follows(new.id) == ["news"]
    assert await services.follows(group.id) == []
    assert await services.store.chats.find(ChatId(group.id)) is None


async def test_a_migration_known_only_from_an_error_is_followed(
    services: Services, ann: Person
) -> None:
    group, new = (
        services.bot_api.group("Friends", owner=ann),
        services.bot_api.supergroup("Friends", owner=ann),
    )
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    moved = {"migrate_to_chat_id": new.id}
    services.bot_api.faults.add(
        Fault(
            method="sendMessage",
            kind=400,
            description=description,
            parameters=moved,
            chat_id=group.id,
            times=None,
        )
    )
    await services.publish(group.id)

    await services.send()
    await services.send()

    assert new.last.text.startswith("Title of no 1\n")


@pytest.mark.parametrize("end", ["close_topic", "delete_topic"])
async def test_a_card_for_a_deleted_topic_goes_to_the_chat(
    services: Services, ann: Person, end: str
) -> None:
    forum = services.bot_api.supergroup("Forum", owner=ann, is_forum=True)
    topic = forum.topic("News")
    await services.publish(forum.id, topic_id=topic.thread_id)
    getattr(forum, end)(topic)

    await services.send()

    (card,) = forum.from_bot()
    assert card.text.startswith("Title of no 1\n")
    assert not card.is_topic_message
    assert not await services.is_unreachable(forum.id)


async def test_a_closed_topic_causes_one_notice_and_loses_no_card(
    services: Services, ann: Person
) -> None:
    forum = services.bot_api.supergroup("Forum", owner=ann, is_forum=True)
    topic = forum.topic("News")
    await services.publish(forum.id, topic_id=topic.thread_id)
    forum.close_topic(topic)
    await services.send()
    for number in (2, 3):
        article_id = await put_summarized(services.store, f"no {number}", tags=("news",))
        await fan_out_to_followers(services.store, article_id)
        pass_time(1.1)  # one message a second for each chat
        await services.send()
    for _ in range(2):
        await build_notice_worker(
            services.store, services.make_gateway(), services.clock
        ).run_once()

    first, second, third, word = (one.text for one in forum.from_bot())
    assert [one.split("\n")[0] for one in (first, second, third)] == [
        f"Title of no {number}" for number in (1, 2, 3)
    ]
    assert word.startswith("The topic of some articles is closed or deleted")
    refused = [call for call in services.bot_api.calls("sendMessage") if not call.ok]
    assert len(refused) == 1


async def test_a_card_arrives_though_its_topic_and_markup_are_refused(
    services: Services, ann: Person
) -> None:
    forum = services.bot_api.supergroup("Forum", owner=ann, is_forum=True)
    topic = forum.topic("News")
    await services.publish(forum.id, topic_id=topic.thread_id)
    services.bot_api.fail("sendMessage", 400, description=MARKUP[0])
    services.bot_api.fail("sendMessage", 400, description="Bad Request: TOPIC_CLOSED")

    await services.send()

    assert len(forum.from_bot()) == 1


async def test_an_article_deleted_before_its_push_is_sent_to_nobody(
    services: Services, ann: Person
) -> None:
    article_id = await services.publish(ann.id)
    await services.store.articles.delete(article_id)

    await services.send()

    assert got(ann) == []
    assert (await services.store.deliveries.backlog()).waiting == 0


async def test_status_stats_and_doctor_count_failed_deliveries(
    services: Services, ann: Person, editor: Person, tmp_path: Path
) -> None:
    services.bot_api.fail("sendMessage", 400, description="Bad Request: message text is empty")
    await services.publish(ann.id)
    await services.send()
    settings = settings_for(
        services.bot_api, tmp_path, bot_keep_deliveries=0
    )  # so all deliveries are old

    async with running(settings, services.bot_api):
        editor.send("/stats")
        await services.bot_api.until(lambda: "failed: 1" in editor.private.last.text)
        editor.send("/status")
        await services.bot_api.until(lambda: "in all chats: 1" in editor.private.last.text)
        ann.send("/status")
        await services.bot_api.until(lambda: "Waiting to be sent" in ann.private.last.text)
        assert "in all chats" not in ann.private.last.text

    assert (await run_checks(settings))["deliveries"] == "1 messages were given up"
