"""Filters: words that keep an article out of a chat, or that it must have."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from bot.domain.ids import TagKey

ALL_TAGS = TagKey("")
FilterKind = Literal["mute", "require"]
WORDS_MAX = 60  # characters of one filter
FILTERS_MAX = 100  # of one chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Whole words that must not, or must, stand in an article."""

    kind: FilterKind
    words: str  # folded as for search, one space between
    written: str  # as somebody typed them
    tag_key: TagKey = ALL_TAGS  # of the followed tag it is for; empty: for all of them

    @property
    def key(self) -> str:
        """The id that a button carries: 12 hexadecimal digits."""
        whole = f"{self.tag_key}\n{self.words}".encode()
        return hashlib.blake2b(whole, digest_size=6).hexdigest()

    def __post_init__(self) -> None:
        if not self.words or len(self.words) > 2 * WORDS_MAX:
            raise ValueError(f"a filter has words, and not too many: {self.words!r}")
