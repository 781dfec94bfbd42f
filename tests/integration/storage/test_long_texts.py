"""Texts of any length are stored and found, on both databases."""

from bot.domain.article import BODY_MAX
from bot.domain.ids import ArticleId
from bot.ingestion.duplicates.canonical_url import dedupe_key
from storage.store import Store
from tests.support.stored_samples import ANN, NOW, draft, keys, submission

PAGE = "https://example.org/" + "%D1%8F" * 700


async def found(store: Store, words: str) -> list[ArticleId]:
    headlines, _ = await store.search.find(words, NOW, 0, 9)
    return [each.id for each in headlines]


async def test_the_longest_message_is_submitted_once(store: Store) -> None:
    texts = ["я" * 4_096, "я" * 4_095]

    taken = [
        await store.submissions.put(submission(ANN, 1, kind="text", payload=each), NOW)
        for each in (*texts, *texts)
    ]

    assert [each.payload for each in taken] == texts * 2
    assert len({each.id for each in taken}) == 2


async def test_articles_with_long_addresses_are_told_apart(store: Store) -> None:
    numbers = [
        await store.articles.put(draft(name), keys(name, dedupe_key(PAGE + name)), now=NOW)
        for name in ("one", "two", "one")
    ]

    assert [is_new for _, is_new in numbers] == [True, True, False]
    assert await store.articles.is_known(dedupe_key(PAGE + "two"))


async def test_an_article_of_one_huge_word_is_stored_and_found(store: Store) -> None:
    number, _ = await store.articles.put(draft(body="ж" * BODY_MAX), keys(), now=NOW)

    assert await found(store, "ж" * 3_000) == [number]
    assert await found(store, "жж") == [number]


async def test_an_article_of_only_different_words_is_stored(store: Store) -> None:
    body = " ".join(f"слово{number}" for number in range(BODY_MAX // 12))

    number, _ = await store.articles.put(draft(body=body), keys(), now=NOW)

    assert await found(store, "слово7 слово19999") == [number]
