"""From a text to the sentences worth reading.

`summarise` is the way in; the rankers, the splitter and the checks stand in modules of their own.
"""

from bot.summaries.scoring.rankers import RANKER_NAMES
from bot.summaries.summarizer import summarize
from bot.summaries.text.language import detect_language

__all__ = ["RANKER_NAMES", "detect_language", "summarize"]
