"""`restore`: a backup replaces the database, and the bot resumes from it."""

import shlex
from pathlib import Path

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_process import at, fed, started, xulosa
from tests.support.paths import ROOT
from tests.support.running_bot import EDITOR_ID


async def test_a_bot_resumes_from_a_restored_backup(
    bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    settings = at(bot_api, BOT_ADMINS=str(EDITOR_ID))

    async def add(title: str) -> None:
        before = len(editor.private.from_bot())
        editor.send(f"/add {title}\nIt came in at noon. It went out again at night.\n#sea")
        await bot_api.until(
            lambda: len(editor.private.from_bot()) > before and editor.private.last.buttons,
            show=editor.private,
        )

    async with started(tmp_path, **settings) as bot:
        await bot.says("ready")
        await add("The tide")
        await xulosa(tmp_path, "backup", "copy.db")
        refused = await xulosa(tmp_path, "restore", "copy.db")
        await add("The ebb")
    restored = await xulosa(tmp_path, "restore", "copy.db")
    async with started(tmp_path, **settings) as bot:
        await bot.says("ready")
        await add("The storm")
    listed = await xulosa(tmp_path, "articles", "list")
    wrong = [await xulosa(tmp_path, "restore", *given) for given in ((), ("nowhere.db",))]
    (tmp_path / "letter").write_text("This is a letter to my aunt. " * 100)
    failed = await xulosa(tmp_path, "restore", "letter")

    assert refused.code == 2
    assert "another bot runs on data/xulosa.db" in refused.err
    former = tmp_path / "data" / "xulosa.db.before-restore-1"
    assert (restored.code, restored.err) == (0, "")
    assert restored.out == f"restored copy.db; the former database is {former}\n"
    assert "The tide" in listed.out
    assert "The storm" in listed.out
    assert "The ebb" not in listed.out
    assert [ended.code for ended in wrong] == [2, 2]
    assert failed.code == 1
    assert failed.err == "xulosa: cannot read letter: file is not a database\n"


async def test_the_drill_of_the_docs_restores_a_copy_beside_the_bot(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "operate.md").read_text()
    commands = page.partition("```drill\n")[2].partition("```")[0].splitlines()
    await fed(tmp_path, b'{"title": "The tide", "text": "It came in."}', "articles", "import", "-")

    outputs = []
    for command in commands:
        words = shlex.split(command)
        settings = dict(word.split("=") for word in words if word.startswith("BOT_"))
        ended = await xulosa(tmp_path, *words[len(settings) + 1 :], **settings)
        assert (ended.code, ended.err) == (0, "")
        outputs.append(ended.out)

    assert outputs[0] == "copied to drill.db\n"
    assert outputs[-1].startswith("1  The tide")
    assert (tmp_path / "drill" / "xulosa.db").exists()
    assert (tmp_path / "data" / "xulosa.db").exists()
