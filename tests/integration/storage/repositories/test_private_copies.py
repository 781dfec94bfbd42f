"""A person's private copy: only they find it, and it adds nothing to the published article."""

from typing import Any

from bot.domain.article import Article
from bot.domain.ids import ArticleId, UserId
from storage.store import Store
from tests.support.feed_samples import fetched, item, put_feed
from tests.support.stored_samples import (
    ANN,
    BOB,
    LATER,
    NOW,
    SUMMARY,
    draft,
    due_deliveries,
    fan_out_to_followers,
    keys,
    put_follower,
    put_news,
    put_summarized,
    submission,
)

FORGED: dict[str, Any] = {
    "url": "https://stranger.example/copy",
    "source": "Stranger's page",
    "section": "Casino",
    "image_url": "https://stranger.example/casino.png",
    "tags": ("casino",),
}


async def private_copy(store: Store, user_id: int, **fields: Any) -> ArticleId:
    number, _ = await store.articles.put(draft(**fields), keys(), now=NOW, owner=UserId(user_id))
    return number


def shown(article: Article) -> tuple[object, ...]:
    """Return what a card shows of an article."""
    tags = tuple(tag.name for tag in article.tags)
    where = (article.url, article.source, article.section, article.image_url)
    return (article.title, article.body, *where, tags, article.tally)


async def test_an_editors_article_takes_nothing_from_a_copy(store: Store):
    copy = await private_copy(store, ANN, **FORGED)

    number = await put_news(store, url="https://example.org/news", source="Post", tags=("uz",))

    article = await store.articles.get(number)
    assert number != copy
    assert article.is_listed
    assert (article.url, article.source) == ("https://example.org/news", "Post")
    assert (article.section, article.image_url) == (None, None)
    assert [tag.name for tag in article.tags] == ["uz"]


async def test_a_feeds_article_takes_nothing_from_a_copy(store: Store):
    copy = await private_copy(store, ANN, **FORGED)
    before = shown(await store.articles.get(copy))
    await fetched(store, await put_feed(store), item("news"))
    waiting = await store.feed_items.due(LATER, (), ())
    assert waiting is not None

    known = await store.articles.is_known("example.org/news")
    number = await store.feed_items.store(waiting, draft(tags=("uz",)), keys(), LATER)

    assert not known
    assert number not in (None, copy)
    assert [tag.name for tag in (await store.articles.get(ArticleId(number or 0))).tags] == ["uz"]
    assert shown(await store.articles.get(copy)) == before
    assert not (await store.articles.get(copy)).is_listed


async def test_two_people_have_a_copy_each(store: Store):
    first = await private_copy(store, ANN)

    assert await private_copy(store, BOB) != first
    assert await private_copy(store, ANN) == first


async def test_a_published_article_is_found_before_ones_copy(store: Store):
    await private_copy(store, ANN)
    number = await put_news(store)

    assert await private_copy(store, ANN) == number


async def test_a_chat_that_asked_for_a_copy_is_not_pushed_it(store: Store):
    for chat_id in (ANN, BOB):
        await put_follower(store, chat_id, "uz")
    request = await store.submissions.put(submission(ANN, is_listed=False), NOW)
    await store.submissions.store(request, draft(), keys(), NOW)

    number = await put_summarized(store, tags=("uz",))
    await fan_out_to_followers(store, number)

    assert await due_deliveries(store) == [(number, BOB)]


async def test_a_copy_is_offered_to_nobody(store: Store):
    await put_follower(store, BOB, "casino")
    copy = await private_copy(store, ANN, **FORGED)
    await store.summaries.put(copy, SUMMARY, "en")

    await fan_out_to_followers(store, copy)

    assert await due_deliveries(store) == []


async def test_a_share_key_is_random_and_only_of_copies(store: Store):
    first, second = await private_copy(store, ANN), await private_copy(store, BOB)
    number = await put_news(store)

    secret = [(await store.articles.get(each)).share_key for each in (first, second, number)]

    assert len(secret[0]) == len(secret[1]) == 10
    assert secret[0] != secret[1]
    assert secret[2] == ""


async def test_a_copy_does_not_set_the_spelling_of_a_tag(store: Store):
    await private_copy(store, ANN, tags=("CaSiNo",))

    number = await put_news(store, "one", tags=("Casino",))
    await put_news(store, "two", tags=("CASINO",))

    (tag,) = (await store.articles.get(number)).tags
    assert tag.name == "Casino"


async def test_a_tag_of_a_copy_is_not_suggested_for_other_articles(store: Store):
    await private_copy(store, ANN, tags=("casino",))
    await put_news(store, "one", tags=("uz",))
    await put_follower(store, BOB, "bridge")

    assert await store.tags.spellings(10) == [("bridge", "bridge"), ("uz", "uz")]
