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
def ann(bot_api):
    return bot_api.person("Ann")


async def answered(bot_api: Any, bot: Any, ann: Any, results: list[Any], **more: Any) -> Any:
    """Let Ann ask, and answer her with `results`."""
    inline_query = ann.ask("@xulosa_test_bot words")
    await bot.get("answerInlineQuery", inline_query_id=inline_query.id, results=results, **more)
    return inline_query


@pytest.mark.parametrize("kind", ["tap", "query"])
async def test_a_wait_for_an_answer_times_out_despite_other_requests(bot_api, bot, ann, kind):
    waiting = ann.ask("words") if kind == "query" else ann.press(ann.send("a"), data="x")

    async def talk() -> None:
        while True:
            await bot.get("getMe")
            await asyncio.sleep(0.02)

    talking = asyncio.create_task(talk())
    with pytest.raises(TimeoutError, match="was not answered"):
        await asyncio.wait_for(waiting.answered(timeout=0.2), HANG_SECONDS)
    talking.cancel()


async def test_a_query_is_offered_results_and_waits_for_them(bot_api, bot, ann):
    group = bot_api.group("News", owner=ann, announce=False)
    asking = asyncio.create_task(ann.inline("@xulosa_test_bot words", chat=group))
    await bot_api.until(lambda: bot_api.pending_updates)
    query = bot_api.pending_updates[0]["inline_query"]

    await bot.get("answerInlineQuery", inline_query_id=query["id"], results=[article()])
    inline_query = await asking

    assert (query["query"], query["chat_type"], query["offset"]) == ("words", "group", "")
    assert [result.title for result in inline_query.results] == ["Story 1"]
    assert inline_query.results[0].content.formatted.text == "Story 1"


async def test_a_chosen_result_with_a_keyboard_takes_edits_and_taps(bot_api, bot, ann):
    elsewhere = bot_api.group("Elsewhere", owner=ann, has_bot=False)
    inline_query = await answered(bot_api, bot, ann, [article(reply_markup=KEYBOARD)])

    posted = ann.choose(inline_query.results[0], chat=elsewhere)
    chosen = bot_api.updates[-1]["chosen_inline_result"]
    inline_id = chosen["inline_message_id"]
    edited = await bot.get(
        "editMessageText", inline_message_id=inline_id, text="New", reply_markup=KEYBOARD
    )
    ann.press(posted, "4★")

    assert edited is True
    assert (posted.text, posted.sender.id, posted.via_bot.id) == ("New", ann.id, bot_api.bot.id)
    assert elsewhere.last is posted
    query = bot_api.updates[-1]["callback_query"]
    assert query["inline_message_id"] == inline_id
    assert "message" not in query


async def test_a_chosen_result_without_a_keyboard_cannot_be_edited(bot_api, bot, ann):
    inline_query = await answered(bot_api, bot, ann, [article()])

    ann.choose(inline_query.results[0])

    chosen = bot_api.updates[-1]["chosen_inline_result"]
    assert chosen["result_id"] == "1"
    assert "inline_message_id" not in chosen
    assert bot_api.updates[-2]["message"]["via_bot"]["id"] == bot_api.bot.id


async def test_no_chosen_result_is_sent_without_inline_feedback(bot_api, bot, ann):
    bot_api.options.has_inline_feedback = False
    inline_query = await answered(bot_api, bot, ann, [article(reply_markup=KEYBOARD)])

    ann.choose(inline_query.results[0])

    assert not any("chosen_inline_result" in update for update in bot_api.updates)


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
    inline_query = ann.ask("words")

    refusal = await bot.refusal("answerInlineQuery", inline_query_id=inline_query.id, **params)

    assert words in refusal
    button = {"text": "Settings", "start_parameter": "settings"}
    await bot.get("answerInlineQuery", inline_query_id=inline_query.id, results=[], button=button)
    assert inline_query.results == ()


async def test_fifty_results_fit(bot, ann):
    inline_query = ann.ask("words")

    results = [article(number) for number in range(50)]
    await bot.get("answerInlineQuery", inline_query_id=inline_query.id, results=results)

    assert len(inline_query.results) == 50


async def test_an_answer_that_comes_late_is_refused(bot_api, bot, ann):
    inline_query = ann.ask("words")
    bot_api.clock.advance(16)

    refusal = await bot.refusal("answerInlineQuery", inline_query_id=inline_query.id, results=[])

    assert "query is too old" in refusal


@pytest.mark.parametrize(
    ("is_personal", "passed", "is_reused"),
    [(False, 10, True), (True, 10, False), (False, 301, False)],
)
async def test_the_service_may_reuse_an_answer_for_others(
    bot_api, bot, ann, is_personal, passed, is_reused
):
    bot_api.options.has_inline_cache = True
    await answered(bot_api, bot, ann, [article()], is_personal=is_personal)
    bot_api.clock.advance(passed)

    inline_query = bot_api.person("Bob").ask("words")

    assert (len(inline_query.results) == 1) == is_reused


async def test_a_mention_where_the_bot_is_no_member_is_a_guest_query(bot_api, bot, ann):
    outside = bot_api.group("Outside", owner=ann, has_bot=False)

    ann.send("just talk", chat=outside)
    asked = ann.send("@xulosa_test_bot https://a.uz/story", chat=outside)
    (update,) = bot_api.updates
    query_id = update["guest_message"]["guest_query_id"]
    sent = await bot.get(
        "answerGuestQuery", guest_query_id=query_id, result=article(reply_markup=KEYBOARD)
    )

    card = outside.last
    assert (card.text, card.sender.id, card.reply_to) == ("Story 1", bot_api.bot.id, asked)
    assert await bot.get("editMessageText", inline_message_id=sent["inline_message_id"], text="New")
    assert card.text == "New"
    again = await bot.refusal("answerGuestQuery", guest_query_id=query_id, result=article())
    assert "query is too old" in again
