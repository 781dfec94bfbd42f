"""Composition root: builds the bot, runs it, and reports its health."""

from bot.app.container import HEAVY_MODULES
from bot.app.lifecycle import WorkLimits, run, run_until_signal

__all__ = ["HEAVY_MODULES", "WorkLimits", "run", "run_until_signal"]
