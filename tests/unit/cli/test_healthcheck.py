"""The command healthcheck."""

import pytest

from bot.cli import main


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
