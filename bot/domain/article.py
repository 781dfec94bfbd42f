"""Articles: extracted but not stored (`Draft`), and stored (`Article`)."""

import math
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ArticleId, UserId
from bot.domain.rating import ImportedRating, Tally
from bot.domain.tag import Tag

TITLE_MAX = 300  # characters; the longest headline of 939 measured news pages had 212
SHARE_KEY_LENGTH = 10  # hexadecimal digits: 40 bits, too many to guess by tapping
SHARE_KEY = re.compile(rf"[0-9a-f]{{{SHARE_KEY_LENGTH}}}")
BODY_MAX = 400_000  # characters; a fifth of a novel, far above any news article
WORDS_PER_MINUTE = (
    230  # silent reading, Brysbaert 2019 (238 for English non-fiction, fewer elsewhere)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article that was extracted from a page, a file or a pasted text; not stored yet.

    Texts have no markup and no control characters. A newline separates paragraphs.
    """

    title: str
    body: str
    url: str | None = None  # the address after redirects
    canonical_url: str | None = None  # the page's own claim, if it is trustworthy
    source: str | None = None  # the site's name, or its host
    section: str | None = None
    image_url: str | None = None
    language: str | None = None  # the page's own claim; detection decides
    published_at: datetime | None = None  # aware, UTC
    tags: tuple[str, ...] = ()  # names as written, without '#'
    imported_rating: ImportedRating | None = None

    def __post_init__(self) -> None:
        if not self.title.strip() or len(self.title) > TITLE_MAX:
            raise ValueError(f"a title has 1 to {TITLE_MAX} characters, not {len(self.title)}")
        if not self.body.strip() or len(self.body) > BODY_MAX:
            raise ValueError(f"a body has 1 to {BODY_MAX} characters, not {len(self.body)}")
        if self.published_at is not None and self.published_at.tzinfo is None:
            raise ValueError(f"published_at needs a time zone: {self.published_at}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternateSource:
    """Another site that published the same story."""

    source: str  # the site's name, or its host
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateMatch:
    """An earlier article that tells the same story."""

    article_id: ArticleId
    is_copy: bool  # True: the same text; False: the same story in other words


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A stored article."""

    id: ArticleId
    title: str
    body: str
    stored_at: datetime  # aware, UTC
    tally: Tally
    tags: tuple[Tag, ...] = ()
    owner_id: UserId | None = None  # the owner of a private copy; None: the article is published
    share_key: str = ""  # the cards of a private copy carry it; empty: the article is published
    url: str | None = None
    source: str | None = None
    section: str | None = None
    image_url: str | None = None
    language: str | None = None  # en, ru, uz, uz-Cyrl …; None until the article is summarized
    published_at: datetime | None = None  # aware, UTC
    alternate_sources: tuple[AlternateSource, ...] = ()

    @property
    def is_listed(self) -> bool:
        """Whether the article is published: everybody can list, search and receive it."""
        return self.owner_id is None

    @property
    def reading_minutes(self) -> int:
        """The reading time of the body in whole minutes, at least 1."""
        return max(1, math.ceil(len(self.body.split()) / WORDS_PER_MINUTE))

    @property
    def date(self) -> datetime:
        """The publication time if it is known, else the storage time."""
        return self.published_at or self.stored_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An article in a list: title, source, date and rating, without the text."""

    id: ArticleId
    title: str
    source: str | None
    date: datetime  # aware, UTC
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleKeys:
    """The keys by which an article is recognized as already stored."""

    dedupe_key: str | None  # from bot.ingestion.duplicates.canonical_url; None: it has no URL
    content: str  # from bot.ingestion.duplicates.fingerprints, of the title and the body


def new_share_key() -> str:
    """Return a random key that grants access to a private copy.

    The cards of the copy carry the key. It cannot be guessed or derived from the text.
    """
    return secrets.token_hex(SHARE_KEY_LENGTH // 2)
