"""The wheel works in an environment of its own, and its metadata on an index."""

import asyncio
import re
import signal
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

import aiohttp
import pytest

from bot import __version__
from bot.playground.api_server.state.changes import HANG_SECONDS
from hatch_build import with_absolute_links
from tests.support.bot_process import environment
from tests.support.paths import ROOT
from tests.support.playground_link import LINK

RELATIVE = re.compile(r'(?:\]\(|src=")(?!https?://|#)')


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        env=environment({"XULOSA_REPOSITORY": "https://example.org/news/xulosa/"}),
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def install(wheel: Path, folder: Path) -> Path:
    """Install a wheel into a new environment that has our dependencies, but not our code.

    Return the folder of its programs.
    """
    venv.create(folder, with_pip=False)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    subprocess.run(  # noqa: S603 - our own interpreter
        [
            *(sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")),
            *("install", "--quiet", "--no-deps", "--no-index", "--no-compile", str(wheel)),
        ],
        check=True,
    )
    return folder / "bin"


def metadata_of(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as file:
        return BytesParser().parsebytes(file.read(f"xulosa-{__version__}.dist-info/METADATA"))


async def test_an_installed_wheel_serves_the_playground(wheel: Path, tmp_path: Path) -> None:
    programs = await asyncio.to_thread(install, wheel, tmp_path / "env")
    settings = environment({"BOT_LISTEN": "127.0.0.1:0"})
    del settings["PYTHONPATH"]  # it leads to our code

    process = await asyncio.create_subprocess_exec(
        *(programs / "xulosa", "playground"),
        cwd=tmp_path,
        env=settings,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(HANG_SECONDS):
            assert process.stdout is not None
            link = LINK.fullmatch((await process.stdout.readline()).decode())
            assert link is not None
            async with aiohttp.ClientSession(link[1]) as session:
                page = await (await session.get("/")).text()
                assets = [
                    (await session.get(path)).status
                    for path in re.findall(r'(?:src|href)="([^"]+)', page)
                ]
            process.send_signal(signal.SIGTERM)
            code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()

    assert "<title>Xulosa playground</title>" in page
    assert assets
    assert set(assets) == {200}
    assert code == 0


def test_the_wheel_has_our_packages_alone_with_their_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()

    packages = {name.split("/")[0] for name in names}
    assert packages == {"bot", "handlers", "storage", f"xulosa-{__version__}.dist-info"}
    assert {f"{package}/py.typed" for package in ("bot", "handlers", "storage")} <= set(names)
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_the_metadata_of_a_release_is_complete(wheel: Path) -> None:
    metadata = metadata_of(wheel)

    assert metadata["Version"] == __version__
    assert metadata["Author"] == "The Xulosa authors"
    assert metadata["License-Expression"] == "MIT"
    assert "Source, https://example.org/news/xulosa" in metadata.get_all("Project-URL", [])
    assert metadata["Keywords"]
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])


def test_the_readme_of_a_release_has_no_relative_link(wheel: Path) -> None:
    readme = str(metadata_of(wheel).get_payload())

    picture = "https://example.org/news/xulosa/raw/v" + __version__ + "/docs/pictures/"
    assert f"({picture}desktop-light.webp)" in readme
    assert f'<img src="{picture}tour.webp"' in readme
    assert not RELATIVE.search(readme)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[tour](docs/tour.md)", "[tour](P/docs/tour.md)"),
        ("![a picture](docs/a.png)", "![a picture](R/docs/a.png)"),
        ("[out](https://example.org) [part](#part)", "[out](https://example.org) [part](#part)"),
        ('<img src="docs/a.png" width="1">', '<img src="R/docs/a.png" width="1">'),
    ],
)
def test_relative_links_become_absolute(text: str, expected: str) -> None:
    assert with_absolute_links(text, "R", "P") == expected
