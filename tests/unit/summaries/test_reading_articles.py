"""The articles of the reading test are as long as news, and spelled as the project spells."""

import re

import pytest

from bot.summaries import detect_language
from bot.summaries.text.sentences import split_sentences
from tests.support.reading.articles import FRESH, KNOWN, LANGUAGES, load_articles
from tests.support.reading.choices import CHOICES, ChoiceFile

ARTICLES = load_articles()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("article_set", "count"), [(KNOWN, 30), (FRESH, 10)])
def test_a_set_has_as_many_articles_in_each_language(article_set, count, language):
    articles = load_articles([language], [article_set])

    assert len(articles) == count
    assert {detect_language(each.body) for each in articles} == {language}


def test_a_name_is_unique_in_its_language():
    names = [(each.language, each.name) for each in ARTICLES]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda each: f"{each.language} {each.name}")
def test_an_article_has_the_length_of_news(article):
    assert article.title
    assert 250 <= len(article.body.split()) <= 600
    assert 12 <= len(split_sentences(article.body, article.language)) <= 35


@pytest.mark.parametrize("article", ARTICLES, ids=lambda each: f"{each.language} {each.name}")
def test_an_article_is_spelled_as_the_project_spells(article):
    mixed_scripts = re.findall(r"\w*(?:[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z])\w*", article.body)
    other_apostrophes = re.findall(r"\w+['`‘’´]\w*", article.body)

    assert mixed_scripts == []
    assert article.language == "en" or other_apostrophes == []


def test_recorded_choices_are_about_our_articles():
    choices = ChoiceFile(CHOICES).choices()

    named = {(each.language, each.article) for each in choices}
    assert named <= {(each.language, each.name) for each in ARTICLES}
    assert [each for each in choices if not set(each.preferred) <= set(each.summaries)] == []
