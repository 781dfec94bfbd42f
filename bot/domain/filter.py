"""Filters: words that an article must contain, or must not, to be pushed to a chat."""

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

from bot.domain.ids import TagKey

ALL_TAGS = TagKey("")
FilterKind = Literal["mute", "require"]
FILTER_KINDS: tuple[FilterKind, ...] = get_args(FilterKind)
WORDS_MAX = 60  # characters per filter
FILTERS_MAX = 100  # per chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Whole words that an article must not contain ("mute") or must contain ("require")."""

    kind: FilterKind
    words: str  # folded for search, separated by single spaces
    written: str  # as the user typed them
    tag_key: TagKey = ALL_TAGS  # the followed tag to which the filter applies

    @property
    def key(self) -> str:
        """The identifier in button data: 12 hexadecimal digits."""
        identity = f"{self.tag_key}\n{self.words}".encode()
        return hashlib.blake2b(identity, digest_size=6).hexdigest()

    def __post_init__(self) -> None:
        if not self.words or len(self.words) > 2 * WORDS_MAX:
            raise ValueError(f"a filter has 1 to {2 * WORDS_MAX} characters: {self.words!r}")
