"""Articles as lines of JSON, which `articles export` writes.

`articles import` and `summarize --jsonl` read them. The `id` is the article's number where it was
exported; an import gives new numbers.
"""

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


class InvalidArticle(XulosaError):
    """A line is not a valid article; the message says why."""


def write_line(article: Article) -> str:
    """Return an article as a line of JSON, without a newline."""
    fields = {
        "id": article.id,
        "title": article.title,
        "text": article.body,
        "url": article.url,
        "source": article.source,
        "section": article.section,
        "image_url": article.image_url,
        "published_at": article.date.isoformat(),
        "tags": [tag.name for tag in article.tags],
        "votes": article.tally.votes,
        "hundredths": article.tally.hundredths,
    }
    return json.dumps(fields, ensure_ascii=False)


def read_line(line: bytes, now: datetime) -> Draft:
    """Return the article of a line, with its texts unchanged.

    Raises:
        InvalidArticle: the line is not a valid article.
        PersonError: the line has an address that the bot refuses.
    """
    try:
        return _draft(json.loads(line), now)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise InvalidArticle(f"this is no article ({error})") from error
    except RecursionError as error:
        raise InvalidArticle("this is nested too deep") from error


def _draft(fields: dict[str, Any], now: datetime) -> Draft:
    text = "text" if "text" in fields else "body"  # exports of version 0.1 have a `body`
    draft = Draft(
        title=_text(fields, "title") or "",
        body=_text(fields, text) or "",
        url=_address(fields, "url"),
        source=_text(fields, "source"),
        section=_text(fields, "section"),
        image_url=_address(fields, "image_url"),
        published_at=_date(fields, now),
        tags=_tags(fields),
        imported_rating=_rating(fields),
    )
    for value in (draft.title, draft.body, draft.source, draft.section):
        (value or "").encode()  # raises for a lone surrogate, which cannot be stored
    return draft


def _text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if not isinstance(value, str | None):
        raise TypeError(f"its {name} is no text")
    return value


def _address(fields: dict[str, Any], name: str) -> str | None:
    """Return a checked address.

    A private host is allowed: the exporting bot could open it, and the import does not open it.
    """
    value = _text(fields, name)
    if value:
        parse_address(value, Allowlist.parse(urlsplit(value).netloc.rpartition("@")[2]))
    return value or None


def _date(fields: dict[str, Any], now: datetime) -> datetime | None:
    """Return the date if it is plausible by the rules for pages; None if not."""
    value = _text(fields, "published_at")
    if not value:
        return None
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its zone: {value}")
    moment = moment.astimezone(UTC)
    return min(moment, now) if first_date([moment.isoformat()], now) else None


def _tags(fields: dict[str, Any]) -> tuple[str, ...]:
    names = fields.get("tags") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TypeError("its tags are no list of texts")
    return tuple(names)


def _rating(fields: dict[str, Any]) -> ImportedRating | None:
    votes = int(fields.get("votes") or 0)
    if not votes:
        return None
    mean = Decimal(int(fields.get("hundredths") or 0)) / (100 * votes)
    return ImportedRating(votes=votes, mean=mean)
