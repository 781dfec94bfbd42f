"""Find British spellings, and say how American English writes them."""

import re

_VERBS = (
    "apolog|author|categor|character|critic|custom|emphas|final|general|initial|item|local|maxim|memor|minim|"
    "modern|normal|optim|organ|parallel|priorit|random|real|recogn|sanit|serial|special|stabil|standard|"
    "summar|symbol|synchron|token|util|vectori|visual"
)
_WORDS = {
    "artefact": "artifact",
    "centre": "center",
    "cheque": "check",
    "defence": "defense",
    "fibre": "fiber",
    "for ever": "forever",
    "fulfil": "fulfill",
    "grey": "gray",
    "judgement": "judgment",
    "learnt": "learned",
    "licence": "license",
    "metre": "meter",
    "offence": "offense",
    "programme": "program",
    "sceptical": "skeptical",
    "spelt": "spelled",
    "theatre": "theater",
    "whilst": "while",
}
_RULES = (
    (re.compile(rf"(\w*(?:{_VERBS}))is(e|ed|er|ers|es|ing|able|ation|ations)"), r"\1iz\2"),
    (re.compile(r"(analy)s(e|ed|er|ing)"), r"\1z\2"),
    (re.compile(r"(\w*(?:behavi|col|fav|harb|hon|lab|neighb|rum|vap))our(\w*)"), r"\1or\2"),
    (
        re.compile(r"((?:cance|dia|fue|labe|leve|mode|signa|tota|trave|tunne))ll(ed|er|ing)"),
        r"\1l\2",
    ),
    *((re.compile(rf"{british}(s?)"), rf"{american}\1") for british, american in _WORDS.items()),
)


def american(word: str) -> str | None:
    """Return the American spelling of a British word in lower case; None for any other word."""
    for pattern, spelling in _RULES:
        match = pattern.fullmatch(word)
        if match:
            return match.expand(spelling)
    return None


def british_words(prose: str) -> list[tuple[str, str]]:
    """Return the British words of a text, each with its American spelling."""
    words = [*re.findall(r"[^\W\d_]+", prose.lower()), *re.findall(r"\bfor ever\b", prose.lower())]
    return [(word, spelling) for word in words if (spelling := american(word))]
