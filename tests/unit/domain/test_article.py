"""Articles and chats: the values that they refuse, and their derived values."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.article import BODY_MAX, TITLE_MAX, WORDS_PER_MINUTE, Article, Draft
from bot.domain.chat import Chat
from bot.domain.ids import ArticleId, ChatId
from bot.domain.summary import LENGTHS
from tests.support.samples import NO_VOTES

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EARLIER = datetime(2025, 12, 31, tzinfo=UTC)


def article(body: str = "Text.", published_at: datetime | None = None) -> Article:
    return Article(
        id=ArticleId(1),
        title="Title",
        body=body,
        stored_at=NOW,
        tally=NO_VOTES,
        published_at=published_at,
    )


@pytest.mark.parametrize("title", ["", " \n", "t" * (TITLE_MAX + 1)])
def test_a_draft_without_a_proper_title_is_refused(title):
    with pytest.raises(ValueError, match="a title has"):
        Draft(title=title, body="Text.")


@pytest.mark.parametrize("body", ["", " \n", "t" * (BODY_MAX + 1)])
def test_a_draft_without_a_proper_body_is_refused(body):
    with pytest.raises(ValueError, match="a body has"):
        Draft(title="Title", body=body)


def test_a_draft_with_a_moment_of_no_zone_is_refused():
    with pytest.raises(ValueError, match="needs a time zone"):
        Draft(title="Title", body="Text.", published_at=NOW.replace(tzinfo=None))


def test_a_draft_may_be_as_long_as_the_limits():
    draft = Draft(title="t" * TITLE_MAX, body="b" * BODY_MAX, published_at=NOW)

    assert (len(draft.title), len(draft.body)) == (TITLE_MAX, BODY_MAX)


@given(st.integers(1, 3_000))
def test_reading_time_is_in_whole_minutes_begun(words):
    minutes = article("word " * words).reading_minutes

    assert minutes >= 1
    assert (minutes - 1) * WORDS_PER_MINUTE < words <= minutes * WORDS_PER_MINUTE


def test_an_articles_date_is_of_publication_else_of_storing():
    assert article(published_at=EARLIER).date == EARLIER
    assert article().date == NOW


@pytest.mark.parametrize("length", [0, 4, 9])
def test_a_chat_shows_summaries_of_one_of_the_steps(length):
    with pytest.raises(ValueError, match="a length is one of"):
        Chat(id=ChatId(1), kind="private", length=length)


@pytest.mark.parametrize("length", LENGTHS)
def test_a_chat_may_have_every_step(length):
    assert Chat(id=ChatId(1), kind="private", length=length).length == length
