"""Words in a private chat that ask for something, without a command."""

from typing import Literal

from bot.domain.folding import fold_for_search

SmallTalk = Literal["stop", "thanks"]
_WORDS_MAX = 4  # a longer text is about something else

# Uzbek Cyrillic is folded to Latin.
_STOP = (
    *("stop", "stop it", "stop sending", "pause", "unsubscribe", "enough", "no more"),
    *("стоп", "хватит", "пауза", "отписаться", "отписка", "остановись", "прекрати", "не присылай"),
    *("toʻxta", "toʻxtat", "toʻxtang", "toʻxtating", "yetar", "yetarli", "boʻldi", "pauza"),
)
_THANKS = (
    *("thanks", "thank", "thx", "спасибо", "благодарю", "спс"),
    *("rahmat", "raxmat", "tashakkur", "minnatdorman"),
)
_STOP_PHRASES = {fold_for_search(phrase) for phrase in _STOP}
_THANKS_WORDS = {fold_for_search(word) for word in _THANKS}


def small_talk(text: str) -> SmallTalk | None:
    """Return whether a text asks to stop, or says thanks, in any language of the bot."""
    words = fold_for_search(text).split()
    if " ".join(words) in _STOP_PHRASES:
        return "stop"
    if len(words) <= _WORDS_MAX and not _THANKS_WORDS.isdisjoint(words):
        return "thanks"
    return None
