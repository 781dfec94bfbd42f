"""HTML for Telegram as a type of its own, so that no text is sent unescaped."""

import html
import re
from collections.abc import Iterable

_TAG = re.compile(r"<[^<>]*>")


class Html(str):
    """Telegram HTML in which all foreign text is escaped."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Return text as HTML that displays exactly that text."""
    return Html(html.escape(text, quote=True))


def bold(text: str) -> Html:
    """Return text in bold."""
    return Html(f"<b>{escape(text)}</b>")


def link(text: str, url: str) -> Html:
    """Return text as a link."""
    return Html(f'<a href="{escape(url)}">{escape(text)}</a>')


def bold_link(text: str, url: str) -> Html:
    """Return text as a bold link."""
    return Html(f"<b>{link(text, url)}</b>")


def join(parts: Iterable[Html], separator: str = "\n") -> Html:
    """Return the non-empty parts, joined with `separator`."""
    return Html(separator.join(part for part in parts if part))


def visible_text(html_text: Html) -> str:
    """Return the visible text of HTML, without tags and entities."""
    return html.unescape(_TAG.sub("", html_text))
