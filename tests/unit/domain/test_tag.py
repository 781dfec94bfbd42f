"""Tags: keys that spellings share, names, hashtags, and what a person types."""

import re
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.errors import NotUnderstood
from bot.domain.folding import APOSTROPHES
from bot.domain.ids import TagKey
from bot.domain.joiners import JOINERS
from bot.domain.tag import (
    KEY_MAX,
    TAGS_MAX,
    Tag,
    clean_name,
    distinct,
    read_tag_list,
    read_tags,
    tag_key,
    tags_of_a_page,
)

LETTERS = st.characters(categories=["L", "Nd"])
WORDS = st.text(LETTERS, min_size=1, max_size=8)
WRITTEN = st.text(
    st.characters(categories=["L", "N", "Mn"]) | st.sampled_from(" #_-—" + APOSTROPHES + JOINERS),
    min_size=1,
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


def tag(name: str) -> Tag:
    return Tag(key=tag_key(name), name=clean_name(name), number=1)


def is_a_tag(name: str) -> bool:
    try:
        tag_key(name)
    except NotUnderstood:
        return False
    return True


@pytest.mark.parametrize(
    "spelling",
    ["#Oʻzbekiston", "O'zbekiston", "O‘zbekiston", "O’ZBEKISTON", "Ўзбекистон", " ozbekiston "],
)
def test_every_spelling_of_uzbekistan_is_one_tag(spelling):
    assert tag_key(spelling) == "ozbekiston"


@pytest.mark.parametrize(
    "spelling", ["New York", "new_york", "new-york", "NEW  –  YORK", "new‑york", "_new york-"]
)
def test_spaces_underscores_and_hyphens_are_one_separator(spelling):
    assert tag_key(spelling) == "new_york"


def test_russian_and_its_latin_spelling_are_one_tag():
    assert tag_key("Россия") == tag_key("Rossiya")


@pytest.mark.parametrize(
    "spelling", ["#کتاب\u200cها", "\u200cکتاب\u200c\u200cها\u200d", "کتاب\u200dها"]
)
def test_spellings_with_and_without_joiners_are_one_tag(spelling):
    assert tag_key(spelling) == tag_key("کتابها")


def test_a_diacritic_makes_another_tag():
    assert tag_key("café") != tag_key("cafe")


@pytest.mark.parametrize("name", ["2024", "7", "İstanbul", "Росси\u0301я", "東京", "ª"])
def test_letters_and_digits_of_any_script_make_a_tag(name):
    assert is_a_tag(name)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "#",
        "_-_",
        "\u200c\u200d",
        "'",
        "😀",
        "news😀",
        "<b>",
        "%",
        "100%",
        "'; DROP",
        "two\nlines",
        "\n",
        "a\u2028b",
        "/start",
        "a.b",
        "a\x00b",
        "a\u202eb",
        "\ud800",
    ],
)
def test_a_text_that_is_not_a_tag_is_refused_kindly(written):
    """[83-no-tag]"""
    with pytest.raises(NotUnderstood) as refusal:
        tag_key(written)

    assert refusal.value.text_key == "tag.not_a_tag"
    assert refusal.value.values == {"written": written}


def test_a_key_has_at_most_64_characters():
    """[83-too-long]"""
    assert len(tag_key("a" * KEY_MAX)) == KEY_MAX
    assert len(tag_key("ʻ".join("a" * KEY_MAX))) == KEY_MAX

    for written in ("a" * (KEY_MAX + 1), "a" * 500, "ю" * 33, "a" + "'" * 500):
        with pytest.raises(NotUnderstood) as refusal:
            tag_key(written)
        assert refusal.value.text_key == "tag.too_long"
        assert refusal.value.values == {"maximum": KEY_MAX}


@given(NAMES, st.sampled_from(APOSTROPHES), st.data())
def test_a_key_ignores_case_apostrophes_separators_and_signs(name, apostrophe, data):
    assume(is_a_tag(name))
    at = data.draw(st.integers(0, len(name)))

    key = tag_key(name)

    assert tag_key(name.casefold()) == key
    assert tag_key("#" + name) == key
    assert tag_key(name.replace(" ", data.draw(st.sampled_from("_-— ")))) == key
    assert tag_key(name[:at] + apostrophe + name[at:]) == key


@given(WRITTEN)
def test_a_key_is_the_key_of_itself_and_fits(written):
    assume(is_a_tag(written))

    key = tag_key(written)

    assert tag_key(key) == key
    assert 1 <= len(key) <= KEY_MAX
    assert re.fullmatch(r"\w+", key)


@given(WRITTEN)
def test_cleaning_a_name_keeps_its_key_and_is_done_once(written):
    assume(is_a_tag(written))

    name = clean_name(written)

    assert clean_name(name) == name
    assert tag_key(name) == tag_key(written)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("#Toshkent", "Toshkent"),
        ("  New \t York ", "New York"),
        ("new__york", "new_york"),
        ("Cox–Ross", "Cox-Ross"),
        ("и\u0306од", "йод"),
        ("کتاب\u200cها", "کتاب\u200cها"),
        ("\u200c#\u200cnew \u200d york\u200c", "new york"),
    ],
)
def test_a_name_is_shown_as_it_was_written_but_tidy(written, shown):
    assert clean_name(written) == shown


@pytest.mark.parametrize(
    ("name", "hashtag"),
    [
        ("O'zbekiston", "#Oʻzbekiston"),
        ("Farg’ona", "#Fargʻona"),
        ("ma'no", "#maʼno"),
        ("New York", "#New_York"),
        ("COVID-19", "#COVID_19"),
        ("Ўзбекистон", "#Ўзбекистон"),
        ("x²", "#x2"),
        ("کتاب\u200cهای نو", "#کتاب\u200cهای_نو"),
    ],
)
def test_a_hashtag_has_the_form_that_telegram_links(name, hashtag):
    assert tag(name).hashtag == hashtag


@given(NAMES, st.sampled_from(APOSTROPHES))
@example("0\ufc5e", "'")  # one sign that folds to a space and two marks
def test_a_hashtag_is_one_token_and_leads_back_to_its_tag(name, apostrophe):
    assume(is_a_tag(name))

    shown = tag(name + apostrophe + "a").hashtag

    assert shown.startswith("#")
    kinds = {unicodedata.category(letter)[0] for letter in shown[1:] if letter != "_"}
    assert kinds <= {"L", "N"}
    assert tag_key(shown) == tag_key(name + "a")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("uzbekistan migrant", ["uzbekistan", "migrant"]),
        ("#uzbekistan, #migrant", ["uzbekistan", "migrant"]),
        ("a,b;c", ["a", "b", "c"]),
        ('"New York" uz', ["New York", "uz"]),
        ("«Новый год» “old year”", ["Новый год", "old year"]),
        ("new_york", ["new_york"]),
        ("Россия rossiya ROSSIYA", ["Россия"]),
        ("O'zbekiston", ["O'zbekiston"]),
        ("a\nb", ["a", "b"]),
        ("", []),
        (' , # "" ', []),
    ],
)
def test_tags_are_read_as_people_type_them(written, names):
    assert read_tags(written) == names


@pytest.mark.parametrize("bad", ["<b>", "😀", "_", '"open', "a.b"])
def test_the_error_names_the_word_that_is_not_a_tag(bad):
    with pytest.raises(NotUnderstood) as refusal:
        read_tags(f"good {bad}")

    assert refusal.value.values == {"written": bad}


@given(st.text())
def test_read_tags_returns_each_tag_once(written):
    try:
        names = read_tags(written)
    except NotUnderstood:
        return

    keys = [tag_key(name) for name in names]
    assert len(set(keys)) == len(keys)


@given(st.lists(NAMES, max_size=6))
def test_quoted_names_are_read_back(names):
    assume(all(map(is_a_tag, names)))

    typed = ", ".join(f'"{name}"' for name in names)

    assert read_tags(typed) == distinct(names)


def test_tags_of_a_page_lose_foreign_signs_and_keep_the_rest():
    names = ["C++", "Food & Drink", "'; DROP", "😀", "<b>bold</b>", "a\nb", "x" * 500, "c", "Oʻsh"]
    names += ["کتاب\u200cها", "کتابها", "\u200c", "👨\u200d👩"]

    usable = tags_of_a_page(names)

    assert usable[:-1] == ("C", "Food Drink", "' DROP", "b bold b", "a b", "Oʻsh")
    assert usable[-1] == "کتاب\u200cها"


def test_a_page_gives_at_most_twelve_tags():
    assert len(tags_of_a_page(f"tag {number}" for number in range(50))) == TAGS_MAX


@given(st.lists(st.text(), max_size=20))
def test_a_pages_tags_never_raise_and_are_tags(names):
    usable = tags_of_a_page(names)

    assert len(usable) <= TAGS_MAX
    assert len({tag_key(name) for name in usable}) == len(usable)
    assert all(clean_name(name) == name for name in usable)


def test_the_first_spelling_of_a_tag_stands_for_it():
    assert distinct(["#Россия", "Rossiya", "uz"]) == ["Россия", "uz"]
    assert TagKey(distinct(["b"])[0]) == "b"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("sea, light house", ["sea", "light house"]),
        ("sea light", ["sea", "light"]),
        ('#sea; "light house", «old town»', ["sea", "light house", "old town"]),
        (" , ", []),
    ],
)
def test_commas_separate_tags_of_several_words(written, names):
    assert read_tag_list(written) == names
