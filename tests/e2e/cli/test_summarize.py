"""`summarize`: a page, a file, standard input, or a stream of JSON lines."""

import json
from pathlib import Path

import pytest

from bot.summaries import RANKER_NAMES
from tests.support.bot_and_site import address, html_of, sample_text
from tests.support.bot_process import fed, in_new_interpreter, xulosa
from tests.support.commands import Ended
from tests.support.conversations import SAMPLES
from tests.support.web_site import opened, page

BRIDGE = SAMPLES["en-bridge"]


def sentences_of(ended: Ended) -> list[str]:
    """Return the lines that a command printed."""
    return ended.out.splitlines()


def names_in(folder: Path) -> list[str]:
    """Return the names of the files in a folder."""
    return [path.name for path in folder.iterdir()]


async def test_summarize_prints_the_best_sentences_of_a_file_as_lines(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(sample_text())

    ended = await xulosa(tmp_path, "summarize", "bridge.txt")

    assert (ended.code, ended.err) == (0, "")
    assert len(sentences_of(ended)) == 3
    assert all(sentence in BRIDGE.body for sentence in sentences_of(ended))
    assert names_in(tmp_path) == ["bridge.txt"]  # no database, no caches


@pytest.mark.parametrize("count", [1, 10])
async def test_summarize_prints_the_requested_number_of_sentences(
    tmp_path: Path, count: int
) -> None:
    ended = await fed(tmp_path, sample_text().encode(), "summarize", "-", "--sentences", str(count))

    assert len(sentences_of(ended)) == count


async def test_a_summary_length_may_be_a_word(tmp_path: Path) -> None:
    short, long = [
        await fed(tmp_path, sample_text().encode(), "summarize", "-", "--sentences", word)
        for word in ("short", "long")
    ]

    assert len(sentences_of(short)) == 1
    assert len(sentences_of(long)) == 5
    assert set(sentences_of(short)) < set(sentences_of(long))


@pytest.mark.parametrize("count", ["0", "11", "²", "tall"])
async def test_an_invalid_sentence_count_prints_the_usage(tmp_path: Path, count: str) -> None:
    ended = await xulosa(tmp_path, "summarize", "-", "--sentences", count)

    assert ended.code == 2
    assert "argument --sentences: " in ended.err
    assert ended.out == ""


@pytest.mark.parametrize(("name", "language"), [("ru-ferry", "ru"), ("uzc-suv", "uz-Cyrl")])
async def test_json_output_has_title_and_language_too(
    tmp_path: Path, name: str, language: str
) -> None:
    (tmp_path / "page.html").write_text(html_of(name))

    ended = await xulosa(tmp_path, "summarize", "page.html", "--json", "--sentences", "2")

    printed = json.loads(ended.out)
    assert list(printed) == ["title", "language", "sentences"]
    assert (printed["title"], printed["language"]) == (SAMPLES[name].title, language)
    assert len(printed["sentences"]) == 2
    assert SAMPLES[name].title in ended.out  # as letters, not as JSON escapes


async def test_summarize_reads_a_page_without_token_or_database(tmp_path: Path) -> None:
    async with opened() as site:
        site.on("/page", page(html_of()))
        link = address(site, "/page")

        allowed = await xulosa(
            tmp_path, "summarize", link, BOT_FETCH_ALLOW=f"127.0.0.1:{site.port}"
        )
        refused = await xulosa(tmp_path, "summarize", link)

    assert allowed.code == 0
    assert all(sentence in BRIDGE.body for sentence in sentences_of(allowed))
    assert refused.code == 1
    assert refused.err == (
        "xulosa: I open public web pages only, and that address is not one. "
        "Send me the article's public address.\n"
    )
    assert len(site.visits) == 1
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "said"),
    [
        (["nowhere.txt"], "", 1, "nowhere.txt: No such file or directory"),
        (["."], "", 1, ".: Is a directory"),
        (["-"], "Too short.", 1, "That text is too short to summarize."),
        (["-"], "", 1, "That text is too short to summarize."),
        (["http://169.254.169.254/"], "", 1, "I open public web pages only"),
        (["-", "--ranker", "oracle"], "", 2, "--ranker: there is no oracle; known are default,"),
        ([], "", 2, "summarize: name a URL, a file, or - for standard input"),
        (["--jsonl", "lines.jsonl"], "", 2, "--jsonl reads standard input; name no source"),
    ],
)
async def test_a_failed_summarize_is_reported_on_standard_error(
    tmp_path: Path, arguments: list[str], stdin: str, code: int, said: str
) -> None:
    ended = await fed(tmp_path, stdin.encode(), "summarize", *arguments)

    assert ended.code == code
    assert ended.out == ""
    assert ended.err.startswith("xulosa: ")
    assert said in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("ranker", ["lead", "lexrank"])
async def test_another_ranker_chooses_among_the_same_sentences(tmp_path: Path, ranker: str) -> None:
    ended = await fed(tmp_path, sample_text().encode(), "summarize", "-", "--ranker", ranker)

    assert ended.code == 0
    assert len(sentences_of(ended)) == 3
    assert all(sentence in BRIDGE.body for sentence in sentences_of(ended))


async def test_jsonl_keeps_order_and_reports_broken_lines_by_number(
    tmp_path: Path,
) -> None:
    names = [name for name in SAMPLES for _ in range(25)]
    lines = [
        json.dumps({"id": number, "title": SAMPLES[name].title, "text": SAMPLES[name].body})
        for number, name in enumerate(names)
    ]
    lines[100], lines[200] = "{broken", '{"id": 200}'
    lines[299] = json.dumps({"id": "last", "title": "", "text": ""})

    ended = await fed(
        tmp_path, "\n".join(lines).encode(), "summarize", "--jsonl", "--sentences", "2"
    )

    printed = [json.loads(line) for line in sentences_of(ended)]
    kept = [number for number in range(299) if number not in (100, 200)]
    assert ended.code == 0
    assert [one["id"] for one in printed] == [*kept, "last"]
    assert printed[-1] == {"id": "last", "language": "und", "sentences": []}
    assert all(
        [one["language"], len(one["sentences"])] == [SAMPLES[names[one["id"]]].language, 2]
        for one in printed[:-1]
    )
    assert ended.err.splitlines() == [
        "xulosa: line 101: this is no JSON",
        'xulosa: line 201: this is no object with a "text"',
    ]


async def test_an_empty_jsonl_stream_prints_nothing(tmp_path: Path) -> None:
    ended = await fed(tmp_path, b"\n\n", "summarize", "--jsonl")

    assert (ended.code, ended.out, ended.err) == (0, "", "")


async def test_summarizing_a_text_imports_nothing_heavy(tmp_path: Path) -> None:
    heavy = ("telegram", "sqlalchemy", "aiohttp", "trafilatura", "numpy", "starlette", "sumy")
    text = sample_text().encode()

    ended = await in_new_interpreter(tmp_path, text, "summarize", "-", PYTHONPROFILEIMPORTTIME="1")

    imported = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
    assert "bot.summaries.summarizer" in imported
    assert imported.isdisjoint(heavy)  # the import of each takes longer than one summary


async def test_compare_shows_the_sentences_of_each_ranker(tmp_path: Path) -> None:
    shown = await fed(tmp_path, sample_text().encode(), "summarize", "-", "--compare")
    as_json = await fed(tmp_path, sample_text().encode(), "summarize", "-", "--compare", "--json")

    rankers = json.loads(as_json.out)["rankers"]
    header, *rows = shown.out.splitlines()
    assert header.split() == list(rankers) == list(RANKER_NAMES)
    assert sum(row.count("×") for row in rows) == 3 * len(rankers)
    for sentence in BRIDGE.body.split("\n")[0:1]:
        marked = sum(sentence in sentences for sentences in rankers.values())
        assert sum(row.count("×") for row in rows if row.endswith(sentence)) == marked


async def test_compare_refuses_a_stream_of_lines(tmp_path: Path) -> None:
    ended = await fed(tmp_path, b"", "summarize", "--compare", "--jsonl")

    assert (ended.code, ended.out) == (2, "")
    assert "leave out --jsonl" in ended.err
