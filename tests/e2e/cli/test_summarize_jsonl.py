import io
import json
import subprocess
import sys
from pathlib import Path

from bot.cli.jsonl import filter_lines
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.paths import ROOT
from tests.support.samples import load

LINES = 5_000
TEXT = (
    "The old bridge in {town} was opened again. Engineers repaired its arch in two years. "
    "The repair cost less than planned. Buses will cross it from Monday. Lorries must wait."
)


def line_of(number: int, **more: str) -> bytes:
    row = {"id": number, "title": "The bridge", "text": TEXT.format(town=f"Town{number}"), **more}
    return json.dumps(row).encode() + b"\n"


def filtered(given: bytes) -> list[dict[str, object]]:
    target = io.BytesIO()
    filter_lines(io.BytesIO(given), target, sentences=2, ranker="default")
    return [json.loads(line) for line in target.getvalue().splitlines()]


def test_each_sample_is_answered_in_order_and_in_its_language():
    samples = load() * 12
    lines = [
        json.dumps({"id": at, "title": sample.title, "text": sample.body}, ensure_ascii=False)
        for at, sample in enumerate(samples)
    ]

    answers = filtered("\n".join(lines).encode())

    assert [answer["id"] for answer in answers] == list(range(len(samples)))
    assert [answer["language"] for answer in answers] == [sample.language for sample in samples]
    assert all(len(answer["sentences"]) == 2 for answer in answers)  # type: ignore[arg-type]


def test_broken_lines_are_reported_by_number_and_skipped(capfd):
    broken = [b"{", b"[]", b'{"id": 1}', b'{"text": "\xff"}', b"[" * 200_000, b'{"text": 5}']
    lines = [line_of(0).strip(), *broken, b"", line_of(8).strip()]

    answers = filtered(b"\n".join(lines))

    errors = capfd.readouterr().err.splitlines()
    assert [answer["id"] for answer in answers] == [0, 8]
    assert [line.split(":")[1].strip() for line in errors] == [f"line {n}" for n in range(2, 8)]


def test_a_line_of_many_megabytes_is_skipped(capfd):
    endless = b'{"text": "' + b"x" * 40_000_000 + b'"}\n'

    answers = filtered(line_of(1) + endless + line_of(3))

    assert [answer["id"] for answer in answers] == [1, 3]
    assert "line 2:" in capfd.readouterr().err


def test_a_text_with_nothing_to_summarize_gives_no_sentences():
    answers = filtered(b'{"id": "a", "text": ""}\n{"id": "b", "text": "Hello."}\n')

    assert [answer["sentences"] for answer in answers] == [[], []]


def test_many_lines_need_no_more_memory_than_few(tmp_path: Path):
    given = tmp_path / "lines.jsonl"
    with given.open("wb") as file:
        for number in range(LINES):
            file.write(b"broken\n" if number == LINES - 2 else line_of(number, note="x" * 16_000))
    script = (
        "import resource, sys\n"
        "from bot.cli.jsonl import filter_lines\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "before = peak()\n"
        "with open(sys.argv[1], 'rb') as source, open(sys.argv[2], 'wb') as target:\n"
        "    filter_lines(source, target, 1, 'default')\n"
        "print(peak() - before)\n"
    )

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, str(given), str(tmp_path / "out.jsonl")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=HANG_SECONDS,
    )

    answers = (tmp_path / "out.jsonl").read_bytes().splitlines()
    expected = [number for number in range(LINES) if number != LINES - 2]
    assert [json.loads(answer)["id"] for answer in answers] == expected
    assert f"line {LINES - 1}:" in done.stderr
    assert given.stat().st_size > 80_000_000
    assert int(done.stdout) < 25  # MB; all lines together have more than 80
