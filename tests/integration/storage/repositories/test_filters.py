"""Filters: words that keep articles out of a chat."""

import pytest

from bot.domain.filter import ALL_TAGS, Filter
from bot.domain.ids import ChatId, TagKey
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    NOW,
    due_deliveries,
    fan_out_to_followers,
    put_filter,
    put_follower,
)
from tests.support.stored_samples import put_summarized as put

CHAT = ChatId(ANN)


async def is_due_to_ann(store: Store, body: str, *tags: str, title: str = "A title") -> bool:
    """Fan out an article; return whether Ann gets it."""
    number = await put(store, body[:40], title=title, body=body, tags=tags or ("news",))
    await fan_out_to_followers(store, number)
    return (number, ANN) in await due_deliveries(store)


@pytest.mark.parametrize(
    ("muted", "body", "passes"),
    [
        ("football", "The FOOTBALL season begins.", False),
        ("football", "The footballers are back.", True),
        ("transfer window", "The transfer  window, it closed.", False),
        ("transfer window", "A window for a transfer.", True),
        ("Farg'ona", "Фарғонада эмас, Фарғона шаҳрида.", False),
        ("фарғона", "Fargʻona shahrida.", False),
        ("o‘yin", "Bugun o'yin bor.", False),
        ("cafe", "A new café opens.", False),
        ("ёлка", "Елка на площади.", False),
    ],
)
async def test_muted_words_keep_an_article_out(store: Store, muted: str, body: str, passes: bool):
    await put_follower(store, ANN, "news")
    await put_filter(store, ANN, muted)

    assert await is_due_to_ann(store, body) is passes


async def test_an_article_needs_one_of_the_required_words(store: Store):
    await put_follower(store, ANN, "news")
    await put_filter(store, ANN, "bridge", "require")
    await put_filter(store, ANN, "ferry", "require")

    assert await is_due_to_ann(store, "The ferry is late.")
    assert await is_due_to_ann(store, "About boats.", title="A bridge")
    assert not await is_due_to_ann(store, "The train is late.")


async def test_a_muted_word_outweighs_a_required_one(store: Store):
    await put_follower(store, ANN, "news")
    await put_filter(store, ANN, "bridge", "require")
    await put_filter(store, ANN, "toll", "mute")

    assert not await is_due_to_ann(store, "The bridge has a toll.")


async def test_a_filter_of_one_tag_leaves_the_others_alone(store: Store):
    await put_follower(store, ANN, "sport", "news")
    await put_filter(store, ANN, "hockey", tag_name="sport")

    assert await is_due_to_ann(store, "Hockey in the city.", "sport", "news")
    assert not await is_due_to_ann(store, "Hockey on ice.", "sport")
    assert await is_due_to_ann(store, "Chess in the city.", "sport")


async def test_a_filter_of_one_chat_does_not_affect_another(store: Store):
    await put_follower(store, ANN, "news")
    await put_follower(store, BOB, "news")
    await put_filter(store, BOB, "football")

    assert await is_due_to_ann(store, "Football today.")
    assert len(await due_deliveries(store)) == 1


async def test_the_same_words_are_one_filter_of_the_last_kind(store: Store):
    await put_follower(store, ANN, "news")
    await put_filter(store, ANN, "Football")
    await put_filter(store, ANN, "FOOTBALL", "require")

    (kept,) = await store.filters.of(CHAT)

    assert kept == Filter(kind="require", words="football", written="FOOTBALL")
    assert kept.tag_key == ALL_TAGS
    assert await store.filters.drop(CHAT, [kept, kept]) == 1
    assert await store.filters.of(CHAT) == []


async def test_thousands_of_filters_are_checked_together(store: Store):
    await put_follower(store, ANN, "news")
    many = [
        Filter(kind="mute", words=f"word{number}", written="w", tag_key=TagKey("other"))
        for number in range(3_000)
    ]
    await store.filters.put(CHAT, many, NOW)

    assert await is_due_to_ann(store, " ".join(f"word{number}" for number in range(3_000)))
