"""Cards in chats: they are found when their article is rated."""

from datetime import timedelta

from bot.domain.ids import ChatId, MessageId
from bot.domain.posted_card import CardState, MessageRef, PostedCard
from storage.repositories.cards import KEPT
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    GONE,
    LATER,
    NOW,
    clean_up,
    fan_out_to_followers,
    put_follower,
    put_news,
    put_summarized,
)

IN_A_CHAT: MessageRef = (ChatId(ANN), MessageId(7))
INLINE: MessageRef = "inline-message"


async def test_cards_are_found_the_last_shown_first(store: Store):
    number = await put_news(store)
    face = CardState(article_id=number, length=3, tag_number=5, language="uz")
    await store.cards.put(IN_A_CHAT, face, NOW)
    await store.cards.put(INLINE, face, LATER)

    cards = await store.cards.newest(number, 10)

    assert cards == [
        PostedCard(target=INLINE, card_state=face),
        PostedCard(target=IN_A_CHAT, card_state=face),
    ]
    assert await store.cards.newest(number, 1) == cards[:1]


async def test_a_card_keeps_its_last_shown_state(store: Store):
    one, two = await put_news(store, "one"), await put_news(store, "two")
    await store.cards.put(IN_A_CHAT, CardState(article_id=one, length=3), NOW)

    for _ in range(2):
        await store.cards.put(IN_A_CHAT, CardState(article_id=two, length=5), NOW)

    assert await store.cards.newest(one, 10) == []
    (card,) = await store.cards.newest(two, 10)
    assert card.card_state == CardState(article_id=two, length=5)


async def test_a_card_of_a_deleted_article_is_not_stored(store: Store):
    await store.cards.put(IN_A_CHAT, CardState(article_id=GONE, length=3), NOW)

    assert await store.cards.newest(GONE, 10) == []


async def test_deleting_an_article_deletes_its_cards(store: Store):
    number = await put_news(store)
    await store.cards.put(INLINE, CardState(article_id=number, length=3), NOW)

    await store.articles.delete(number)

    assert await store.cards.newest(number, 10) == []


async def test_cards_unused_for_long_are_deleted(store: Store):
    number = await put_news(store)
    face = CardState(article_id=number, length=3)
    await store.cards.put(IN_A_CHAT, face, NOW - KEPT - timedelta(seconds=1))
    await store.cards.put(INLINE, face, NOW - KEPT)

    await clean_up(store, NOW)

    assert [card.target for card in await store.cards.newest(number, 10)] == [INLINE]


async def test_a_push_is_remembered_as_sent_and_as_a_card_at_once(store: Store):
    await put_follower(store, BOB, "uz")
    number = await put_summarized(store, tags=("uz",))
    await fan_out_to_followers(store, number)
    (delivery,) = await store.deliveries.due(NOW, 10)
    face = CardState(article_id=number, length=3)

    await store.deliveries.mark_sent(delivery, MessageId(9), NOW, face)

    assert await store.deliveries.due(NOW, 10) == []
    assert await store.cards.newest(number, 10) == [
        PostedCard(target=(ChatId(BOB), MessageId(9)), card_state=face)
    ]
