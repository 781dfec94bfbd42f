"""Search: the same words in any spelling, the best first, and no input is an error."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import Headline
from bot.domain.ids import ArticleId
from storage.engine.database import Database
from storage.repositories import search
from storage.repositories.search import CANDIDATES
from storage.store import Store
from tests.support.hypothesis_profile import SHARED_FIXTURE
from tests.support.stored_samples import NOW, draft, keys, put_news

SYNTAX = ['"', "*", "(", ")", "-", ":", "^", "NEAR", "AND", "OR", "NOT", "+", "{", "}", "'", ";"]


async def found(store: Store, words: str) -> list[int]:
    headlines, total = await store.search.find(words, NOW, 0, 50)
    assert total == len(headlines)
    return [each.id for each in headlines]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Farg'ona", "Фарғона"),
        ("Фарғона", "fargʻona"),
        ("Oʻzbekiston", "o'zbekiston"),
        ("Café Noir", "cafe"),
        ("Ёлка", "елка"),
        ("Страна", "СТРАНА"),
        ("COVID-19", "covid 19"),
        ("snake_case", "snake"),
        ("東京の天気", "東京の天気"),
        ("हिन्दी समाचार", "समाचार"),
        ("فروخته شده\u200cاند", "شدهاند"),
        ("فروخته شدهاند", "شده\u200cاند"),
    ],
)
async def test_one_spelling_finds_the_other(store: Store, written: str, typed: str):
    number = await put_news(store, "one", body=f"Before {written} after.")
    await put_news(store, "two")

    assert await found(store, typed) == [number]


async def test_words_as_written_come_before_words_of_another_script(store: Store):
    russian = await put_news(store, "one", body="Чёрный аист вернулся.")
    latin = await put_news(store, "two", title="Aist", body="Nothing else.")

    assert await found(store, "аист") == [russian, latin]
    assert await found(store, "aist") == [latin, russian]


async def test_a_stop_word_of_another_language_is_not_found(store: Store):
    bridge = await put_news(store, "one", body="Новый мост открыт.")
    english = await put_news(store, "two", title="Most people", body="They like it most.")

    assert await found(store, "мост") == [bridge]
    assert await found(store, "most") == [english, bridge]
    assert await found(store, "na") == []


async def test_a_stop_word_beside_another_word_must_be_as_written(store: Store):
    russian = await put_news(store, "one", body="Новый мост в Самарканде.")
    latin = await put_news(store, "two", body="Yangi most, Samarqand.")

    assert await found(store, "мост самар") == [russian]
    assert await found(store, "most самар") == [latin, russian]


async def test_a_latin_word_in_a_cyrillic_text_counts_as_written(store: Store):
    russian = await put_news(store, "one", title="Tesla", body="Компания Tesla растёт.")
    transliterated = await put_news(store, "two", title="Тесла", body="Никола.")

    assert await found(store, "tesla") == [russian, transliterated]


async def test_many_words_of_another_script_hide_no_word_as_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search, "CANDIDATES", 3)
    written = await put_news(store, "old", body="Аист вернулся.")
    for number in range(4):
        await put_news(store, f"n{number}", body="Aist came.")

    assert (await found(store, "аист"))[0] == written


async def test_search_needs_every_word_and_the_last_may_be_a_prefix(store: Store):
    number = await put_news(store, "quake", title="Strong earthquake in Chile")

    assert await found(store, "earthq") == [number]
    assert await found(store, "strong earthq") == [number]
    assert await found(store, "chile strong") == [number]
    assert await found(store, "stro earthquake") == []
    assert await found(store, "strong flood") == []


@pytest.mark.parametrize(
    "fields",
    [{"title": "Needle"}, {"body": "A needle."}, {"section": "Needle"}, {"source": "Needle"}],
)
async def test_an_article_is_found_by_each_of_its_texts(store: Store, fields: dict[str, Any]):
    number = await put_news(store, **fields)

    assert await found(store, "needle") == [number]


async def test_an_article_is_found_by_its_tags(store: Store):
    number = await put_news(store, tags=("Samarqand",))

    assert await found(store, "#самарқанд") == [number]


async def test_an_unlisted_article_is_not_found(store: Store):
    await put_news(store, is_listed=False)

    assert await found(store, "title") == []


async def test_no_words_find_nothing(store: Store):
    await put_news(store)

    assert await found(store, " *-— ") == []


async def test_words_in_the_title_come_before_words_in_the_text(store: Store):
    titled = await put_news(store, "one", title="Flood in Chile")
    await put_news(store, "two", body="A flood in Chile, somewhere far below.")

    assert (await found(store, "flood chile"))[0] == titled


async def test_the_newer_of_two_equal_matches_comes_first(store: Store):
    fresh = await put_news(store, "fresh", published_at=NOW - timedelta(days=1))
    stale = await put_news(store, "stale", published_at=NOW - timedelta(days=90))

    assert await found(store, "title") == [fresh, stale]


async def test_a_date_in_the_future_does_not_raise_the_rank(store: Store):
    now = await put_news(store, "now", title="Vote", published_at=NOW)
    ahead = await put_news(store, "ahead", body="Vote", published_at=NOW + timedelta(days=900))

    assert await found(store, "vote") == [now, ahead]


async def test_results_come_in_pages_with_their_total(store: Store):
    for name in ("one", "two", "three"):
        await put_news(store, name)

    whole, total = await store.search.find("title", NOW, 0, 10)
    page, still = await store.search.find("title", NOW, 1, 1)

    assert (total, still) == (3, 3)
    assert page == whole[1:2]
    assert isinstance(page[0], Headline)
    assert await store.search.find("title", NOW, 9, 1) == ([], 3)


async def test_very_many_matches_are_cut_to_the_newest(database: Database, store: Store):
    first = await put_news(store, "old")
    for number in range(CANDIDATES):
        await put_news(store, f"n{number}")

    headlines, total = await store.search.find("title", NOW, 0, CANDIDATES + 1)

    assert total == CANDIDATES
    assert first not in {ArticleId(each.id) for each in headlines}


@settings(SHARED_FIXTURE, max_examples=60)
@given(
    queries=st.lists(
        st.text(max_size=40)
        | st.lists(st.sampled_from([*SYNTAX, "title", "\x00", "\ud800"]), max_size=8).map(" ".join),
        min_size=1,
        max_size=12,
    )
)
def test_search_accepts_any_text(path, queries):
    async def search() -> None:
        database = Database(f"sqlite+aiosqlite:///{path}")
        try:
            for words in queries:
                await Store(database).search.find(words, NOW, 0, 5)
        finally:
            await database.close()

    asyncio.run(search())


@settings(SHARED_FIXTURE, max_examples=40)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_a_word_of_the_text_finds_it(path, text):
    async def stored_and_found() -> bool:
        database = Database(f"sqlite+aiosqlite:///{path}")
        try:
            store = Store(database)
            written = draft(body=f"x {text}")
            number, _ = await store.articles.put(written, keys(), now=NOW)
            is_found = number in await found(store, text)
            await store.articles.delete(number)
            return is_found
        finally:
            await database.close()

    has_words = any(letter.isascii() and letter.isalnum() for letter in text)

    assert asyncio.run(stored_and_found()) or not has_words
