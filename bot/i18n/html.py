"""Text in Telegram's HTML, a type of its own, so that nothing gets there unescaped."""

import html
from collections.abc import Iterable


class Html(str):
    """Text whose outside parts were escaped."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Return any text as HTML that shows just that text."""
    return Html(html.escape(text, quote=True))


def bold(text: str) -> Html:
    """Return any text in bold."""
    return Html(f"<b>{escape(text)}</b>")


def italic(text: str) -> Html:
    """Return any text in italics."""
    return Html(f"<i>{escape(text)}</i>")


def link(text: str, url: str) -> Html:
    """Return any text as a link."""
    return Html(f'<a href="{escape(url)}">{escape(text)}</a>')


def bold_link(text: str, url: str) -> Html:
    """Return any text as a link in bold."""
    return Html(f"<b>{link(text, url)}</b>")


def join(parts: Iterable[Html], separator: str = "\n") -> Html:
    """Return the parts that are not empty, with `separator` between them."""
    return Html(separator.join(part for part in parts if part))
