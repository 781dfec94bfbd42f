"""Remove what lxml refuses to parse from decoded HTML and XML."""

import re

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_NOT_IN_HTML = re.compile("[\x00\ud800-\udfff]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def without_declaration(text: str) -> str:
    """Remove the XML declaration: its encoding is wrong once the text is decoded."""
    return _DECLARATION.sub("", text)


def parsable_html(text: str) -> str:
    """Remove NUL characters and lone surrogates."""
    return _NOT_IN_HTML.sub("", text)


def parsable_xml(text: str) -> str:
    """Remove the characters that XML 1.0 forbids."""
    return _NOT_IN_XML.sub("", text)
