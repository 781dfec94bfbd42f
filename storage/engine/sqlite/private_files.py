"""Files that nobody but their owner may read, whatever the umask is."""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_FILE, _FOLDER = 0o600, 0o700
_OTHERS = 0o077  # what group and others may do


def make_file(path: Path) -> None:
    """Make an empty file; one that is there is left as it is.

    Raises:
        OSError: it cannot be made.
    """
    with suppress(FileExistsError):
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE)
        os.fchmod(made, _FILE)  # a umask may have taken more than it should
        os.close(made)


def make_folders(folder: Path) -> None:
    """Make a folder, and those above it that are missing; one that is there is left as it is.

    Raises:
        OSError: one cannot be made.
    """
    if not folder.parent.exists():
        make_folders(folder.parent)
    try:
        folder.mkdir(_FOLDER)
        folder.chmod(_FOLDER)
    except FileExistsError:
        if not folder.is_dir():
            raise


def narrow(paths: Iterable[Path]) -> None:
    """Take from group and others their rights to files, as far as these are ours and there."""
    for path in wide(paths):
        with suppress(OSError):
            path.chmod(_FILE)


def wide(paths: Iterable[Path]) -> list[Path]:
    """Return the files that group or others may do anything with."""
    return [path for path in paths if _is_wide(path)]


def _is_wide(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) and bool(mode & _OTHERS)
