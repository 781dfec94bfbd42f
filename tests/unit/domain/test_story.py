"""Story clusters: the state of an article that tells a known story."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.article import DuplicateMatch
from bot.domain.ids import ArticleId
from bot.domain.retention import FANOUT_RESTART_WINDOW
from bot.domain.story import (
    ArticleState,
    FirstArticle,
    StoryPlacement,
    can_restart_fanout,
    place_in_story,
    state_after_edit,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ONE, TWO = ArticleId(1), ArticleId(2)
FIRST = FirstArticle(id=ONE, is_push_suppressed=False)
COPY, RETOLD = (DuplicateMatch(article_id=TWO, is_copy=is_copy) for is_copy in (True, False))


def test_article_without_a_duplicate_begins_a_story():
    placement = place_in_story(None, None, None, is_push_suppressed=False)

    assert placement == StoryPlacement()
    assert placement.tagged_article is None


def test_article_with_a_known_address_is_a_copy():
    placement = place_in_story(ONE, None, RETOLD, is_push_suppressed=False)

    assert placement == StoryPlacement(copy_of=ONE)
    assert placement.tagged_article == ONE


def test_tags_of_an_unpushed_item_are_not_pushed():
    placement = place_in_story(ONE, None, None, is_push_suppressed=True)

    assert placement == StoryPlacement(copy_of=ONE, pushes_tags=False)


def test_article_with_the_same_text_is_a_copy_of_the_match():
    assert place_in_story(None, FIRST, COPY, is_push_suppressed=False).copy_of == TWO


def test_article_whose_match_is_gone_begins_a_story():
    assert place_in_story(None, None, COPY, is_push_suppressed=False) == StoryPlacement()


def test_retold_story_is_stored_but_not_pushed_again():
    placement = place_in_story(None, FIRST, RETOLD, is_push_suppressed=False)

    assert placement == StoryPlacement(story_id=ONE, is_push_suppressed=True)
    assert placement.tagged_article == ONE


@pytest.mark.parametrize("is_old", [False, True])
def test_retold_story_is_pushed_if_its_first_article_was_not(is_old: bool):
    first = FirstArticle(id=ONE, is_push_suppressed=True)

    placement = place_in_story(None, first, RETOLD, is_push_suppressed=is_old)

    assert placement == StoryPlacement(
        story_id=ONE, is_push_suppressed=is_old, pushes_tags=not is_old
    )


@pytest.mark.parametrize("state", ["stored", "edited", "summarized"])
def test_unfinished_fanout_does_not_restart(state: ArticleState):
    assert not can_restart_fanout(state, NOW, NOW, is_push_suppressed=False)


def test_fanout_restarts_for_a_recent_tagged_article():
    oldest = NOW - FANOUT_RESTART_WINDOW

    assert can_restart_fanout("fanned_out", oldest + SECOND, NOW, is_push_suppressed=False)
    assert not can_restart_fanout("fanned_out", oldest, NOW, is_push_suppressed=False)
    assert not can_restart_fanout("fanned_out", NOW, NOW, is_push_suppressed=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("stored", "stored"),
        ("summarized", "stored"),
        ("fanned_out", "edited"),
        ("edited", "edited"),
    ],
)
def test_edited_article_is_never_pushed_twice(before: ArticleState, after: ArticleState):
    assert state_after_edit(before) == after
