"""Inline mode and guest mode: queries, results, choices and edits."""

import asyncio
from typing import Any

import pytest

from bot.playground.api_server.state.changes import HANG_SECONDS

KEYBOARD = {"inline_keyboard": [[{"text": "4 ★", "callback_data": "r:4"}]]}


def article(number: int | str = 1, **more: Any) -> dict[str, Any]:
    content = {"message_text": f"<b>Story {number}</b>", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": str(number),
        "title": f"Story {number}",
        "input_message_content": content,
        **more,
    }


@pytest.fixture
def ann(wire):
    return wire.person("Ann")


async def answered(wire: Any, bot: Any, ann: Any, results: list[Any], **more: Any) -> Any:
    """Let Ann ask, and answer her with `results`."""
    offer = ann.ask("@xulosa_test_bot words")
    await bot.get("answerInlineQuery", inline_query_id=offer.id, results=results, **more)
    return offer


@pytest.mark.parametrize("kind", ["tap", "query"])
async def test_a_wait_for_an_answer_times_out_despite_other_requests(wire, bot, ann, kind):
    waiting = ann.ask("words") if kind == "query" else ann.press(ann.send("a"), data="x")

    async def talk() -> None:
        while True:
            await bot.get("getMe")
            await asyncio.sleep(0.02)

    talking = asyncio.create_task(talk())
    with pytest.raises(TimeoutError, match="was not answered"):
        await asyncio.wait_for(waiting.answered(timeout=0.2), HANG_SECONDS)
    talking.cancel()


async def test_a_query_is_offered_results_and_waits_for_them(wire, bot, ann):
    group = wire.group("News", owner=ann, announce=False)
    asking = asyncio.create_task(ann.inline("@xulosa_test_bot words", chat=group))
    await wire.until(lambda: wire.pending_updates)
    query = wire.pending_updates[0]["inline_query"]

    await bot.get("answerInlineQuery", inline_query_id=query["id"], results=[article()])
    offer = await asking

    assert (query["query"], query["chat_type"], query["offset"]) == ("words", "group", "")
    assert [result.title for result in offer.results] == ["Story 1"]
    assert offer.results[0].content.formatted.text == "Story 1"


async def test_a_chosen_result_with_a_keyboard_takes_edits_and_taps(wire, bot, ann):
    elsewhere = wire.group("Elsewhere", owner=ann, has_bot=False)
    offer = await answered(wire, bot, ann, [article(reply_markup=KEYBOARD)])

    posted = ann.choose(offer.results[0], chat=elsewhere)
    chosen = wire.updates[-1]["chosen_inline_result"]
    inline_id = chosen["inline_message_id"]
    edited = await bot.get(
        "editMessageText", inline_message_id=inline_id, text="New", reply_markup=KEYBOARD
    )
    ann.press(posted, "4★")

    assert edited is True
    assert (posted.text, posted.sender.id, posted.via_bot.id) == ("New", ann.id, wire.bot.id)
    assert elsewhere.last is posted
    query = wire.updates[-1]["callback_query"]
    assert query["inline_message_id"] == inline_id
    assert "message" not in query


async def test_a_chosen_result_without_a_keyboard_cannot_be_edited(wire, bot, ann):
    offer = await answered(wire, bot, ann, [article()])

    ann.choose(offer.results[0])

    chosen = wire.updates[-1]["chosen_inline_result"]
    assert chosen["result_id"] == "1"
    assert "inline_message_id" not in chosen
    assert wire.updates[-2]["message"]["via_bot"]["id"] == wire.bot.id


async def test_no_chosen_result_is_sent_without_inline_feedback(wire, bot, ann):
    wire.options.has_inline_feedback = False
    offer = await answered(wire, bot, ann, [article(reply_markup=KEYBOARD)])

    ann.choose(offer.results[0])

    assert not any("chosen_inline_result" in update for update in wire.updates)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"results": [article(number) for number in range(51)]}, "too many inline query results"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("я" * 33)]}, "RESULT_ID_INVALID"),
        ({"results": [article(title=None)]}, 'Can\'t find field "title"'),
        ({"results": [{"type": "gif", "id": "1"}]}, "not supported by this server"),
        ({"results": [], "next_offset": "a" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "a"}}, "must have exactly one optional field"),
        ({"results": [], "button": {"text": "a", "start_parameter": "ё"}}, "START_PARAM_INVALID"),
        ({"results": "{}"}, "expected an Array"),
    ],
)
async def test_a_wrong_answer_is_refused_and_a_right_one_still_counts(bot, ann, params, words):
    offer = ann.ask("words")

    refusal = await bot.refusal("answerInlineQuery", inline_query_id=offer.id, **params)

    assert words in refusal
    button = {"text": "Settings", "start_parameter": "settings"}
    await bot.get("answerInlineQuery", inline_query_id=offer.id, results=[], button=button)
    assert offer.results == ()


async def test_fifty_results_fit(bot, ann):
    offer = ann.ask("words")

    results = [article(number) for number in range(50)]
    await bot.get("answerInlineQuery", inline_query_id=offer.id, results=results)

    assert len(offer.results) == 50


async def test_an_answer_that_comes_late_is_refused(wire, bot, ann):
    offer = ann.ask("words")
    wire.clock.advance(16)

    refusal = await bot.refusal("answerInlineQuery", inline_query_id=offer.id, results=[])

    assert "query is too old" in refusal


@pytest.mark.parametrize(
    ("is_personal", "passed", "is_reused"),
    [(False, 10, True), (True, 10, False), (False, 301, False)],
)
async def test_the_service_may_reuse_an_answer_for_others(
    wire, bot, ann, is_personal, passed, is_reused
):
    wire.options.has_inline_cache = True
    await answered(wire, bot, ann, [article()], is_personal=is_personal)
    wire.clock.advance(passed)

    offer = wire.person("Bob").ask("words")

    assert (len(offer.results) == 1) == is_reused


async def test_a_mention_where_the_bot_is_no_member_is_a_guest_query(wire, bot, ann):
    outside = wire.group("Outside", owner=ann, has_bot=False)

    ann.send("just talk", chat=outside)
    asked = ann.send("@xulosa_test_bot https://a.uz/story", chat=outside)
    (update,) = wire.updates
    query_id = update["guest_message"]["guest_query_id"]
    sent = await bot.get(
        "answerGuestQuery", guest_query_id=query_id, result=article(reply_markup=KEYBOARD)
    )

    card = outside.last
    assert (card.text, card.sender.id, card.reply_to) == ("Story 1", wire.bot.id, asked)
    assert await bot.get("editMessageText", inline_message_id=sent["inline_message_id"], text="New")
    assert card.text == "New"
    again = await bot.refusal("answerGuestQuery", guest_query_id=query_id, result=article())
    assert "query is too old" in again
