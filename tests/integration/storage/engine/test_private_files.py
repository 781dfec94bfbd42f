"""Files that only their owner may read."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.engine.backup import backup
from storage.engine.database import Database, files_of
from storage.engine.lock import instance_lock
from storage.engine.migrate import migrate
from storage.engine.sqlite.private_files import (
    accessible_to_others,
    create_private_file,
    make_private,
)
from storage.store import Store
from tests.support.stored_samples import put_news


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """Return the mode of everything in a folder, by name."""
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.rglob("*")}


async def fill(path: Path) -> dict[str, str]:
    """Migrate, lock, write and copy a database; return the modes of all new files."""
    database = Database(f"sqlite+aiosqlite:///{path}")
    with instance_lock(database):
        try:
            await migrate(database)
            await put_news(Store(database))
            await backup(database, path.parent / "copy.db")
            return modes(path.parent.parent)
        finally:
            await database.close()


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o277])
async def test_new_files_are_private_under_every_umask(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        made = await fill(tmp_path / "data" / "deep" / "xulosa.db")
        outer = oct(stat.S_IMODE((tmp_path / "data").stat().st_mode))

    assert outer == "0o700"
    assert made == {
        "deep": "0o700",
        **dict.fromkeys(
            ("xulosa.db", "xulosa.db-wal", "xulosa.db-shm", "xulosa.lock", "copy.db"), "0o600"
        ),
    }


async def test_existing_files_become_private_at_the_start(database: Database, path: Path) -> None:
    await put_news(Store(database))
    (path.parent / "xulosa.lock").touch()
    names = ("xulosa.db", "xulosa.db-wal", "xulosa.db-shm", "xulosa.lock")
    for name in names:
        (path.parent / name).chmod(0o666)

    with instance_lock(database):
        await migrate(database)

    assert modes(path.parent) == dict.fromkeys(names, "0o600")


async def test_a_link_to_a_database_makes_its_target_private(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to("real.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'link.db'}")

    with umask(0):
        await migrate(database)
    try:
        assert set(modes(tmp_path).values()) == {"0o600"}
        assert files_of(database)[0] == tmp_path / "real.db"
    finally:
        await database.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else for a while")
def test_a_file_of_another_owner_is_named_in_the_error() -> None:
    with tempfile.TemporaryDirectory() as folder:
        theirs = Path(folder) / "theirs"
        theirs.touch()
        for path in (theirs, Path(folder)):
            path.chmod(0o755)

        os.seteuid(65_534)
        try:
            make_private([theirs, Path("/nowhere")])
            named = accessible_to_others([theirs, Path("/nowhere")])
        finally:
            os.seteuid(0)

        assert named == [theirs]
        assert modes(Path(folder)) == {"theirs": "0o755"}


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("precious")
    (tmp_path / "letter").chmod(0o644)

    create_private_file(tmp_path / "letter")

    assert modes(tmp_path) == {"letter": "0o644"}
    assert (tmp_path / "letter").read_text() == "precious"
