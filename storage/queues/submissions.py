"""Submissions: links, texts and files from users, from receipt to the bot's answer."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import ArticleKeys, Draft
from bot.domain.chat import ChatThread
from bot.domain.errors import NotFound, PersonError
from bot.domain.ids import ArticleId, ChatId, MessageId, SubmissionId, TopicId, UserId
from bot.domain.index_key import index_key
from bot.domain.quotas import (
    HEAVY_ERRORS,
    LIMITED_KINDS,
    LinkWindow,
    PastSubmission,
    link_windows,
    require_below_limit,
    require_storage_space,
)
from bot.domain.submission import (
    LinkLimits,
    NewSubmission,
    Outcome,
    Submission,
)
from bot.domain.work_buckets import Buckets
from storage.engine.bucket_conditions import has_number_in
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import articles, submissions
from storage.repositories.articles import put_article


class Submissions:
    """Stores submissions until their senders have an answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self,
        new: NewSubmission,
        now: datetime,
        *,
        due_at: datetime | None = None,
        limits: LinkLimits | None = None,
    ) -> Submission:
        """Store a submission; a redelivered update does not store it twice.

        Args:
            new: the submission.
            now: aware.
            due_at: when to read it; None: now.
            limits: rate limits for links and files of one user; None: no quotas apply. A
                redelivered update does not count again.

        Raises:
            RateLimited: the user reached a rate limit.
            NotAllowed: the private copies of the user take all of their space.
        """
        same = (
            (submissions.c.chat_id == new.thread.chat_id)
            & (submissions.c.message_id == new.message_id)
            & (submissions.c.payload_key == index_key(new.payload))
        )
        query = select(submissions).where(same)
        row = {**_row(new), "due_at": due_at or now, "created_at": now}

        async def work(connection: AsyncConnection) -> Submission:
            await self._database.lock(connection, f"submissions of {new.user_id}")
            existing = (await connection.execute(query)).one_or_none()
            if existing is not None:
                return _submission(existing)
            if limits is not None:
                await _require_within_quotas(connection, new, limits, now)
            await connection.execute(upsert(submissions).values(row).on_conflict_do_nothing())
            return _submission((await connection.execute(query)).one())

        return await self._database.write(work, locks_rows=True)

    async def mark_acknowledged(
        self, submission_id: SubmissionId, answer_id: MessageId | None, now: datetime
    ) -> None:
        """Store the acknowledgment message, which becomes the answer, and make the reading due."""
        this = (submissions.c.id == submission_id) & submissions.c.answer_id.is_(None)
        query = update(submissions).where(this, submissions.c.state != "answered")
        await self._database.execute(query.values(answer_id=answer_id, due_at=now))

    async def mark_acknowledged_inline(
        self, submission_id: SubmissionId, inline_id: str, now: datetime
    ) -> None:
        """As `mark_acknowledged`, for an inline message in a chat without the bot."""
        this = (submissions.c.id == submission_id) & (submissions.c.inline_id == "")
        query = update(submissions).where(this).values(inline_id=inline_id, due_at=now)
        await self._database.execute(query)

    async def due(
        self,
        now: datetime,
        limit: int,
        *,
        exclude: Collection[SubmissionId] = (),
        exclude_users: Collection[UserId] = (),
        buckets: Buckets = None,
    ) -> list[Submission]:
        """Return submissions to read now, oldest first.

        Args:
            now: aware.
            limit: maximum number of submissions.
            exclude: submissions that are being read.
            exclude_users: users whose submissions must wait.
            buckets: buckets of users; None: all.
        """
        is_due = (submissions.c.state == "received") & (submissions.c.due_at <= now)
        is_due &= submissions.c.id.not_in(exclude)
        is_due &= submissions.c.user_id.not_in(exclude_users)
        if buckets is not None:
            is_due &= has_number_in(submissions.c.user_id, buckets)
        return [_submission(row) for row in await self._rows(is_due, limit)]

    async def store(
        self, submission: Submission, draft: Draft, keys: ArticleKeys, now: datetime
    ) -> ArticleId:
        """Store a submission's article and its new state, in one transaction.

        Raises:
            NotFound: the submission is gone, because the data of its sender was deleted.
        """
        still_there = exists().where(submissions.c.id == submission.id)

        async def work(connection: AsyncConnection) -> ArticleId:
            if not (await connection.execute(select(still_there))).scalar_one():
                raise NotFound("article.gone")
            owner = None if submission.is_listed else submission.user_id
            article_id, _ = await put_article(connection, draft, keys, now=now, owner=owner)
            await _finish(connection, submission.id, state="stored", article_id=article_id)
            return article_id

        return await self._database.write(work)

    async def refuse(self, submission_id: SubmissionId, error: PersonError) -> None:
        """Finish a submission without an article; the answer gives the error."""
        await self.finish_without_article(submission_id, error.text_key, error.values)

    async def finish_without_article(
        self, submission_id: SubmissionId, text_key: str, values: Mapping[str, object]
    ) -> None:
        """Finish a submission without an article; the answer is this text."""
        text = json.dumps([text_key, dict(values)], ensure_ascii=False, default=str)

        async def work(connection: AsyncConnection) -> None:
            await _finish(connection, submission_id, state="refused", error=text)

        await self._database.write(work)

    async def is_submitted(self, article_id: ArticleId, user_id: UserId, chat_id: ChatId) -> bool:
        """Return whether this user, or anybody in this chat, submitted an article."""
        by_user_or_chat = (submissions.c.user_id == user_id) | (submissions.c.chat_id == chat_id)
        query = select(exists().where(submissions.c.article_id == article_id, by_user_or_chat))
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

    async def has_message(self, chat_id: ChatId, message_id: MessageId) -> bool:
        """Return whether a message handed in something."""
        this = (submissions.c.chat_id == chat_id) & (submissions.c.message_id == message_id)
        async with self._database.read() as connection:
            return (await connection.execute(select(exists().where(this)))).scalar_one()

    async def reschedule(self, submission_id: SubmissionId, due_at: datetime) -> None:
        """Retry the reading at `due_at`, and count an attempt."""
        await self._set(submission_id, attempts=submissions.c.attempts + 1, due_at=due_at)

    async def due_answers(self, now: datetime, limit: int) -> list[Outcome]:
        """Return the outcomes to answer now, oldest first.

        A stored article is answered after it is summarized. A shown one is answered again when its
        fan-out is finished, or when it was deleted.
        """
        its_article = articles.c.id == submissions.c.article_id
        is_summarized = select(articles.c.id).where(its_article, articles.c.state != "stored")
        is_on_its_way = select(articles.c.id).where(its_article, articles.c.state != "fanned_out")
        is_finished = or_(
            submissions.c.state == "refused",
            (submissions.c.state == "stored") & is_summarized.exists(),
            (submissions.c.state == "shown") & ~is_on_its_way.exists(),
        )
        is_due = is_finished & (submissions.c.due_at <= now)
        return [_outcome(row) for row in await self._rows(is_due, limit)]

    async def reschedule_answer(self, submission_id: SubmissionId, due_at: datetime) -> None:
        """Retry the answer at `due_at`."""
        await self._set(submission_id, due_at=due_at)

    async def mark_shown(self, submission_id: SubmissionId, answer_id: MessageId | None) -> None:
        """Store that the sender sees the card, and waits for the number of chats that get it."""
        await self._set(submission_id, state="shown", answer_id=answer_id)

    async def mark_answered(self, submission_id: SubmissionId, answer_id: MessageId | None) -> None:
        """Store that the sender has the answer."""
        await self._set(submission_id, state="answered", answer_id=answer_id)

    async def _rows(
        self, condition: ColumnElement[bool], limit: int
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        query = select(submissions).where(condition).order_by(submissions.c.id).limit(limit)
        async with self._database.read() as connection:
            return (await connection.execute(query)).all()

    async def _set(self, submission_id: SubmissionId, **values: object) -> None:
        query = update(submissions).where(submissions.c.id == submission_id).values(**values)
        await self._database.execute(query)


async def _require_within_quotas(
    connection: AsyncConnection, new: NewSubmission, limits: LinkLimits, now: datetime
) -> None:
    """Check the quotas of a user in the transaction that stores the submission.

    Raises:
        RateLimited: one more link would exceed a limit.
        NotAllowed: the private copies of the user take all of their space.
    """
    if not new.is_listed:
        require_storage_space(await _private_characters(connection, new.user_id))
    for window in link_windows(new, limits):
        past = await _newest_links(connection, new.user_id, window, now)
        require_below_limit(window, past, now)


async def _newest_links(
    connection: AsyncConnection, user_id: UserId, window: LinkWindow, now: datetime
) -> list[PastSubmission]:
    """Return the newest links and files of a user in a window, at most its maximum."""
    starts = [f'["{text_key}"' for text_key in HEAVY_ERRORS]
    is_too_heavy = or_(*(submissions.c.error.startswith(each, autoescape=True) for each in starts))
    query = (
        select(submissions.c.created_at, func.coalesce(is_too_heavy, false()))
        .where(
            submissions.c.user_id == user_id,
            submissions.c.kind.in_(LIMITED_KINDS),
            submissions.c.created_at > now - window.span,
            submissions.c.created_at < now + window.span,
        )
        .order_by(submissions.c.created_at.desc())
        .limit(window.maximum)
    )
    return [
        PastSubmission(created_at=created_at, is_too_heavy=bool(is_heavy))
        for created_at, is_heavy in await connection.execute(query)
    ]


async def _private_characters(connection: AsyncConnection, user_id: UserId) -> int:
    """Return the number of characters in the private copies of a user."""
    total = func.coalesce(func.sum(func.length(articles.c.body)), 0)
    query = select(total).where(articles.c.owner_id == user_id)
    characters: int = (await connection.execute(query)).scalar_one()
    return characters


async def _finish(
    connection: AsyncConnection, submission_id: SubmissionId, **values: object
) -> None:
    is_received = (submissions.c.id == submission_id) & (submissions.c.state == "received")
    await connection.execute(update(submissions).where(is_received).values(**values))


def _row(new: NewSubmission) -> dict[str, object]:
    return {
        "state": "received",
        "kind": new.kind,
        "payload": new.payload,
        "payload_key": index_key(new.payload),
        "file_name": new.file_name,
        "mime_type": new.mime_type,
        "tags": json.dumps(new.tags, ensure_ascii=False),
        "is_listed": new.is_listed,
        "length": new.length,
        "user_id": new.user_id,
        "chat_id": new.thread.chat_id,
        "topic_id": new.thread.topic_id,
        "message_id": new.message_id,
        "answer_id": new.answer_id,
        "inline_id": new.inline_id,
        "language": new.language,
        "is_quiet": new.is_quiet,
    }


def _submission(row: Row[*tuple[Any, ...]]) -> Submission:
    thread = ChatThread(chat_id=ChatId(row.chat_id), topic_id=TopicId(row.topic_id))
    return Submission(
        id=SubmissionId(row.id),
        kind=row.kind,
        payload=row.payload,
        user_id=UserId(row.user_id),
        thread=thread,
        message_id=MessageId(row.message_id),
        is_listed=row.is_listed,
        file_name=row.file_name,
        mime_type=row.mime_type,
        tags=tuple(json.loads(row.tags)),
        length=row.length,
        attempts=row.attempts,
        created_at=row.created_at,
        answer_id=None if row.answer_id is None else MessageId(row.answer_id),
        inline_id=row.inline_id,
        language=row.language,
        is_quiet=row.is_quiet,
    )


def _outcome(row: Row[*tuple[Any, ...]]) -> Outcome:
    submission = _submission(row)
    if row.state == "refused":
        text_key, values = json.loads(row.error)
        return Outcome(submission=submission, article_id=None, text_key=text_key, values=values)
    return Outcome(
        submission=submission,
        article_id=ArticleId(row.article_id),
        is_shown=row.state == "shown",
    )
