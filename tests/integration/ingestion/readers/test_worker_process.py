"""A process with limits of time and memory reads documents and feeds."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from bot.domain.errors import Unreadable
from bot.domain.offload import TookTooLong
from bot.ingestion.feeds.opml import read_opml
from bot.ingestion.feeds.parser import read_feed
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.markup_limits import ELEMENTS_MAX
from bot.ingestion.readers.files import read_file
from bot.workers.process_pool import Pool
from bot.workers.time_limit import TimeLimit
from tests.support.document_files import (
    packed,
    pdf,
    pdf_of,
)

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_the_extractor_is_not_loaded_before_it_is_needed():
    code = (
        "import sys, bot.ingestion.readers.files\n"
        "sys.exit(any(name in sys.modules for name in ('trafilatura', 'tld')))"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 - our own words

    assert done.returncode == 0


async def test_the_most_elements_that_are_read_fit_into_the_memory():
    """[384 MB of data with the model of py3langid; 512 are a worker's by default]"""
    many = ELEMENTS_MAX // 2 - 10
    sitemap = f"<urlset>{'<a></a>' * many}</urlset>"
    items = ("{}," * (ELEMENTS_MAX - 10))[:-1]
    feed = f'{{"version": "https://jsonfeed.org/version/1", "items": [{items}]}}'
    outlines = f"<opml>{'<outline></outline>' * (many // 2)}<outline xmlUrl='//a.b/c'/></opml>"
    pool = Pool(1, memory=384_000_000)
    try:
        for text in (sitemap, feed):
            where = (None, "https://post.example/feed", NOW, Allowlist())
            assert (await pool(read_feed, text.encode(), *where)).items == ()
        with pytest.raises(Unreadable):
            await pool(read_opml, outlines.encode(), Allowlist())
    finally:
        await pool.close()


async def test_hostile_pdfs_stop_at_the_limits_of_time_and_memory():
    huge = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        packed(2_000_000_000),
    ]
    cyclic = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2147483647 >>",
    ]
    deep = [b"<< /Type /Catalog /Pages 2 0 R >>", b"[" * 500_000]
    pool = Pool(1, TimeLimit(base=1.0, per_byte=0.0))
    try:
        for objects in (huge, cyclic, deep):
            with pytest.raises((TookTooLong, Unreadable)):
                await pool(read_file, "a.pdf", None, pdf_of(objects), NOW)

        draft = await pool(
            read_file, "a.pdf", None, pdf(["Title", "A text of it."], title="Title"), NOW
        )
    finally:
        await pool.close()

    assert draft.title == "Title"
