"""The layers hold, and each contract can break: it finds a forbidden import that a test adds."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PLANTS = {
    "Layers, high to low; siblings never meet": ("storage/repositories/tags.py", "import bot.i18n"),
    "Every module in bot has a place in the layers": ("bot/stray.py", '"""A stray."""'),
    "Only the edges know python-telegram-bot": ("bot/actions/rate.py", "import telegram"),
    "Only storage knows the database": ("handlers/start.py", "import sqlalchemy"),
    "Handlers ask actions, never the database": ("handlers/start.py", "import storage.store"),
    "Handlers ask actions, never ingestion": (
        "handlers/start.py",
        "import bot.ingestion.decode",
    ),
    "Commands ask actions, never repositories": (
        "bot/cli/articles.py",
        "import storage.repositories.tags",
    ),
    "Actions decide; presentation words": ("bot/actions/rate.py", "import bot.presentation.card"),
    "Storage imports only the domain and telemetry": (
        "storage/engine/columns.py",
        "import bot.presentation.links",
    ),
    "Readers and metadata never fetch": (
        "bot/ingestion/readers/pdf.py",
        "import bot.ingestion.http.fetcher",
    ),
    "The domain depends on nothing": ("bot/domain/tag.py", "import aiohttp"),
    "The playground's Bot API server imports nothing of the bot's": (
        "bot/playground/api_server/state/clock.py",
        "import bot.domain.tag",
    ),
    "Settings are handed down, never reached for": ("bot/transport/bot.py", "import bot.config"),
    "The store is taken apart where objects are built": (
        "bot/delivery/workers/fanout.py",
        "import storage.store",
    ),
    "No cycles between siblings": ("storage/engine/columns.py", "import storage.repositories.tags"),
}


def lint(folder: Path) -> str:
    """Return what import-linter prints of the copy in `folder`."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(  # noqa: S603 - our own tool on our own copy
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": "."}
    )
    return done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code for tests to break."""
    for package in ("bot", "handlers", "storage"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept_and_has_its_plant(copy: Path) -> None:
    printed = lint(copy)

    assert f"Contracts: {len(PLANTS)} kept, 0 broken." in printed


@pytest.mark.parametrize("contract", PLANTS)
def test_a_contract_breaks_where_it_should(copy: Path, contract: str) -> None:
    file, line = PLANTS[contract]
    spoilt = copy / file
    spoilt.write_text((spoilt.read_text() if spoilt.exists() else "") + f"\n{line}\n")

    printed = lint(copy)

    assert f"{contract} BROKEN" in printed
