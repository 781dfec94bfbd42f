"""Tags: what people follow. A tag has a key, which spellings share, and a name, which is shown."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.errors import NotUnderstood
from bot.domain.folding import APOSTROPHES, fold
from bot.domain.ids import TagKey
from bot.domain.joiners import JOINERS, drop_stray_joiners

KEY_MAX = 64  # characters
NAME_MAX = 2 * KEY_MAX  # characters; apostrophes and accents stand in the name only
TAGS_MAX = 12  # of one article

_SEPARATORS = re.compile(r"[\s_\-‐‑‒–—]+")
_FOREIGN = re.compile(r"[^\w\s\-‐‑‒–—]")  # neither letter, digit, separator …
_FOREIGN_IN_A_NAME = re.compile(rf"[^\w\s\-‐‑‒–—{APOSTROPHES}{JOINERS}]")
_NOT_LINKED = re.compile(r"[^\w\u200c]")
_QUOTE = re.compile(f"[{APOSTROPHES}]")
_TYPED = re.compile(r'"([^"]*)"|“([^“”]*)”|«([^«»]*)»|([^\s,;]+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag as it is stored."""

    key: TagKey
    name: str  # the first spelling seen, unless an editor changed it
    number: int  # for buttons, and for links where the key does not fit

    @property
    def hashtag(self) -> str:
        """The name as Telegram links it: no spaces, apostrophes that are letters, non-joiners kept.

        Telegram ends a hashtag at an ASCII apostrophe, not at ʻ (U+02BB) or ʼ (U+02BC), which are
        what Uzbek writes in oʻ, gʻ and elsewhere.
        """
        plain = unicodedata.normalize("NFKC", _QUOTE.sub(_letter_for_quote, self.name))
        linked = _NOT_LINKED.sub("", _SEPARATORS.sub("_", plain.strip()))
        return "#" + drop_stray_joiners(linked)


def _letter_for_quote(match: re.Match[str]) -> str:
    before = match.string[: match.start()][-1:]
    turned = before in set("OoGg")
    return "\N{MODIFIER LETTER TURNED COMMA}" if turned else "\N{MODIFIER LETTER APOSTROPHE}"


def clean_name(written: str) -> str:
    """Return a tag's name as it is shown: no leading `#`, single spaces, letters composed."""
    written = drop_stray_joiners(written).strip().lstrip("#")
    composed = unicodedata.normalize("NFC", written)
    return _SEPARATORS.sub(_one_separator, composed).strip(" _-")


def _one_separator(match: re.Match[str]) -> str:
    run = match.group()
    return "-" if set(run) <= set("-‐‑‒–—") else "_" if set(run) == {"_"} else " "


def tag_key(written: str) -> TagKey:
    """Return the key that all spellings of a tag share.

    `#Oʻzbekiston`, `O'ZBEKISTON` and `Ўзбекистон` give `ozbekiston`; spaces, underscores and
    hyphens are one separator, `_`.

    Raises:
        NotUnderstood: the key would be empty, longer than `KEY_MAX`, or hold a foreign character
            or a line break.
    """
    name = clean_name(written)
    key = _SEPARATORS.sub("_", fold(name)).strip("_")
    if len(key) > KEY_MAX or len(name) > NAME_MAX:
        raise NotUnderstood("tag.too_long", maximum=KEY_MAX)
    is_one_line = len(written.strip().splitlines()) == 1
    if not is_one_line or _FOREIGN.search(key) or not any(map(str.isalnum, key)):
        raise NotUnderstood("tag.not_a_tag", written=written[:KEY_MAX])
    return TagKey(key)


def read_tags(written: str) -> list[str]:
    """Split what a person typed into tag names: by spaces or commas, quoted ones whole.

    Raises:
        NotUnderstood: one of them is no tag; the error names it.
    """
    names = [next(filter(None, found), "") for found in _TYPED.findall(written)]
    return distinct(name for name in names if name.strip("# "))


def tags_of_a_page(names: Iterable[str]) -> tuple[str, ...]:
    """Return the usable ones of the names that a page gives, foreign characters taken out.

    What no key can be made of is dropped: a page's tags are a courtesy, not a request.
    """
    usable: list[str] = []
    for name in names:
        cleaned = clean_name(_FOREIGN_IN_A_NAME.sub(" ", name))
        try:
            tag_key(cleaned)
        except NotUnderstood:
            continue
        usable.append(cleaned)
    return tuple(distinct(usable)[:TAGS_MAX])


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names as they are shown, without those whose key came before.

    Raises:
        NotUnderstood: one of them is no tag.
    """
    by_key: dict[TagKey, str] = {}
    for name in names:
        by_key.setdefault(tag_key(name), clean_name(name))
    return list(by_key.values())
