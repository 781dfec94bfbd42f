"""Tools of end-to-end tests: store articles while the bot runs, and talk with the bot."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from bot.domain.article import ArticleKeys, Draft
from bot.domain.errors import Unreadable
from bot.domain.ids import ArticleId
from bot.ingestion.duplicates.fingerprints import content_key
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.chats import Chat, Topic
from bot.playground.api_server.state.messages import Message
from bot.summaries.summarizer import summarize
from storage.store import Store
from tests.support.button_labels import labels_of
from tests.support.samples import Sample, load

SAMPLES = {sample.name: sample for sample in load()}
STARS = [f"{stars} ★" for stars in range(1, 6)]


class ArticlePublisher:
    """Puts articles into the database of a running bot, ready for their followers."""

    FIRST = ArticleId(1)  # id of the first stored article

    def __init__(self, store: Store) -> None:
        self.store = store

    async def publish(self, name: str = "en-bridge", **changes: Any) -> ArticleId:
        """Store the sample `name` with its summary and `changes` to its draft; return its id."""
        draft = _draft(SAMPLES[name], changes)
        article_id, _ = await self._put(draft)
        try:
            summary = await asyncio.to_thread(summarize, draft.title, draft.body)
        except Unreadable:
            summary = None
        language = summary.language if summary else "und"
        await self.store.summaries.put(article_id, summary, language)
        return article_id

    async def publish_many(self, count: int) -> list[ArticleId]:
        """Store `count` short articles, `Story 1` the oldest."""
        return [
            await self.publish(title=f"Story {number}", body=f"Text of story {number}.")
            for number in range(1, count + 1)
        ]

    async def _put(self, draft: Draft) -> tuple[ArticleId, bool]:
        keys = ArticleKeys(dedupe_key=None, content=content_key(draft))
        return await self.store.articles.put(draft, keys, now=datetime.now(UTC))


def _draft(sample: Sample, changes: dict[str, Any]) -> Draft:
    given = {
        "title": sample.title,
        "body": sample.body,
        "section": sample.section,
        "source": "Harrowmere Post",
        "tags": sample.tags,
    }
    return Draft(**{**given, **changes})


async def ask(
    bot_api: BotApiServer,
    person: Person,
    text: str,
    chat: Chat | None = None,
    *,
    topic: Topic | None = None,
    reply_to: Message | None = None,
    anonymous: bool = False,
) -> Message:
    """Send a message to the bot and return its next message in the chat."""
    sent = person.send(text, chat, topic=topic, reply_to=reply_to, anonymous=anonymous)
    where = topic.chat if topic else chat or person.private
    return await said_after(bot_api, where, sent)


async def said_after(bot_api: BotApiServer, chat: Chat | Topic, message: Message) -> Message:
    """Wait for the bot's first message in `chat` after `message`, and return it."""

    def answers() -> list[Message]:
        later = [each for each in chat.messages if each.message_id > message.message_id]
        return [each for each in later if each.sender in (bot_api.bot, None)]  # None: in a channel

    await bot_api.until(answers)
    return answers()[0]


async def tap(bot_api: BotApiServer, person: Person, message: Message, label: str) -> None:
    """Tap a button and wait until its message has changed."""
    before = message.content
    await person.press(message, label).answered()
    await bot_api.until(lambda: message.content != before, show=person.private)


def summary_of(card: Message) -> list[str]:
    """Return the sentences of a card's summary."""
    _, summary, _ = card.text.split("\n\n", 2)
    return summary.split("\n")


def labels(message: Message) -> list[list[str]]:
    """Return the labels of a message's buttons, row by row."""
    return labels_of(message.buttons)


async def show_more(bot_api: BotApiServer, person: Person, card: Message) -> None:
    """Press `⋯`, and wait until the card shows its second row of buttons."""
    await person.press(card, "⋯").answered()
    await bot_api.until(lambda: labels(card)[-1][-1] == "‹")
