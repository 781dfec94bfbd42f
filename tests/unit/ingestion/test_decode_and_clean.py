"""Decoding of bytes to text, and removal of harmful characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.joiners import JOINERS
from bot.ingestion.clean import clean_line, clean_text, paragraphs
from bot.ingestion.decode import decode

RUSSIAN = "Россия ответила на ноту Узбекистана. "
META = '<meta charset="{}">'


@pytest.mark.parametrize(
    ("data", "header", "expected"),
    [
        pytest.param(RUSSIAN.encode("cp1251"), "utf-8", RUSSIAN, id="58-utf-8-but-cp1251"),
        pytest.param(RUSSIAN.encode(), "windows-1251", RUSSIAN, id="58-cp1251-but-utf-8"),
        pytest.param(RUSSIAN.encode(), "bogus", RUSSIAN, id="58-bogus"),
        pytest.param(RUSSIAN.encode("cp1251"), None, RUSSIAN, id="58-nothing-declared"),
        pytest.param(RUSSIAN.encode("koi8-r"), "KOI8-R", RUSSIAN, id="58-koi8-in-the-header"),
        pytest.param("café".encode("latin-1"), "iso-8859-1", "café", id="58-latin-1"),
        pytest.param("café crème".encode("latin-1"), None, "café crème", id="58-bare-latin-1"),
        pytest.param(
            (META.format("koi8-r") + RUSSIAN).encode("koi8-r"),
            "iso-8859-1",
            META.format("koi8-r") + RUSSIAN,
            id="58-meta-knows-better",
        ),
        pytest.param("<p>Привет</p>".encode("utf-16"), "utf-8", "<p>Привет</p>", id="58-bom"),
        pytest.param("<p>Hello</p>".encode("utf-16-be"), None, "<p>Hello</p>", id="58-utf-16-be"),
        pytest.param("<p>Hello</p>".encode("utf-16-le"), None, "<p>Hello</p>", id="58-utf-16-le"),
        pytest.param(b"\xef\xbb\xbfHello", "cp1251", "Hello", id="58-utf-8-bom"),
        pytest.param(b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-", id="58-never-utf-7"),
        pytest.param((RUSSIAN * 9).encode()[:-3], "utf-8", (RUSSIAN * 9)[:-3] + "\ufffd", id="cut"),
        pytest.param("日本語".encode("shift_jis"), "Shift_JIS", "日本語", id="58-japanese"),
        pytest.param("日本語".encode("iso2022_jp"), "iso-2022-jp", "日本語", id="58-seven-bits"),
    ],
)
def test_the_right_letters_are_read(data, header, expected):
    assert decode(data, header) == expected


@given(st.binary(max_size=300), st.none() | st.text(max_size=20))
def test_no_bytes_are_an_error(data, header):
    assert isinstance(decode(data, header), str)


@given(st.text())
def test_utf_8_is_decoded_whatever_charset_is_declared(text):
    encoded = text.encode("utf-8", "ignore")
    if encoded.count(0) or encoded.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return

    assert decode(encoded, "windows-1251") == encoded.decode()


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        pytest.param("x" * 1_000_000, "x" * 49 + "…", id="67-megabyte"),
        pytest.param("abc\u202egpj.exe", "abcgpj.exe", id="67-override"),
        pytest.param("a\u200bb\ufeffc\u2060d", "abcd", id="67-zero-width"),
        pytest.param("a\0b\x0bc", "a b c", id="67-control"),
        pytest.param("a\ud800b", "ab", id="67-surrogate"),
        pytest.param("  a\r\n\t b\u00a0c\u2028d ", "a b c d", id="67-white-space"),
        pytest.param("<b>&\"'</b>", "<b>&\"'</b>", id="66-markup-is-text"),
        pytest.param("\u200b\u202e", "", id="67-nothing-visible"),
        pytest.param("\u200c\u200d\u200b", "", id="67-only-joiners"),
    ],
)
def test_a_line_is_cleaned(written, cleaned):
    assert clean_line(written, 50) == cleaned


@given(st.text(st.characters(codec=None)), st.integers(2, 60))
def test_a_cleaned_line_is_short_visible_and_stays_as_it_is(text, maximum):
    cleaned = clean_line(text, maximum)

    assert len(cleaned) <= maximum
    hidden = {sign for sign in cleaned if unicodedata.category(sign) in {"Cc", "Cf", "Cs"}}
    assert hidden <= set(JOINERS)
    assert cleaned == cleaned.strip()
    assert clean_line(cleaned, maximum) == cleaned


@given(st.text())
def test_a_cleaned_text_has_one_paragraph_a_line(text):
    assert clean_text(text, 1000).split("\n") == (paragraphs(clean_text(text, 1000)) or [""])
