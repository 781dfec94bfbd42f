"""Submissions: received, then stored or refused, then answered."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import ArticleKeys, Draft
from bot.domain.chat import ChatThread
from bot.domain.errors import NotAllowed, NotFound, PersonError, RateLimited
from bot.domain.ids import ArticleId, ChatId, MessageId, SubmissionId, TopicId, UserId
from bot.domain.retention import CHARACTERS_MAX
from bot.domain.submission import (
    A_DAY,
    A_MINUTE,
    LinkLimits,
    NewSubmission,
    Outcome,
    Submission,
)
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import articles, submissions
from storage.repositories.articles import put_article

_LIMITED = ("link", "file")  # what costs time to fetch and to read
_TOO_HEAVY = 5  # links that one counts for which ran into the limit of a process


class Submissions:
    """Remembers what people handed in until they have their answer."""

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
        """Remember a submission once per request, however often its update comes.

        Args:
            new: what is handed in.
            now: aware.
            due_at: when to read it; None for now.
            limits: how many links and files its sender may hand in; None for any number. What
                comes again is not counted again.

        Raises:
            RateLimited: they handed in as many already.
            NotAllowed: as much text of theirs is kept as may be.
        """
        same = (
            (submissions.c.chat_id == new.place.chat_id)
            & (submissions.c.message_id == new.message_id)
            & (submissions.c.payload == new.payload)
        )
        asked = select(submissions).where(same)
        row = {**_row(new), "due_at": due_at or now, "created_at": now}
        async with self._database.write() as connection:
            known = (await connection.execute(asked)).one_or_none()
            if known is not None:
                return _submission(known)
            if limits is not None and not new.is_listed:
                await _require_space(connection, new.user_id)
            if limits is not None and new.kind in _LIMITED:
                await _require_room(connection, new.user_id, limits, now)
            await connection.execute(upsert(submissions).values(row).on_conflict_do_nothing())
            return _submission((await connection.execute(asked)).one())

    async def acknowledged(
        self, submission_id: SubmissionId, answer_id: MessageId | None, now: datetime
    ) -> None:
        """Remember the message that becomes the answer, and read the submission now."""
        mine = (submissions.c.id == submission_id) & submissions.c.answer_id.is_(None)
        query = update(submissions).where(mine, submissions.c.state != "answered")
        async with self._database.write() as connection:
            await connection.execute(query.values(answer_id=answer_id, due_at=now))

    async def acknowledged_as_guest(
        self, submission_id: SubmissionId, inline_id: str, now: datetime
    ) -> None:
        """Remember the message of ours, in somebody else's chat, that becomes the answer."""
        mine = (submissions.c.id == submission_id) & (submissions.c.inline_id == "")
        query = update(submissions).where(mine).values(inline_id=inline_id, due_at=now)
        async with self._database.write() as connection:
            await connection.execute(query)

    async def due(
        self,
        now: datetime,
        limit: int,
        *,
        but: Collection[SubmissionId] = (),
        but_of: Collection[UserId] = (),
    ) -> list[Submission]:
        """Return submissions to be read now, oldest first.

        Args:
            now: aware.
            limit: how many at most.
            but: those that are being read.
            but_of: people whose submissions have to wait.
        """
        waiting = (submissions.c.state == "received") & (submissions.c.due_at <= now)
        others = submissions.c.id.not_in(but) & submissions.c.user_id.not_in(but_of)
        return [_submission(row) for row in await self._rows(waiting & others, limit)]

    async def store(
        self, submission: Submission, draft: Draft, keys: ArticleKeys, now: datetime
    ) -> ArticleId:
        """Store the article that reading gave, and move the submission on; one transaction.

        Raises:
            NotFound: the submission is gone, since its sender was forgotten meanwhile.
        """
        still = exists().where(submissions.c.id == submission.id)
        async with self._database.write() as connection:
            if not (await connection.execute(select(still))).scalar_one():
                raise NotFound("article.gone")
            owner = None if submission.is_listed else submission.user_id
            article_id, _ = await put_article(connection, draft, keys, now=now, owner=owner)
            await _move(connection, submission.id, state="stored", article_id=article_id)
        return article_id

    async def refuse(self, submission_id: SubmissionId, error: PersonError) -> None:
        """Give up on a submission; its sender is told why."""
        await self.tell(submission_id, error.text_key, error.values)

    async def tell(
        self, submission_id: SubmissionId, text_key: str, values: Mapping[str, object]
    ) -> None:
        """End a submission without an article; its sender is told these words."""
        why = json.dumps([text_key, dict(values)], ensure_ascii=False, default=str)
        async with self._database.write() as connection:
            await _move(connection, submission_id, state="refused", error=why)

    async def has(self, article_id: ArticleId, user_id: UserId, chat_id: ChatId) -> bool:
        """Return whether a person handed an article in, or anybody did in a chat."""
        asked = (submissions.c.user_id == user_id) | (submissions.c.chat_id == chat_id)
        query = select(exists().where(submissions.c.article_id == article_id, asked))
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

    async def retry(self, submission_id: SubmissionId, due_at: datetime) -> None:
        """Try again later."""
        await self._set(submission_id, attempts=submissions.c.attempts + 1, due_at=due_at)

    async def to_answer(self, now: datetime, limit: int) -> list[Outcome]:
        """Return what became of submissions whose sender is to be told now, oldest first.

        A stored article is told of once it is summarised.
        """
        is_ready = select(articles.c.id).where(
            articles.c.id == submissions.c.article_id, articles.c.stage != "stored"
        )
        told = (submissions.c.state == "refused") | (
            (submissions.c.state == "stored") & is_ready.exists()
        )
        due = told & (submissions.c.due_at <= now)
        return [_outcome(row) for row in await self._rows(due, limit)]

    async def answer_later(self, submission_id: SubmissionId, due_at: datetime) -> None:
        """Tell the sender at `due_at`."""
        await self._set(submission_id, due_at=due_at)

    async def answered(self, submission_id: SubmissionId, answer_id: MessageId | None) -> None:
        """Remember that the sender knows."""
        await self._set(submission_id, state="answered", answer_id=answer_id)

    async def _rows(
        self, which: ColumnElement[bool], limit: int
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        query = select(submissions).where(which).order_by(submissions.c.id).limit(limit)
        async with self._database.read() as connection:
            return (await connection.execute(query)).all()

    async def _set(self, submission_id: SubmissionId, **values: object) -> None:
        query = update(submissions).where(submissions.c.id == submission_id).values(**values)
        async with self._database.write() as connection:
            await connection.execute(query)


async def _require_room(
    connection: AsyncConnection, user_id: UserId, limits: LinkLimits, now: datetime
) -> None:
    """Return if a person may hand in one more link: in any window, no more than its limit.

    A link from further ahead than a window was handed in before a clock went back: not counted.

    Raises:
        RateLimited: they may not.
    """
    for key, span, maximum in (
        ("add.too_many.day", A_DAY, limits.a_day),
        ("add.too_many.minute", A_MINUTE, limits.a_minute),
    ):
        if maximum is None:
            continue
        newest_first = (
            select(submissions.c.created_at, _counts_for())
            .where(
                submissions.c.user_id == user_id,
                submissions.c.kind.in_(_LIMITED),
                submissions.c.created_at > now - span,
                submissions.c.created_at < now + span,
            )
            .order_by(submissions.c.created_at.desc())
            .limit(maximum)
        )
        count = 0
        for created_at, counts_for in await connection.execute(newest_first):
            count += counts_for
            if count >= maximum:  # until this one leaves the window
                raise RateLimited(key, wait=min(created_at + span - now, span), maximum=maximum)


def _counts_for() -> ColumnElement[int]:
    """Return how many links a submission counts for."""
    reasons = ('["page.too_heavy"', '["file.too_heavy"')
    is_too_heavy = [submissions.c.error.startswith(each, autoescape=True) for each in reasons]
    return case((or_(*is_too_heavy), _TOO_HEAVY), else_=1)


async def _require_space(connection: AsyncConnection, user_id: UserId) -> None:
    """Return if more may be kept of what a person handed in for themselves.

    What is being read is not counted, so that a few articles may be kept beyond the limit.

    Raises:
        NotAllowed: `CHARACTERS_MAX` are kept.
    """
    characters = func.coalesce(func.sum(func.length(articles.c.body)), 0)
    kept = select(characters).where(articles.c.owner_id == user_id)
    if (await connection.execute(kept)).scalar_one() >= CHARACTERS_MAX:
        raise NotAllowed("add.full")


async def _move(connection: AsyncConnection, submission_id: SubmissionId, **values: object) -> None:
    received = (submissions.c.id == submission_id) & (submissions.c.state == "received")
    await connection.execute(update(submissions).where(received).values(**values))


def _row(new: NewSubmission) -> dict[str, object]:
    return {
        "state": "received",
        "kind": new.kind,
        "payload": new.payload,
        "file_name": new.file_name,
        "mime_type": new.mime_type,
        "tags": json.dumps(new.tags, ensure_ascii=False),
        "is_listed": new.is_listed,
        "length": new.length,
        "user_id": new.user_id,
        "chat_id": new.place.chat_id,
        "topic_id": new.place.topic_id,
        "message_id": new.message_id,
        "answer_id": new.answer_id,
        "inline_id": new.inline_id,
        "language": new.language,
    }


def _submission(row: Row[*tuple[Any, ...]]) -> Submission:
    place = ChatThread(chat_id=ChatId(row.chat_id), topic_id=TopicId(row.topic_id))
    return Submission(
        id=SubmissionId(row.id),
        kind=row.kind,
        payload=row.payload,
        user_id=UserId(row.user_id),
        place=place,
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
    )


def _outcome(row: Row[*tuple[Any, ...]]) -> Outcome:
    submission = _submission(row)
    if row.state == "refused":
        text_key, values = json.loads(row.error)
        return Outcome(submission=submission, article_id=None, text_key=text_key, values=values)
    return Outcome(submission=submission, article_id=ArticleId(row.article_id))
