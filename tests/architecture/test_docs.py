"""The documentation names settings, commands, figures and files that exist."""

import argparse
import json
import logging
import re
import shlex
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

from bot.cli.arguments import build_parser
from bot.config import Settings
from bot.presentation.commands import EDITORS, PEOPLE
from bot.telemetry.metrics import BACKLOG
from deploy.docs_links import with_outside_links
from tests.support.paths import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
ALERTS, DASHBOARD = ROOT / "deploy" / "alerts.yml", ROOT / "deploy" / "dashboard.json"
FIGURE = re.compile(r"\bxulosa_[a-z_]+\b")
SUFFIXES = re.compile(r"_(?:bucket|total)$")
PROGRAM_LINE = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\S*/)?xulosa (.+)$", re.MULTILINE)
OF_BOTFATHER = {"setinline", "setjoingroups", "setprivacy", "mybots", "newbot", "revoke"}

OF_HTTP = {"healthz", "readyz", "metrics"}


def figures() -> set[str]:
    """Return the names of all figures, without the suffix of their kind."""
    assert BACKLOG  # its import registers them
    return {metric.name for metric in REGISTRY.collect()}


def figures_in(text: str) -> set[str]:
    return {SUFFIXES.sub("", name) for name in FIGURE.findall(text)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_of_a_page_exists(page: Path) -> None:
    known = {name.upper() for name in Settings.model_fields}

    named = set(re.findall(r"\bBOT_[A-Z]+(?:_[A-Z]+)*\b", page.read_text()))

    assert {name.removesuffix("_FILE") for name in named} <= known


@pytest.mark.parametrize("name", ["first-steps", "readers", "editors", "groups", "operate"])
def test_every_command_of_a_page_for_people_exists(name: str) -> None:
    text = (ROOT / "docs" / f"{name}.md").read_text()

    named = set(re.findall(r"(?:^|[`(])/([a-z]+)(?=[`@ ]|$)", text, re.MULTILINE))

    assert named - OF_BOTFATHER - OF_HTTP <= {*PEOPLE, *EDITORS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_of_a_page_is_understood(page: Path) -> None:
    for words in PROGRAM_LINE.findall(page.read_text()):
        command = re.split(r"\s#|[<>|]", words)[0].replace("…", "x")

        options = build_parser().parse_args(shlex.split(command))

        assert isinstance(options, argparse.Namespace)


@pytest.mark.parametrize("file", [*PAGES, ALERTS, DASHBOARD], ids=lambda file: file.name)
def test_every_figure_that_is_named_is_measured(file: Path) -> None:
    assert figures_in(file.read_text()) <= figures()


def test_the_dashboard_shows_every_figure_of_an_alert() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]

    shown = set().union(
        *(figures_in(target["expr"]) for panel in panels for target in panel["targets"])
    )

    assert figures_in(ALERTS.read_text()) <= shown


def test_the_page_for_operators_explains_each_alert() -> None:
    rules = yaml.safe_load(ALERTS.read_text())["groups"][0]["rules"]
    alarms = (ROOT / "docs" / "operate.md").read_text().partition("## Watch")[2]

    watched = set().union(*(figures_in(rule["expr"]) for rule in rules))

    assert watched
    assert watched <= figures_in(alarms)


@pytest.mark.parametrize(
    ("page", "text", "repository", "expected"),
    [
        ("tour.md", "[a](../bot/app)", "", "a"),
        ("tour.md", "[a](../bot/app)", "https://e.org/x", "[a](https://e.org/x/blob/main/bot/app)"),
        ("decisions/README.md", "[a](../../bot/app)", "", "a"),
        ("decisions/README.md", "[a](../tour.md)", "", "[a](../tour.md)"),
        ("tour.md", "[a](glossary.md)", "https://e.org/x", "[a](glossary.md)"),
    ],
)
def test_links_out_of_the_docs_lead_to_the_repository(
    page: str, text: str, repository: str, expected: str
) -> None:
    assert with_outside_links(text, page, repository) == expected


def test_a_link_to_a_missing_file_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        with_outside_links("[a](../bot/nowhere.py)", "tour.md", "")

    assert "bot/nowhere.py, which does not exist" in caplog.text
