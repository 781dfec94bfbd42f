"""Twelve short news articles of our own; the playground uses them too."""

from bot.domain.rating import Tally
from bot.playground.samples import Sample, load

__all__ = ["NO_VOTES", "Sample", "load"]
NO_VOTES = Tally(votes=0, hundredths=0)
