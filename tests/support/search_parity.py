"""Random articles and queries in English, Russian and Uzbek, for searches that must agree."""

import random
from collections.abc import Iterator
from datetime import timedelta

from storage.store import Store
from tests.support.stored_samples import NOW, draft, keys

_WORDS = {
    "en": "bridge river minister market school budget railway museum climate harvest most na do",
    "ru": "мост река министр рынок школа бюджет поезд музей климат урожай ёлка объём цирк на до",
    "uz": "koʻprik daryo vazir bozor maktab byudjet poyezd muzey iqlim hosil oʻzbekiston sanʼat",
    "uz-Cyrl": "кўприк дарё вазир бозор мактаб бюджет поезд музей иқлим ҳосил ўзбекистон санъат",
}
_ENDINGS = ("", "", "s", "ing", "а", "ов", "ами", "lar", "ning", "лар", "нинг", "-2026", "'s")
_OTHERS = ("Tesla", "COVID-19", "snake_case", "café", "東京の天気", "समाचार", "№5", "5G", "ß")


def _word(chance: random.Random, language: str) -> str:
    if chance.random() < 0.08:
        return chance.choice(_OTHERS)
    word = chance.choice(_WORDS[language].split()) + chance.choice(_ENDINGS)
    return chance.choice((word, word, word.capitalize(), word.upper()))


def _text(chance: random.Random, length: int) -> str:
    language = chance.choice(list(_WORDS))
    other = chance.choice(list(_WORDS))
    languages = (language,) * 9 + (other,)
    return " ".join(_word(chance, chance.choice(languages)) for _ in range(length))


async def put_random_articles(store: Store, count: int, seed: int) -> None:
    """Store the same articles for the same seed; each has a time of its own."""
    chance = random.Random(seed)
    for number in range(count):
        written = draft(
            title=_text(chance, chance.randint(2, 6)),
            body=_text(chance, chance.randint(5, 40)),
            section=chance.choice((None, "Economy", "Спорт")),
            tags=(chance.choice(("uz", "Россия", "economy")),),
        )
        now = NOW - timedelta(hours=chance.randint(0, 2_000))
        await store.articles.put(written, keys(f"{number}"), now=now)


def random_queries(count: int, seed: int) -> Iterator[str]:
    """Yield queries of one to three words; the last may be the beginning of a word."""
    chance = random.Random(seed)
    for _ in range(count):
        query = _text(chance, chance.choice((1, 1, 2, 3)))
        yield query[: max(2, len(query) - chance.choice((0, 0, 1, 3)))]


async def hits(store: Store, query: str) -> list[tuple[int, str]]:
    """Return the numbers and titles that a query finds, in their order."""
    headlines, _ = await store.search.find(query, NOW, 0, 1_000)
    return [(each.id, each.title) for each in headlines]
