"""The composition root: what the bot is built of, how it lives, and how it is."""

from bot.app.container import HEAVY_MODULES
from bot.app.lifecycle import run, run_until_signal

__all__ = ["HEAVY_MODULES", "run", "run_until_signal"]
