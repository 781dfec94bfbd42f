import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import Unreadable
from bot.domain.summary import MAX_LENGTH, Summary
from bot.summaries import summarize
from bot.summaries.scoring.rankers import RANKER_NAMES
from tests.support.samples import load

SENTENCES = [
    sentence
    for sample in load()
    for sentence in sample.body.replace("\n", " ").replace(". ", ".\n").splitlines()
]
PIECES = st.one_of(st.sampled_from(SENTENCES), st.text(max_size=40), st.sampled_from(["\n", " "]))
TEXTS = st.lists(PIECES, max_size=25).map(" ".join)


def folded(text: str) -> str:
    return " ".join(text.split())


def summary_of(title: str, text: str, ranker: str = "default") -> Summary | None:
    """Return the summary, or None if the text is too short; raise any other error."""
    try:
        return summarize(title, text, ranker=ranker)
    except Unreadable:
        return None


@given(st.text(max_size=50), TEXTS)
def test_a_summary_is_word_for_word_in_order_and_grows(title, text):
    summary = summary_of(title, text)

    if summary is None:
        return
    positions = [ranked.position for ranked in summary.ranked]
    assert len(set(positions)) == len(positions)
    for ranked in summary.ranked:
        assert ranked.text in folded(text)
    shorter: tuple[str, ...] = ()
    for length in range(1, MAX_LENGTH + 1):
        shown = summary.sentences(length)
        rest = iter(shown)
        assert all(sentence in rest for sentence in shorter)  # each after the one before it
        shorter = shown


@given(TEXTS)
@settings(max_examples=30)
def test_the_same_text_gives_the_same_summary(text):
    assert summary_of("", text) == summary_of("", text)


@pytest.mark.parametrize("ranker", RANKER_NAMES)
@given(text=TEXTS)
@settings(max_examples=15)
def test_no_ranker_fails_on_any_text(ranker, text):
    summary = summary_of("The bridge", text, ranker)

    assert summary is None or 1 <= len(summary.ranked) <= 10


@pytest.mark.parametrize("sample", load(), ids=lambda sample: sample.name)
def test_a_summary_of_a_sample_stands_in_it_in_order(sample):
    summary = summarize(sample.title, sample.body)

    shown = summary.sentences(5)
    places = [folded(sample.body).index(sentence) for sentence in shown]
    assert summary.language == sample.language
    assert len(summary.ranked) == 10
    assert places == sorted(places)


def test_text_of_three_sentences_stays_whole():
    text = "The bridge is open. It was closed for two years. People are glad."

    assert " ".join(summarize("News", text).sentences(3)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Hello.",
        "\x00" * 50,
        "\ud800 \ud801",
        "Home\nNews\nSport",
        "1 2 3 4 5 6 7",
        "?! ... —",
    ],
)
def test_too_short_a_text_is_refused_kindly(text):
    with pytest.raises(Unreadable) as caught:
        summarize("Title", text)

    assert caught.value.text_key == "summary.too_short"


def test_the_language_may_be_given():
    assert summarize("", "Bir ikki uch to'rt besh olti.", language="uz").language == "uz"
