"""Tells people what became of what they handed in: the acknowledgement becomes the card."""

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.delivery.gateway import Gateway
from bot.delivery.outcome import ChatAsleep, ChatMoved, Rejected, SendError
from bot.domain.errors import NotFound
from bot.domain.ids import ChatId
from bot.domain.submission import Outcome
from bot.domain.summary import DEFAULT_LENGTH
from bot.domain.tag import Tag
from bot.presentation.card import Card, card
from bot.presentation.screen import Screen
from bot.texts.speech import DEFAULT_LANGUAGE, Speech, speech
from storage.store import Store

_BATCH = 20  # outcomes that one run takes

log = structlog.get_logger(__name__)


class Answers:
    """Moves submissions from stored or refused to answered."""

    def __init__(self, store: Store, gateway: Gateway, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._gateway = gateway
        self._clock = clock

    async def run_once(self) -> int:
        """Answer what is ready; return how many submissions were answered.

        Run again after a crash, it shows the same card in the same message.
        """
        ready = await self._store.submissions.to_answer(_BATCH)
        return sum([await self._answer(outcome) for outcome in ready])

    async def _answer(self, outcome: Outcome) -> bool:
        submission = outcome.submission
        place, answer_id = submission.place, submission.answer_id
        try:
            screen = await self._screen(outcome)
            if answer_id is not None:
                await self._gateway.edit(place.chat_id, answer_id, screen)
            else:
                answer_id = await self._gateway.reply(place, screen, to=submission.message_id)
        except ChatMoved as error:
            await self._store.chats.migrate(place.chat_id, error.new_id)
            return False
        except (ChatAsleep, Rejected) as error:
            log.warning("an answer cannot be given", chat=place.chat_id, reason=str(error))
        except SendError as error:
            log.warning("an answer did not arrive", chat=place.chat_id, reason=str(error))
            return False
        await self._store.submissions.answered(submission.id, answer_id)
        if answer_id is not None and screen.face is not None:
            target = place.chat_id, answer_id
            await self._store.cards.put(target, screen.face, self._clock())
        return True

    async def _screen(self, outcome: Outcome) -> Screen:
        submission = outcome.submission
        chat = await self._store.chats.find(submission.place.chat_id)
        words = speech((chat and chat.language) or DEFAULT_LANGUAGE)
        if outcome.article_id is None:
            return _refusal(words, outcome.text_key, outcome.values or {})
        try:
            story = await self._store.articles.story(outcome.article_id)
        except NotFound as error:
            return _refusal(words, error.text_key, {})
        shown = Card(
            story=story,
            bot_username=self._gateway.username,
            length=submission.length or (chat.length if chat else DEFAULT_LENGTH),
            followed=await self._followed(submission.place.chat_id, story.article.tags),
        )
        return card(shown, words)

    async def _followed(self, chat_id: ChatId, tags: tuple[Tag, ...]) -> Tag | None:
        followed = {tag.key for tag in await self._store.subscriptions.of(chat_id)}
        return next((tag for tag in tags if tag.key in followed), None)


def _refusal(words: Speech, text_key: str, values: dict[str, str | int]) -> Screen:
    return Screen(html=words.write(text_key, **values))
