"""What the checks and the rankers see of an article: its sentences, their words and stems."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.summaries.text.quotes import Quotation, quotations
from bot.summaries.text.vectors import Vector, rarity, vector
from bot.summaries.text.words import content_stems, tokens


@dataclass(frozen=True, kw_only=True)  # no slots: the vectors are kept where they are asked for
class Document:
    """Sentences of an article in its order.

    All tuples but `title_stems` have one item a sentence; a sentence's index in them is its place.
    """

    title: str
    language: str
    sentences: tuple[str, ...]
    positions: tuple[int, ...]  # where it stands among all sentences of the article, 0 first
    words: tuple[tuple[str, ...], ...]  # `words.tokens`
    stems: tuple[tuple[str, ...], ...]  # `words.content_stems`
    quotations: tuple[Quotation, ...]  # `quotes.quotations`
    title_stems: tuple[str, ...]

    @classmethod
    def build(cls, title: str, language: str, sentences: Sequence[str]) -> "Document":
        """Return a document of all `sentences` of an article."""
        words = tuple(tuple(tokens(sentence)) for sentence in sentences)
        return cls(
            title=title,
            language=language,
            sentences=tuple(sentences),
            positions=tuple(range(len(sentences))),
            words=words,
            stems=tuple(content_stems(found, language) for found in words),
            quotations=tuple(quotations(sentences)),
            title_stems=content_stems(tokens(title), language),
        )

    @cached_property
    def rarity(self) -> Vector:
        """The idf of each stem, see `vectors.rarity`."""
        return rarity(self.stems)

    @cached_property
    def vectors(self) -> tuple[Vector, ...]:
        """A tf-idf vector of length 1 a sentence (empty if it holds common words only)."""
        return tuple(vector(stems, self.rarity) for stems in self.stems)

    def only(self, places: Sequence[int]) -> "Document":
        """Return a document of the sentences at `places`; they keep their positions."""
        return Document(
            title=self.title,
            language=self.language,
            sentences=tuple(self.sentences[place] for place in places),
            positions=tuple(self.positions[place] for place in places),
            words=tuple(self.words[place] for place in places),
            stems=tuple(self.stems[place] for place in places),
            quotations=tuple(self.quotations[place] for place in places),
            title_stems=self.title_stems,
        )
