"""File systems of a test: real ones that can be full or read-only. They need root."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PATH = "/usr/sbin:/sbin:/usr/bin:/bin"


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount an empty disk of 16 MB on `folder`; skip the test where that is not allowed."""
    image = folder.with_name(f"{folder.name}.img")
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(16 * 2**20)
    if not (_run("mke2fs", "-q", "-t", "ext4", image) and _mount(image, folder)):
        pytest.skip("no disk may be mounted here")
    try:
        yield
    finally:
        _run("umount", folder)


def make_read_only(folder: Path) -> None:
    """Let the mounted disk refuse all writes, as the system does after an error of the disk."""
    assert _run("mount", "-o", "remount,abort", folder)


def repair(folder: Path) -> None:
    """Mount the disk anew."""
    assert _run("umount", folder)
    assert _mount(folder.with_name(f"{folder.name}.img"), folder)


def _mount(image: Path, folder: Path) -> bool:
    return _run("mount", "-o", "loop", image, folder)


def _run(program: str, *arguments: str | Path) -> bool:
    path = shutil.which(program, path=_PATH)
    if path is None:
        return False
    ended = subprocess.run([path, *arguments], capture_output=True, check=False)  # noqa: S603
    return ended.returncode == 0
