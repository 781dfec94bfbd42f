"""Files and HTTP responses become drafts."""

from datetime import UTC, datetime
from random import Random

import pytest

from bot.domain.errors import Unreadable
from bot.domain.submission import FILE_MAX
from bot.ingestion.article_reader import read_fetched
from bot.ingestion.http.response import HttpResponse
from bot.ingestion.readers.files import read_file

NOW = datetime(2025, 6, 20, 12, 0, tzinfo=UTC)
TEXT = "Мост открыт\nМост длиной четыреста метров открыли в Самарканде в понедельник.\n#Самарканд"
BODY = "Мост длиной четыреста метров открыли в Самарканде в понедельник. " * 2
PAGE = (
    f"<html><head><title>Мост открыт</title></head><body><article><p>{BODY}</p></article>"
    "</body></html>"
)


@pytest.mark.parametrize(
    ("name", "mime_type", "data"),
    [
        ("news.txt", "text/plain", TEXT.encode()),
        ("NEWS.TXT", None, TEXT.encode("cp1251")),
        ("news.txt", "application/octet-stream", TEXT.encode("utf-16")),
        ("", "text/plain; charset=utf-8", TEXT.encode()),
    ],
)
def test_a_text_file_is_read_as_a_pasted_text(name, mime_type, data):
    draft = read_file(name, mime_type, data, NOW)

    assert (draft.title, draft.tags) == ("Мост открыт", ("Самарканд",))


@pytest.mark.parametrize(
    ("name", "mime_type", "data"),
    [
        ("news.html", "text/html", PAGE.encode()),
        ("news.HTM", None, PAGE.encode("cp1251")),
        ("news.txt", "text/plain", PAGE.encode()),
        ("page", "text/html", PAGE.encode()),
    ],
)
def test_an_html_file_is_read_as_a_page_without_an_address(name, mime_type, data):
    draft = read_file(name, mime_type, data, NOW)

    assert (draft.title, draft.body) == ("Мост открыт", BODY.strip())
    assert draft.url is None


@pytest.mark.parametrize(
    ("name", "mime_type", "data"),
    [
        ("news.doc", "application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("news.txt", "text/plain", b"\x89PNG\r\n\x1a\n"),
        ("news.txt", "text/plain", Random(1).randbytes(4_000)),
        ("news.html", "text/html", Random(2).randbytes(4_000)),
        ("news.docx", None, b"hello"),
        ("", None, b"hello"),
        ("a.exe", "text/plain", b"hello"),
    ],
)
def test_another_kind_of_file_is_refused_kindly(name, mime_type, data):
    with pytest.raises(Unreadable) as caught:
        read_file(name, mime_type, data, NOW)

    assert caught.value.text_key == "file.unknown_kind"


def test_a_file_that_is_too_large_is_not_looked_at():
    with pytest.raises(Unreadable) as caught:
        read_file("news.txt", None, bytes(FILE_MAX + 1), NOW)

    assert caught.value.text_key == "file.too_large"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("text/html", PAGE), ("", PAGE), ("text/plain", PAGE), ("text/plain", TEXT)],
)
def test_an_answer_is_read_with_its_address(content_type, body):
    """[57-wrong-type]"""
    fetched = HttpResponse(
        url="https://kun.uz/1",
        status=200,
        headers={},
        content_type=content_type,
        charset="windows-1251",
        body=body.encode("cp1251"),
    )

    draft = read_fetched(fetched, NOW)

    assert (draft.title, draft.url, draft.source) == ("Мост открыт", "https://kun.uz/1", "kun.uz")
