"""A release is dated, tagged and built with its bill of materials and checksums."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from deploy.packages import NOTICES, Package, bill_of_materials, licenses_of, locked_packages
from deploy.release import NoRelease, dated_changelog, require_newer
from tests.support.paths import ROOT

PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)
SOURCES = (
    *("bot", "handlers", "storage", "deploy", "pyproject.toml", "hatch_build.py"),
    *("requirements.lock", "README.md", "CHANGELOG.md", "LICENSE", "THIRD_PARTY_NOTICES.md"),
    ".env.example",
)
ROLES, FIELDS = ("AUTHOR", "COMMITTER"), ("NAME", "EMAIL")
DATE = date(2026, 11, 26)


def test_unreleased_changes_get_the_version_and_the_date() -> None:
    text = "# Changelog\n\n## Unreleased\n\n- New.\n\n## 1.0.0 - 2026-01-01\n\n- Old.\n"

    assert dated_changelog(text, "1.1.0", DATE) == (
        "# Changelog\n\n## Unreleased\n\n## 1.1.0 - 2026-11-26\n\n- New.\n\n"
        "## 1.0.0 - 2026-01-01\n\n- Old.\n"
    )


def test_a_changelog_without_changes_is_no_release() -> None:
    with pytest.raises(NoRelease):
        dated_changelog("# Changelog\n\n## Unreleased\n\n## 1.0.0 - 2026-01-01\n", "1.1.0", DATE)


@pytest.mark.parametrize("version", ["1.0", "v1.1.0", "1.1.0rc1", "1.0.0", "0.9.9"])
def test_a_version_that_is_not_newer_is_refused(version: str) -> None:
    with pytest.raises(NoRelease):
        require_newer(version, "1.0.0")


@pytest.mark.parametrize("version", ["1.0.1", "1.10.0", "2.0.0"])
def test_a_newer_version_is_taken(version: str) -> None:
    require_newer(version, "1.0.0")


def test_a_package_of_another_system_keeps_its_known_license() -> None:
    lock = 'not-installed-here==1.2 ; sys_platform == "win32" \\\n    --hash=sha256:00\n'

    assert locked_packages(lock, {"not-installed-here": "MIT"}) == [
        Package(name="not-installed-here", version="1.2", license="MIT")
    ]
    with pytest.raises(LookupError):
        locked_packages(lock, {})


def test_the_notices_name_every_locked_package() -> None:
    pinned = set(PINNED.findall((ROOT / "requirements.lock").read_text()))

    written = NOTICES.read_text()

    rows = re.findall(r"^\| ([a-z0-9._-]+) \| ([^ |]+) \| [^|]+ \|$", written, re.MULTILINE)
    assert set(rows[1:]) == pinned  # the first row is the heading
    assert "UNKNOWN" not in licenses_of(written).values()


def test_the_locked_packages_include_those_of_every_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = {name for name, _ in PINNED.findall((ROOT / "requirements.lock").read_text())}

    extras = [each for extra in project["optional-dependencies"].values() for each in extra]

    assert {re.split("[~>=]", each)[0] for each in extras} <= pinned


def test_the_bill_of_materials_depends_on_every_package() -> None:
    packages = [Package(name="lxml", version="6.1.3", license="BSD-3-Clause")]

    bill = json.loads(bill_of_materials("1.0.0", packages))

    (component,) = bill["components"]
    (dependency,) = bill["dependencies"]
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert component["purl"] == "pkg:pypi/lxml@6.1.3"
    assert dependency == {"ref": "pkg:pypi/xulosa@1.0.0", "dependsOn": [component["bom-ref"]]}


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_a_release_tags_and_builds_what_its_checksums_say(tmp_path: Path) -> None:
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    (tmp_path / ".gitignore").write_text("dist/\n__pycache__/\n")
    identity = {f"GIT_{role}_{field}": "a@example.org" for role in ROLES for field in FIELDS}
    environment = os.environ | identity | {"PYTHONPATH": str(tmp_path)}

    def run(*command: str) -> str:
        return subprocess.run(  # noqa: S603 - our own commands
            command, cwd=tmp_path, env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    run("git", "init", "--quiet", "--initial-branch", "main")
    run("git", "add", "--all")
    run("git", "commit", "--quiet", "--message", "start")
    run(sys.executable, "-m", "deploy.release", "99.0.0")

    lines = (tmp_path / "dist" / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in map(str.split, lines)}
    assert sums.keys() == {
        "xulosa-99.0.0-py3-none-any.whl",
        "xulosa-99.0.0.tar.gz",
        "xulosa-99.0.0.cdx.json",
    }
    for name, expected in sums.items():
        assert hashlib.sha256((tmp_path / "dist" / name).read_bytes()).hexdigest() == expected
    assert run("git", "tag", "--list") == "v99.0.0\n"
    assert run("git", "status", "--porcelain") == ""
    assert "## 99.0.0 - 20" in (tmp_path / "CHANGELOG.md").read_text()


def test_the_workflow_builds_the_image_for_two_architectures() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())
    build = workflow["jobs"]["image"]["steps"][-1]["with"]
    arguments = re.findall(r"^ARG (\w+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert workflow[True]["push"]["tags"] == ["v*"]  # YAML reads the key `on` as true
    assert build["platforms"] == "linux/amd64,linux/arm64"
    assert re.findall(r"^(\w+)=", build["build-args"], re.MULTILINE) == arguments
