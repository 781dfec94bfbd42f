"""`/metrics`: what it has, how often the bot counts its tables, and at which address it answers."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, event

from bot import __version__
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_process import at, free_port, get, started
from tests.support.paths import ROOT
from tests.support.running_bot import running, settings_for

SERIES = re.compile(r"\b((?:xulosa|process)_[a-z_]+)(?:\{([^}]*)\})?")
LABEL_IN_TEXT = re.compile(r"\{\{ ?(?:\$labels\.)?(\w+) ?\}\}")  # of a legend or an annotation


def shown() -> list[str]:
    """Return the expressions of all alerts and panels, each with the labels that its text names."""
    rules = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text())["groups"][0]["rules"]
    panels = json.loads((ROOT / "deploy" / "dashboard.json").read_text())["panels"]
    targets = [target for panel in panels for target in panel["targets"]]
    texts = [
        *((rule["expr"], rule["annotations"]["summary"]) for rule in rules),
        *((target["expr"], target["legendFormat"]) for target in targets),
    ]
    return [
        f"{expression} by ({', '.join(LABEL_IN_TEXT.findall(text))})" for expression, text in texts
    ]


def labels_by_name(text: str) -> dict[str, list[dict[str, str]]]:
    """Return the labels of each series by the name of its metric."""
    found: dict[str, list[dict[str, str]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found


def unknown(expression: str, measured: dict[str, list[dict[str, str]]]) -> set[str]:
    """Return the names, labels and values of an expression that no series has."""
    names = {name for name, _ in SERIES.findall(expression)}
    found = names - measured.keys()
    grouped = {
        label
        for group in re.findall(r"\bby \(([^)]*)\)", expression)
        for label in re.findall(r"\w+", group)
    }
    for name, matchers in SERIES.findall(expression):
        series = measured.get(name, [])
        found |= {each for each in grouped if series and not all(each in one for one in series)}
        for label, values in re.findall(r'(\w+)[=!]~?"([^"]*)"', matchers):
            if label != "job":  # Prometheus adds it
                known = {one[label] for one in series if label in one}
                found |= set(values.split("|")) - known if known else {label}
    return found


@pytest.fixture
def other_port() -> int:
    """A second free port of 127.0.0.1."""
    return free_port()


@pytest.fixture
def counts() -> Iterator[list[str]]:
    """The SQL statements that counted the deliveries."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: Any) -> None:
        if "FROM deliveries" in statement and "GROUP BY" in statement:
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


async def test_sixteen_metrics_requests_share_one_count_of_the_tables(
    bot_api: BotApiServer, tmp_path: Path, port: int, counts: list[str]
) -> None:
    settings = settings_for(bot_api, tmp_path, bot_listen=f"127.0.0.1:{port}")

    async with running(settings, bot_api):
        answers = await asyncio.gather(*(get(port, "/metrics") for _ in range(16)))

    assert {status for status, _ in answers} == {200}
    assert all("\nxulosa_backlog 0.0\n" in body for _, body in answers)
    assert len(counts) == 1


async def test_metrics_may_have_an_address_of_their_own(
    bot_api: BotApiServer, tmp_path: Path, port: int, other_port: int
) -> None:
    settings = at(bot_api, port, BOT_METRICS_LISTEN=f"127.0.0.1:{other_port}")

    async with started(tmp_path, **settings) as bot:
        await bot.says("ready")
        ours = [await get(port, path) for path in ("/healthz", "/metrics")]
        theirs = [await get(other_port, path) for path in ("/healthz", "/metrics")]

    assert [status for status, _ in ours] == [200, 404]
    assert [status for status, _ in theirs] == [404, 200]
    assert "\nxulosa_backlog 0.0\n" in theirs[1][1]


async def test_a_new_bot_measures_all_that_alerts_and_dashboard_show(
    bot_api: BotApiServer, tmp_path: Path, port: int
) -> None:
    """Its only HTTP server is the one for `/metrics`."""
    async with started(tmp_path, **at(bot_api, BOT_METRICS_LISTEN=f"127.0.0.1:{port}")) as bot:
        await bot.says("ready")
        status, text = await get(port, "/metrics")

    measured = labels_by_name(text)
    assert status == 200
    assert [each for each in shown() if unknown(each, measured)] == []
    (build,) = measured["xulosa_build_info"]
    assert build["version"] == __version__
    assert measured["xulosa_worker_kills_total"] == [
        {"reason": reason} for reason in ("cpu", "memory", "time", "crash")
    ]
    assert [each["state"] for each in measured["xulosa_feeds"]] == ["active", "paused", "stopped"]
    assert '\nxulosa_pushes_total{outcome="sent"} 0.0\n' in text
    assert float(text.partition("\nxulosa_database_bytes ")[2].split()[0]) > 4_096


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("sum by (outcome) (rate(xulosa_pushes_total[5m]))", set()),
        ("xulosa_pushes", {"xulosa_pushes"}),
        ("sum by (colour) (rate(xulosa_pushes_total[5m]))", {"colour"}),
        ('rate(xulosa_pushes_total{outcome=~"sent|lost"}[5m])', {"lost"}),
        ('rate(xulosa_pushes_total{state="sent"}[5m])', {"state"}),
        ('up{job="xulosa"} == 0', set()),
    ],
)
def test_an_unknown_name_label_or_value_is_found(expression: str, expected: set[str]) -> None:
    measured = {"xulosa_pushes_total": [{"outcome": "sent"}]}

    assert unknown(expression, measured) == expected
