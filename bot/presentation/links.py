"""Deep links: addresses that open an article, a tag or the settings of a chat in the bot."""

import re
from urllib.parse import parse_qs, urlsplit

from bot.domain.article import SHARE_KEY, Article
from bot.domain.filter import FILTER_KINDS, FilterKind
from bot.domain.ids import NO_ARTICLE, ArticleId, ChatId, parse_id
from bot.domain.tag import Tag

_ARTICLE = re.compile(rf"a_([0-9]+)(?:_({SHARE_KEY.pattern}))?")
_CHAT = re.compile(r"c_(-[1-9][0-9]{0,15})_([a-z]{1,20})", re.ASCII)  # an id has at most 52 bits
_FILTER = re.compile(rf"w_(-?[1-9][0-9]{{0,15}})_({'|'.join(FILTER_KINDS)})", re.ASCII)
_TELEGRAM = ("t.me", "telegram.me", "telegram.dog")  # hosts of Telegram's links
_TAG_KEY_IN_LINK = re.compile(r"[A-Za-z0-9_-]{1,62}")  # a payload has up to 64


def article_payload(article_id: ArticleId, key: str = "") -> str:
    """Return the payload of an article for `?start=` and Share; `key` opens an unlisted one."""
    return f"a_{article_id}_{key}" if key else f"a_{article_id}"


def parse_article_payload(payload: str) -> tuple[ArticleId, str] | None:
    """Return the article id and key of a payload; None if it is not an article's payload."""
    found = _ARTICLE.fullmatch(payload)
    return None if found is None else (parse_id(found[1], ArticleId) or NO_ARTICLE, found[2] or "")


def chat_payload(chat_id: ChatId, page: str) -> str:
    """Return the payload that opens a screen of the settings of a group or channel."""
    return f"c_{chat_id}_{page}"


def parse_chat_payload(payload: str) -> tuple[ChatId, str] | None:
    """Return the chat and the screen of a payload; None if it is not a chat's payload."""
    found = _CHAT.fullmatch(payload)
    return None if found is None else (ChatId(int(found[1])), found[2])


def filter_payload(chat_id: ChatId, kind: FilterKind) -> str:
    """Return the payload that names a chat and the kind of its new filters."""
    return f"w_{chat_id}_{kind}"


def parse_filter_payload(payload: str) -> tuple[ChatId, FilterKind] | None:
    """Return the chat and the kind of filters of a payload; None if it is not such a payload."""
    found = _FILTER.fullmatch(payload)
    if found is None:
        return None
    return ChatId(int(found[1])), next(kind for kind in FILTER_KINDS if kind == found[2])


def tag_payload(tag: Tag) -> str:
    """Return the payload of a tag for `?start=`: its key, or its number if the key does not fit."""
    return f"t_{tag.key}" if fits_deep_link(tag.key) else f"n_{tag.number}"


def fits_deep_link(key: str) -> bool:
    """Whether a tag's key fits into a deep link."""
    return _TAG_KEY_IN_LINK.fullmatch(key) is not None


def is_button_url(url: str) -> bool:
    """Whether Telegram accepts an address for a button: the host name needs a dot."""
    host = urlsplit(url).hostname or ""
    return "." in host.strip(".") or ":" in host


def button_url_of(article: Article) -> str | None:
    """Return the address of an article's page, None if Telegram takes it for no button."""
    return article.url if article.url and is_button_url(article.url) else None


def picture_url_of(article: Article) -> str | None:
    """Return the address of an article's picture, None if there is none on the public web."""
    return article.image_url if article.image_url and is_button_url(article.image_url) else None


def deep_link(username: str, payload: str) -> str:
    """Return the address that opens the bot with a payload."""
    return f"https://t.me/{username}?start={payload}"


def parse_own_link(url: str, username: str) -> str | None:
    """Return the payload of a link to the bot itself; None if it leads elsewhere."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if host not in _TELEGRAM or parts.path.strip("/").casefold() != username.casefold():
        return None
    return parse_qs(parts.query).get("start", [""])[0]
