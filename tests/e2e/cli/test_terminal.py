"""Shells complete words, and long work shows its progress on a terminal."""

import json
from pathlib import Path

import pytest

from tests.support.bot_process import fed, xulosa
from tests.support.terminal import on_terminal

LINES = [json.dumps({"title": f"Title {n}", "text": f"Text {n}."}) for n in range(3)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("xulosa feeds ch", {"check"}),
        ("xulosa articles list --js", {"--json"}),
        ("xulosa completion ", {"bash", "zsh", "fish"}),
        ("xulosa summarize --ranker lex", {"lexrank"}),
    ],
)
async def test_a_shell_completes_commands_options_and_values(
    tmp_path: Path, line: str, expected: set[str]
) -> None:
    found = tmp_path / "found"

    await xulosa(
        tmp_path,
        _ARGCOMPLETE="1",
        _ARGCOMPLETE_IFS="\n",
        _ARGCOMPLETE_SHELL="bash",
        _ARGCOMPLETE_STDOUT_FILENAME=str(found),
        COMP_LINE=line,
        COMP_POINT=str(len(line)),
    )

    assert {word.strip() for word in found.read_text().split("\n")} >= expected


async def test_an_import_shows_its_progress_on_a_terminal_alone(tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_text("\n".join(LINES))

    async with on_terminal(tmp_path, "articles", "import", "all.jsonl") as running:
        code = await running.process.wait()
        shown = running.shown()
    piped = await xulosa(tmp_path, "articles", "import", "all.jsonl")

    assert code == 0
    assert "import:" in shown
    assert "| 0/3 [" in shown
    assert [line.split("\r")[-1] for line in shown.splitlines() if "Title" in line] == [
        f"{n + 1}  Title {n}" for n in range(3)
    ]
    assert piped.err == ""


async def test_a_backup_and_a_restore_show_their_progress(tmp_path: Path) -> None:
    await xulosa(tmp_path, "migrate")

    for command in ("backup", "restore"):
        async with on_terminal(tmp_path, command, "copy.db") as running:
            code = await running.process.wait()
            shown = running.shown()

        assert code == 0
        assert f"{command}:   0%|" in shown


async def test_a_move_shows_its_progress_and_its_tables(tmp_path: Path) -> None:
    await fed(tmp_path, b'{"title": "Tide", "text": "It came in."}', "articles", "import", "-")

    async with on_terminal(tmp_path, "move", "--to", "sqlite+aiosqlite:///new.db") as running:
        code = await running.process.wait()
        shown = running.shown()

    assert code == 0
    assert "move:   0%|" in shown
    assert "compare:   0%|" in shown
    assert "ok    articles: 1 rows, " in shown
    assert "set BOT_DATABASE_URL to it before the bot starts" in shown
