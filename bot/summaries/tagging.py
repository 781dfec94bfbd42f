"""Choose tags for an article without tags: its section, and known tags that its text names.

The text creates no new tags: a tag is known if somebody follows it or an article has it. Spellings
are compared as tag keys, so `Ўзбекистонда` matches `#Oʻzbekiston`. The functions are pure, so they
can run in another process.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from bot.domain.errors import NotUnderstood
from bot.domain.folding import APOSTROPHES, fold, has_cyrillic
from bot.domain.joiners import drop_joiners
from bot.domain.tag import tag_key
from bot.summaries.text.language import detect_language

FOUND_MAX = 5  # tags from the text; pages usually have as many keywords
_SAMPLE = 20_000  # characters; they name the topic of an article
_LEAD = 300  # characters of the first paragraph
_TITLE_POINTS, _LEAD_POINTS, _MAX_COUNT_POINTS = 4, 2, 4
_MIN_POINTS = 4  # for a tag
_STEM_MIN = 4  # letters before an ending; shorter words are not stemmed
_SECTION_WORDS = 3
_CAPITALS = "^"  # the prefix of index entries for words in capitals

_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|[{APOSTROPHES}](?=[^\W_]))*")
_RUSSIAN = """
    a ya o e ye i u yu y oy ey yey iy om em yem ov ev yev am yam ami yami ax yax
    aya oye iye ogo omu im imi ix uyu
"""  # endings of nouns and adjectives, in the Latin script of tag keys
_PLURAL, _POSSESSIVE = ("", "lar"), ("", "i", "si", "im", "imiz", "ing", "ingiz")
_CASE = ("", "ni", "ning", "ga", "ka", "qa", "da", "dan", "dagi", "gacha", "dir", "lik")
_UZBEK = frozenset("".join(parts) for parts in product(_PLURAL, _POSSESSIVE, _CASE)) - {""}
_ENDINGS = {
    "latin": frozenset({"s", "es"}),
    "uzbek": _UZBEK,  # words of Uzbek texts in Latin script
    "cyrillic": _UZBEK.union(_RUSSIAN.split()),  # a short text of one looks like the other
}  # an ending of another language would make another word: "farm" of "farming"
_LONGEST = {kind: max(map(len, endings)) for kind, endings in _ENDINGS.items()}
_NO_SECTION = frozenset(
    {
        *("news", "home", "main", "article", "articles", "blog", "latest", "story", "all", "other"),
        *("novosti", "glavnaya", "statya", "stati", "lenta", "lenta_novostey", "prochee"),
        *("yangiliklar", "yangilik", "asosiy", "bosh_sahifa", "maqola", "maqolalar", "boshqa"),
    }
)

Spelling = tuple[str, str]  # the key of a tag or of its alias, and the name of the tag


def choose_tags(
    title: str, body: str, section: str | None, known: Sequence[Spelling]
) -> tuple[str, ...]:
    """Return the names of the tags for an article.

    A known tag matches if the title names it, if the first paragraph names it and the text
    repeats it, or if the text names it at least four times.

    Args:
        title: the title of the article.
        body: the text of the article.
        section: the site's section; becomes a tag unless it is generic ("news").
        known: the known tags; the earlier ones win ties.
    """
    found = _rank_tags(title, body, known)[:FOUND_MAX]
    return tuple(dict.fromkeys([*_section_tags(section), *found]))


def _section_tags(section: str | None) -> list[str]:
    if section is None or len(section.split()) > _SECTION_WORDS:
        return []
    try:
        key = tag_key(section)
    except NotUnderstood:
        return []
    return [] if key in _NO_SECTION else [section]


def _rank_tags(title: str, body: str, known: Sequence[Spelling]) -> list[str]:
    """Return the names of the known tags with enough points, best first."""
    body = body[:_SAMPLE]
    title_index, body_index = _WordIndex(title), _WordIndex(body)
    lead = _WordIndex(body[:_LEAD]).length
    points: dict[str, int] = {}
    for key, name in known:
        positions = body_index.find(key)
        score = min(len(positions), _MAX_COUNT_POINTS)
        score += _TITLE_POINTS * bool(title_index.find(key))
        score += _LEAD_POINTS * any(position < lead for position in positions)
        if score >= _MIN_POINTS:
            points[name] = max(score, points.get(name, 0))
    return sorted(points, key=lambda name: -points[name])


class _WordIndex:
    """An index of the words in a text by stem, independent of script and ending."""

    def __init__(self, text: str) -> None:
        self._is_uzbek = detect_language(text).startswith("uz")
        words = _TOKEN.findall(drop_joiners(text))
        self.length = len(words)
        self._positions: defaultdict[str, set[int]] = defaultdict(set)
        for position, word in enumerate(words):
            kind = self._kind_of(word)
            for stem in _stems(fold(word), kind):
                self._positions[kind + stem].add(position)
            if word.isupper():
                self._positions[_CAPITALS + fold(word)].add(position)

    def find(self, key: str) -> set[int]:
        """Return the positions at which the words of a key follow one another.

        A key of up to three letters is an abbreviation and matches only capitals, so that the tag
        `US` does not match the word "us".
        """
        first, *rest = key.split("_")
        if not rest and len(first) < _STEM_MIN:
            return self._positions.get(_CAPITALS + first, set())
        starts = self._find_word(first)
        for distance, word in enumerate(rest, start=1):
            starts = starts & {position - distance for position in self._find_word(word)}
        return starts

    def _find_word(self, word: str) -> set[int]:
        keys = (kind + stem for kind in _ENDINGS for stem in _stems(word, kind))
        return set().union(*(self._positions.get(key, set()) for key in keys))

    def _kind_of(self, word: str) -> str:
        if has_cyrillic(word):
            return "cyrillic"
        return "uzbek" if self._is_uzbek else "latin"


@lru_cache(maxsize=20_000)
def _stems(word: str, kind: str) -> tuple[str, ...]:
    """Return a folded word, and its stem for each possible ending of a kind of words."""
    cuts = range(max(_STEM_MIN, len(word) - _LONGEST[kind]), len(word))
    return (word, *(word[:cut] for cut in cuts if word[cut:] in _ENDINGS[kind]))
