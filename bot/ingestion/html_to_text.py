"""Convert HTML fragments and documents to plain text."""

import html
import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, fragment_fromstring

from bot.ingestion.clean import clean_line, clean_text
from bot.ingestion.parsable import parsable_html, without_declaration

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w*);")
_IGNORED_TAGS = ("script", "style", "noscript", "template", "iframe", "figcaption")
_BLOCK_TAGS = (
    *("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"),
    *("tr", "table", "section", "article", "figure", "pre", "hr"),
)


def plain_text(fragment: str, maximum: int) -> str:
    """Return the text of a fragment, one paragraph per line, at most `maximum` characters.

    Text without tags and character references is not parsed: a single `<` is not markup.
    """
    if not _TAG.search(fragment):
        return clean_text(fragment, maximum)
    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        source = parsable_html(fragment)
        tree = fragment_fromstring(source.encode(), create_parent="div", parser=parser)
    except (etree.LxmlError, ValueError, RecursionError):
        return clean_text(_TAG.sub(" ", fragment), maximum)
    return clean_text(_visible_text(tree), maximum)


def document_text(html_text: str, maximum: int) -> str:
    """Return the text of the body of a document, as `plain_text` does; empty without a body."""
    source = parsable_html(without_declaration(html_text))
    if not source.strip():
        return ""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    body = document_fromstring(source.encode(), parser=parser).find("body")
    return "" if body is None else clean_text(_visible_text(body), maximum)


def plain_line(fragment: str, maximum: int) -> str:
    """Return a headline as one line without tags; feeds escape headlines once or twice."""
    text = html.unescape(fragment)
    if _TAG.search(text):
        text = plain_text(text, len(text) + 1)
    return clean_line(text, maximum)


def _visible_text(tree: HtmlElement) -> str:
    for element in list(tree.iter(*_IGNORED_TAGS)):
        element.drop_tree()
    for element in tree.iter(*_BLOCK_TAGS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    return str(tree.text_content())
