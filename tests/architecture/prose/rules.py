"""The rules for one sentence. Each returns what to do, or None."""

import re
from collections.abc import Callable

from tests.architecture.prose.passages import Kind
from tests.architecture.prose.sentences import Sentence
from tests.architecture.prose.spelling import british_words

Rule = Callable[[Sentence], str | None]

MOST_WORDS = 30
# Metaphors of earlier names, and the standard term for each.
_METAPHORS = {
    "courier": "webhook sender",
    "crew": "concurrent worker",
    "crews": "concurrent workers",
    "desk": "services",
    "furniture": "boilerplate",
    "intake": "update processor",
    "journey": "end-to-end test",
    "journeys": "end-to-end tests",
    "kin": "duplicates",
    "lane": "queue",
    "lanes": "queues",
    "manners": "politeness",
    "newsroom": "e2e helpers",
    "newsstand": "feed harness",
    "pacer": "rate limiter",
    "rooms": "packages",
    "stage": "worker, state or scenario",
    "stages": "workers, states or scenarios",
    "tellings": "articles of a story",
    "wire": "transport or Bot API server",
}
_VERB = (
    "is|are|was|were|has|had|does|did|do|can|cannot|could|may|might|must|shall|should|will|would|"
    "becomes?|begins?|belongs?|brings?|came|comes?|fails?|follows?|gives?|gets?|goes|holds?|lacks?|"
    "leaves?|makes?|needs?|reads?|remains?|says?|sends?|stands?|stays?|takes?|tells?|waits?|works?|writes?"
)
_RELATIVES = (
    (re.compile(r"\bthose (that|which|who)\b", re.I), "name the things: '{} …' has no noun"),
    (
        re.compile(r"\b(whoever|whomever|(?<!, )(whatever|whichever))\b", re.I),
        "name the person or the thing in place of '{}'",
    ),
    (re.compile(rf"\b(that what|what ({_VERB}))\b", re.I), "name the thing: '{} …' has no noun"),
    (
        re.compile(
            r"\b((of|for|to|from|by|with|than|let|stop|refuse|keep|drop|skip|serve|notify|reject|"
            r"answer|warn|greet|so|while|when|where) who)\b",
            re.I,
        ),
        "name the person: '{} …' has no noun",
    ),
)
_BARE_SUBJECT = re.compile(r"(who|what|which)\b(?! to \w)", re.I)
_NEGATED_NOUN = re.compile(
    r"(?<!\bthere )\b((?:is|are|was|were|has been|be) no) "
    r"(?!longer\b|more\b|less\b|fewer\b|worse\b|better\b|larger\b|smaller\b|newer\b|older\b)\w+",
    re.I,
)


def noun_less_relative(sentence: Sentence) -> str | None:
    """Find a clause such as "what is no message" or "those that wait", which hangs on no noun."""
    if sentence.kind is Kind.LABEL or sentence.prose.endswith("?"):
        return None
    if _BARE_SUBJECT.match(sentence.prose):
        return f"begin with a noun, not with {sentence.prose.split()[0]!r}"
    for pattern, advice in _RELATIVES:
        match = pattern.search(sentence.prose)
        if match:
            return advice.format(match[0])
    return None


def negated_noun(sentence: Sentence) -> str | None:
    """Find "is no message" in place of "is not a message"."""
    match = _NEGATED_NOUN.search(sentence.prose)
    return f"write 'not a', not {match[1]!r}" if match else None


def too_long(sentence: Sentence) -> str | None:
    """Find a sentence of more than 30 words."""
    if sentence.words <= MOST_WORDS:
        return None
    return f"split it: it has {sentence.words} words, {MOST_WORDS} are allowed"


def british_spelling(sentence: Sentence) -> str | None:
    """Find British spelling."""
    words = british_words(sentence.prose)
    return f"write {words[0][1]!r}, not {words[0][0]!r}" if words else None


def metaphor(sentence: Sentence) -> str | None:
    """Find a metaphor that was once a name of ours."""
    for word in re.findall(r"[^\W\d_]+", sentence.prose.lower()):
        if word in _METAPHORS:
            return f"say {_METAPHORS[word]!r}, not {word!r}"
    return None


RULES: tuple[Rule, ...] = (
    noun_less_relative,
    negated_noun,
    too_long,
    british_spelling,
    metaphor,
)
