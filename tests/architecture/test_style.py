"""House rules that a machine can check."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.paths import ROOT

CODE = [file for room in ("bot", "handlers", "storage") for file in (ROOT / room).rglob("*.py")]
TESTS = [*(ROOT / "tests").rglob("*.py")]
SUITES = ["unit", "integration", "e2e", "browser", "performance", "architecture", "support"]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
BOUNDARIES = {
    "handlers/dispatch.py",  # the handlers' boundary
    "bot/workers/polling_workers.py",  # the workers' boundary
    "bot/transport/polling.py",  # boundaries of the workers that take updates
    "bot/transport/webhook.py",
    "bot/delivery/message_edits.py",  # the boundary of the worker that edits messages
    "bot/playground/api_server/dispatch.py",  # the boundary of our own Bot API server
    "bot/playground/page/live_updates.py",  # the boundary of an open page
    "bot/ingestion/submission_worker.py",  # one row's boundary: an error does not stop other rows
    "bot/ingestion/feeds/poller.py",
    "bot/ingestion/feeds/item_worker.py",
    "bot/summaries/worker.py",
    "bot/delivery/workers/sender.py",
    "bot/delivery/workers/submission_replies.py",
    "bot/delivery/workers/notices.py",
    "storage/engine/batching.py",  # raised again for the caller that asked for the row
}

ID_TYPES = ("article", "broadcast", "chat", "feed", "message", "submission", "topic", "user")
ID_NAMES = {f"{kind}_id" for kind in ID_TYPES}  # each has a `NewType` in bot/domain/ids.py


def name(file: Path) -> str:
    """Return a file's path within the project."""
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", [*CODE, *TESTS], ids=name)
def test_a_file_has_at_most_400_lines_and_its_functions_40(file: Path) -> None:
    source = file.read_text()
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert len(source.splitlines()) <= 400
    for function in functions:
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= 40, function.name


@pytest.mark.parametrize("file", CODE, ids=name)
def test_every_file_and_public_name_has_a_docstring(file: Path) -> None:
    tree = ast.parse(file.read_text())
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]

    assert ast.get_docstring(tree)
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_everything_is_caught_at_the_boundaries_only() -> None:
    catching = {
        name(file) for file in CODE if re.search(r"except (Base)?Exception\b", file.read_text())
    }

    assert catching <= BOUNDARIES | {
        "bot/transport/update_processor.py",
        "bot/ingestion/readers/pdf.py",
        "bot/workers/work_watcher.py",  # the workers meet the same error and log it
        "bot/workers/worker_process.py",  # a task's error travels to the bot
    }


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_link_in_the_docs_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def imports_of(file: Path) -> set[str]:
    """Return the modules that a file imports from."""
    nodes = list(ast.walk(ast.parse(file.read_text())))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("suite", SUITES)
def test_a_suite_imports_only_itself_and_what_all_share(suite: str) -> None:
    files = [*(ROOT / "tests" / suite).rglob("*.py")]

    imported = {module for file in files for module in imports_of(file)}

    ours = {module for module in imported if module.startswith("tests.")}
    assert files
    assert {".".join(module.split(".")[:2]) for module in ours} <= {
        "tests.support",
        f"tests.{suite}",
    }
    assert not {module for module in ours if module.split(".")[-1].startswith("test_")}
