"""An entry, as either parser gives it -> an `Item`; and what tells a feed's items apart."""

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
from bot.domain.tag import tags_of_a_page
from bot.ingestion.duplicates.canonical_url import canonical_url, dedupe_key
from bot.ingestion.html_to_text import plain_line, plain_text
from bot.ingestion.http.address_policy import parse_address
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.metadata.dates import first_date

Entry = Mapping[str, object]

WHOLE_MIN = 1_000  # characters; a teaser has one to three sentences
_GUID_MAX = 2_048  # characters; as of an address
_KEY_BYTES = 20  # 160 bits; 32-bit keys collide after some 77,000 items
_TITLE_FROM_TEXT = 100  # characters of a text that has no headline
_CUT_OFF = re.compile(r"(?<!\W)(?=\W++$)\W*?(?:\.\.\.|…|»|>>)")


def read_entry(entry: Entry, base: str, now: datetime, allow: Allowlist) -> Item | None:
    """Return an item; None for one that says nothing.

    A link that is no public web page (javascript:, private addresses) is dropped, a relative one
    is resolved against `base`.
    """
    url = openable(text_of(entry, "link"), base, allow)
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
        is_whole=len(text) >= WHOLE_MIN and not _CUT_OFF.search(text),
        tags=tags_of_a_page(_names(entry)),
        image_url=next((image for image in _images(entry, base, allow)), None),
        published_at=published_at,
    )


def identified(items: Sequence[Item]) -> list[Item]:
    """Return the items of one feed, each once, told apart by what differs between them.

    A guid or a link that several items share tells nothing. Where the guids do, the link decides;
    where neither is left, a hash of title and date does.
    """
    guids = Counter(item.key for item in items)
    links = Counter(item.link_key for item in items)
    found: dict[str, Item] = {}
    for item in items:
        link_key = item.link_key if links[item.link_key] == 1 else None
        key = item.key if guids[item.key] == 1 else link_key or _hash(item.title, item.published_at)
        found.setdefault(key, replace(item, key=key, link_key=link_key))
    return list(found.values())


def openable(written: str, base: str, allow: Allowlist) -> str | None:
    """Return the canonical address that a feed's link means; None where it may not be opened."""
    if not written.strip():
        return None
    try:
        return canonical_url(str(parse_address(urljoin(base, written.strip()), allow)))
    except (PersonError, ValueError):
        return None


def text_of(entry: Entry, name: str) -> str:
    """Return a text of an entry; empty where there is none, or it is something else."""
    value = entry.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _identity(entry: Entry, url: str | None, title: str, published_at: datetime | None) -> str:
    """Return the guid, else the canonical link, else a hash.

    The faster parser puts the link where no guid is; so does RSS where the guid is the link.
    """
    guid = text_of(entry, "id").strip()
    if guid and guid != text_of(entry, "link").strip():
        return guid if len(guid) <= _GUID_MAX else _hash(guid, None)
    return dedupe_key(url) if url else _hash(title, published_at)


def _hash(text: str, moment: datetime | None) -> str:
    plain = f"{text}\n{moment.isoformat() if moment else ''}"
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=_KEY_BYTES).hexdigest()


def _content(entry: Entry) -> str:
    return max((text_of(part, "value") for part in _parts(entry, "content")), key=len, default="")


def _date(entry: Entry, now: datetime) -> datetime | None:
    parsed = [entry.get(f"{name}_parsed") for name in ("published", "updated")]
    exact = [moment for each in parsed if (moment := _of_struct(each))]
    written = [text_of(entry, name) for name in ("published", "updated")]
    return first_date([*exact, *written], now)


def _of_struct(value: object) -> str | None:
    """Return a time that feedparser read (UTC) as text."""
    if not isinstance(value, time.struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _names(entry: Entry) -> Iterable[str]:
    return [text_of(tag, "label") or text_of(tag, "term") for tag in _parts(entry, "tags")]


def _images(entry: Entry, base: str, allow: Allowlist) -> Iterable[str]:
    media = [*_parts(entry, "media_content"), *_parts(entry, "media_thumbnail")]
    enclosed = [
        part
        for part in (*_parts(entry, "enclosures"), *_parts(entry, "links"))
        if text_of(part, "type").startswith("image/")
    ]
    pictures = [part for part in media if text_of(part, "medium") in ("", "image")]
    written = [text_of(part, "url") or text_of(part, "href") for part in (*pictures, *enclosed)]
    found = (openable(each, base, allow) for each in (text_of(entry, "image"), *written))
    return [image for image in found if image]


def _parts(entry: Entry, name: str) -> list[Entry]:
    value = entry.get(name)
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []
