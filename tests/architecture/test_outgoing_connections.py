"""Only the fetcher and the transport to Telegram open outgoing connections."""

import ast
from pathlib import Path

from tests.support.paths import ROOT

CLIENTS = (
    *("aiohttp", "httpx", "requests", "urllib3", "urllib.request", "http.client", "ftplib"),
    *("websockets", "pycurl", "trafilatura.downloads", "trafilatura.feeds", "trafilatura.sitemaps"),
    "trafilatura.spider",
)
MAY_DIAL = {
    ROOT / "bot/cli/healthcheck.py",  # asks this machine's own bot
    ROOT / "bot/ingestion/http/fetcher.py",
    ROOT / "bot/playground/api_server/webhook_sender.py",  # plays Telegram: calls the bot's webhook
}
NAMES = {"trafilatura": {"fetch_url", "fetch_response"}, "urllib": {"request"}}


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, and each name imported as `module.name`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def is_client(module: str) -> bool:
    return any(module == client or module.startswith(f"{client}.") for client in CLIENTS) or any(
        module == f"{package}.{name}" for package, names in NAMES.items() for name in names
    )


def may_dial(path: Path) -> bool:
    return path in MAY_DIAL or path.is_relative_to(ROOT / "bot/transport")


def test_only_the_fetcher_and_the_transport_import_http_clients():
    files = [
        path for room in ("bot", "handlers", "storage") for path in (ROOT / room).rglob("*.py")
    ]

    guilty = {
        str(path.relative_to(ROOT)): sorted(filter(is_client, imported(path)))
        for path in files
        if not may_dial(path) and any(map(is_client, imported(path)))
    }

    assert guilty == {}


def test_the_check_knows_an_http_client_when_it_sees_one():
    assert any(map(is_client, imported(ROOT / "bot/ingestion/http/fetcher.py")))
    assert is_client("urllib.request")
    assert is_client("aiohttp.ClientSession")
    assert not is_client("urllib.parse")
