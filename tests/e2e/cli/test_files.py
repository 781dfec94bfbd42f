"""PDF and binary files on the command line."""

import random
from pathlib import Path

import pytest

from tests.support.bot_process import fed, xulosa
from tests.support.conversations import SAMPLES
from tests.support.document_files import locked, pdf
from tests.support.sample_pdf import PDF

BRIDGE = SAMPLES["en-bridge"]


async def test_a_pdf_is_summarized_and_added(tmp_path: Path) -> None:
    (tmp_path / "bridge.pdf").write_bytes(PDF)

    summed = await xulosa(tmp_path, "summarize", "bridge.pdf")
    added = await xulosa(tmp_path, "add", "bridge.pdf", "--tags", "iron")

    assert (summed.code, summed.err) == (0, "")
    assert len(summed.out.splitlines()) == 3
    assert all(line in BRIDGE.body for line in summed.out.splitlines())
    assert (added.code, added.out) == (0, f"1  {BRIDGE.title}\n")


async def test_a_pdf_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "locked.pdf").write_bytes(locked(pdf(["Title", "Text."]), "secret"))

    ended = await xulosa(tmp_path, "summarize", "locked.pdf")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("xulosa: That PDF has a password.")
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize("command", ["summarize", "add"])
@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + bytes(80), random.Random(7).randbytes(20_000)]
)
async def test_binary_data_is_refused_from_a_file_or_standard_input(
    tmp_path: Path, command: str, data: bytes
) -> None:
    (tmp_path / "x.png").write_bytes(data)

    named = await xulosa(tmp_path, command, "x.png")
    piped = await fed(tmp_path, data, command, "-")

    assert (named.code, named.out, piped.code, piped.out) == (1, "", 1, "")
    for said in (named.err, piped.err):
        assert "I read .txt, .html, .pdf, .docx and .epub files only." in said
        assert said.count("\n") == 1
