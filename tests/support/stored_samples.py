"""Articles, summaries, chats and submissions to store."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.domain.article import ArticleKeys, Draft
from bot.domain.chat import ChatThread
from bot.domain.digest import Part
from bot.domain.filter import ALL_TAGS, Filter, FilterKind
from bot.domain.folding import fold_for_search
from bot.domain.ids import NO_TOPIC, ArticleId, ChatId, MessageId, TopicId, UserId
from bot.domain.rating import Rating
from bot.domain.retention import Retention
from bot.domain.schedule import Schedule
from bot.domain.submission import NewSubmission
from bot.domain.summary import RankedSentence, Summary
from bot.domain.tag import tag_key
from storage.store import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
ANN, BOB = UserId(101), UserId(102)  # a private chat has the id of its person
GONE = ArticleId(404)
SUMMARY = Summary(
    language="en",
    ranked=(
        RankedSentence(text="The best.", position=3),
        RankedSentence(text="The first.", position=0),
    ),
)


def draft(name: str = "news", **fields: Any) -> Draft:
    """Return a draft whose title and body contain `name`."""
    return Draft(**{"title": f"Title of {name}", "body": f"Text of {name}.", **fields})


def keys(name: str = "news", address: str | None = "by name") -> ArticleKeys:
    """Return the keys of the article `name`; an address of None gives no address."""
    if address == "by name":
        address = f"example.org/{name}"
    return ArticleKeys(dedupe_key=address, content=sha256(name.encode()).hexdigest())


def rating(article_id: ArticleId, user_id: int = ANN, stars: int = 5) -> Rating:
    return Rating(article_id=article_id, user_id=UserId(user_id), stars=stars, rated_at=NOW)


def thread(chat_id: int, topic_id: int = 0) -> ChatThread:
    return ChatThread(chat_id=ChatId(chat_id), topic_id=TopicId(topic_id))


def submission(chat_id: int = ANN, message_id: int = 1, **fields: Any) -> NewSubmission:
    values: dict[str, Any] = {
        "kind": "link",
        "payload": "https://example.org/news",
        "user_id": ANN,
        "thread": thread(chat_id),
        "message_id": MessageId(message_id),
        "is_listed": True,
    }
    return NewSubmission(**{**values, **fields})


async def put_news(
    store: Store, name: str = "news", *, is_listed: bool = True, **fields: Any
) -> ArticleId:
    """Store the article `name` once and return its id."""
    written = draft(name, **fields)
    owner = None if is_listed else UserId(ANN)
    article_id, _ = await store.articles.put(written, keys(name), now=NOW, owner=owner)
    return article_id


async def put_summarized(store: Store, name: str = "news", **fields: Any) -> ArticleId:
    """Store the article `name` with its summary, ready to be fanned out."""
    article_id = await put_news(store, name, **fields)
    await store.summaries.put(article_id, SUMMARY, "en")
    return article_id


async def put_follower(store: Store, chat_id: int, *names: str, topic_id: int = 0) -> ChatId:
    """Store a private chat that follows tags."""
    await store.chats.put(ChatId(chat_id), "private", "", NOW)
    await store.subscriptions.follow(thread(chat_id, topic_id), names, NOW)
    return ChatId(chat_id)


async def fan_out_to_followers(store: Store, article_id: ArticleId, chunk: int = 5_000) -> None:
    """Make a delivery of an article for each follower."""
    while await store.fanout.fan_out_article(article_id, NOW, chunk):
        pass


async def due_deliveries(store: Store) -> list[tuple[int, int]]:
    """Return the deliveries that are due: article and chat."""
    due = await store.deliveries.due(LATER, 100_000)
    return sorted((each.item_id, each.thread.chat_id) for each in due)


async def put_filter(
    store: Store, chat_id: int, written: str, kind: FilterKind = "mute", tag_name: str = ""
) -> None:
    """Store a chat's filter of words, for one of its tags if `tag_name` is given."""
    key = tag_key(tag_name) if tag_name else ALL_TAGS
    new = Filter(kind=kind, words=fold_for_search(written), written=written, tag_key=key)
    await store.filters.put(ChatId(chat_id), [new], NOW)


async def put_digest(store: Store, chat_id: int, *numbers: ArticleId) -> datetime:
    """Set a daily digest for a chat, and make one of articles; return the time when it is due."""
    await store.schedules.put(ChatId(chat_id), Schedule(mode="daily"), NOW)
    due_at = await store.schedules.next_due_at(ChatId(chat_id))
    assert due_at is not None
    part = Part(topic_id=NO_TOPIC, article_ids=numbers)
    assert await store.digests.make(ChatId(chat_id), due_at, [], [part], NOW)
    return due_at


async def clean_up(store: Store, now: datetime, retention: Retention | None = None) -> int:
    """Delete all finished rows; return their number."""
    dropped = 0
    for sweep in store.housekeeping.sweeps(retention or Retention(), now):
        while count := await sweep():
            dropped += count
    return dropped
