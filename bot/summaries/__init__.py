"""From a text to the sentences worth reading.

`summarise` is the way in; the rankers, the splitter and the checks stand in modules of their own.
"""

from bot.summaries.language import detect_language
from bot.summaries.rankers import RANKER_NAMES
from bot.summaries.summarizer import summarise

__all__ = ["RANKER_NAMES", "detect_language", "summarise"]
