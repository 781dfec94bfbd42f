"""Importing this module loads the language detector: the fork server of the pool does so once."""

from bot.summaries.text.language_guess import preload

preload()
