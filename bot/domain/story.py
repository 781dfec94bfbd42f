"""Story clusters: articles of feeds about the same story, so that each story is pushed once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.article import DuplicateMatch
from bot.domain.ids import ArticleId
from bot.domain.retention import FANOUT_RESTART_WINDOW

ArticleState = Literal["stored", "edited", "summarized", "fanned_out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstArticle:
    """The first stored article of a story."""

    id: ArticleId
    is_push_suppressed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPlacement:
    """The place of a new article in the story clusters."""

    copy_of: ArticleId | None = None  # it only adds an address to this article; None: store it
    story_id: ArticleId | None = None  # first article of its story; None: it begins a story
    is_push_suppressed: bool = False  # the new article is stored but not pushed
    pushes_tags: bool = True  # `tagged_article` is pushed to the followers of its new tags

    @property
    def tagged_article(self) -> ArticleId | None:
        """The earlier article that gets the tags of the new one; None if it begins a story."""
        return self.copy_of or self.story_id


def place_in_story(
    original: ArticleId | None,
    first: FirstArticle | None,
    duplicate: DuplicateMatch | None,
    *,
    is_push_suppressed: bool,
) -> StoryPlacement:
    """Decide whether a feed's article is a copy, joins a story, or begins one.

    A story is pushed once: later articles of it are stored but not pushed. If the push of the first
    article is suppressed because it is older than its feed, the new one is pushed instead.

    Args:
        original: the stored article with the same address or content.
        first: the first article of the story that `duplicate` belongs to; None: it is gone.
        duplicate: an earlier article about the same story.
        is_push_suppressed: whether the item of the feed is never pushed.
    """
    if original is None and first is not None and duplicate is not None and duplicate.is_copy:
        original = duplicate.article_id
    if original is not None:
        return StoryPlacement(copy_of=original, pushes_tags=not is_push_suppressed)
    is_pushed = first is not None and not first.is_push_suppressed
    return StoryPlacement(
        story_id=None if first is None else first.id,
        is_push_suppressed=is_push_suppressed or is_pushed,
        pushes_tags=not is_push_suppressed,
    )


def can_restart_fanout(
    state: ArticleState, stored_at: datetime, now: datetime, *, is_push_suppressed: bool
) -> bool:
    """Return whether an article may be pushed to the followers of tags that a duplicate added.

    The fan-out of an old article does not restart, because its deliveries may be deleted already,
    and they prevent a second push. A fan-out that is not finished reaches the new followers anyway.
    """
    is_recent = stored_at > now - FANOUT_RESTART_WINDOW
    return state == "fanned_out" and is_recent and not is_push_suppressed


def state_after_edit(state: ArticleState) -> ArticleState:
    """Return the state of an article with a new text: summarized again, but never pushed again."""
    return "edited" if state in ("fanned_out", "edited") else "stored"
