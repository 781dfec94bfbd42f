"""An article as a line of JSON: written by `articles export`, and read by `articles import`."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from bot.domain.article import Article, Draft
from bot.domain.errors import XulosaError
from bot.domain.rating import ImportedRating
from bot.ingestion.http.address_policy import parse_address
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.metadata.dates import first_date


class NoArticle(XulosaError):
    """A line that is no article; the message says why."""


def write_line(article: Article) -> str:
    """Return an article as a line of JSON, without its end."""
    plain = {
        "title": article.title,
        "body": article.body,
        "url": article.url,
        "source": article.source,
        "section": article.section,
        "image_url": article.image_url,
        "published_at": article.date.isoformat(),
        "tags": [tag.name for tag in article.tags],
        "votes": article.tally.votes,
        "hundredths": article.tally.hundredths,
    }
    return json.dumps(plain, ensure_ascii=False)


def read_line(line: bytes, now: datetime) -> Draft:
    """Return the article of a line, its texts as they stand there.

    Raises:
        NoArticle: it is none.
        PersonError: it names an address that we do not keep.
    """
    try:
        return _draft(json.loads(line), now)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise NoArticle(f"this is no article ({error})") from error
    except RecursionError as error:
        raise NoArticle("this is nested too deep") from error


def _draft(plain: dict[str, Any], now: datetime) -> Draft:
    draft = Draft(
        title=_text(plain, "title") or "",
        body=_text(plain, "body") or "",
        url=_address(plain, "url"),
        source=_text(plain, "source"),
        section=_text(plain, "section"),
        image_url=_address(plain, "image_url"),
        published_at=_date(plain, now),
        tags=_tags(plain),
        imported_rating=_rating(plain),
    )
    for text in (draft.title, draft.body, draft.source, draft.section):
        (text or "").encode()  # half a character cannot be stored
    return draft


def _text(plain: dict[str, Any], name: str) -> str | None:
    value = plain.get(name)
    if not isinstance(value, str | None):
        raise TypeError(f"its {name} is no text")
    return value


def _address(plain: dict[str, Any], name: str) -> str | None:
    """Return an address whose spelling may be kept.

    Its host may be a private one: whoever exported it was allowed to open it, and nobody here
    does.
    """
    written = _text(plain, name)
    if written:
        parse_address(written, Allowlist.parse(urlsplit(written).netloc.rpartition("@")[2]))
    return written or None


def _date(plain: dict[str, Any], now: datetime) -> datetime | None:
    """Return the date if it may be believed, as that of a page; None if not."""
    written = _text(plain, "published_at")
    if not written:
        return None
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its zone: {written}")
    moment = moment.astimezone(UTC)
    return min(moment, now) if first_date([moment.isoformat()], now) else None


def _tags(plain: dict[str, Any]) -> tuple[str, ...]:
    names = plain.get("tags") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TypeError("its tags are no list of texts")
    return tuple(names)


def _rating(plain: dict[str, Any]) -> ImportedRating | None:
    votes = int(plain.get("votes") or 0)
    if not votes:
        return None
    mean = Decimal(int(plain.get("hundredths") or 0)) / (100 * votes)
    return ImportedRating(votes=votes, mean=mean)
