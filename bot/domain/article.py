"""Articles: what reading gave (`Draft`), and what is stored (`Article`)."""

import math
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ArticleId, UserId
from bot.domain.rating import ImportedRating, Tally
from bot.domain.tag import Tag

TITLE_MAX = 300  # characters; the longest headline of 939 measured news pages had 212
SHARE_KEY_LENGTH = 10  # hexadecimal digits: 40 bits, more than anybody can try by tapping
SHARE_KEY = re.compile(rf"[0-9a-f]{{{SHARE_KEY_LENGTH}}}")
BODY_MAX = 400_000  # characters; a novel's fifth, far above any news article
WORDS_A_MINUTE = (
    230  # silent reading, Brysbaert 2019 (238 for English non-fiction, fewer elsewhere)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as it was read from a page, a file or a pasted text; not stored yet.

    Texts are plain (no markup), cleaned of control characters, paragraphs separated by a newline.
    """

    title: str
    body: str
    url: str | None = None  # where it was read, after redirects
    canonical_url: str | None = None  # what the page says of itself, if that may be believed
    source: str | None = None  # the site's name, or its host
    section: str | None = None
    image_url: str | None = None
    language: str | None = None  # what the page claims; detection decides
    published_at: datetime | None = None  # aware, UTC
    tags: tuple[str, ...] = ()  # names as written, without '#'
    imported_rating: ImportedRating | None = None

    def __post_init__(self) -> None:
        if not self.title.strip() or len(self.title) > TITLE_MAX:
            raise ValueError(f"a title has 1 to {TITLE_MAX} characters, not {len(self.title)}")
        if not self.body.strip() or len(self.body) > BODY_MAX:
            raise ValueError(f"a body has 1 to {BODY_MAX} characters, not {len(self.body)}")
        if self.published_at is not None and self.published_at.tzinfo is None:
            raise ValueError(f"a moment needs its zone: {self.published_at}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Another place where a story stands."""

    source: str  # the site's name, or its host
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateMatch:
    """An earlier article that tells the same story."""

    article_id: ArticleId
    is_copy: bool  # with the same text; else in words of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as it is stored."""

    id: ArticleId
    title: str
    body: str
    stored_at: datetime  # aware, UTC
    tally: Tally
    tags: tuple[Tag, ...] = ()
    owner_id: UserId | None = None  # whose private copy it is; None: published
    share_key: str = ""  # what a private copy's cards carry; empty where it is published
    url: str | None = None
    source: str | None = None
    section: str | None = None
    image_url: str | None = None
    language: str | None = None  # en, ru, uz, uz-Cyrl …; None until it is summarised
    published_at: datetime | None = None  # aware, UTC
    also_at: tuple[Mention, ...] = ()  # where else the story stands

    @property
    def is_listed(self) -> bool:
        """Whether everybody sees it: it is listed, searched and pushed."""
        return self.owner_id is None

    @property
    def reading_minutes(self) -> int:
        """Whole minutes that reading the body takes, at least one."""
        return max(1, math.ceil(len(self.body.split()) / WORDS_A_MINUTE))

    @property
    def date(self) -> datetime:
        """When it was published, as far as known; else when it was stored."""
        return self.published_at or self.stored_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An article as a list shows it: everything but its text."""

    id: ArticleId
    title: str
    source: str | None
    date: datetime  # aware, UTC
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleKeys:
    """What makes an article the one that is stored already."""

    address: (
        str | None
    )  # of its URL, see bot.ingestion.duplicates.canonical_url; None where it has none
    content: str  # of its title and body, see bot.ingestion.duplicates.fingerprints


def new_share_key() -> str:
    """Return a random key that the cards of a private copy carry.

    Whoever shows it was shown the article: nobody guesses it, not even by knowing the text.
    """
    return secrets.token_hex(SHARE_KEY_LENGTH // 2)
