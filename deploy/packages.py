"""The packages that the bot is installed with: their licenses, and a bill of materials.

`python -m deploy.packages` writes THIRD_PARTY_NOTICES.md for the packages of requirements.lock.
"""

import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"
_PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^\]]+\])?==([^\s;\\]+)", re.MULTILINE)
_ROW = re.compile(r"^\| ([a-z0-9._-]+) \| [^|]+ \| ([^|]+) \|", re.MULTILINE)
_TROVE = "License :: OSI Approved :: "
_LICENSE_MAX = 60  # characters; some packages have the whole text in the field
_HEAD = """# Third-party notices

Xulosa is installed with these packages, each under its own license. The license texts are in the
packages: in `*.dist-info` of the environment or of the image. `make lock` writes this file.

| package | version | license |
|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package of a lock file."""

    name: str
    version: str
    license: str


def locked_packages(lock: str, known_licenses: dict[str, str]) -> list[Package]:
    """Return the packages of a lock file, by name.

    Args:
        lock: the text of the lock file.
        known_licenses: licenses by name, for packages of other systems, which are not installed.

    Raises:
        LookupError: the license of a package is unknown.
    """
    packages = []
    for name, version in sorted(set(_PINNED.findall(lock))):
        license_name = _installed_license(name) or known_licenses.get(name)
        if license_name is None:
            raise LookupError(f"the license of {name} is unknown: install it, or add it by hand")
        packages.append(Package(name=name, version=version, license=license_name))
    return packages


def _installed_license(name: str) -> str | None:
    try:
        fields = metadata(name)
    except PackageNotFoundError:
        return None
    classifiers = [
        each.removeprefix(_TROVE)
        for each in fields.get_all("Classifier", [])
        if each.startswith(_TROVE)
    ]
    written = " ".join((fields["License-Expression"] or fields["License"] or "").split())
    if written and len(written) <= _LICENSE_MAX and written != "UNKNOWN":
        return written
    return ", ".join(classifiers) or None


def notices(packages: list[Package]) -> str:
    """Return the text of THIRD_PARTY_NOTICES.md."""
    return _HEAD + "".join(
        f"| {each.name} | {each.version} | {each.license} |\n" for each in packages
    )


def licenses_of(text: str) -> dict[str, str]:
    """Return the licenses that a text of THIRD_PARTY_NOTICES.md has, by package."""
    return dict(_ROW.findall(text))


def bill_of_materials(version: str, packages: list[Package]) -> str:
    """Return a software bill of materials (CycloneDX 1.6, JSON)."""
    root = f"pkg:pypi/xulosa@{version}"
    components: list[dict[str, Any]] = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{each.name}@{each.version}",
            "name": each.name,
            "version": each.version,
            "purl": f"pkg:pypi/{each.name}@{each.version}",
            "licenses": [{"license": {"name": each.license}}],
        }
        for each in packages
    ]
    application = {
        "type": "application",
        "bom-ref": root,
        "name": "xulosa",
        "version": version,
        "purl": root,
        "licenses": [{"license": {"id": "MIT"}}],
    }
    dependencies = [{"ref": root, "dependsOn": [each["bom-ref"] for each in components]}]
    return json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {"component": application},
            "components": components,
            "dependencies": dependencies,
        },
        indent=2,
    )


def read_packages(folder: Path) -> list[Package]:
    """Return the packages of the lock file in a folder."""
    known = folder / NOTICES.name
    licenses = licenses_of(known.read_text()) if known.exists() else {}
    return locked_packages((folder / "requirements.lock").read_text(), licenses)


if __name__ == "__main__":
    NOTICES.write_text(notices(read_packages(ROOT)))
