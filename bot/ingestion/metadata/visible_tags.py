"""The tags that a page shows its readers, for pages that do not name them for machines."""

import re
from itertools import islice

from lxml.html import HtmlElement

from bot.ingestion.clean import clean_line

_NAME_MAX = 40  # characters
_NAME_WORDS = 4
_LINKS_MAX = 4_000  # of a page that are looked at
_UP = 3  # elements around a link whose names count
_SHOWN_MAX = 15  # links; more are an index, not an article's tags
_NAMES = ("class", "id", "data-component", "data-testid", "itemprop", "rel")
_TAGS = re.compile(  # in a class or the like; whole words of it
    r"(?:^|[-_ ])(?:tags?|topics?|keywords?|hashtags?|etiket(?:ler)?|teglar|metki|tegi)"
    r"(?:$|[-_ ]|list|links?|items?)",
    re.IGNORECASE,
)
_ELSEWHERE = frozenset({"nav", "header", "footer", "aside", "form"})


def shown_tags(tree: HtmlElement) -> list[str]:
    """Return the names on links that are marked as tags, outside of menus; empty if too many.

    A page with more of them than an article has lists all topics of its site.
    """
    links = islice(tree.iter("a"), _LINKS_MAX)
    names = dict.fromkeys(name for link in links if (name := _name(link)))
    return list(names) if len(names) <= _SHOWN_MAX else []


def _name(link: HtmlElement) -> str:
    text = clean_line(link.text_content(), _NAME_MAX + 2).lstrip("#").strip()
    is_short = 0 < len(text) <= _NAME_MAX and len(text.split()) <= _NAME_WORDS
    if not is_short or not link.get("href"):
        return ""
    around = [link, *link.iterchildren("span"), *islice(link.iterancestors(), _UP)]
    is_marked = any(_TAGS.search(each.get(name) or "") for each in around for name in _NAMES)
    if not is_marked or any(each.tag in _ELSEWHERE for each in link.iterancestors()):
        return ""
    return text
