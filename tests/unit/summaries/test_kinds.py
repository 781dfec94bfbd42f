"""Texts that are not news: what each kind shows, in all languages of the bot."""

import pytest

from bot.domain.errors import Unreadable
from bot.summaries import summarize
from bot.summaries.text.kinds import Kind, recognize_kind
from tests.support.kinds import (
    CODE,
    INTERVIEWS,
    LISTS,
    LIVE_BLOGS,
    MATCHES,
    MINUTES,
    POEMS,
    RECIPES,
    TABLES,
)
from tests.support.samples import load


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def shown(text: str, language: str, length: int = 3) -> str:
    """Return a summary of the text, one sentence a line."""
    return "\n".join(summarize("", text, language=language).sentences(length))


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (Kind.INTERVIEW, INTERVIEWS),
        (Kind.LIVE_BLOG, LIVE_BLOGS),
        (Kind.RECIPE, RECIPES),
        (Kind.POEM, POEMS),
        (Kind.MINUTES, MINUTES),
        (Kind.NEWS, MATCHES),
        (Kind.NEWS, LISTS),
        (Kind.NEWS, TABLES),
    ],
)
def test_the_form_of_the_lines_shows_the_kind(kind, texts):
    for language, text in texts.items():
        assert recognize_kind(lines(text), language) is kind, language


def test_news_is_not_taken_for_another_kind():
    for sample in load():
        assert recognize_kind(lines(sample.body), sample.language) is Kind.NEWS


@pytest.mark.parametrize("language", INTERVIEWS)
def test_an_interview_shows_a_question_with_its_answer(language):
    for length in range(1, 9):
        for sentence in shown(INTERVIEWS[language], language, length).splitlines():
            assert not sentence.endswith("?")
            assert "?" not in sentence or len(sentence.partition("?")[2].split()) > 1


@pytest.mark.parametrize("language", LIVE_BLOGS)
def test_a_live_blog_shows_key_points_and_the_newest(language):
    text = LIVE_BLOGS[language]
    greeting, _, point, *_, second, newest = lines(text)

    summary = shown(text, language)

    assert point in summary
    assert newest in summary or second in summary
    assert greeting not in shown(text, language, 10)


@pytest.mark.parametrize("language", RECIPES)
def test_a_recipe_shows_no_ingredients(language):
    text = RECIPES[language]
    dish = lines(text)[0]

    assert dish in shown(text, language)
    assert not any(line in shown(text, language, 10) for line in lines(text)[2:6])


@pytest.mark.parametrize("language", POEMS)
def test_a_poem_shows_its_beginning(language):
    text = " ".join(POEMS[language].split())

    assert text.startswith(shown(text=POEMS[language], language=language, length=1))
    assert text.startswith(" ".join(shown(POEMS[language], language, 2).splitlines()))


@pytest.mark.parametrize("language", MINUTES)
def test_minutes_show_the_decisions(language):
    text = MINUTES[language]
    first, second = lines(text)[-2:]

    assert shown(text, language).splitlines() == [first, second]


@pytest.mark.parametrize("language", MATCHES)
def test_a_match_report_shows_no_line_up(language):
    text = MATCHES[language]
    report, line_ups = lines(text)[:-2], lines(text)[-2:]

    summary = shown(text, language, len(report))

    assert report[0] in summary
    assert not any(line in summary for line in line_ups)


@pytest.mark.parametrize("language", TABLES)
def test_a_table_is_not_shown(language):
    text = TABLES[language]

    summary = shown(text, language, 10)

    assert lines(text)[0] in summary
    assert not any(line in summary for line in lines(text)[1:-2])


@pytest.mark.parametrize("language", LISTS)
def test_an_article_with_a_list_shows_no_scraps_of_it(language):
    text = LISTS[language]

    summary = shown(text, language)

    assert lines(text)[0] in summary
    assert not any(line in summary for line in lines(text) if line[0] in "•-–—")


@pytest.mark.parametrize("text", CODE)
def test_source_code_is_refused(text):
    with pytest.raises(Unreadable) as caught:
        summarize("program", text)

    assert caught.value.text_key == "summary.code"


def test_an_article_about_code_is_summarized():
    text = (
        "The town's new timetable is a program that anybody may read.\n"
        "It was written by two pupils in a month.\n"
        "def next_bus(stop):\n"
        "    return min(stop.times)\n"
        "The council will use the program from Monday at all forty stops.\n"
        "Three other towns have asked for it."
    )

    assert "timetable is a program" in shown(text, "en")
