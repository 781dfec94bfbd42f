"""Find the article object in the JSON-LD scripts of a page, within size limits."""

import html
import json
from collections.abc import Iterable, Iterator
from itertools import islice

SCRIPT_MAX = 500_000  # characters of one script; the longest on 23 real pages has 16,286
SCRIPTS_MAX = 20  # per page
DEPTH_MAX = 6  # nesting levels
OBJECTS_MAX = 500  # per page

Node = dict[str, object]

_ARTICLE_TYPES = (  # most specific first
    *("NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle"),
    *("LiveBlogPosting", "BlogPosting", "TechArticle", "ScholarlyArticle", "Report", "Article"),
    *("SocialMediaPosting", "ClaimReview", "WebPage", "VideoObject"),
)


def find_article(scripts: Iterable[str]) -> Node:
    """Return the object that describes the article of the page; empty if there is none.

    A more specific type wins. Of equal types, the object with the least nesting wins, because
    nested objects are often related articles. Skip invalid JSON and everything above the limits.
    """
    best: Node = {}
    best_rank = len(_ARTICLE_TYPES)
    for node in islice(_objects(scripts), OBJECTS_MAX):
        rank = min((_rank(kind) for kind in strings(node.get("@type"))), default=best_rank)
        if rank < best_rank:
            best, best_rank = node, rank
    return best


def strings(value: object) -> list[str]:
    """Return the texts in a JSON-LD value: a text, an object with a name, or a list of these."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            found.append(html.unescape(item))
        elif isinstance(item, dict):
            named = item.get("name") or item.get("url") or item.get("@id")
            if isinstance(named, str):
                found.append(html.unescape(named))
    return found


def first_string(value: object) -> str:
    """Return the first text in a JSON-LD value that is not blank; empty if there is none."""
    return next((text for text in strings(value) if text.strip()), "")


def _rank(kind: str) -> int:
    name = kind.rpartition("/")[2]
    return _ARTICLE_TYPES.index(name) if name in _ARTICLE_TYPES else len(_ARTICLE_TYPES)


def _objects(scripts: Iterable[str]) -> Iterator[Node]:
    for script in islice(scripts, SCRIPTS_MAX):
        if len(script) > SCRIPT_MAX:
            continue
        try:
            parsed = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _walk(parsed)


def _walk(root: object) -> Iterator[Node]:
    """Yield the objects in `root` in breadth-first order."""
    level = [root]
    for _ in range(DEPTH_MAX):
        below: list[object] = []
        for value in level:
            if isinstance(value, dict):
                yield value
                below += [item for item in value.values() if isinstance(item, dict | list)]
            elif isinstance(value, list):
                below += [item for item in value if isinstance(item, dict | list)]
        level = below
