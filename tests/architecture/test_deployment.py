"""The image, compose.yaml and the unit of systemd agree with the code."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.arguments import build_parser
from bot.config import Settings
from tests.support.paths import ROOT

SETTING = re.compile(r"\bBOT_[A-Z_]+\b")
UNIT = ROOT / "deploy" / "xulosa.service"
FILES = [ROOT / "Dockerfile", ROOT / "compose.yaml", UNIT]
EXPOSURE_MAX = 1.5  # of 10; systemd calls less than 2 "OK"


def instructions() -> list[tuple[str, str]]:
    """Return the name and the arguments of each instruction of the Dockerfile."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines) if name]


def final_image() -> dict[str, str]:
    """Return the last instruction of each name in the image that runs."""
    given = instructions()
    start = max(number for number, (name, _) in enumerate(given) if name == "FROM")
    return dict(given[start:])


def environment_of_image() -> dict[str, str]:
    return dict(word.split("=", 1) for word in shlex.split(final_image()["ENV"]))


def service_of_compose() -> dict[str, Any]:
    service: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["bot"]
    return service


def unit() -> dict[str, list[str]]:
    """Return the values of each setting in the unit's section `Service`."""
    values: dict[str, list[str]] = {}
    section = UNIT.read_text().partition("[Service]")[2].partition("[Install]")[0]
    for line in section.splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            values.setdefault(name, []).append(value)
    return values


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_setting_that_a_file_names_exists(file: Path) -> None:
    known = {name.upper() for name in Settings.model_fields}

    named = {name.removesuffix("_FILE") for name in SETTING.findall(file.read_text())}

    assert named
    assert named <= known


def test_every_command_of_the_files_is_one_of_the_program() -> None:
    final = final_image()
    check = final["HEALTHCHECK"].partition("CMD ")[2]
    (start,) = unit()["ExecStart"]
    commands = [
        json.loads(final["ENTRYPOINT"]) + json.loads(final["CMD"]),
        json.loads(check),
        start.split(),
    ]

    for program, *words in commands:
        assert program.rpartition("/")[2] == "xulosa"
        assert "function" in build_parser().parse_args(words)


def test_the_image_listens_where_its_ports_lead() -> None:
    image, service = environment_of_image(), service_of_compose()

    port = final_image()["EXPOSE"]

    assert image["BOT_LISTEN"] == service["environment"]["BOT_LISTEN"] == f"0.0.0.0:{port}"
    assert [each.rpartition(":")[2] for each in service["ports"]] == [port]
    assert all(each.startswith("127.0.0.1:") for each in service["ports"])


def test_the_image_keeps_its_data_in_the_volume() -> None:
    service = service_of_compose()
    folder = environment_of_image()["BOT_DATA_DIR"]

    assert json.loads(final_image()["VOLUME"]) == [folder]
    assert service["environment"]["BOT_DATA_DIR"] == folder
    assert service["volumes"] == [f"data:{folder}"]
    assert unit()["Environment"].count(f"BOT_DATA_DIR=/var/lib/{unit()['StateDirectory'][0]}") == 1


def test_the_container_has_no_rights_that_it_does_not_need() -> None:
    service = service_of_compose()

    assert final_image()["USER"].isdigit()
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's own
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_image_stops_as_the_bot_does() -> None:
    final = final_image()

    assert final["STOPSIGNAL"] == "SIGTERM"
    assert final["ENTRYPOINT"].startswith("[")  # no shell that keeps the signal to itself


def test_the_image_copies_files_that_exist_and_are_not_ignored() -> None:
    sources = [
        source
        for name, rest in instructions()
        if name == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    ]
    kept = (ROOT / ".dockerignore").read_text().splitlines()

    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if f"!{source}" not in kept] == []
    assert kept[0] == "*"


def test_nothing_is_compiled_in_the_image() -> None:
    words = " ".join(rest for _, rest in instructions()).split()

    assert {"g++", "gcc", "build-essential", "apt-get"}.isdisjoint(words)


def test_the_workflow_tests_both_machines_and_each_python() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text())
    project = (ROOT / "pyproject.toml").read_text()

    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]

    assert matrix["machine"] == ["ubuntu-latest", "ubuntu-24.04-arm"]
    assert matrix["python"] == re.findall(r"Programming Language :: Python :: (3\.\d+)", project)


def test_the_unit_does_not_restart_on_a_wrong_setting() -> None:
    assert unit()["RestartPreventExitStatus"] == ["2"]
    assert unit()["Restart"] == ["on-failure"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_the_unit_is_hardened() -> None:
    ended = subprocess.run(  # noqa: S603 - our own file
        ["systemd-analyze", "security", "--offline=yes", UNIT],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )

    level = re.search(r"exposure level for xulosa.service: (\d+\.\d)", ended.stdout)
    assert level is not None
    assert float(level[1]) <= EXPOSURE_MAX
