"""Submissions: received, then stored or refused, then answered."""

import pytest

from bot.domain.errors import NotFound, Refused
from bot.domain.ids import ArticleId, MessageId
from bot.domain.submission import Outcome
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    LATER,
    NOW,
    SUMMARY,
    draft,
    keys,
    put_news,
    submission,
    thread,
)


async def test_a_submission_is_kept_as_it_was_handed_in(store: Store):
    new = submission(
        -5,
        9,
        kind="file",
        payload="file-id",
        thread=thread(-5, 3),
        file_name="news.pdf",
        mime_type="application/pdf",
        tags=("Oʻzbekiston", "New York"),
        length=5,
        is_listed=False,
    )

    kept = await store.submissions.put(new, NOW)

    for field in new.__dataclass_fields__:
        assert getattr(kept, field) == getattr(new, field), field
    assert (kept.attempts, kept.created_at, kept.answer_id) == (0, NOW, None)
    assert await store.submissions.due(NOW, 10) == [kept]


async def test_a_request_that_comes_again_is_kept_once(store: Store):
    first = await store.submissions.put(submission(), NOW)

    assert await store.submissions.put(submission(), LATER) == first
    assert len(await store.submissions.due(LATER, 10)) == 1


async def test_two_links_of_one_message_are_two_submissions(store: Store):
    first = await store.submissions.put(submission(payload="https://a.org/"), NOW)
    second = await store.submissions.put(submission(payload="https://b.org/"), NOW)

    assert first.id != second.id


async def test_the_oldest_are_read_first_and_none_before_its_time(store: Store):
    first = await store.submissions.put(submission(ANN), NOW)
    second = await store.submissions.put(submission(BOB), NOW)
    await store.submissions.reschedule(first.id, LATER)

    assert await store.submissions.due(NOW, 10) == [second]
    later = await store.submissions.due(LATER, 10)
    assert [(each.id, each.attempts) for each in later] == [(first.id, 1), (second.id, 0)]
    assert await store.submissions.due(LATER, 1) == later[:1]


async def test_an_answer_is_due_once_its_article_is_summarized(store: Store):
    request = await store.submissions.put(submission(answer_id=MessageId(20)), NOW)

    number = await store.submissions.store(request, draft(), keys(), NOW)

    assert await store.submissions.due(LATER, 10) == []
    assert await store.submissions.due_answers(LATER, 10) == []

    await store.summaries.put(number, SUMMARY, "en")

    (outcome,) = await store.submissions.due_answers(LATER, 10)
    assert outcome.article_id == number
    assert (outcome.submission.id, outcome.submission.answer_id) == (request.id, 20)
    assert (await store.articles.get(number)).is_listed

    await store.submissions.mark_answered(request.id, MessageId(20))

    assert await store.submissions.due_answers(LATER, 10) == []


async def test_a_submission_stored_twice_is_stored_once(store: Store):
    request = await store.submissions.put(submission(), NOW)

    first = await store.submissions.store(request, draft(), keys(), NOW)
    second = await store.submissions.store(request, draft(), keys(), LATER)

    assert first == second
    assert (await store.article_lists.newest(None, 0, 10))[1] == 1


async def test_a_readers_link_is_stored_for_the_reader_only(store: Store):
    request = await store.submissions.put(submission(is_listed=False), NOW)

    number = await store.submissions.store(request, draft(), keys(), NOW)

    assert not (await store.articles.get(number)).is_listed
    assert await store.article_lists.newest(None, 0, 10) == ([], 0)


async def test_a_submission_of_a_known_article_is_answered_at_once(store: Store):
    number = await put_news(store)
    await store.summaries.put(number, SUMMARY, "en")
    request = await store.submissions.put(submission(), NOW)

    assert await store.submissions.store(request, draft(), keys(), NOW) == number

    assert len(await store.submissions.due_answers(LATER, 10)) == 1


async def test_a_refused_submission_says_why_until_it_is_answered(store: Store):
    request = await store.submissions.put(submission(), NOW)

    await store.submissions.refuse(request.id, Refused("link.refused", host="localhost", port=80))

    assert await store.submissions.due(LATER, 10) == []
    assert await store.submissions.due_answers(LATER, 10) == [
        Outcome(
            submission=request,
            article_id=None,
            text_key="link.refused",
            values={"host": "localhost", "port": 80},
        )
    ]
    await store.submissions.mark_answered(request.id, MessageId(21))
    assert await store.submissions.due_answers(LATER, 10) == []


async def test_a_late_refusal_keeps_the_stored_article(store: Store):
    request = await store.submissions.put(submission(), NOW)
    number = await store.submissions.store(request, draft(), keys(), NOW)
    await store.summaries.put(number, None, "en")

    await store.submissions.refuse(request.id, Refused("link.refused"))

    (outcome,) = await store.submissions.due_answers(LATER, 10)
    assert outcome.article_id == number


async def test_articles_wait_for_their_summary_in_order(store: Store):
    numbers = [await put_news(store, name) for name in ("one", "two", "three")]
    assert await store.summaries.due(2) == [(number, None) for number in numbers[:2]]

    await store.summaries.put(numbers[0], SUMMARY, "ru")

    assert await store.summaries.due(10) == [(number, None) for number in numbers[1:]]
    assert (await store.articles.get(numbers[0])).language == "ru"


async def test_an_article_that_cannot_be_summarized_moves_on_too(store: Store):
    number = await put_news(store)

    await store.summaries.put(number, None, "und")

    assert await store.summaries.due(10) == []
    assert (await store.articles.summarized(number)).summary is None


async def test_the_first_summary_stays(store: Store):
    number = await put_news(store)
    await store.summaries.put(number, SUMMARY, "en")

    await store.summaries.put(number, None, "ru")

    story = await store.articles.summarized(number)
    assert (story.summary, story.article.language) == (SUMMARY, "en")


async def test_a_summary_of_a_deleted_article_is_dropped(store: Store):
    number = await put_news(store)
    await store.articles.delete(number)

    await store.summaries.put(number, SUMMARY, "en")

    with pytest.raises(NotFound):
        await store.articles.summarized(ArticleId(number))
