"""OPML export of the list of feeds, for other feed readers."""

from collections.abc import Iterable

from lxml import etree

from bot.domain.feed import Feed


def write_opml(feeds: Iterable[Feed]) -> bytes:
    """Return the feeds as an OPML 2.0 file; importing it gives the same feeds."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Xulosa"
    body = etree.SubElement(root, "body")
    for feed in feeds:
        outline = etree.SubElement(body, "outline", type="rss", text=feed.name)
        outline.set("title", feed.name)
        outline.set("xmlUrl", feed.status.url)
        if feed.tags:
            outline.set("category", ",".join(feed.tags))
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))
