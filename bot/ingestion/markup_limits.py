"""Limits on XML, HTML and JSON that are checked before parsing; linear scans."""

import re

# Tags, attributes, or JSON values of one document: a tree with 500,000 needs 180 MB, and a news
# sitemap of five megabytes has 350,000.
ELEMENTS_MAX = 500_000
# Words in one tag: 23 real pages have at most 198, and lxml needs five minutes for 200,000.
_ATTRIBUTES_MAX = 500
_TAG = re.compile(r"""<[^\s<>"'/!?](?:[^<>"']|"[^"]*"|'[^']*')*+""")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
# Tags and comments of an HTML document as libxml2 reads them: it follows the HTML standard here.
_COMMENT = re.compile(r"<!--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>)?+)")
_TAG_NAME = re.compile(r"</?([a-zA-Z][^\t\n\f\r />]*+)")
_SEPARATORS = re.compile(r"[\t\n\f\r /]*+")
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"""
    r"""(?:"[^"]*+"|'[^']*+'|[^\t\n\f\r >"'][^\t\n\f\r >]*+)?+)?+"""
)
# Elements whose content is text up to their end tag, such as `a<b` in a script.
_RAW_ENDS = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes")
}
_SPACE = re.compile(r"[\s\ufeff]*")
_ELEMENT = re.compile(r"<(?:[\w.\-]{1,40}:)?([\w.\-]{1,40})")


def has_too_many_elements(text: str, maximum: int = ELEMENTS_MAX) -> bool:
    """Return whether XML or JSON has more than `maximum` elements; by default, what memory allows.

    Count them before parsing: an element of four bytes becomes 280 bytes in a tree.
    """
    return any(text.count(mark) > maximum for mark in "<=,")


def has_huge_tag(xml: str) -> bool:
    """Return whether a tag has so many attributes that parsers need minutes for it."""
    return any(map(_is_huge, _TAG.findall(xml)))


def has_huge_html_tag(html: str, maximum: int = _ATTRIBUTES_MAX) -> bool:
    """Return whether a tag of an HTML document has more than `maximum` attributes.

    The scan skips comments, scripts and other text that is not markup, as the parser does.
    """
    at = 0
    while (at := html.find("<", at)) >= 0:
        start, tag = at, _TAG_NAME.match(html, at)
        if tag is None:
            at = _end_of_no_tag(html, at)
            continue
        at, count = tag.end(), 0
        while attribute := _ATTRIBUTE.match(html, at):
            at, count = attribute.end(), count + 1
        if count > maximum:
            return True
        at = next(_SEPARATORS.finditer(html, at)).end()  # the pattern also matches nothing
        end = _RAW_ENDS.get(tag.group(1).lower())
        is_closed = html[start + 1] == "/" or html[at - 1] == "/"
        if end is not None and not is_closed:
            closing = end.search(html, at)
            at = closing.start() if closing else len(html)
    return False


def _end_of_no_tag(html: str, at: int) -> int:
    """Return the end of the comment, declaration or lone `<` at `at`."""
    comment = _COMMENT.match(html, at)
    if comment:
        return comment.end()
    if not html.startswith(("<!", "<?", "</"), at):
        return at + 1
    end = html.find(">", at)
    return end if end >= 0 else len(html)


def _is_huge(tag: str) -> bool:
    return len(tag) > _ATTRIBUTES_MAX and len(_QUOTED.sub(" ", tag).split()) > _ATTRIBUTES_MAX


def root_name(xml: str) -> str | None:
    """Return the name of the root element without its prefix; None if a declaration precedes it.

    Skip comments and processing instructions of any length, so that a DOCTYPE with entities cannot
    hide behind them.
    """
    at = 0
    while True:
        at = next(_SPACE.finditer(xml, at)).end()  # the pattern also matches the empty string
        opening, closing = ("<!--", "-->") if xml.startswith("<!--", at) else ("<?", "?>")
        if not xml.startswith(opening, at):
            found = _ELEMENT.match(xml, at)
            return found.group(1) if found else None
        end = xml.find(closing, at + len(opening))
        if end < 0:
            return None
        at = end + len(closing)
