"""Extractive summarization: split a text into sentences, filter, score and select them.

The entry point is `summarize`.
"""

from bot.summaries.scoring.rankers import RANKER_NAMES
from bot.summaries.summarizer import summarize
from bot.summaries.text.language import detect_language

__all__ = ["RANKER_NAMES", "detect_language", "summarize"]
