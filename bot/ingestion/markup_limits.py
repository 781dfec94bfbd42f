"""What markup must not hold before a parser sees it; linear scans, no parsing."""

import re

# Of tags, of attributes, or of values in JSON: 500,000 take 180 MB as a tree, and five megabytes of
# a news sitemap have 350,000.
MARKS_MAX = 500_000
_ATTRIBUTES_MAX = 500  # words of one tag; 198 on 23 real pages; 200,000 take lxml five minutes
_TAG = re.compile(r"""<[^\s<>"'/!?](?:[^<>"']|"[^"]*"|'[^']*')*+""")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_SPACE = re.compile(r"[\s\ufeff]*")
_ELEMENT = re.compile(r"<(?:[\w.\-]{1,40}:)?([\w.\-]{1,40})")


def is_too_fine(text: str) -> bool:
    """Say whether XML or JSON has so many elements that what is made of it takes the memory.

    They are counted before anything is parsed: a tree takes 280 bytes for an element that is four
    bytes long.
    """
    return any(text.count(mark) > MARKS_MAX for mark in "<=,")


def has_endless_tag(markup: str) -> bool:
    """Say whether a tag has so many attributes that parsers take minutes for it."""
    return any(map(_is_endless, _TAG.findall(markup)))


def _is_endless(tag: str) -> bool:
    return len(tag) > _ATTRIBUTES_MAX and len(_QUOTED.sub(" ", tag).split()) > _ATTRIBUTES_MAX


def root_name(xml: str) -> str | None:
    """Return the name of the first element, without its prefix; None where there is none to trust.

    Comments and processing instructions before it are passed over, however long, so that a
    DOCTYPE, and with it entities, cannot hide behind them: what declares anything is not trusted.
    """
    at = 0
    while True:
        at = next(_SPACE.finditer(xml, at)).end()  # it matches no space, too
        opening, closing = ("<!--", "-->") if xml.startswith("<!--", at) else ("<?", "?>")
        if not xml.startswith(opening, at):
            found = _ELEMENT.match(xml, at)
            return found.group(1) if found else None
        end = xml.find(closing, at + len(opening))
        if end < 0:
            return None
        at = end + len(closing)
