"""Submissions: links, texts and files that users send to the bot, and their outcome."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.chat import ChatThread
from bot.domain.ids import ArticleId, MessageId, SubmissionId, UserId

SubmissionKind = Literal["link", "text", "file"]
FILE_MAX = 20 * 2**20  # bytes; the download limit of the Bot API
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLimits:
    """The number of links and files that one user may submit in any minute and any 24 hours."""

    per_minute: int = 10
    per_day: int | None = 200  # None: no limit


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionRequest:
    """The message with which a user submits something, and the options; the content is apart."""

    user_id: UserId
    thread: ChatThread
    message_id: MessageId  # the user's message; a message is stored once
    is_listed: bool  # True: an editor publishes the article; False: a private copy of the user
    tags: tuple[str, ...] = ()  # names, added to the tags of the page
    length: int | None = None  # requested sentences; None: the chat's setting
    inline_id: str | None = None  # our acknowledgment in a guest chat; empty until it is sent
    language: str | None = None  # of the answer; None: the chat's
    is_quiet: bool = False  # nobody asked for it, so nothing is said if it fails

    def link(self, url: str) -> "NewSubmission":
        """Return the submission of a link."""
        return self._submission("link", url)

    def text(self, text: str) -> "NewSubmission":
        """Return the submission of a text."""
        return self._submission("text", text)

    def file(self, file_id: str, name: str | None, mime_type: str | None) -> "NewSubmission":
        """Return the submission of a file, which Telegram keeps under an id of its own."""
        return self._submission("file", file_id, name, mime_type)

    def _submission(
        self,
        kind: SubmissionKind,
        payload: str,
        file_name: str | None = None,
        mime_type: str | None = None,
    ) -> "NewSubmission":
        return NewSubmission(
            kind=kind,
            payload=payload,
            file_name=file_name,
            mime_type=mime_type,
            user_id=self.user_id,
            thread=self.thread,
            message_id=self.message_id,
            is_listed=self.is_listed,
            tags=self.tags,
            length=self.length,
            inline_id=self.inline_id,
            language=self.language,
            is_quiet=self.is_quiet,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubmission(SubmissionRequest):
    """A new submission of a user: the request with its content."""

    kind: SubmissionKind
    payload: str  # the link, the text, or Telegram's id of the file
    file_name: str | None = None
    mime_type: str | None = None
    answer_id: MessageId | None = None  # our acknowledgment, which the answer replaces


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(NewSubmission):
    """A stored submission."""

    id: SubmissionId
    attempts: int  # failed attempts so far
    created_at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of a submission: an article, or the reason for the failure."""

    submission: Submission
    article_id: ArticleId | None
    is_shown: bool = False  # the sender sees the card, without the number of chats that get it
    text_key: str = ""  # of the reason
    values: dict[str, str | int] | None = None  # the values of the placeholders
