"""Tags that chats follow: a key, which all spellings share, and a name for display."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.errors import NotUnderstood
from bot.domain.folding import APOSTROPHES, fold
from bot.domain.ids import TagKey
from bot.domain.joiners import JOINERS, drop_stray_joiners

KEY_MAX = 64  # characters
NAME_MAX = 2 * KEY_MAX  # characters; more than the key, which has no apostrophes and accents
TAGS_MAX = 12  # per article

_SEPARATORS = re.compile(r"[\s_\-‐‑‒–—]+")
_NOT_IN_KEY = re.compile(r"[^\w\s\-‐‑‒–—]")
_NOT_IN_NAME = re.compile(rf"[^\w\s\-‐‑‒–—{APOSTROPHES}{JOINERS}]")
_NOT_IN_HASHTAG = re.compile(r"[^\w\u200c]")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_IN_QUOTES = r'"([^"]*)"|“([^“”]*)”|«([^«»]*)»'
_INPUT = re.compile(_IN_QUOTES + r"|([^\s,;]+)")
_LIST_ITEM = re.compile(_IN_QUOTES + r"|([^,;\"“«]+)")
_QUOTED = re.compile(_IN_QUOTES)
_COMMA = re.compile("[,;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A stored tag."""

    key: TagKey
    name: str  # the first spelling
    number: int  # for buttons, and for links if the key does not fit

    @property
    def hashtag(self) -> str:
        """The name as a hashtag that Telegram links: no spaces, and apostrophes that are letters.

        Telegram ends a hashtag at an ASCII apostrophe, but not at ʻ (U+02BB) or ʼ (U+02BC). Uzbek
        uses ʻ in oʻ and gʻ, and ʼ elsewhere.
        """
        with_letters = _APOSTROPHE.sub(_apostrophe_letter, self.name)
        normalized = unicodedata.normalize("NFKC", with_letters)
        hashtag = _NOT_IN_HASHTAG.sub("", _SEPARATORS.sub("_", normalized.strip()))
        return "#" + drop_stray_joiners(hashtag)


def _apostrophe_letter(match: re.Match[str]) -> str:
    before = match.string[: match.start()][-1:]
    is_turned = before in set("OoGg")
    return "\N{MODIFIER LETTER TURNED COMMA}" if is_turned else "\N{MODIFIER LETTER APOSTROPHE}"


def clean_name(written: str) -> str:
    """Return the display name of a tag: no leading `#`, single spaces, composed letters (NFC)."""
    written = drop_stray_joiners(written).strip().lstrip("#")
    composed = unicodedata.normalize("NFC", written)
    return _SEPARATORS.sub(_single_separator, composed).strip(" _-")


def _single_separator(match: re.Match[str]) -> str:
    run = match.group()
    return "-" if set(run) <= set("-‐‑‒–—") else "_" if set(run) == {"_"} else " "


def tag_key(written: str) -> TagKey:
    """Return the key that all spellings of a tag share.

    `#Oʻzbekiston`, `O'ZBEKISTON` and `Ўзбекистон` have the key `ozbekiston`. Spaces, underscores
    and hyphens become `_`.

    Raises:
        NotUnderstood: the key is empty or longer than `KEY_MAX`, or the input contains a line
            break or a character that tags must not contain.
    """
    name = clean_name(written)
    key = _SEPARATORS.sub("_", fold(name)).strip("_")
    if len(key) > KEY_MAX or len(name) > NAME_MAX:
        raise NotUnderstood("tag.too_long", maximum=KEY_MAX)
    is_one_line = len(written.strip().splitlines()) == 1
    if not is_one_line or _NOT_IN_KEY.search(key) or not any(map(str.isalnum, key)):
        raise NotUnderstood("tag.not_a_tag", written=written[:KEY_MAX])
    return TagKey(key)


def read_tags(written: str) -> list[str]:
    """Split user input into tag names at spaces, commas and semicolons; keep quoted names whole.

    Raises:
        NotUnderstood: a name is not a valid tag; the error contains it.
    """
    names = [next(filter(None, groups), "") for groups in _INPUT.findall(written)]
    return distinct(name for name in names if name.strip("# "))


def read_tag_list(written: str) -> list[str]:
    """Split user input into tag names at commas and semicolons, or at spaces if it has neither.

    So `sea, light house` are two tags. Quoted names are kept whole.

    Raises:
        NotUnderstood: a name is not a valid tag; the error contains it.
    """
    return distinct(split_tag_list(written))


def split_tag_list(written: str) -> list[str]:
    """Split as `read_tag_list` does, without a check of the names."""
    has_comma = _COMMA.search(_QUOTED.sub("", written))
    items = (_LIST_ITEM if has_comma else _INPUT).findall(written)
    names = [next(filter(None, groups), "").strip() for groups in items]
    return [name for name in names if name.strip("# ")]


def tags_of_a_page(names: Iterable[str]) -> tuple[str, ...]:
    """Return the valid tag names of a page, without characters that tags must not contain.

    Drops names that cannot have a key; unlike user input, a page's tags cause no error.
    """
    valid: list[str] = []
    for name in names:
        cleaned = clean_name(_NOT_IN_NAME.sub(" ", name))
        try:
            tag_key(cleaned)
        except NotUnderstood:
            continue
        valid.append(cleaned)
    return tuple(distinct(valid)[:TAGS_MAX])


def distinct(names: Iterable[str]) -> list[str]:
    """Return the display names without duplicates; names with the same key are duplicates.

    Raises:
        NotUnderstood: a name is not a valid tag.
    """
    by_key: dict[TagKey, str] = {}
    for name in names:
        by_key.setdefault(tag_key(name), clean_name(name))
    return list(by_key.values())
