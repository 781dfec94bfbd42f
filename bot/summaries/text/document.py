"""The tokenized article that filters and rankers use: sentences, words, stems, vectors."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from bot.summaries.text.anaphora import is_anaphoric
from bot.summaries.text.quotes import incomplete_quotations
from bot.summaries.text.references import needed_positions
from bot.summaries.text.vectors import Vector, idf, tf_idf
from bot.summaries.text.words import content_stems, tokens, tokens_of


@dataclass(frozen=True, kw_only=True)  # no slots, since `cached_property` needs a `__dict__`
class Document:
    """Sentences of an article in its order.

    All tuples but `title_stems` have one item per sentence, at the same index.
    """

    title: str
    language: str
    sentences: tuple[str, ...]
    positions: tuple[int, ...]  # among all sentences of the article; 0 is the first
    words: tuple[tuple[str, ...], ...]  # `words.tokens`
    stems: tuple[tuple[str, ...], ...]  # `words.content_stems`
    is_incomplete: tuple[bool, ...]  # `quotes.incomplete_quotations`
    needs: tuple[frozenset[int], ...]  # `references.needed_positions`
    title_stems: tuple[str, ...]

    @classmethod
    def build(cls, title: str, language: str, sentences: Sequence[str]) -> "Document":
        """Return a document of all `sentences` of an article."""
        words = tuple(map(tuple, tokens_of(sentences)))
        return cls(
            title=title,
            language=language,
            sentences=tuple(sentences),
            positions=tuple(range(len(sentences))),
            words=words,
            stems=tuple(content_stems(found, language) for found in words),
            is_incomplete=tuple(incomplete_quotations(sentences)),
            needs=tuple(needed_positions(title, language, sentences, words)),
            title_stems=content_stems(tokens(title), language),
        )

    @cached_property
    def stem_counts(self) -> Counter[str]:
        """The number of sentences with each stem."""
        return Counter(chain.from_iterable(map(frozenset, self.stems)))

    @cached_property
    def names(self) -> tuple[frozenset[str], ...]:
        """The stems of each sentence's capitalized words, except its first word."""
        capitals = [
            " ".join([word for word in sentence.split()[1:] if word[0].isupper()])
            for sentence in self.sentences
        ]
        return tuple(
            frozenset(content_stems(words, self.language)) for words in tokens_of(capitals)
        )

    @cached_property
    def idf(self) -> Vector:
        """The inverse document frequency of each stem, see `vectors.idf`."""
        return idf(self.stem_counts, len(self.sentences))

    @cached_property
    def vectors(self) -> tuple[Vector, ...]:
        """One tf-idf vector of length 1 per sentence (empty if it contains only common words)."""
        return tuple(tf_idf(stems, self.idf) for stems in self.stems)

    @cached_property
    def anaphoric(self) -> frozenset[int]:
        """The indices of the sentences that refer to the previous one."""
        pairs = enumerate(zip(self.sentences, self.words, strict=True))
        return frozenset(
            index for index, (text, words) in pairs if is_anaphoric(text, words, self.language)
        )

    def only(self, indices: Sequence[int]) -> "Document":
        """Return a document with only the sentences at `indices`; they keep their positions."""
        return Document(
            title=self.title,
            language=self.language,
            sentences=tuple(self.sentences[index] for index in indices),
            positions=tuple(self.positions[index] for index in indices),
            words=tuple(self.words[index] for index in indices),
            stems=tuple(self.stems[index] for index in indices),
            is_incomplete=tuple(self.is_incomplete[index] for index in indices),
            needs=tuple(self.needs[index] for index in indices),
            title_stems=self.title_stems,
        )
