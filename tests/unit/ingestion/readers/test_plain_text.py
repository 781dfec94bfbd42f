"""Pasted texts: title, section, body, and the page's words around an article."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Unreadable
from bot.ingestion.readers.plain_text import read_text
from tests.support.paths import SHARED

OWN = """Samarkand opens a bridge over the Zarafshan

Regional news

image

The bridge is four hundred metres long. Tags were painted on it within an hour, the mayor said.

“Share with your friends that it is open,” he added.

Rating agencies praised the builders.


Tags

Samarqand ko'prik "Zarafshon daryosi" katta_qurilish

Rate Count

12

Rating

4,3

Rate this article

Share with your friends"""

BODY = OWN.split("\n\n")[3:6]


@pytest.mark.skipif(not SHARED.exists(), reason="the article is not beside this checkout")
def test_the_article_that_the_project_started_from_is_read_whole():
    draft = read_text((SHARED / "seed-article.txt").read_text(encoding="utf-8"))

    assert draft.title == "Russia responds to a note from Uzbekistan regarding migrant abuse"
    assert draft.section == "Local"
    assert draft.tags == ("Rossiya", "migrant", "O'zbekiston")
    assert draft.imported_rating is None
    assert draft.body.count("\n") == 6
    assert draft.body.startswith("Uzbekistan recently sent a diplomatic note")
    assert draft.body.endswith("be considered rather than Russia.")


def test_a_text_of_the_same_form_is_read_whole():
    draft = read_text(OWN)

    assert draft.title == "Samarkand opens a bridge over the Zarafshan"
    assert draft.section == "Regional news"
    assert draft.body.split("\n") == BODY
    assert draft.tags == ("Samarqand", "ko'prik", "Zarafshon daryosi", "katta_qurilish")
    assert draft.imported_rating
    assert (draft.imported_rating.votes, draft.imported_rating.mean) == (12, Decimal("4.3"))


@pytest.mark.parametrize(
    ("ending", "tags"),
    [
        ("#Rossiya #migrant #Oʻzbekiston", ("Rossiya", "migrant", "Oʻzbekiston")),
        ("#a, #b #A", ("a", "b")),
        ("Tags\nRossiya, migrant\nO'zbekiston", ("Rossiya", "migrant", "O'zbekiston")),
        ("Tags: one two", ("one", "two")),
        ("Теги\nмигрант Россия\nПоделиться", ("мигрант", "Россия")),
        ("Teglar:\nmigrant\nMaqolani baholang\nUlashish", ("migrant",)),
        ("Теглар\nмигрант\nДўстларингиз билан улашинг", ("мигрант",)),
        ("Share", ()),
        ("Rating\n5", ()),
        ("Оценка: 4.5\nКоличество оценок: 0\n#a", ("a",)),
        ("Do‘stlaringiz bilan ulashing", ()),
    ],
)
def test_boilerplate_at_the_end_is_removed(ending, tags):
    draft = read_text(f"A title\n\nOne sentence.\nAnother one.\n\n{ending}")

    assert draft.body == "One sentence.\nAnother one."
    assert draft.tags == tags
    assert draft.imported_rating is None


@pytest.mark.parametrize(
    "line",
    [
        "Tags are what people follow.",
        "Share with your friends what you know.",
        "Rating: nobody knows.",
        "Rate Count",
        "The answer is #42.",
        "#tag is how it begins.",
        "Tags",
    ],
)
@pytest.mark.parametrize("ending", ["", "\nA last sentence."])
def test_a_word_of_boilerplate_in_the_body_stays(line, ending):
    draft = read_text(f"A title\nOne sentence.\n{line}{ending}")

    assert draft.body == f"One sentence.\n{line}{ending}"


@pytest.mark.parametrize(
    ("count", "mean", "expected"),
    [
        ("0", "3", None),
        ("7", "3", Decimal(3)),
        ("7", "4.25 / 5", Decimal("4.25")),
        ("7", "5,0 из 5", Decimal(5)),
        ("7", "6", None),
        ("7", "0", None),
        ("999999999", "4", None),
    ],
)
def test_a_rating_counts_where_there_are_votes_and_it_is_one(count, mean, expected):
    draft = read_text(f"A title\nOne sentence.\nRate Count\n{count}\nRating\n{mean}")

    assert draft.body == "One sentence."
    assert (draft.imported_rating and draft.imported_rating.mean) == expected


@pytest.mark.parametrize(
    ("text", "section", "body"),
    [
        ("T\nLocal\nA sentence.", "Local", "A sentence."),
        ("T\nLocal", None, "Local"),
        ("T\nimage\nМестные новости\nA sentence.", "Местные новости", "A sentence."),
        ("T\nYes!\nA sentence.", None, "Yes!\nA sentence."),
        ("T\nFour words are many\nA sentence.", None, "Four words are many\nA sentence."),
        ("T\n12.06.2025\nA sentence.", None, "12.06.2025\nA sentence."),
        ("T\nLocal\nimage", None, "Local"),
        ("T\nJamiyat\nO‘zbekiston\nA sentence.", "Jamiyat", "O‘zbekiston\nA sentence."),
    ],
)
def test_a_section_is_a_short_line_with_a_body_below(text, section, body):
    draft = read_text(text)

    assert (draft.section, draft.body.removesuffix("\nimage")) == (section, body)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "text.empty"),
        (" \n\u200b\n\0", "text.empty"),
        ("Only a title", "text.no_body"),
        ("A title\n\n#a #b", "text.no_body"),
        ("A title\nimage\nShare", "text.no_body"),
    ],
)
def test_a_text_without_a_body_is_refused_kindly(text, key):
    with pytest.raises(Unreadable) as caught:
        read_text(text)

    assert caught.value.text_key == key


def test_a_first_line_too_long_for_a_title_stays_in_the_body():
    line = "word " * 100

    draft = read_text(line)

    assert draft.title.endswith("…")
    assert draft.body == line.strip()


BOILERPLATE = ["Tags", "Rating", "Share", "with", "friends", "Rate", "Count", "image", "3", "#tag"]
words = st.sampled_from([*BOILERPLATE, "Rossiya"])
sentences = (
    st.lists(words, min_size=4, max_size=12)
    .filter(lambda found: set(found) != {"#tag"})  # the line would be one of tags
    .map(lambda found: " ".join(found) + ".")
)


@given(st.lists(sentences, min_size=1, max_size=8), st.booleans())
def test_no_sentence_of_a_body_is_ever_lost(body, is_followed):
    boilerplate = "\nTags\none two\nRate Count\n0\nRating\n3\nRate this article\nShare"

    draft = read_text("A title\n" + "\n\n".join(body) + (boilerplate if is_followed else ""))

    assert draft.body.split("\n") == body
    assert draft.tags == (("one", "two") if is_followed else ())


@given(st.text(max_size=300) | st.lists(words, max_size=30).map("\n".join))
def test_any_text_is_a_draft_or_refused(text):
    try:
        draft = read_text(text)
    except Unreadable:
        return

    assert draft.title
    assert draft.body


@pytest.mark.parametrize(
    ("text", "title", "body", "tags"),
    [
        ("#sea #city\nA new pier\nIt opened.", "A new pier", "It opened.", ("sea", "city")),
        ("A new pier #sea #city\nIt opened.", "A new pier", "It opened.", ("sea", "city")),
        ("#sea A new pier\nIt opened.", "A new pier", "It opened.", ("sea",)),
        ("Tags: sea, pier\nA new pier\nIt opened.", "A new pier", "It opened.", ("sea", "pier")),
        ("A new pier\nIt opened. #sea", "A new pier", "It opened. #sea", ("sea",)),
        (
            "A pier\nIt opened.\nTags: sea, light house",
            "A pier",
            "It opened.",
            ("sea", "light house"),
        ),
        ("A new pier\nIt opened.\n#sea", "A new pier", "It opened.", ("sea",)),
        ("#Farg'ona A pier\nIt opened.", "A pier", "It opened.", ("Farg'ona",)),
        ("The #MeToo years\nThey changed us.", "The #MeToo years", "They changed us.", ()),
        ("A new pier\n#1 in town is it.", "A new pier", "#1 in town is it.", ()),
    ],
)
def test_hashtags_in_the_first_or_last_line_are_tags(text, title, body, tags):
    found = read_text(text)

    assert (found.title, found.body, found.tags) == (title, body, tags)
