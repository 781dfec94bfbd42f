"""The result of an HTTP response for a page."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import TryAgainLater, Unreadable
from bot.ingestion.http.response import (
    RETRY_AFTER_MAX,
    HttpResponse,
    require_page,
    retry_after,
)
from bot.ingestion.media_types import KINDS, media_kind

NOW = datetime(2025, 6, 20, 12, 0, tzinfo=UTC)
HTML = b"<!DOCTYPE html><html><body><p>Hello.</p></body></html>"


def fetched(
    status: int = 200, body: bytes = HTML, content_type: str = "text/html", **headers: str
) -> HttpResponse:
    return HttpResponse(
        url="https://news.test/",
        status=status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        content_type=content_type,
        charset=None,
        body=body,
    )


@pytest.mark.parametrize(
    ("status", "key"),
    [
        pytest.param(401, "page.no_access", id="60-401"),
        pytest.param(403, "page.no_access", id="60-403"),
        pytest.param(407, "page.no_access", id="60-407"),
        pytest.param(451, "page.no_access", id="59-451"),
        pytest.param(404, "page.gone", id="404"),
        pytest.param(410, "page.gone", id="410"),
        pytest.param(204, "page.empty", id="59-204"),
        pytest.param(206, "page.odd_status", id="59-206"),
        pytest.param(999, "page.odd_status", id="59-999"),
        pytest.param(101, "page.odd_status", id="59-1xx"),
        pytest.param(300, "page.odd_status", id="300"),
        pytest.param(418, "page.odd_status", id="418"),
    ],
)
def test_each_error_status_has_its_own_text(status, key):
    with pytest.raises(Unreadable) as caught:
        require_page(fetched(status, b""), NOW)

    assert caught.value.text_key == key


@pytest.mark.parametrize("status", [304, 408, 425, 429, 500, 502, 503, 504])
def test_a_passing_fault_is_tried_again(status):
    """[63-304-without-an-etag]"""
    with pytest.raises(TryAgainLater) as caught:
        require_page(fetched(status, b"", retry_after="120"), NOW)

    assert caught.value.after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        pytest.param("99999999", RETRY_AFTER_MAX, id="62-endless"),
        pytest.param("9" * 5000, RETRY_AFTER_MAX, id="62-more-digits-than-fit"),
        pytest.param("Fri, 20 Jun 2025 10:00:00 GMT", None, id="62-past"),
        pytest.param("Fri, 20 Jun 2025 13:00:00 GMT", timedelta(hours=1), id="62-date"),
        pytest.param("Fri, 20 Jun 2098 13:00:00 GMT", RETRY_AFTER_MAX, id="62-far-date"),
        pytest.param("soon", None, id="62-garbage"),
        pytest.param("-5", None, id="62-negative"),
        pytest.param("0", None, id="62-zero"),
        pytest.param("", None, id="62-empty"),
    ],
)
def test_retry_after_is_capped_and_nonsense_says_nothing(written, wait):
    assert retry_after({"retry-after": written}, NOW) == wait


def test_a_retry_after_date_counts_from_the_clock_of_the_site():
    headers = {
        "retry-after": "Fri, 20 Jun 2025 18:10:00 GMT",
        "date": "Fri, 20 Jun 2025 18:00:00 GMT",
    }

    assert retry_after(headers, NOW) == timedelta(minutes=10)


@given(st.text(max_size=50))
def test_no_retry_after_is_an_error(written):
    wait = retry_after({"retry-after": written}, NOW)

    assert wait is None or timedelta(0) < wait <= RETRY_AFTER_MAX


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        pytest.param("text/html", HTML, id="html"),
        pytest.param("", HTML, id="57-no-type"),
        pytest.param("application/octet-stream", HTML, id="57-octet-stream"),
        pytest.param("application/json", HTML, id="57-wrong-type"),
        pytest.param("image/png", HTML, id="57-html-as-image"),
        pytest.param("text/plain", b"A title\nA text.", id="plain-text"),
        pytest.param("text/html", HTML.decode().encode("utf-16-le"), id="58-utf-16"),
    ],
)
def test_a_page_is_accepted_with_a_wrong_content_type(content_type, body):
    require_page(fetched(body=body, content_type=content_type), NOW)


@pytest.mark.parametrize(
    ("content_type", "body", "kind"),
    [
        ("application/json", b'{"a": 1}', "data"),
        ("application/octet-stream", bytes(range(256)) * 4 + b"\0" * 200, "data"),
        ("text/html", b"%PDF-1.4", "pdf"),
        ("text/html", b"RIFF1234WEBPVP8 ", "image"),
        ("application/zip", b"...", "archive"),
        ("audio/mpeg", b"...", "audio"),
    ],
)
def test_the_error_names_the_kind_of_a_file_in_place_of_a_page(content_type, body, kind):
    """[56-not-a-page]"""
    with pytest.raises(Unreadable) as caught:
        require_page(fetched(body=body, content_type=content_type), NOW)

    assert caught.value.values == {"kind": kind}


@pytest.mark.parametrize("body", [b"", b" \r\n "])
def test_an_empty_page_is_said_to_be_empty(body):
    """[61-empty-body]"""
    with pytest.raises(Unreadable) as caught:
        require_page(fetched(body=body), NOW)

    assert caught.value.text_key == "page.empty"


@given(st.text(max_size=30), st.binary(max_size=64))
def test_every_media_kind_has_a_word(content_type, head):
    assert media_kind(content_type, head) in {None, *KINDS}
