"""Inverted index from word stems to recent articles, which finds the most similar article; pure.

The search compares only articles that share the rarest stems of the new article. Two articles about
one story share its names, which are rare in other articles.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.domain.article import DuplicateMatch
from bot.domain.ids import ArticleId
from bot.ingestion.duplicates.fingerprints import COPY, SAME_STORY

ARTICLES_MAX = 5_000  # the newest articles; about 4 KB each
_RAREST_STEMS = 40  # stems of the new article that select the candidates
_CANDIDATES_MAX = 20  # articles with the most shared stems
STEMS_MIN = 20  # per article; shorter ones resemble each other by chance or by their form


class RecentIndex:
    """Inverted index of recent articles by their stems."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._stem_ids: dict[str, int] = {}  # an integer needs less memory than a text
        self._postings: list[array[int]] = []  # stem id -> ids of the articles with that stem
        self._stems: dict[ArticleId, array[int]] = {}
        self._stored_at: dict[ArticleId, datetime] = {}
        self._removed = 0

    def __len__(self) -> int:
        return len(self._stems)

    def __contains__(self, article_id: ArticleId) -> bool:
        return article_id in self._stems

    def add(self, article_id: ArticleId, stored_at: datetime, stems: Iterable[str]) -> None:
        """Add an article; adding it again changes nothing."""
        if article_id in self._stems:
            return
        stem_ids = array("I", sorted(self._stem_id(stem) for stem in stems))
        for stem_id in stem_ids:
            self._postings[stem_id].append(article_id)
        self._stems[article_id] = stem_ids
        self._stored_at[article_id] = stored_at
        if len(self._stems) > ARTICLES_MAX:
            self._remove(next(iter(self._stems)))

    def remove_before(self, moment: datetime) -> None:
        """Remove the articles that were stored before `moment`."""
        for article_id in [each for each, at in self._stored_at.items() if at < moment]:
            self._remove(article_id)
        if self._removed > len(self._stems):
            self._rebuild()

    def closest(
        self, stems: frozenset[str], may_match: Callable[[ArticleId], bool] = lambda _: True
    ) -> DuplicateMatch | None:
        """Return the most similar article that `may_match` accepts; None below `SAME_STORY`.

        Of equally similar articles, return the oldest.
        """
        known = {self._stem_ids[stem] for stem in stems if stem in self._stem_ids}
        if len(stems) < STEMS_MIN or not known:
            return None
        best, found = 0.0, None
        for article_id in self._candidates(known):
            others = self._stems[article_id]
            common = sum(stem_id in known for stem_id in others)
            similarity = common / (len(stems) + len(others) - common)
            if similarity > best and len(others) >= STEMS_MIN and may_match(article_id):
                best, found = similarity, article_id
        if found is None or best < SAME_STORY:
            return None
        return DuplicateMatch(article_id=found, is_copy=best >= COPY)

    def _candidates(self, stem_ids: set[int]) -> list[ArticleId]:
        """Return the articles that share the most of the rarest stems, oldest first."""
        by_rarity = sorted(stem_ids, key=lambda stem_id: (len(self._postings[stem_id]), stem_id))
        shared: Counter[int] = Counter()
        for stem_id in by_rarity[:_RAREST_STEMS]:
            shared.update(self._postings[stem_id])
        counted = [(count, ArticleId(each)) for each, count in shared.items()]
        present = [pair for pair in counted if pair[1] in self._stems]
        present.sort(key=lambda pair: (-pair[0], pair[1]))
        return sorted(article_id for _, article_id in present[:_CANDIDATES_MAX])

    def _stem_id(self, stem: str) -> int:
        stem_id = self._stem_ids.setdefault(stem, len(self._stem_ids))
        if stem_id == len(self._postings):
            self._postings.append(array("q"))
        return stem_id

    def _remove(self, article_id: ArticleId) -> None:
        del self._stems[article_id]
        del self._stored_at[article_id]
        self._removed += 1

    def _rebuild(self) -> None:
        """Rebuild the index without the stems of removed articles, to free their memory."""
        stem_texts = {stem_id: stem for stem, stem_id in self._stem_ids.items()}
        kept = [
            (article_id, self._stored_at[article_id], [stem_texts[each] for each in stem_ids])
            for article_id, stem_ids in self._stems.items()
        ]
        self._clear()
        for article_id, stored_at, stems in kept:
            self.add(article_id, stored_at, stems)
