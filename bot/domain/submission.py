"""Submissions: what people hand in to be read, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.chat import ChatThread
from bot.domain.ids import ArticleId, MessageId, SubmissionId, UserId

SubmissionKind = Literal["link", "text", "file"]
FILE_MAX = 20 * 2**20  # bytes; what a Bot API server lets a bot download
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLimits:
    """How many links and files one person may hand in, in any minute and in any 24 hours."""

    a_minute: int = 10
    a_day: int | None = 200  # None: as many as they like


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubmission:
    """What a person hands in."""

    kind: SubmissionKind
    payload: str  # the link, the text, or Telegram's id of the file
    user_id: UserId
    place: ChatThread
    message_id: MessageId  # the request; the same request is kept once
    is_listed: bool  # an editor's article, pushed and searched; else for the asker only
    file_name: str | None = None
    mime_type: str | None = None
    tags: tuple[str, ...] = ()  # names to add to those that reading finds
    length: int | None = None  # sentences asked for; None: the chat's
    answer_id: MessageId | None = None  # our acknowledgement, which becomes the answer
    inline_id: str | None = None  # the same in a chat where we are a guest; empty until it is there
    language: str | None = None  # of the answer; None: the chat's


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(NewSubmission):
    """A submission as it is stored."""

    id: SubmissionId
    attempts: int  # that failed so far
    created_at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a submission: an article, or the reason why there is none."""

    submission: Submission
    article_id: ArticleId | None
    text_key: str = ""  # of the reason
    values: dict[str, str | int] | None = None  # what its placeholders stand for
