"""Find the tags in the visible links of a page, for pages without tags in their metadata."""

import re
from itertools import islice

from lxml.html import HtmlElement

from bot.ingestion.clean import clean_line

_NAME_MAX = 40  # characters
_NAME_WORDS = 4
_LINKS_MAX = 4_000  # links of a page that are checked
_ANCESTORS = 3  # ancestors of a link whose attributes count
_TAGS_MAX = 15  # more tags are an index of the site, not the tags of an article
_ATTRIBUTES = ("class", "id", "data-component", "data-testid", "itemprop", "rel")
_TAGS = re.compile(  # whole words in the value of an attribute
    r"(?:^|[-_ ])(?:tags?|topics?|keywords?|hashtags?|etiket(?:ler)?|teglar|metki|tegi)"
    r"(?:$|[-_ ]|list|links?|items?)",
    re.IGNORECASE,
)
_EXCLUDED = frozenset({"nav", "header", "footer", "aside", "form"})


def visible_tags(tree: HtmlElement) -> list[str]:
    """Return the texts of links that the page marks as tags; empty if there are too many.

    Ignore menus. A page with more than `_TAGS_MAX` tags lists all topics of its site.
    """
    links = islice(tree.iter("a"), _LINKS_MAX)
    names = dict.fromkeys(name for link in links if (name := _tag_name(link)))
    return list(names) if len(names) <= _TAGS_MAX else []


def _tag_name(link: HtmlElement) -> str:
    text = clean_line(link.text_content(), _NAME_MAX + 2).lstrip("#").strip()
    is_short = 0 < len(text) <= _NAME_MAX and len(text.split()) <= _NAME_WORDS
    if not is_short or not link.get("href"):
        return ""
    around = [link, *link.iterchildren("span"), *islice(link.iterancestors(), _ANCESTORS)]
    is_marked = any(_TAGS.search(each.get(name) or "") for each in around for name in _ATTRIBUTES)
    if not is_marked or any(each.tag in _EXCLUDED for each in link.iterancestors()):
        return ""
    return text
