"""Submissions: received, then stored or refused, then answered."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import ArticleKeys, Draft
from bot.domain.chat import Place
from bot.domain.errors import PersonError
from bot.domain.ids import ArticleId, ChatId, MessageId, SubmissionId, TopicId, UserId
from bot.domain.submission import NewSubmission, Outcome, Submission
from storage.articles import put_article
from storage.database import Database
from storage.schema import articles, submissions
from storage.types import upsert


class Submissions:
    """Remembers what people handed in until they have their answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, new: NewSubmission, now: datetime) -> Submission:
        """Remember a submission once per request, however often its update comes."""
        row = {
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
            "due_at": now,
            "created_at": now,
        }
        same = (
            (submissions.c.chat_id == new.place.chat_id)
            & (submissions.c.message_id == new.message_id)
            & (submissions.c.payload == new.payload)
        )
        async with self._database.write() as connection:
            await connection.execute(upsert(submissions).values(row).on_conflict_do_nothing())
            return _submission((await connection.execute(select(submissions).where(same))).one())

    async def due(self, now: datetime, limit: int) -> list[Submission]:
        """Return submissions to be read now, oldest first."""
        waiting = (submissions.c.state == "received") & (submissions.c.due_at <= now)
        return [_submission(row) for row in await self._rows(waiting, limit)]

    async def store(
        self, submission: Submission, draft: Draft, keys: ArticleKeys, now: datetime
    ) -> ArticleId:
        """Store the article that reading gave, and move the submission on; one transaction."""
        async with self._database.write() as connection:
            article_id, _ = await put_article(
                connection, draft, keys, is_listed=submission.is_listed, now=now
            )
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


async def _move(connection: AsyncConnection, submission_id: SubmissionId, **values: object) -> None:
    received = (submissions.c.id == submission_id) & (submissions.c.state == "received")
    await connection.execute(update(submissions).where(received).values(**values))


def _submission(row: Row[*tuple[Any, ...]]) -> Submission:
    place = Place(chat_id=ChatId(row.chat_id), topic_id=TopicId(row.topic_id))
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
    )


def _outcome(row: Row[*tuple[Any, ...]]) -> Outcome:
    submission = _submission(row)
    if row.state == "refused":
        text_key, values = json.loads(row.error)
        return Outcome(submission=submission, article_id=None, text_key=text_key, values=values)
    return Outcome(submission=submission, article_id=ArticleId(row.article_id))
