"""Tags for an article that came without: its section, and known tags that its text is about.

No tag is made up from the text: a word becomes an article's tag only where people follow that tag,
or it was used before. Spellings are compared as tag keys, so that `Ўзбекистонда` speaks of
`#Oʻzbekiston`. Pure, so it can run in another process.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from bot.domain.errors import NotUnderstood
from bot.domain.folding import APOSTROPHES, fold
from bot.domain.joiners import drop_joiners
from bot.domain.tag import tag_key

FOUND_MAX = 5  # tags that the text may add; as many as a page's own keywords usually are
_READ = 20_000  # characters; what an article is about stands there
_LEAD = 300  # characters; its first paragraph
_IN_TITLE, _IN_LEAD, _ENOUGH, _COUNTED = 4, 2, 4, 4  # points: for where, needed, for how often
_STEM_MIN = 4  # letters before an ending; shorter words are taken as they stand
_SECTION_WORDS = 3
_CAPITALS = "^"  # before a word that stands in capitals

_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|[{APOSTROPHES}](?=[^\W_]))*")
_RUSSIAN = """
    a ya o e ye i u yu y oy ey yey iy om em yem ov ev yev am yam ami yami ax yax
    aya oye iye ogo omu im imi ix uyu
"""  # of nouns and adjectives, as tag keys fold them
_PLURAL, _OWNER = ("", "lar"), ("", "i", "si", "im", "imiz", "ing", "ingiz")
_CASE = ("", "ni", "ning", "ga", "ka", "qa", "da", "dan", "dagi", "gacha", "dir", "lik")
_UZBEK = ("".join(parts) for parts in product(_PLURAL, _OWNER, _CASE))
_ENDINGS = frozenset([*_RUSSIAN.split(), *_UZBEK, "s", "es"]) - {""}
_LONGEST = max(map(len, _ENDINGS))
_NO_SECTION = frozenset(
    {
        *("news", "home", "main", "article", "articles", "blog", "latest", "story", "all", "other"),
        *("novosti", "glavnaya", "statya", "stati", "lenta", "lenta_novostey", "prochee"),
        *("yangiliklar", "yangilik", "asosiy", "bosh_sahifa", "maqola", "maqolalar", "boshqa"),
    }
)

Spelling = tuple[str, str]  # a tag's key, or that of an alias; and the tag's name


def choose_tags(
    title: str, body: str, section: str | None, known: Sequence[Spelling]
) -> tuple[str, ...]:
    """Return the names of the tags that an article shall have.

    A known tag is given where the title names it, the first paragraph and another sentence do, or
    the text does again and again.

    Args:
        title: the article's.
        body: its text.
        section: where its site files it; becomes a tag itself, unless it says nothing.
        known: the tags there are; of equally good ones the first are given.
    """
    found = _ranked(title, body, known)[:FOUND_MAX]
    return tuple(dict.fromkeys([*_of_section(section), *found]))


def _of_section(section: str | None) -> list[str]:
    if section is None or len(section.split()) > _SECTION_WORDS:
        return []
    try:
        key = tag_key(section)
    except NotUnderstood:
        return []
    return [] if key in _NO_SECTION else [section]


def _ranked(title: str, body: str, known: Sequence[Spelling]) -> list[str]:
    """Return the names of known tags that are named often enough, best first."""
    body = body[:_READ]
    in_title, in_body = _Text(title), _Text(body)
    lead = _Text(body[:_LEAD]).length
    points: dict[str, int] = {}
    for key, name in known:
        places = in_body.places(key)
        worth = min(len(places), _COUNTED)
        worth += _IN_TITLE * bool(in_title.places(key))
        worth += _IN_LEAD * any(place < lead for place in places)
        if worth >= _ENOUGH:
            points[name] = max(worth, points.get(name, 0))
    return sorted(points, key=lambda name: -points[name])


class _Text:
    """Where each word stands in a text, whatever its ending and script."""

    def __init__(self, text: str) -> None:
        words = _TOKEN.findall(drop_joiners(text))
        self.length = len(words)
        self._places: defaultdict[str, set[int]] = defaultdict(set)
        for place, word in enumerate(words):
            for stem in _stems(fold(word)):
                self._places[stem].add(place)
            if word.isupper():
                self._places[_CAPITALS + fold(word)].add(place)

    def places(self, key: str) -> set[int]:
        """Return where the words of a key stand in a row.

        A key of up to three letters is taken for an abbreviation, and must stand in capitals, so
        that `us` is not the US.
        """
        first, *rest = key.split("_")
        if not rest and len(first) < _STEM_MIN:
            return self._places.get(_CAPITALS + first, set())
        starts = self._of(first)
        for distance, word in enumerate(rest, start=1):
            starts = starts & {place - distance for place in self._of(word)}
        return starts

    def _of(self, word: str) -> set[int]:
        return set().union(*(self._places.get(stem, set()) for stem in _stems(word)))


@lru_cache(maxsize=20_000)
def _stems(word: str) -> tuple[str, ...]:
    """Return a folded word, and what each ending that it may have leaves."""
    cuts = range(max(_STEM_MIN, len(word) - _LONGEST), len(word))
    return (word, *(word[:cut] for cut in cuts if word[cut:] in _ENDINGS))
