"""Convert the entries of a feed parser to `Item`s with unique keys."""

import calendar
import hashlib
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin

from bot.domain.article import BODY_MAX, TITLE_MAX
from bot.domain.errors import PersonError
from bot.domain.feed import Item
from bot.domain.index_key import index_key
from bot.domain.tag import tags_of_a_page
from bot.ingestion.duplicates.canonical_url import canonical_url, dedupe_key
from bot.ingestion.html_to_text import plain_line, plain_text
from bot.ingestion.http.address_policy import parse_address
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.metadata.dates import first_date

Entry = Mapping[str, object]

WHOLE_MIN = 1_000  # characters of a full text; a teaser has one to three sentences
_KEY_BYTES = 20  # 160 bits; 32-bit keys collide after some 77,000 items
_TITLE_FROM_TEXT = 100  # characters of the text that replace a missing title
_TRUNCATED = re.compile(r"(?<!\W)(?=\W++$)\W*?(?:\.\.\.|…|»|>>)")


def read_entry(entry: Entry, base: str, now: datetime, allow: Allowlist) -> Item | None:
    """Convert an entry to an item; return None for an entry without a title and a text.

    Resolve a relative link against `base`. Drop a link that the address policy blocks
    (javascript:, private addresses).
    """
    url = resolve_link(text_of(entry, "link"), base, allow)
    body, teaser = _content(entry), text_of(entry, "summary") or text_of(entry, "description")
    text = plain_text(max(body, teaser, key=len), BODY_MAX)
    title = plain_line(text_of(entry, "title"), TITLE_MAX)
    if not title:
        title = plain_line(text.partition("\n")[0], _TITLE_FROM_TEXT)
    if not title:
        return None
    published_at = _date(entry, now)
    return Item(
        key=_identity(entry, url, title, published_at),
        link_key=dedupe_key(url) if url else None,
        url=url,
        title=title,
        text=text,
        is_whole=len(text) >= WHOLE_MIN and not _TRUNCATED.search(text),
        tags=tags_of_a_page(_tag_names(entry)),
        image_url=next((image for image in _images(entry, base, allow)), None),
        published_at=published_at,
    )


def deduplicate(items: Sequence[Item]) -> list[Item]:
    """Give the items of one feed unique keys, and drop repeated items.

    The key is the guid if no other item has it, or the link if no other item has it, or a hash of
    the title and the date.
    """
    guids = Counter(item.key for item in items)
    links = Counter(item.link_key for item in items)
    found: dict[str, Item] = {}
    for item in items:
        link_key = item.link_key if links[item.link_key] == 1 else None
        key = item.key if guids[item.key] == 1 else link_key or _hash(item.title, item.published_at)
        found.setdefault(key, replace(item, key=key, link_key=link_key))
    return list(found.values())


def resolve_link(link: str, base: str, allow: Allowlist) -> str | None:
    """Return the canonical, absolute URL of a link; None if the address policy blocks it."""
    if not link.strip():
        return None
    try:
        return canonical_url(str(parse_address(urljoin(base, link.strip()), allow)))
    except (PersonError, ValueError):
        return None


def text_of(entry: Entry, name: str) -> str:
    """Return a field of an entry as text; empty if it is missing or neither text nor number."""
    value = entry.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _identity(entry: Entry, url: str | None, title: str, published_at: datetime | None) -> str:
    """Return the guid, or the key of the link, or a hash of the title and the date.

    A guid that equals the link is ignored: fastfeedparser uses the link for a missing guid, and
    some RSS feeds do the same.
    """
    guid = text_of(entry, "id").strip()
    if guid and guid != text_of(entry, "link").strip():
        return index_key(guid)
    return dedupe_key(url) if url else _hash(title, published_at)


def _hash(text: str, moment: datetime | None) -> str:
    plain = f"{text}\n{moment.isoformat() if moment else ''}"
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=_KEY_BYTES).hexdigest()


def _content(entry: Entry) -> str:
    return max((text_of(part, "value") for part in _parts(entry, "content")), key=len, default="")


def _date(entry: Entry, now: datetime) -> datetime | None:
    parsed = [entry.get(f"{name}_parsed") for name in ("published", "updated")]
    exact = [moment for each in parsed if (moment := _iso_time(each))]
    unparsed = [text_of(entry, name) for name in ("published", "updated")]
    return first_date([*exact, *unparsed], now)


def _iso_time(value: object) -> str | None:
    """Return a `struct_time` of feedparser (UTC) in ISO 8601 format."""
    if not isinstance(value, time.struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _tag_names(entry: Entry) -> Iterable[str]:
    return [text_of(tag, "label") or text_of(tag, "term") for tag in _parts(entry, "tags")]


def _images(entry: Entry, base: str, allow: Allowlist) -> Iterable[str]:
    media = [*_parts(entry, "media_content"), *_parts(entry, "media_thumbnail")]
    enclosed = [
        part
        for part in (*_parts(entry, "enclosures"), *_parts(entry, "links"))
        if text_of(part, "type").startswith("image/")
    ]
    pictures = [part for part in media if text_of(part, "medium") in ("", "image")]
    links = [text_of(part, "url") or text_of(part, "href") for part in (*pictures, *enclosed)]
    found = (resolve_link(link, base, allow) for link in (text_of(entry, "image"), *links))
    return [image for image in found if image]


def _parts(entry: Entry, name: str) -> list[Entry]:
    value = entry.get(name)
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []
