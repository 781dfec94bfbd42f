import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries.filters.quality import are_near_duplicates
from bot.summaries.scoring.repetition import fact_of, tell_same_fact
from bot.summaries.scoring.selection import select_sentences
from bot.summaries.text.anaphora import is_anaphoric
from bot.summaries.text.document import Document
from bot.summaries.text.vectors import cosine, idf, normalize, tf_idf
from tests.support.repeated_facts import PAIRS, precision_and_recall

WORDS = st.sampled_from(
    ["bridge", "river", "town", "However", "mayor", "“Road", "shop”", "Ann Bell", "Bell", "she"]
)
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=15)


def choose_plainly(
    document: Document, scores: list[float], diversity: float, context: float
) -> list[int]:
    """Return the right answer of `select_sentences`: compare each sentence with each chosen one."""
    chosen: list[int] = []
    left = set(range(len(scores)))
    language = document.language
    leaning = {i for i in left if is_anaphoric(document.sentences[i], document.words[i], language)}
    freed = False
    repeated: list[int] = []

    def value(place: int) -> float:
        likeness = [cosine(document.vectors[place], document.vectors[at]) for at in chosen]
        cost = 0.0 if document.needs[place] <= set(chosen) else context
        return scores[place] - diversity * max([0.0, *likeness]) - cost

    while len(chosen) < 10:
        candidates = {
            i
            for i in left
            if freed or (not document.is_incomplete[i] and (i not in leaning or i - 1 in chosen))
        }
        if not candidates and not left:
            break
        if not candidates:
            freed = True
            continue
        best = max(candidates, key=lambda i: (value(i), -i))
        chosen.append(best)
        left = {i for i in left - {best} if not are_alike(document, i, best)}
        again = [i for i in left if tell_the_same(document, i, best)]
        left -= set(again)
        repeated += again
    if len(chosen) < 3:
        chosen += sorted(repeated, key=lambda i: (-scores[i], i))[: 3 - len(chosen)]
    return chosen


def are_alike(document: Document, one: int, other: int) -> bool:
    return any(
        are_near_duplicates(frozenset(found[one]), frozenset(found[other]))
        for found in (document.words, document.stems)
    )


def tell_the_same(document: Document, one: int, other: int) -> bool:
    return tell_same_fact(fact_of(document, one), fact_of(document, other))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (
            "uz",
            "Angren yaqinida juma kuni tunnel qulab, ikki konchi halok boʻldi.",
            "Juma kuni Angren yaqinidagi tunnel qulashi oqibatida ikki nafar konchi vafot etdi.",
        ),
        (
            "uz-Cyrl",
            "Ангрен яқинида жума куни туннель қулаб, икки кончи ҳалок бўлди.",
            "Жума куни Ангрен яқинидаги туннель қулаши оқибатида икки нафар кончи вафот этди.",
        ),
        (
            "ru",
            "Под Соймой в пятницу обрушился тоннель, погибли два шахтёра.",
            "В пятницу под Соймой при обрушении тоннеля погибло двое шахтёров.",
        ),
    ],
)
def test_only_one_of_two_near_identical_sentences_is_chosen(language, one, other):
    document = Document.build("", language, [one, other])

    assert select_sentences(document, [1.0, 0.5], 0.0) == [0]


def test_a_fact_is_told_twice_only_to_fill_three_sentences():
    fact = "The mayor closed the old bridge of Harrow to trucks, according to police."
    again = "Trucks can no longer use the old bridge, detective Ann Petty said."
    other = ["Buses run.", "Nobody slept.", "Shops opened."]

    short, long = (Document.build("", "en", [fact, again, *other[:count]]) for count in (1, 3))

    assert select_sentences(short, [1.0, 0.9, 0.1]) == [0, 2, 1]
    assert select_sentences(long, [1.0, 0.9, 0.3, 0.2, 0.1]) == [0, 2, 3, 4]


def test_most_facts_are_chosen_once_and_few_others_left_out():
    documents = [
        Document.build("", pair.language, [pair.one, pair.other, "Xulosa 2031"]) for pair in PAIRS
    ]

    found = [select_sentences(document, [1.0, 0.5, 0.1], 0.0)[1] == 2 for document in documents]

    precision, recall = precision_and_recall(found)
    assert precision >= 0.78
    assert recall >= 0.95


@given(SENTENCES, st.data(), st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 3.0]))
def test_the_choice_is_that_of_comparing_all_with_all(sentences, data, diversity, context):
    document = Document.build("", "en", sentences)
    numbers = st.integers(-20, 20).map(float)
    scores = data.draw(st.lists(numbers, min_size=len(sentences), max_size=len(sentences)))

    assert select_sentences(document, scores, diversity, context) == choose_plainly(
        document, scores, diversity, context
    )


def test_a_rare_stem_weighs_more_than_a_common_one():
    weights = idf({"bridge": 3, "river": 1, "town": 1}, sentences=3)

    assert weights["bridge"] == pytest.approx(1.0)
    assert weights["river"] > weights["bridge"]


@given(st.dictionaries(st.text(max_size=3), st.floats(0.1, 100), min_size=1))
def test_a_vector_is_as_like_itself_as_can_be(values):
    own = normalize(values)

    assert cosine(own, own) == pytest.approx(1.0)
    assert cosine(own, {}) == 0.0


def test_words_without_weight_make_no_vector():
    assert tf_idf(["bridge"], {}) == {}
