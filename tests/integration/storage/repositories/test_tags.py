"""Tags and their aliases."""

from dataclasses import replace

import pytest

from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.ids import ChatId, TagKey
from bot.domain.tag import tag_key
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    NOW,
    SUMMARY,
    fan_out_to_followers,
    put_follower,
    put_news,
    put_summarized,
    thread,
)


async def follows(store: Store, chat_id: int) -> list[str]:
    return [tag.name for tag in await store.subscriptions.of(ChatId(chat_id))]


async def tagged(store: Store, name: str) -> list[int]:
    tag = await store.tags.find(tag_key(name))
    assert tag is not None
    headlines, _ = await store.article_lists.newest(tag.key, 0, 100)
    return [each.id for each in headlines]


async def test_the_first_spelling_is_the_name_and_twice_equals_once(store: Store):
    await put_follower(store, ANN, "#Oʻzbekiston")
    first = await store.tags.put(["Ozbekiston"])
    second = await store.tags.put(["ЎЗБЕКИСТОН"])

    assert first == second
    assert first[0].name == "Oʻzbekiston"


async def test_tags_come_back_in_their_order_each_once(store: Store):
    found = await store.tags.put(["b", "a", "B", "c", "a"])

    assert [tag.name for tag in found] == ["b", "a", "c"]


async def test_no_names_give_no_tags(store: Store):
    assert await store.tags.put([]) == []


async def test_an_invalid_tag_name_is_refused_and_creates_nothing(store: Store):
    with pytest.raises(NotUnderstood):
        await store.tags.put(["good", "<b>"])

    assert await store.tags.find(TagKey("good")) is None


async def test_a_tag_is_found_by_its_key_and_by_its_number(store: Store):
    (tag,) = await store.tags.put(["Россия"])

    assert await store.tags.find(TagKey("rossiya")) == tag
    assert await store.tags.by_number(tag.number) == tag


async def test_an_unused_tag_is_not_found(store: Store):
    assert await store.tags.find(TagKey("nothing")) is None
    with pytest.raises(NotFound) as missing:
        await store.tags.by_number(404)
    assert missing.value.text_key == "tag.gone"


async def test_the_most_used_tags_count_listed_articles_only(store: Store):
    await put_news(store, "one", tags=("a", "b"))
    await put_news(store, "two", tags=("b",))
    await put_news(store, "three", tags=("c", "b"), is_listed=False)
    await store.tags.put(["unused"])

    used = await store.tags.most_used(0, 10)

    assert [(tag.name, count) for tag, count in used] == [("b", 2), ("a", 1)]
    assert await store.tags.most_used(1, 1) == used[1:]


async def test_an_alias_moves_articles_and_followers_to_its_tag(store: Store):
    both = await put_news(store, "both", tags=("Russia", "Rossiya"))
    one = await put_news(store, "one", tags=("Russia",))
    await put_follower(store, ANN, "Russia", topic_id=7)
    await put_follower(store, BOB, "Russia", "Rossiya")

    for _ in range(2):
        target = await store.tags.merge("Russia", "Rossiya")

    assert target.name == "Rossiya"
    assert await tagged(store, "Rossiya") == [one, both]
    assert await tagged(store, "russia") == [one, both]
    assert await follows(store, ANN) == await follows(store, BOB) == ["Rossiya"]
    assert await store.tags.find(TagKey("russia")) == target


async def test_a_follower_moved_by_an_alias_keeps_its_topic(store: Store):
    await put_follower(store, ANN, "Russia", topic_id=7)
    await store.tags.merge("Russia", "Rossiya")
    number = await put_summarized(store, tags=("Rossiya",))

    await fan_out_to_followers(store, number)

    (delivery,) = await store.deliveries.due(NOW, 10)
    assert delivery.thread == thread(ANN, topic_id=7)


async def test_an_alias_stands_for_its_tag_from_then_on(store: Store):
    await store.tags.merge("Russia", "Rossiya")

    number = await put_news(store, tags=("Russia", "Rossiya", "uz"))
    await put_follower(store, ANN, "RUSSIA")

    article = await store.articles.get(number)
    assert [tag.name for tag in article.tags] == ["Rossiya", "uz"]
    assert await follows(store, ANN) == ["Rossiya"]


async def test_an_alias_of_an_alias_is_an_alias_of_the_tag(store: Store):
    await store.tags.merge("RF", "Russia")
    await store.tags.merge("Russia", "Rossiya")

    assert await store.tags.find(TagKey("rf")) == await store.tags.find(TagKey("rossiya"))


async def test_an_alias_can_be_given_to_another_tag(store: Store):
    await store.tags.merge("Georgia", "Gruziya")

    await store.tags.merge("Georgia", "US states")

    found = await store.tags.find(TagKey("georgia"))
    assert found is not None
    assert found.name == "US states"
    assert await store.tags.find(TagKey("gruziya")) is not None


async def test_a_tag_is_no_alias_of_itself_and_aliases_make_no_circle(store: Store):
    await store.tags.merge("Rossiya", "РОССИЯ")
    await store.tags.merge("Russia", "Rossiya")
    await store.tags.merge("Rossiya", "Russia")

    for key in ("russia", "rossiya"):
        found = await store.tags.find(TagKey(key))
        assert found is not None
        assert found.key == "rossiya"


async def test_following_a_tag_again_only_moves_it_to_the_new_topic(store: Store):
    await put_follower(store, ANN, "b", "a", topic_id=1)

    followed = await store.subscriptions.follow(thread(ANN, topic_id=2), ["A"], NOW)

    assert [tag.name for tag in followed] == ["a"]
    assert await follows(store, ANN) == ["b", "a"]
    number = await put_summarized(store, tags=("a",))
    await fan_out_to_followers(store, number)
    (delivery,) = await store.deliveries.due(NOW, 10)
    assert delivery.thread == thread(ANN, topic_id=2)


async def test_following_nonsense_follows_nothing(store: Store):
    await put_follower(store, ANN, "a")

    with pytest.raises(NotUnderstood):
        await store.subscriptions.follow(thread(ANN), ["b", "%"], NOW)

    assert await follows(store, ANN) == ["a"]


async def test_unfollow_accepts_aliases_and_returns_the_followed_tags(store: Store):
    await store.tags.merge("Russia", "Rossiya")
    await put_follower(store, ANN, "Rossiya", "a", "b")
    await put_follower(store, BOB, "Rossiya")

    left = await store.subscriptions.unfollow(ChatId(ANN), [TagKey("russia"), TagKey("nothing")])

    assert [tag.name for tag in left] == ["Rossiya"]
    assert await follows(store, ANN) == ["a", "b"]
    assert await follows(store, BOB) == ["Rossiya"]
    assert await store.subscriptions.unfollow(ChatId(ANN), [TagKey("russia")]) == []


async def test_everything_can_be_unfollowed_at_once(store: Store):
    await put_follower(store, ANN, "a", "b")
    await put_follower(store, BOB, "a")

    left = await store.subscriptions.unfollow_all(ChatId(ANN))

    assert [tag.name for tag in left] == ["a", "b"]
    assert await follows(store, ANN) == []
    assert await store.subscriptions.unfollow_all(ChatId(ANN)) == []
    assert await follows(store, BOB) == ["a"]


async def test_spellings_lists_the_most_followed_tags_and_aliases(store: Store):
    await put_news(store, tags=("first", "second", "third"))
    await store.tags.merge("zweite", "second")
    await put_follower(store, ANN, "second", "third")
    await put_follower(store, BOB, "third")

    assert await store.tags.spellings(10) == [
        ("third", "third"),
        ("second", "second"),
        ("zweite", "second"),
        ("first", "first"),
    ]
    assert await store.tags.spellings(1) == [("third", "third")]


async def put_in_language(store: Store, name: str, language: str, *tags: str) -> None:
    article_id = await put_news(store, name, tags=tags)
    await store.summaries.put(article_id, replace(SUMMARY, language=language), language)


async def test_the_most_followed_tags_of_a_language_come_first(store: Store):
    await put_in_language(store, "a", "en", "roads", "bridges", "ferries")
    await put_in_language(store, "b", "en", "bridges")
    await put_in_language(store, "c", "ru", "мосты", "ferries")
    await put_summarized(store, "own", tags=("secret",), is_listed=False)
    for chat_id, name in ((ANN, "ferries"), (BOB, "ferries"), (BOB, "roads"), (ANN, "мосты")):
        await put_follower(store, chat_id, name)

    english = await store.tags.most_followed(["en"], 8)
    russian = await store.tags.most_followed(["ru"], 8)
    all_languages = await store.tags.most_followed([], 8)

    assert [tag.name for tag in english] == ["ferries", "roads", "bridges"]
    assert [tag.name for tag in russian] == ["ferries", "мосты"]
    assert [tag.name for tag in all_languages] == ["ferries", "roads", "мосты", "bridges"]
    assert await store.tags.most_followed(["en"], 1) == english[:1]
    assert await store.tags.most_followed(["uz"], 8) == []


async def test_the_list_begins_with_tags_in_the_readers_language(store: Store):
    await put_in_language(store, "a", "en", "roads", "bridges")
    await put_in_language(store, "b", "en", "roads")
    await put_in_language(store, "c", "ru", "мосты")

    listed = await store.tags.most_used(0, 10, languages=["ru"])

    assert [(tag.name, used) for tag, used in listed] == [
        ("мосты", 1),
        ("roads", 2),
        ("bridges", 1),
    ]


async def test_tags_are_found_by_a_part_of_a_key_or_an_alias(store: Store):
    await put_summarized(store, "a", tags=("footbridges", "Rossiya", "roads"))
    await store.tags.merge("Russia", "Rossiya")

    async def found(part: str) -> list[str]:
        return [each.name for each, _ in await store.tags.most_used(0, 9, containing=TagKey(part))]

    assert await found("bridge") == ["footbridges"]
    assert await found("russ") == ["Rossiya"]
    assert await found("oa_s") == []
    assert await found("r%s") == []
    counts = [await store.tags.count_used(part) for part in (None, TagKey("bridge"), TagKey("x"))]
    assert counts == [3, 1, 0]
