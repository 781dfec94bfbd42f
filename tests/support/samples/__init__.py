"""Twelve short news articles of our own, which the playground has too."""

from bot.playground.samples import Sample, load

__all__ = ["Sample", "load"]
