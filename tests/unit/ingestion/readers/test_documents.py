"""PDF, .docx and .epub files become drafts; hostile files do no harm."""

import textwrap
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import Unreadable
from bot.ingestion.readers.archive import ELEMENTS_MAX, MEMBERS_MAX
from bot.ingestion.readers.files import read_file
from bot.ingestion.readers.reflow import reflow
from tests.support.conversations import SAMPLES
from tests.support.document_files import (
    docx,
    epub,
    locked,
    pdf,
    scanned,
    zipped,
)
from tests.support.instruction_count import instructions

NOW = datetime(2025, 6, 20, 12, 0, tzinfo=UTC)
NAMES = ["en-bridge", "ru-ferry", "uz-bozor", "uzc-suv"]
XML_BOMB = (
    '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)
W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def printed(name: str, width: int = 72) -> list[str]:
    """Return the sample `name` as the lines of a printed page."""
    sample = SAMPLES[name]
    paragraphs = [sample.title, *sample.body.split("\n")]
    return [line for each in paragraphs for line in textwrap.wrap(each, width)]


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_file(name, None, data, NOW)
    return refused.value.text_key


@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_of_any_alphabet_is_read_in_whole_paragraphs(name):
    sample = SAMPLES[name]

    draft = read_file("news.pdf", "application/pdf", pdf(printed(name), title=sample.title), NOW)

    assert draft.title == sample.title
    assert draft.body.split() == sample.body.split()
    assert set(sample.body.split("\n")) & set(draft.body.split("\n"))


@pytest.mark.parametrize("name", NAMES)
def test_a_docx_file_is_read_paragraph_by_paragraph(name):
    sample = SAMPLES[name]
    data = docx(sample.title, *sample.body.split("\n"), keywords="bridges, Oʻzbekiston")

    draft = read_file("news.docx", None, data, NOW)

    assert (draft.title, draft.body) == (sample.title, sample.body)
    assert draft.tags == ("bridges", "Oʻzbekiston")


@pytest.mark.parametrize("name", NAMES)
def test_an_epub_file_is_read_in_the_order_of_its_spine(name):
    sample = SAMPLES[name]
    lines = sample.body.split("\n")
    data = epub(lines[:2], lines[2:], title=sample.title, subjects=("bridges",), language="ru-RU")

    draft = read_file("news.epub", None, data, NOW)

    assert (draft.title, draft.body) == (sample.title, sample.body)
    assert (draft.tags, draft.language) == (("bridges",), "ru")


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("A bridge for all", "A bridge for all"),
        ("Microsoft Word - bridge.docx", "The bridge is open"),
        ("bridge_final2.indd", "The bridge is open"),
        ("Untitled-1", "The bridge is open"),
        ("", "The bridge is open"),
        ("***", "The bridge is open"),
    ],
)
def test_a_title_that_a_program_made_up_is_passed_over(stated, title):
    data = pdf(["The bridge is open", "", "It was opened on Monday by two people."], title=stated)

    assert read_file("a.pdf", None, data, NOW).title == title


def test_the_first_bytes_decide_and_not_the_name():
    data = docx("The bridge is open", "It was opened on Monday.")

    assert read_file("news.pdf", "application/pdf", data, NOW).title == "The bridge is open"
    assert read_file("news.txt", None, pdf(["Title", "A text of it."]), NOW).title == "Title"


@pytest.mark.parametrize("many", ["<w:p/>" * 3_000_000, "<w:p " + "a='' " * 2_000_000 + "/>"])
def test_a_small_file_that_unpacks_to_a_huge_tree_is_refused(many):
    data = zipped({"word/document.xml": f"<w:document {W}><w:body>{many}</w:body></w:document>"})

    assert refusal("a.docx", data) == "file.too_heavy"


def test_a_chapter_of_too_many_tags_is_refused_before_parsing():
    assert refusal("a.epub", epub(["<i/>" * ELEMENTS_MAX])) == "file.too_heavy"


def word_file(body: str) -> bytes:
    return zipped({"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"})


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_the_text_of_a_box_in_a_docx_is_read_once():
    box = f"<w:r><w:txbxContent><w:p>{run('Inside.')}</w:p></w:txbxContent></w:r>"
    data = word_file(f"<w:p>{run('Title')}</w:p><w:p>{run('Before, ')}{box}{run('after.')}</w:p>")

    draft = read_file("a.docx", None, data, NOW)

    assert (draft.title, draft.body) == ("Title", "Before, after.\nInside.")


def test_the_fallback_of_a_box_in_a_docx_is_left_out():
    box = f"<w:txbxContent><w:p>{run('Inside.')}</w:p></w:txbxContent>"
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    data = word_file(f"<w:p>{run('Title')}</w:p><w:p>{run('Before, ')}{both}{run('after.')}</w:p>")

    assert read_file("a.docx", None, data, NOW).body == "Before, after.\nInside."


def test_nested_paragraphs_of_a_docx_take_linear_work():
    def work(size: int) -> int:
        nested = f"{'<w:p>' * size}{run('Title')}{'<w:tab/>' * 20 * size}{'</w:p>' * size}"
        data = word_file(nested)
        return instructions(lambda: read_file("a.docx", None, data, NOW))

    assert work(100) < 2.2 * work(50)


def test_headers_footers_and_numbers_of_pages_are_left_out():
    ferries = ["Anna", "Bella", "Clara", "Dora", "Edda"]
    pages = [
        ["Harbour Post", *textwrap.wrap(f"Back late came {name}. " * 9, 60), f"Page {number} of 5"]
        for number, name in enumerate(ferries, start=1)
    ]

    draft = read_file("a.pdf", None, pdf(*pages, title="Ferries"), NOW)

    assert "Harbour Post" not in draft.body
    assert "Page" not in draft.body
    assert draft.body.count("Back late came") == 45


def test_a_word_that_a_line_broke_is_whole_again():
    lines = [
        "The ferry went across the lake in the eve-",
        "ning, as it does on every single day of May.",
    ]

    assert reflow([lines]) == [
        "The ferry went across the lake in the evening, as it does on every single day of May."
    ]


@given(st.lists(st.lists(st.text(max_size=90), max_size=12), max_size=6))
def test_joining_lines_invents_no_letter(pages):
    there = {*"".join("".join(page) for page in pages), " ", "…"}

    for paragraph in reflow(pages):
        assert paragraph == paragraph.strip()
        assert set(paragraph) <= there


@pytest.mark.parametrize(
    ("name", "data", "text_key"),
    [
        ("a.pdf", locked(pdf(["Title", "Text."]), "secret"), "file.encrypted"),
        ("a.pdf", scanned(), "file.scanned"),
        ("a.pdf", b"%PDF-1.7\nnothing else", "file.broken"),
        ("a.pdf", pdf(["Title", "Text."])[:300], "file.broken"),
        ("a.docx", b"PK\x03\x04 cut", "file.broken"),
        ("a.docx", docx("Title", "Text")[:-30], "file.broken"),
        ("a.docx", docx(" ", ""), "file.no_text"),
        ("a.epub", epub([" "]), "file.no_text"),
        ("a.docx", zipped({"word/document.xml": "<broken"}), "file.broken"),
        ("a.epub", zipped({"META-INF/container.xml": "<container/>"}), "file.broken"),
        ("a.zip", zipped({"readme.txt": "hello"}), "file.unknown_kind"),
        ("a.xlsx", zipped({"xl/workbook.xml": "<x/>"}), "file.unknown_kind"),
    ],
)
def test_an_unreadable_file_is_refused_with_the_reason(name, data, text_key):
    assert refusal(name, data) == text_key


def test_a_pdf_that_is_locked_against_changes_only_is_read():
    data = locked(pdf(["Title", "A text of it."]), "secret", is_open=True)

    assert read_file("a.pdf", None, data, NOW).body == "A text of it."


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = zipped({"word/document.xml": b" " * 200_000_000})

    assert len(bomb) < 300_000
    assert refusal("a.docx", bomb) == "file.too_heavy"


def test_many_small_bombs_are_refused_as_one_large_one_is():
    book = epub(*[["x", " " * 9_000_000]] * 6)

    assert len(book) < 100_000
    assert refusal("a.epub", book) == "file.too_heavy"


def test_an_archive_of_too_many_files_is_refused():
    files: dict[str, str | bytes] = {f"{number}": "" for number in range(MEMBERS_MAX)}

    assert refusal("a.docx", zipped({"word/document.xml": "<x/>", **files})) == "file.too_heavy"


def test_entities_in_a_document_are_neither_expanded_nor_fetched():
    text = (
        f"{XML_BOMB}<w:document {W}><w:p><w:r><w:t>One &b; &c; two</w:t></w:r></w:p></w:document>"
    )

    draft = read_file("a.docx", None, zipped({"word/document.xml": text}), NOW)

    assert "lol" not in draft.body
    assert "root" not in draft.body


@settings(max_examples=80)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_an_error(data):
    whole = data.draw(st.sampled_from([GOOD_PDF, GOOD_DOCX, GOOD_EPUB]))
    start = data.draw(st.integers(4, len(whole) - 1))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    broken = whole[:start] + data.draw(st.binary(max_size=30)) + whole[end:]

    with suppress(Unreadable):
        assert read_file("a.pdf", None, broken, NOW).title


GOOD_PDF = pdf(["Title", "A text of it."], title="Title")
GOOD_DOCX = docx("Title", "A text of it.")
GOOD_EPUB = epub(["A text of it."], title="Title")
