"""File permissions: files and folders that only their owner can access, whatever the umask is."""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_FILE_MODE, _FOLDER_MODE = 0o600, 0o700
_OTHERS = 0o077  # all permission bits of group and others


def create_private_file(path: Path) -> None:
    """Create an empty file that only its owner can access; leave an existing file unchanged.

    Raises:
        OSError: the file cannot be created.
    """
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE_MODE)
        os.fchmod(descriptor, _FILE_MODE)  # the umask may have removed the owner's permissions
        os.close(descriptor)


def create_private_folders(folder: Path) -> None:
    """Create a folder and its missing parents; leave existing folders unchanged.

    Raises:
        OSError: a folder cannot be created.
    """
    if not folder.parent.exists():
        create_private_folders(folder.parent)
    try:
        folder.mkdir(_FOLDER_MODE)
        folder.chmod(_FOLDER_MODE)
    except FileExistsError:
        if not folder.is_dir():
            raise


def make_private(paths: Iterable[Path]) -> None:
    """Remove the permissions of group and others; skip missing files and files of other users."""
    for path in accessible_to_others(paths):
        with suppress(OSError):
            path.chmod(_FILE_MODE)


def accessible_to_others(paths: Iterable[Path]) -> list[Path]:
    """Return the files on which group or others have any permission."""
    return [path for path in paths if _is_accessible_to_others(path)]


def _is_accessible_to_others(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) and bool(mode & _OTHERS)
