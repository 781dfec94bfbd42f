"""Tells people what became of what they handed in: the acknowledgement becomes the card."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.delivery.errors import (
    BadMarkup,
    ChatMoved,
    ChatUnreachable,
    DeliveryUnknown,
    FloodWait,
    Rejected,
    SendError,
)
from bot.delivery.gateway import Gateway
from bot.delivery.retry import next_attempt
from bot.domain.chat import is_private
from bot.domain.errors import NotFound
from bot.domain.ids import MessageId, SubmissionId
from bot.domain.posted_card import MessageRef
from bot.domain.submission import Outcome, Submission
from bot.domain.summary import DEFAULT_LENGTH
from bot.domain.tag import Tag
from bot.i18n.translator import DEFAULT_LANGUAGE, Translator, get_translator
from bot.presentation.card import Card, card_message
from bot.presentation.outgoing_message import OutgoingMessage
from storage.store import Store

_BATCH = 20  # outcomes that one run takes, side by side

log = structlog.get_logger(__name__)


class SubmissionReplier:
    """Moves submissions from stored or refused to answered."""

    def __init__(self, store: Store, gateway: Gateway, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._failures: Counter[SubmissionId] = Counter()  # of each answer, since the start

    async def run_once(self) -> int:
        """Answer what is ready; return how many submissions were looked at.

        Run again after a crash, it shows the same card in the same message.
        """
        ready = await self._store.submissions.due_answers(self._clock(), _BATCH)
        async with asyncio.TaskGroup() as group:
            for outcome in ready:
                group.create_task(self._answer(outcome))
        return len(ready)

    async def _answer(self, outcome: Outcome) -> None:
        submission = outcome.submission
        chat_id = submission.place.chat_id
        shown_in: MessageRef | None = None
        try:
            screen = await self._screen(outcome)
            shown_in = await self._show(submission, screen)
        except ChatMoved as error:
            await self._store.chats.migrate(chat_id, error.new_id)
            return
        except (BadMarkup, ChatUnreachable, Rejected) as error:
            log.warning("an answer cannot be given", chat=chat_id, reason=str(error))
            screen = None
        except SendError as error:
            await self._put_off(submission, error)
            return
        except Exception as error:  # one answer must not stop the others; it stays owed
            log.exception("an answer cannot be made", submission=submission.id)
            await self._put_off(submission, DeliveryUnknown(repr(error)))
            return
        answer_id = shown_in[1] if isinstance(shown_in, tuple) else submission.answer_id
        await self._done(submission, answer_id)
        if shown_in and screen is not None and screen.card_state is not None:
            await self._store.cards.put(shown_in, screen.card_state, self._clock())

    async def _show(self, submission: Submission, screen: OutgoingMessage) -> MessageRef | None:
        """Put the screen in place of the acknowledgement; where that is gone, below the request.

        Where the bot is a guest it has nothing but the acknowledgement; None where that is gone.
        """
        place, answer_id = submission.place, submission.answer_id
        if submission.inline_id is not None:
            if submission.inline_id:
                await self._gateway.edit_inline(submission.inline_id, screen)
            return submission.inline_id or None
        if answer_id is not None and await self._gateway.edit(place.chat_id, answer_id, screen):
            return place.chat_id, answer_id
        answer_id = await self._gateway.reply(place, screen, to=submission.message_id)
        return place.chat_id, answer_id

    async def _put_off(self, submission: Submission, error: SendError) -> None:
        chat_id, reason = submission.place.chat_id, str(error)
        self._failures[submission.id] += not isinstance(error, FloodWait)
        due_at = next_attempt(error, self._failures[submission.id], self._clock())
        if due_at is None:
            log.error("an answer is given up", chat=chat_id, reason=reason)
            await self._done(submission, submission.answer_id)
        else:
            log.warning("an answer is put off", chat=chat_id, reason=reason)
            await self._store.submissions.reschedule_answer(submission.id, due_at)

    async def _done(self, submission: Submission, answer_id: MessageId | None) -> None:
        await self._store.submissions.mark_answered(submission.id, answer_id)
        del self._failures[submission.id]

    async def _screen(self, outcome: Outcome) -> OutgoingMessage:
        submission = outcome.submission
        chat = await self._store.chats.find(submission.place.chat_id)
        words = get_translator(submission.language or (chat and chat.language) or DEFAULT_LANGUAGE)
        if outcome.article_id is None:
            return _refusal(words, outcome.text_key, outcome.values or {})
        try:
            story = await self._store.articles.summarized(outcome.article_id)
        except NotFound as error:
            return _refusal(words, error.text_key, {})
        shown = Card(
            summarized=story,
            bot_username=self._gateway.username,
            length=submission.length or (chat.length if chat else DEFAULT_LENGTH),
            followed=await self._followed(submission, story.article.tags),
            language=words.language if submission.inline_id is not None else "",
        )
        return card_message(shown, words)

    async def _followed(self, submission: Submission, tags: tuple[Tag, ...]) -> Tag | None:
        """Return why a person would have had the card anyway; other chats are not told."""
        chat_id = submission.place.chat_id
        if submission.inline_id is not None or not is_private(chat_id):
            return None
        followed = {tag.key for tag in await self._store.subscriptions.of(chat_id)}
        return next((tag for tag in tags if tag.key in followed), None)


def _refusal(words: Translator, text_key: str, values: dict[str, str | int]) -> OutgoingMessage:
    return OutgoingMessage(html=words.html(text_key, **values))
