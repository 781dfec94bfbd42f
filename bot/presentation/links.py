"""Deep links: addresses that open the bot at an article or a tag."""

import re
from urllib.parse import urlsplit

from bot.domain.article import SHARE_KEY
from bot.domain.ids import ArticleId
from bot.domain.tag import Tag

_ARTICLE = re.compile(rf"a_([0-9]+)(?:_({SHARE_KEY.pattern}))?")
_FITS = re.compile(r"[A-Za-z0-9_-]{1,62}")  # what Telegram carries after `t_`, of its 64


def article_payload(article_id: ArticleId, key: str = "") -> str:
    """Return what `?start=` and Share carry for an article; also the key of an unlisted one."""
    return f"a_{article_id}_{key}" if key else f"a_{article_id}"


def article_of(payload: str) -> tuple[ArticleId, str] | None:
    """Return the article that a payload names, and the key to it; None where it names none."""
    found = _ARTICLE.fullmatch(payload)
    return None if found is None else (ArticleId(int(found[1])), found[2] or "")


def tag_payload(tag: Tag) -> str:
    """Return what `?start=` carries for a tag: its key, or its number where that does not fit."""
    return f"t_{tag.key}" if fits_a_link(tag.key) else f"n_{tag.number}"


def fits_a_link(key: str) -> bool:
    """Whether a tag's key can stand in a deep link."""
    return _FITS.fullmatch(key) is not None


def is_openable(url: str) -> bool:
    """Whether Telegram takes an address for a button: it wants a dot in the host's name."""
    host = urlsplit(url).hostname or ""
    return "." in host.strip(".") or ":" in host


def deep_link(username: str, payload: str) -> str:
    """Return the address that opens the bot with `payload`."""
    return f"https://t.me/{username}?start={payload}"
