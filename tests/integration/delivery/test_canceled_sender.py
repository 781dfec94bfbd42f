"""Workers that send: canceled at every await, then run again as after a restart."""

from collections import Counter
from itertools import count

from bot.app.builders import build_sender, build_submission_replier
from bot.delivery.workers.sender import Sender
from bot.delivery.workers.submission_replies import SubmissionReplier
from bot.i18n.html import escape
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.presentation.outgoing_message import OutgoingMessage
from storage.store import Store
from tests.support.cancel_at_step import stop_at
from tests.support.gateways import MakeGateway
from tests.support.stored_samples import (
    LATER,
    NOW,
    SUMMARY,
    draft,
    fan_out_to_followers,
    keys,
    put_follower,
    put_summarized,
    submission,
    thread,
)

IN_FLIGHT = 2


async def test_a_canceled_sender_repeats_only_sends_in_flight(
    store: Store, bot_api: BotApiServer, make_gateway: MakeGateway
) -> None:
    people = [bot_api.person(name, is_started=True) for name in ("Ann", "Bob", "Cho")]
    for person in people:
        await put_follower(store, person.id, "news")

    def sender() -> Sender:
        return build_sender(store, make_gateway(), lambda: LATER, IN_FLIGHT)

    for step in count(1):
        article_id = await put_summarized(store, f"{step}", tags=("news",))
        await fan_out_to_followers(store, article_id)
        was_stopped = await stop_at(step, sender().run_once)
        await sender().run_once()

        got = Counter({person.id: _cards(person, step) for person in people})
        assert set(got.values()) <= ({1, 2} if was_stopped else {1}), f"stopped at wait {step}"
        assert got.total() <= len(people) + IN_FLIGHT, f"stopped at wait {step}"
        assert (await store.deliveries.backlog()).waiting == 0, f"stopped at wait {step}"
        if not was_stopped:
            break
    assert step > 20


def _cards(person: Person, step: int) -> int:
    title = f"Title of {step}\n"
    return sum(message.text.startswith(title) for message in person.private.from_bot())


async def test_a_canceled_replier_still_turns_its_reply_into_the_card(
    store: Store, bot_api: BotApiServer, make_gateway: MakeGateway
) -> None:
    ann = bot_api.person("Ann", is_started=True)

    def answers() -> SubmissionReplier:
        return build_submission_replier(store, make_gateway(), lambda: LATER)

    for step in count(1):
        wait = OutgoingMessage(html=escape("Reading…"))
        answer_id = await make_gateway().reply(thread(ann.id), wait)
        new = submission(ann.id, step, payload=str(step), answer_id=answer_id)
        request = await store.submissions.put(new, NOW)
        article_id = await store.submissions.store(request, draft(f"{step}"), keys(f"{step}"), NOW)
        await store.summaries.put(article_id, SUMMARY, "en")

        was_stopped = await stop_at(step, answers().run_once)
        await answers().run_once()

        assert len(ann.private.from_bot()) == step, f"stopped at wait {step}"
        assert ann.private.last.text.startswith(f"Title of {step}\n"), f"stopped at wait {step}"
        assert await store.submissions.due_answers(LATER, 10) == [], f"stopped at wait {step}"
        if not was_stopped:
            break
    assert step > 20
