import pytest

from bot.domain.errors import NotUnderstood
from bot.summaries import summarize
from bot.summaries.scoring.rankers import RANKER_NAMES, get_ranker
from tests.support.samples import load
from tests.support.short_texts import TEXTS


@pytest.mark.parametrize("ranker", RANKER_NAMES)
@pytest.mark.parametrize("language", TEXTS)
def test_every_ranker_works_in_every_language(ranker, language):
    summary = summarize("", TEXTS[language], ranker=ranker)

    assert summary.language == language
    assert len(summary.ranked) == 5


@pytest.mark.parametrize("sample", load(), ids=lambda sample: sample.name)
def test_lead_takes_the_first_sentences(sample):
    summary = summarize(sample.title, sample.body, ranker="lead")

    assert [ranked.position for ranked in summary.ranked[:1]] == [0]
    assert max(ranked.position for ranked in summary.ranked) < 14


def test_the_title_steers_edmundson():
    summary = summarize("Lorries wait on a long road", TEXTS["en"], ranker="edmundson")

    assert "Lorries must take the ring road." in summary.sentences(2)


def test_the_error_for_an_unknown_ranker_names_the_known_ones():
    with pytest.raises(NotUnderstood) as caught:
        get_ranker("magic")

    assert caught.value.text_key == "ranker.unknown"
    assert caught.value.values["name"] == "magic"
    assert "lexrank" in str(caught.value.values["known"])
