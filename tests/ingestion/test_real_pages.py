"""Reading measured on 23 real pages, where they are at hand; `make bench` prints the figures."""

import pytest

from bot.summaries.summarizer import summarise
from tests.ingestion.real_pages import FOLDER, our_reading, our_score

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the pages are not beside this checkout"
)


def test_real_pages_are_read_as_well_as_they_must_be():
    reached = our_score()

    assert reached.body >= 0.94
    assert reached.title >= 0.90
    assert reached.date >= 0.95
    assert reached.tags >= 0.75


def test_every_real_page_has_a_sound_summary():
    drafts = [draft for draft in our_reading() if draft is not None]
    assert len(drafts) == 22  # one has no text: a picture, and menus around it

    for draft in drafts:
        summary = summarise(draft.title, draft.body)

        sentences = summary.sentences(3)
        assert 1 <= len(sentences) <= 3, draft.url
        assert len(set(sentences)) == len(sentences), draft.url
        flat = " ".join(draft.body.split())
        assert all(sentence in flat for sentence in sentences), draft.url
