"""`.env.example` names every setting once, and can be copied as it is."""

import re
from pathlib import Path

from bot.config import Settings
from tests.support.paths import ROOT

FILE = ROOT / ".env.example"


def test_the_example_names_every_setting_once():
    named = re.findall(r"^(?:# )?(BOT_[A-Z_]+)=", FILE.read_text(), re.MULTILINE)

    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_every_value_of_the_example_is_valid(tmp_path: Path):
    every = FILE.read_text().replace("# BOT_", "BOT_")
    filled = "\n".join(line for line in every.splitlines() if not line.endswith("="))
    (tmp_path / ".env").write_text(filled)

    settings = Settings(_env_file=tmp_path / ".env")

    assert settings.bot_send_rate == 30
