"""Hostile feeds and pages: each takes a parser many seconds."""

from tests.support.feed_site import rss

NESTED = rss("<title>x</title>", "<a>" * 300_000)
COMMENTS = rss(f"<title>x</title><description><![CDATA[{'<!--' * 50_000}]]></description>")
ATTRIBUTES = rss(f"<title {' '.join(f'a{n}=1' for n in range(200_000))}>x</title>")
EXTERNAL = '<!DOCTYPE rss [<!ENTITY % a SYSTEM "{0}"> %a;<!ENTITY b SYSTEM "{0}">]>'
PAGE_OF_LINKS = (
    "<html><head><title>Links</title></head><body>"
    + '<p><a href="/x">A word and more</a>' * 80_000
    + "</body></html>"
)
PAGE_OF_BOXES = "<html><body>" + "<div>" * 200_000 + "</body></html>"
