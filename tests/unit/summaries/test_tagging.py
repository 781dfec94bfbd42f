"""Tags that the bot chooses for an article without any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.tag import tag_key
from bot.summaries.tagging import FOUND_MAX, choose_tags


def known(*names: str, **aliases: str) -> list[tuple[str, str]]:
    return [*((tag_key(name), name) for name in names), *((k, v) for k, v in aliases.items())]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Russia answers a note of Uzbekistan's", "Uzbekistan"),
        ("Two bridges opened at once", "bridge"),
        ("The European Union has a new budget", "European Union"),
        ("Россия ответила на ноту Узбекистана", "Узбекистан"),
        ("Россия ответила на ноту Узбекистана", "Rossiya"),
        ("О ситуации в России рассказали вчера", "Россия"),
        ("В Москве открыли мост", "Москва"),
        ("Права мигрантов нарушены", "мигранты"),
        ("Поезда на железной дороге опоздали", "Железная дорога"),
        ("Oʻzbekistonda yangi koʻprik ochildi", "Oʻzbekiston"),
        ("Oʻzbekistonda yangi koʻprik ochildi", "Ўзбекистон"),
        ("Ўзбекистоннинг янги кўприги очилди", "O'zbekiston"),
        ("Тошкентдаги кўприк", "Toshkent"),
        ("Maktablarga kitoblar berildi", "kitob"),
        ("The UN meets on Monday", "UN"),
        ("Заседание ООН перенесли", "ООН"),
        ("فروش کتاب\u200cها در شهر", "کتابها"),
        ("فروش کتابها در شهر", "کتاب\u200cها"),
    ],
)
def test_a_tag_in_the_title_is_given_in_any_ending_and_script(title, name):
    assert choose_tags(title, "Something else.", None, known("cheese", name)) == (name,)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bankruptcy of a mill", "bank"),
        ("They told us about it", "US"),
        ("Russian roulette", "Rus"),
        ("Российский рубль", "рис"),
        ("A union of European towns", "European Union"),
        ("In 2025 it rained", "rain forest"),
        ("A wind farm opens", "farming"),
        ("The chin of the giant panda", "China"),
    ],
)
def test_a_word_that_only_looks_like_a_tag_gives_none(title, name):
    assert choose_tags(title, "Something else.", None, known(name)) == ()


def test_a_tag_that_is_mentioned_in_passing_is_not_given():
    body = "A bridge was opened. " * 20 + "Its builder was born in Toshkent. He likes cheese."

    assert choose_tags("Open at last", body, None, known("cheese", "Toshkent", "bridge")) == (
        "bridge",
    )


def test_the_first_paragraph_and_another_mention_are_enough():
    body = f"Snow fell in Toshkent on Monday.\n{'Streets were empty. ' * 30}Toshkent is cold."

    assert choose_tags("White morning", body, None, known("Toshkent")) == ("Toshkent",)


def test_an_alias_gives_the_tag_that_it_stands_for():
    assert choose_tags("News of Russia", "x", None, known("Россия", russia="Россия")) == ("Россия",)


@pytest.mark.parametrize(
    ("section", "tags"),
    [
        ("Sport", ("Sport",)),
        ("Science & Nature", ()),
        ("News", ()),
        ("Новости", ()),
        ("Янгиликлар", ()),
        ("All that happened in our town", ()),
        ("***", ()),
        (None, ()),
    ],
)
def test_the_section_is_a_tag_unless_it_says_nothing(section, tags):
    assert choose_tags("Title", "Text.", section, ()) == tags


WORDS = st.text(st.sampled_from("abcdefgмнопрстўғ"), min_size=4, max_size=9)


@given(st.lists(WORDS, max_size=30), st.text(max_size=300), st.text(max_size=80))
def test_only_known_tags_are_given_and_never_many(names, body, title):
    tags = known(*names)

    chosen = choose_tags(title, body, None, tags)

    assert len(chosen) <= FOUND_MAX
    assert set(chosen) <= set(names)
    assert chosen == choose_tags(title, body, None, tags)


@given(WORDS, st.lists(WORDS, max_size=6), st.integers(0, 6))
def test_a_tag_in_the_title_is_given_however_it_is_written(name, others, place):
    others = [other for other in others if tag_key(other) != tag_key(name)]
    title = " ".join([*others[:place], name.upper(), *others[place:]])

    assert name in choose_tags(title, "", None, known(name))
