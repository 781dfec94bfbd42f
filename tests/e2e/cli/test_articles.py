"""`add` and `articles list|search|export|import`."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.bot_and_site import address, html_of, sample_text
from tests.support.bot_process import fed, xulosa
from tests.support.conversations import SAMPLES
from tests.support.web_site import opened, page

BRIDGE, MARKET = SAMPLES["en-bridge"].title, SAMPLES["uz-bozor"].title


async def test_pages_files_and_standard_input_are_stored_once(tmp_path: Path) -> None:
    (tmp_path / "market.html").write_text(html_of("uz-bozor"))
    async with opened() as site:
        site.on("/page", page(html_of()))
        allow = f"127.0.0.1:{site.port}"
        sources = address(site, "/page"), "market.html", "-"

        first = await fed(
            tmp_path,
            sample_text("ru-ferry").encode(),
            *("add", *sources, "--tags", 'new,"two words"'),
            BOT_FETCH_ALLOW=allow,
        )
        again = await xulosa(tmp_path, "add", "market.html")
    listed = await xulosa(tmp_path, "articles", "list")
    found = await xulosa(tmp_path, "articles", "search", "harrowmere", "bridge")
    objects = await xulosa(tmp_path, "articles", "search", "harrowmere", "--json")

    ferry = SAMPLES["ru-ferry"].title
    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines() == [f"1  {BRIDGE}", f"2  {MARKET}", f"3  {ferry}"]
    assert again.out == f"2  {MARKET} (already stored)\n"
    assert [line[:1] for line in listed.out.splitlines()] == ["3", "2", "1"]
    assert found.out == f"1  {BRIDGE} · 127.0.0.1 · ☆ not rated yet\n"
    (first_found,) = map(json.loads, objects.out.splitlines())
    assert first_found == {
        "id": 1,
        "title": BRIDGE,
        "source": "127.0.0.1",
        "published_at": first_found["published_at"],
        "rating": {"mean": 3.0, "votes": 0},
    }


async def test_add_reports_an_unreadable_source_and_stores_the_others(tmp_path: Path) -> None:
    (tmp_path / "title.txt").write_text("Only a title")
    (tmp_path / "good.txt").write_text(sample_text())

    ended = await xulosa(tmp_path, "add", "nowhere.txt", "title.txt", "http://[::1]/", "good.txt")

    assert ended.code == 1
    assert ended.out == f"1  {BRIDGE}\n"
    missing, strip_markup, private = ended.err.splitlines()
    assert missing == "xulosa: nowhere.txt: No such file or directory"
    assert strip_markup.startswith("xulosa: title.txt: There is a title but no text.")
    assert private.startswith("xulosa: http://[::1]/: I open public web pages only")


async def test_an_export_is_imported_whole_and_in_order(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    rated = sample_text(
        "en-bridge", last="Tags\n\nbridges O'zbekiston\n\nVotes: 12\n\nRating: 4.25"
    )
    texts = {"1.txt": rated, "2.txt": sample_text("uz-bozor"), "3.txt": sample_text("ru-ferry")}
    for name, text in texts.items():
        (old / name).write_text(text)
    await xulosa(old, "add", *texts)

    exported = await xulosa(old, "articles", "export")
    (new / "all.jsonl").write_text(exported.out)
    imported = await xulosa(new, "articles", "import", "all.jsonl")
    again = await fed(new, exported.out.encode(), "articles", "import", "-")
    exported_again = await xulosa(new, "articles", "export")
    before, after = [await xulosa(folder, "articles", "list") for folder in (old, new)]

    entries = [json.loads(line) for line in exported.out.splitlines()]
    assert [entry["title"] for entry in entries][:2] == [BRIDGE, MARKET]
    assert entries[0]["tags"] == ["bridges", "O'zbekiston"]
    assert "★ 4.3 · 12 votes" in before.out
    assert imported.code == again.code == 0
    assert again.out.count("(already stored)") == 3
    assert exported_again.out == exported.out
    assert after.out == before.out
    with closing(sqlite3.connect(new / "data" / "xulosa.db")) as database:
        assert database.execute("SELECT DISTINCT is_push_suppressed FROM articles").fetchall() == [
            (1,)
        ]


async def test_broken_lines_of_an_import_are_reported_and_skipped(tmp_path: Path) -> None:
    lines = [
        "{broken",
        "[]",
        '{"title": "No body"}',
        '{"title": "T", "text": "B", "tags": ["<b>"]}',
        '{"title": "T", "text": "B", "published_at": "2020-01-01"}',
        '{"title": "Good", "text": "As can be."}',
    ]

    ended = await fed(tmp_path, "\n".join(lines).encode(), "articles", "import", "-")

    assert ended.code == 1
    assert ended.out == "1  Good\n"
    assert [line.split(": ")[1] for line in ended.err.splitlines()] == [
        f"line {number}" for number in range(1, 6)
    ]
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    "odd",
    [
        {"published_at": "0001-01-01T00:00:00+14:00"},
        {"published_at": "yesterday"},
        {"section": ["x"]},
        {"source": {"name": "x"}},
        {"image_url": 5},
        {"image_url": "ftp://example.org/x.png"},
        {"url": "http://ann:hunter2@example.org/"},
        {"url": "http://[::1"},
        {"url": "javascript:alert(1)"},
        {"tags": "abc"},
        {"tags": [1]},
        {"title": 5},
        {"title": "\ud800"},
        {"text": None},
        {"body": None},
        {"votes": 3, "hundredths": 1e999},
        {"deep": json.loads("[" * 900 + "]" * 900)},
    ],
    ids=lambda odd: next(iter(odd)),
)
async def test_import_skips_a_malformed_line_and_reads_the_other_lines(
    tmp_path: Path, odd: dict[str, object]
) -> None:
    line = json.dumps({"title": "T", "body": "B", **odd})
    if "deep" in odd:
        line = line.replace("[", "[" * 100).replace("]", "]" * 100)
    good = [json.dumps({"title": f"Good {n}", "body": f"Body {n}."}) for n in range(2)]

    ended = await fed(
        tmp_path, "\n".join([good[0], line, good[1]]).encode(), "articles", "import", "-"
    )

    assert (ended.code, ended.out) == (1, "1  Good 0\n2  Good 1\n")
    assert ended.err.startswith("xulosa: line 2: ")
    assert ended.err.count("\n") == 1
    assert "hunter2" not in ended.err


async def test_an_import_of_an_export_keeps_unusual_line_separators(
    tmp_path: Path,
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    article = {
        "id": 1,
        "title": "A\u2028title",
        "text": "Two\u2028lines\x85and\u2029more.",
        "url": "http://127.0.0.1:8123/a%2fb?x=1",
        "source": "s",
        "section": "t",
        "image_url": "https://example.org/p.png",
        "published_at": "2024-05-06T07:08:09.123456+00:00",
        "tags": ["one"],
        "votes": 0,
        "hundredths": 0,
    }
    line = json.dumps(article, ensure_ascii=False) + "\r\n"

    first = await fed(old, line.encode(), "articles", "import", "-")
    exported = await xulosa(old, "articles", "export")
    second = await fed(new, exported.out.encode(), "articles", "import", "-")
    again = await xulosa(new, "articles", "export")

    assert (first.code, second.code) == (0, 0)
    assert json.loads(exported.out) == article
    assert again.out == exported.out


async def test_an_import_replaces_a_date_in_the_future(tmp_path: Path) -> None:
    line = '{"title": "T", "body": "B", "published_at": "9999-01-01T00:00:00+00:00"}'

    ended = await fed(tmp_path, line.encode(), "articles", "import", "-")
    exported = await xulosa(tmp_path, "articles", "export")

    assert ended.code == 0
    assert json.loads(exported.out)["published_at"] < "9999"


@pytest.mark.parametrize("arguments", [["list"], ["search", "nothing"], ["export"]])
async def test_a_list_of_no_articles_prints_nothing(tmp_path: Path, arguments: list[str]) -> None:
    ended = await xulosa(tmp_path, "articles", *arguments)

    assert (ended.code, ended.out, ended.err) == (0, "", "")


async def test_migrating_twice_equals_once(tmp_path: Path) -> None:
    first, second = [await xulosa(tmp_path, "migrate") for _ in range(2)]

    assert first == second
    assert first.code == 0
    assert first.out.startswith("the database has schema 0")


async def test_a_backup_without_a_database_is_refused(tmp_path: Path) -> None:
    ended = await xulosa(tmp_path, "backup", "copy.db")

    assert ended.code == 2
    assert ended.err == ("xulosa: there is no database at data/xulosa.db; has the bot run yet?\n")
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize(
    "arguments", [["frobnicate"], ["articles"], ["add"], ["articles", "list", "--limit", "-1"]]
)
async def test_wrong_arguments_print_the_usage(tmp_path: Path, arguments: list[str]) -> None:
    ended = await xulosa(tmp_path, *arguments)

    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith("usage: xulosa")
