"""Documents that the tests build, so that the repository needs no sample files."""

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from pypdf import PdfReader, PdfWriter

_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H "
    b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
)
_LETTERS = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 500 "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
)
Lines = Sequence[str]
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_CORE = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
# A code stands for the letter of its number, so that a text needs no font file. The codes are Latin
# and Cyrillic letters and the usual signs; pypdf reads all of them for each page.
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    b"2 beginbfrange <0020> <052F> <0020> <2010> <2122> <2010> endbfrange\n"
    b"endcmap CMapName currentdict /CMap defineresource pop end end"
)


def pdf(*pages: Lines, title: str = "", keywords: str = "") -> bytes:
    """Return a PDF of pages of lines."""
    contents = [_shown(lines) for lines in pages]
    first = 7
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        _FONT,
        _LETTERS,
        stream(_TO_UNICODE),
        f"<< /Title {_string(title)} /Keywords {_string(keywords)} >>".encode(),
    ]
    for content in contents:
        number = len(objects) + 2
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>".encode(),
            content,
        ]
    return pdf_of(objects)


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of objects, the first being its catalogue."""
    body = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
        + b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\n" % (len(objects) + 1)
        + b"startxref\n%d\n%%%%EOF" % len(body)
    )


def stream(data: bytes, more: bytes = b"") -> bytes:
    """Return an object that holds `data`."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), more, data)


def packed(size: int, line: bytes = b"(a) Tj\n") -> bytes:
    """Return a stream that decompresses to `size` bytes of drawing operators."""
    squeeze = zlib.compressobj(9)
    piece = line * 100_000
    whole = b"".join(squeeze.compress(piece) for _ in range(size // len(piece)))
    return stream(whole + squeeze.flush(), b"/Filter /FlateDecode")


def worst_pdf(padding: bytes = b"") -> bytes:
    """Return a small PDF that takes minutes to read: 150 pages with the same 500,000 empty texts.

    Args:
        padding: unused bytes; a larger file has a longer time limit.
    """
    pages = 150
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b"3 0 R " * pages, pages),
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << >> >> >>",
            packed(3_000_000, b"() Tj\n"),
            stream(padding),
        ]
    )


def scanned() -> bytes:
    """Return a PDF with one page and no text."""
    return pdf([])


def locked(data: bytes, password: str, *, is_open: bool = False) -> bytes:
    """Return a PDF encrypted with AES; an open one needs its password only for changes."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    writer.encrypt("" if is_open else password, password, algorithm="AES-256")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def docx(*paragraphs: str, title: str = "", keywords: str = "", styles: Lines = ()) -> bytes:
    """Return a .docx file; `styles` are of the first paragraphs."""
    named = [*styles, *[""] * (len(paragraphs) - len(styles))]
    written = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in zip(named, paragraphs, strict=True)
    )
    core = f"<dc:title>{title}</dc:title><cp:keywords>{keywords}</cp:keywords>"
    return zipped(
        {
            "word/document.xml": f"<w:document {_W}><w:body>{written}</w:body></w:document>",
            "docProps/core.xml": f"<cp:coreProperties {_CORE} {_DC}>{core}</cp:coreProperties>",
        }
    )


def epub(*chapters: Lines, title: str = "", subjects: Lines = (), language: str = "en") -> bytes:
    """Return an .epub file of chapters of paragraphs."""
    meta = f"<dc:title>{title}</dc:title><dc:language>{language}</dc:language>" + "".join(
        f"<dc:subject>{subject}</dc:subject>" for subject in subjects
    )
    items = "".join(
        f'<item id="c{number}" href="text%20of/{number}.xhtml"/>' for number in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    files = {
        "META-INF/container.xml": '<container><rootfile full-path="OPS/book.opf"/></container>',
        "OPS/book.opf": f"<package {_DC}><metadata>{meta}</metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
    }
    for number, paragraphs in enumerate(chapters):
        written = "".join(f"<p>{text}</p>" for text in paragraphs)
        files[f"OPS/text of/{number}.xhtml"] = (
            f'<?xml version="1.0" encoding="utf-8"?><html><head><title>Not this</title></head>'
            f"<body>{written}</body></html>"
        )
    return zipped(files)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def _shown(lines: Lines) -> bytes:
    drawn = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -14 Td" for line in lines)
    return stream(f"BT /F 11 Tf 50 780 Td {drawn} ET".encode())


def _string(text: str) -> str:
    return f"<{(chr(0xFEFF) + text).encode('utf-16-be').hex()}>"
