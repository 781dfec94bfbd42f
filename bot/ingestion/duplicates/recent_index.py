"""The stories of the last days, so that a new article can be held against those like it; pure.

An index from stems to the articles that have them. Only articles that share the new one's rarest
stems are compared: what two tellings of a story share is its names, and few other articles have
those.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.domain.article import DuplicateMatch
from bot.domain.ids import ArticleId
from bot.ingestion.duplicates.fingerprints import COPY, SAME_STORY

ARTICLES_MAX = 5_000  # the newest that are kept; some 4 KB each
_RARE = 40  # of the new article's stems, the rarest, that find what to compare it with
_COMPARED = 20  # articles that share most of them
STEMS_MIN = 20  # of an article; shorter ones are alike by chance, or by their form


class Recent:
    """Articles by their stems."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._numbers: dict[str, int] = {}  # of stems: whole numbers take less room
        self._having: list[array[int]] = []  # by a stem's number: the articles that have it
        self._stems: dict[ArticleId, array[int]] = {}
        self._stored_at: dict[ArticleId, datetime] = {}
        self._forgotten = 0

    def __len__(self) -> int:
        return len(self._stems)

    def __contains__(self, article_id: ArticleId) -> bool:
        return article_id in self._stems

    def add(self, article_id: ArticleId, stored_at: datetime, stems: Iterable[str]) -> None:
        """Take in an article; one that is here already stays as it is."""
        if article_id in self._stems:
            return
        numbers = array("I", sorted(self._number(stem) for stem in stems))
        for number in numbers:
            self._having[number].append(article_id)
        self._stems[article_id] = numbers
        self._stored_at[article_id] = stored_at
        if len(self._stems) > ARTICLES_MAX:
            self._drop(next(iter(self._stems)))

    def forget_before(self, moment: datetime) -> None:
        """Let go of what was stored before `moment`."""
        for article_id in [each for each, at in self._stored_at.items() if at < moment]:
            self._drop(article_id)
        if self._forgotten > len(self._stems):
            self._build_anew()

    def closest(
        self, stems: frozenset[str], may_be: Callable[[ArticleId], bool] = lambda _: True
    ) -> DuplicateMatch | None:
        """Return the article that is most like one with these stems; None if none tells its story.

        Of equal ones the first; only of those that may be the same story.
        """
        mine = {self._numbers[stem] for stem in stems if stem in self._numbers}
        if len(stems) < STEMS_MIN or not mine:
            return None
        best, found = 0.0, None
        for article_id in self._alike(mine):
            theirs = self._stems[article_id]
            common = sum(number in mine for number in theirs)
            likeness = common / (len(stems) + len(theirs) - common)
            if likeness > best and len(theirs) >= STEMS_MIN and may_be(article_id):
                best, found = likeness, article_id
        if found is None or best < SAME_STORY:
            return None
        return DuplicateMatch(article_id=found, is_copy=best >= COPY)

    def _alike(self, mine: set[int]) -> list[ArticleId]:
        """Return the articles that share most of the rarest stems, the first ones first."""
        rarest = sorted(mine, key=lambda number: (len(self._having[number]), number))[:_RARE]
        shared: Counter[int] = Counter()
        for number in rarest:
            shared.update(self._having[number])
        candidates = [(count, ArticleId(each)) for each, count in shared.items()]
        known = [pair for pair in candidates if pair[1] in self._stems]
        known.sort(key=lambda pair: (-pair[0], pair[1]))
        return sorted(article_id for _, article_id in known[:_COMPARED])

    def _number(self, stem: str) -> int:
        number = self._numbers.setdefault(stem, len(self._numbers))
        if number == len(self._having):
            self._having.append(array("q"))
        return number

    def _drop(self, article_id: ArticleId) -> None:
        del self._stems[article_id]
        del self._stored_at[article_id]
        self._forgotten += 1

    def _build_anew(self) -> None:
        """Leave out the stems of forgotten articles, so that the index does not grow for ever."""
        names = {number: stem for stem, number in self._numbers.items()}
        kept = [
            (article_id, self._stored_at[article_id], [names[number] for number in numbers])
            for article_id, numbers in self._stems.items()
        ]
        self._clear()
        for article_id, stored_at, stems in kept:
            self.add(article_id, stored_at, stems)
