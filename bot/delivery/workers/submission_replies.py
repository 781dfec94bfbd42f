"""Reply worker: edits the acknowledgment of a submission into its card or refusal.

A card for an editor says below it that the article is stored. When the fan-out is finished, the
worker edits the card again, to say to how many chats the article is sent.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.delivery.card_views import CardViews
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
from bot.domain.article import Article
from bot.domain.chat import Chat, is_private
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, MessageId, SubmissionId
from bot.domain.posted_card import CardState, CardView, MessageRef
from bot.domain.submission import Outcome, Submission
from bot.domain.summary import DEFAULT_LENGTH
from bot.domain.tag import Tag
from bot.i18n.html import Html, join
from bot.i18n.translator import DEFAULT_LANGUAGE, Translator, get_translator
from bot.presentation.card import card_message
from bot.presentation.card_look import with_look
from bot.presentation.outgoing_message import OutgoingMessage
from storage.engine.database_faults import is_unavailable
from storage.queues.deliveries import Deliveries
from storage.queues.submissions import Submissions
from storage.repositories.articles import Articles
from storage.repositories.cards import Cards
from storage.repositories.chats import Chats
from storage.repositories.subscriptions import Subscriptions

_BATCH_SIZE = 20  # replies per run, sent in parallel

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Posted:
    """A reply that was posted, or that can never be."""

    target: MessageRef | None = None
    card_state: CardState | None = None
    is_first: bool  # an editor's card, which is edited once the number of its chats is known


class SubmissionReplier:
    """Moves submissions from stored or refused to answered; those of editors are shown between."""

    def __init__(
        self,
        *,
        submissions: Submissions,
        articles: Articles,
        cards: Cards,
        chats: Chats,
        subscriptions: Subscriptions,
        deliveries: Deliveries,
        views: CardViews,
        gateway: Gateway,
        clock: Callable[[], datetime],
    ) -> None:
        self._submissions = submissions
        self._articles = articles
        self._cards = cards
        self._chats = chats
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._views = views
        self._gateway = gateway
        self._clock = clock
        self._failures: Counter[SubmissionId] = Counter()  # since the start of the bot
        # Not yet recorded: the database failed meanwhile.
        self._posted: dict[SubmissionId, _Posted] = {}

    async def run_once(self) -> int:
        """Reply to a batch of finished submissions; return its size.

        A repeated run after a crash shows the same card in the same message.
        """
        due = await self._submissions.due_answers(self._clock(), _BATCH_SIZE)
        async with asyncio.TaskGroup() as group:
            for outcome in due:
                group.create_task(self._reply(outcome))
        return len(due)

    async def _reply(self, outcome: Outcome) -> None:
        submission = outcome.submission
        if outcome.article_id is not None:  # this task is for one article
            structlog.contextvars.bind_contextvars(article_id=outcome.article_id)
        posted = self._posted.get(submission.id) or await self._try_to_post(outcome)
        if posted is None:
            return  # the reply is due again later
        self._posted[submission.id] = posted
        answer_id = posted.target[1] if isinstance(posted.target, tuple) else submission.answer_id
        if posted.is_first:
            await self._submissions.mark_shown(submission.id, answer_id)
        else:
            await self._mark_answered(submission, answer_id)
        del self._posted[submission.id]
        if posted.target and posted.card_state is not None:
            await self._cards.put(posted.target, posted.card_state, self._clock())

    async def _try_to_post(self, outcome: Outcome) -> _Posted | None:
        """Post a reply; return None if it has to be tried again."""
        submission = outcome.submission
        chat_id = submission.thread.chat_id
        try:
            count = await self._count_chats(outcome)
            is_first = _is_for_editor(outcome) and count is None and not outcome.is_shown
            message = await self._render(outcome, count)
            if message is None:
                return _Posted(is_first=False)
            target = await self._post(outcome, message)
            return _Posted(target=target, card_state=message.card_state, is_first=is_first)
        except ChatMoved as error:
            await self._chats.migrate(chat_id, error.new_id)
        except (BadMarkup, ChatUnreachable, Rejected) as error:
            log.warning("a reply cannot be sent", chat=chat_id, reason=str(error))
            return _Posted(is_first=is_first)
        except SendError as error:
            await self._reschedule(submission, error)
        except Exception as error:  # one reply must not stop the others; retry it later
            if is_unavailable(error):
                raise
            log.exception("a reply cannot be rendered", submission=submission.id)
            await self._reschedule(submission, DeliveryUnknown(repr(error)))
        return None

    async def _count_chats(self, outcome: Outcome) -> int | None:
        """Return the number of chats that get the article of an editor; None: not known yet."""
        if outcome.article_id is None or not _is_for_editor(outcome):
            return None
        return await self._deliveries.count_chats(outcome.article_id)

    async def _post(self, outcome: Outcome, message: OutgoingMessage) -> MessageRef | None:
        """Edit the acknowledgment; if it was deleted, reply to the request instead.

        A guest bot can only edit; return None if a guest acknowledgment was deleted, or a card that
        the sender has seen.
        """
        submission = outcome.submission
        thread, answer_id = submission.thread, submission.answer_id
        if submission.inline_id is not None:
            if submission.inline_id:
                await self._gateway.edit_inline(submission.inline_id, message)
            return submission.inline_id or None
        if answer_id is not None and await self._gateway.edit(thread.chat_id, answer_id, message):
            return thread.chat_id, answer_id
        if outcome.is_shown:
            return None
        answer_id = await self._gateway.reply(thread, message, to=submission.message_id)
        return thread.chat_id, answer_id

    async def _reschedule(self, submission: Submission, error: SendError) -> None:
        chat_id, reason = submission.thread.chat_id, str(error)
        self._failures[submission.id] += not isinstance(error, FloodWait)
        due_at = next_attempt(error, self._failures[submission.id], self._clock())
        if due_at is None:
            log.error("a reply is given up", chat=chat_id, reason=reason)
            await self._mark_answered(submission, submission.answer_id)
        else:
            log.warning("a reply is rescheduled", chat=chat_id, reason=reason)
            await self._submissions.reschedule_answer(submission.id, due_at)

    async def _mark_answered(self, submission: Submission, answer_id: MessageId | None) -> None:
        await self._submissions.mark_answered(submission.id, answer_id)
        del self._failures[submission.id]

    async def _render(self, outcome: Outcome, count: int | None) -> OutgoingMessage | None:
        """Return the card or the refusal; None if there is nothing to say."""
        submission = outcome.submission
        chat = await self._chats.find(submission.thread.chat_id)
        translator = get_translator(
            submission.language or (chat and chat.language) or DEFAULT_LANGUAGE
        )
        is_quiet = submission.is_quiet or outcome.is_shown
        if outcome.article_id is None:
            values = outcome.values or {}
            return None if is_quiet else _refusal(translator, outcome.text_key, values)
        try:
            story = await self._articles.summarized(outcome.article_id)
        except NotFound as error:
            return None if is_quiet else _refusal(translator, error.text_key, {})
        state = CardState(
            article_id=story.article.id,
            length=submission.length or (chat.length if chat else DEFAULT_LENGTH),
            language=translator.language if submission.inline_id is not None else "",
        )
        followed = await self._followed_tag(submission, story.article.tags)
        view = await self._view(submission, chat, story.article.id)
        card = card_message(story, state, view, self._gateway.username, translator, followed)
        if _is_for_editor(outcome):
            line = _stored_html(submission, story.article, count, translator)
            card = replace(card, html=join([card.html, line], "\n\n"))
        return with_look(card, chat if submission.inline_id is None else None)

    async def _view(
        self, submission: Submission, chat: Chat | None, article_id: ArticleId
    ) -> CardView:
        if submission.inline_id is not None:
            return CardView(place="elsewhere")
        kind = chat.kind if chat else None
        return await self._views.in_chat(submission.thread.chat_id, kind, article_id)

    async def _followed_tag(self, submission: Submission, tags: tuple[Tag, ...]) -> Tag | None:
        """Return the followed tag of an article in a private chat, None elsewhere."""
        chat_id = submission.thread.chat_id
        if submission.inline_id is not None or not is_private(chat_id):
            return None
        followed = {tag.key for tag in await self._subscriptions.of(chat_id)}
        return next((tag for tag in tags if tag.key in followed), None)


def _is_for_editor(outcome: Outcome) -> bool:
    """Whether an editor published an article from the private chat, which nobody else sees."""
    submission = outcome.submission
    is_article = outcome.article_id is not None
    return is_article and submission.is_listed and is_private(submission.thread.chat_id)


def _stored_html(
    submission: Submission, article: Article, count: int | None, translator: Translator
) -> Html:
    """Return the line for an editor: the number of the article, and of the chats that get it."""
    if article.stored_at < submission.created_at:
        return translator.html("add.stored_before", number=article.id)
    if count is None:
        return translator.html("add.stored", number=article.id)
    text_key = "add.sent" if count else "add.sent_nowhere"
    return translator.html(text_key, number=article.id, count=count)


def _refusal(
    translator: Translator, text_key: str, values: dict[str, str | int]
) -> OutgoingMessage:
    return OutgoingMessage(html=translator.html(text_key, **values))
