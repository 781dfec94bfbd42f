"""The reader's scores on 23 real pages, if they are installed; `make bench` prints the figures."""

import pytest

from bot.cli.sources import read_source
from bot.domain.errors import Unreadable
from bot.summaries.summarizer import summarize
from tests.support.real_pages import FOLDER, known_pages, our_score

WITHOUT_TEXT = "ru_061_rzn.mk.ru"  # a page of a picture and menus

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the pages are not beside this checkout"
)


def test_real_pages_are_read_as_well_as_they_must_be():
    reached = our_score()

    assert reached.body >= 0.94
    assert reached.title >= 0.90
    assert reached.date >= 0.95
    assert reached.tags >= 0.75


def test_the_command_line_summarizes_every_real_page_with_text():
    for page in known_pages():
        if page.file.startswith(WITHOUT_TEXT):
            with pytest.raises(Unreadable, match=r"page\.no_text"):
                read_source(str(FOLDER / page.file))
            continue

        title, body = read_source(str(FOLDER / page.file))
        sentences = summarize(title, body).sentences(3)

        flat = " ".join(body.split())
        assert 1 <= len(sentences) <= 3, page.file
        assert len(set(sentences)) == len(sentences), page.file
        assert all(sentence in flat for sentence in sentences), page.file
