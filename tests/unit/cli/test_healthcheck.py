"""`healthcheck` costs little, since it runs each minute beside the bot."""

import subprocess
import sys

import pytest

from bot.cli import main
from tests.support.paths import ROOT

HEAVY = {"sqlalchemy", "pydantic", "telegram", "aiohttp", "bot.config", "bot.summaries"}
LOADED = "import sys; import bot.cli, bot.cli.healthcheck; print(*sys.modules)"


def test_the_health_check_imports_nothing_heavy() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert set(done.stdout.split()) & HEAVY == set()


@pytest.mark.parametrize(
    ("listen", "said"),
    [("off", "BOT_LISTEN: it is off"), ("8080", "BOT_LISTEN: this is host:port")],
)
def test_an_address_that_cannot_be_asked_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], listen: str, said: str
) -> None:
    monkeypatch.setenv("BOT_LISTEN", listen)

    code = main(["healthcheck"])

    assert code == 2
    assert said in capfd.readouterr().err
