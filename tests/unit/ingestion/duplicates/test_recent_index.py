"""The index of recent stories finds the same articles as a comparison with every article."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.article import DuplicateMatch
from bot.domain.ids import ArticleId
from bot.ingestion.duplicates.fingerprints import COPY, SAME_STORY, jaccard_index
from bot.ingestion.duplicates.recent_index import ARTICLES_MAX, STEMS_MIN, RecentIndex

NOW = datetime(2026, 6, 8, 9, tzinfo=UTC)
COMMON = [f"common{number}" for number in range(120)]  # common words; every article has some


def article(chance: random.Random, size: int = 200) -> frozenset[str]:
    """Return the stems of an article: a third are common words, the others are rare and its own."""
    rare = {f"rare{chance.randrange(20_000)}" for _ in range(size * 2 // 3)}
    return frozenset(chance.sample(COMMON, size // 3)) | rare


def rewritten(chance: random.Random, stems: frozenset[str], kept: float) -> frozenset[str]:
    """Return the stems of another article of the story: it keeps a share and replaces the rest."""
    keeps = chance.sample(sorted(stems), int(len(stems) * kept))
    own = {f"rare{chance.randrange(20_000)}" for _ in range(len(stems) - len(keeps))}
    return frozenset(keeps) | own


def index(articles: dict[int, frozenset[str]]) -> RecentIndex:
    recent = RecentIndex()
    for number, stems in articles.items():
        recent.add(ArticleId(number), NOW, stems)
    return recent


def compared_with_all(
    articles: dict[int, frozenset[str]], stems: frozenset[str]
) -> DuplicateMatch | None:
    number = max(articles, key=lambda each: jaccard_index(articles[each], stems))
    best = jaccard_index(articles[number], stems)
    if best < SAME_STORY:
        return None
    return DuplicateMatch(article_id=ArticleId(number), is_copy=best >= COPY)


@pytest.mark.parametrize("kept", [0.2, 0.35, 0.42, 0.6, 0.74, 0.8, 1.0])
def test_the_index_finds_the_same_as_comparing_all(kept: float) -> None:
    chance = random.Random(kept)
    articles = {number: article(chance) for number in range(1, 400)}
    recent = index(articles)

    for number in chance.sample(sorted(articles), 60):
        version = rewritten(chance, articles[number], kept)
        assert recent.closest(version) == compared_with_all(articles, version)


def test_an_article_of_another_story_has_no_match() -> None:
    chance = random.Random(1)
    recent = index({number: article(chance) for number in range(1, 400)})

    assert [recent.closest(article(chance)) for _ in range(50)] == [None] * 50


def test_short_texts_are_not_judged() -> None:
    few = frozenset(f"word{number}" for number in range(STEMS_MIN - 1))
    recent = index({1: few, 2: few | {"one more", "and more"}})

    assert recent.closest(few) is None


def test_an_empty_index_knows_nothing() -> None:
    assert RecentIndex().closest(frozenset()) is None
    assert RecentIndex().closest(article(random.Random(2))) is None


def test_of_two_equal_articles_the_first_is_the_match() -> None:
    stems = article(random.Random(3))

    found = index({7: stems, 3: stems, 9: stems}).closest(stems)

    assert found == DuplicateMatch(article_id=ArticleId(3), is_copy=True)


def test_old_articles_leave_the_index_and_its_size_is_bounded() -> None:
    recent = RecentIndex()
    last = frozenset[str]()
    for hour in range(400):
        moment = NOW + timedelta(hours=hour)
        recent.remove_before(moment - timedelta(hours=48))
        for number in range(5):
            last = frozenset(f"{hour}-{number}-{word}" for word in range(40))
            recent.add(ArticleId(hour * 5 + number + 1), moment, last)

    assert len(recent) == 49 * 5
    assert len(recent._postings) < 3 * 49 * 5 * 40
    assert recent.closest(last) == DuplicateMatch(article_id=ArticleId(2_000), is_copy=True)


def test_a_flood_of_articles_pushes_the_oldest_out() -> None:
    recent = RecentIndex()
    for number in range(1, ARTICLES_MAX + 500):
        recent.add(ArticleId(number), NOW, [f"{number}", f"{number + 1}"])

    assert len(recent) == ARTICLES_MAX
