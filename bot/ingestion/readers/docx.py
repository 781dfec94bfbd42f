"""Read a .docx file (ECMA-376, part 1: `word/document.xml` and `docProps/core.xml`)."""

import re

from lxml import etree

from bot.domain.article import Draft
from bot.ingestion.clean import clean_line
from bot.ingestion.readers.archive import Archive
from bot.ingestion.readers.document import DocumentParts, split_keywords

TEXT = "word/document.xml"
_PROPERTIES = "docProps/core.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _RUN_TEXT = f"{_W}p", f"{_W}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_TITLE_STYLE = re.compile(r"title|heading ?1", re.IGNORECASE)


def read_docx(archive: Archive) -> Draft:
    """Return the article in a .docx file.

    Raises:
        Unreadable: the file is damaged or too large, or has no text.
    """
    tree = archive.xml(TEXT)
    properties = archive.xml(_PROPERTIES) if _PROPERTIES in archive.names else None
    paragraphs = _paragraphs(tree)
    heading = next((text for style, text in paragraphs if _TITLE_STYLE.fullmatch(style)), "")
    return DocumentParts(
        titles=(heading, _property(properties, "title")),
        paragraphs=[text for _, text in paragraphs],
        tags=split_keywords(_property(properties, "keywords")),
        language=_property(properties, "language"),
    ).to_draft()


def _paragraphs(tree: etree._Element) -> list[tuple[str, str]]:
    """Return the style and the text of each paragraph, in the order of their beginnings.

    Read the tree once, so a text belongs to the innermost paragraph around it. A text box stands
    there twice, for new programs and as their fallback for old ones; skip the fallback.
    """
    found: list[tuple[str, str]] = []
    opened: list[tuple[int, list[str]]] = []  # place and pieces of each paragraph not yet ended
    walk = etree.iterwalk(tree, ("start", "end"), (_PARAGRAPH, _RUN_TEXT, _FALLBACK, *_BREAKS))
    for event, element in walk:
        if event == "end":
            if element.tag == _PARAGRAPH:
                place, pieces = opened.pop()
                found[place] = (_style(element), clean_line("".join(pieces), 100_000))
        elif element.tag == _FALLBACK:
            walk.skip_subtree()
        elif element.tag == _PARAGRAPH:
            opened.append((len(found), []))
            found.append(("", ""))
        elif opened:
            opened[-1][1].append(_BREAKS.get(str(element.tag)) or element.text or "")
    return found


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else style.get(f"{_W}val", "")


def _property(properties: etree._Element | None, name: str) -> str:
    if properties is None:
        return ""
    found = next((each.text for each in properties.iter(f"{{*}}{name}") if each.text), "")
    return clean_line(found, 1_000)
