"""Detect the media type of a body from its first bytes, then from its Content-Type."""

KINDS = ("pdf", "image", "video", "audio", "archive", "document", "data")

_BY_MAIN_TYPE = {"image": "image", "video": "video", "audio": "audio", "font": "data"}
_BY_TYPE = {
    "application/pdf": "pdf",
    "application/zip": "archive",
    "application/x-zip-compressed": "archive",
    "application/x-tar": "archive",
    "application/x-7z-compressed": "archive",
    "application/x-rar-compressed": "archive",
    "application/vnd.rar": "archive",
    "application/msword": "document",
    "application/epub+zip": "document",
    "application/ogg": "audio",
    "application/x-msdownload": "data",
    "application/vnd.android.package-archive": "data",
}
_MAGIC = (  # file signatures from the specifications of the formats
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document"),
    (b"OggS", "audio"),
    (b"ID3\x02", "audio"),
    (b"ID3\x03", "audio"),
    (b"ID3\x04", "audio"),
    (b"fLaC", "audio"),
    (b"\x1a\x45\xdf\xa3", "video"),
    (b"\x7fELF", "data"),
    (b"MZ\x90\x00", "data"),
)
_RIFF = {b"WEBP": "image", b"AVI ": "video", b"WAVE": "audio"}
_SNIFFED_BYTES = 1024


def media_kind(content_type: str, head: bytes) -> str | None:
    """Return the kind of a body, one of `KINDS`; None if the body may be text."""
    by_magic = _by_magic(head)
    if by_magic:
        return by_magic
    if content_type in _BY_TYPE:
        return _BY_TYPE[content_type]
    if content_type.startswith("application/vnd.openxmlformats"):
        return "document"
    if content_type == "image/svg+xml" or not is_markup(head):
        return _BY_MAIN_TYPE.get(content_type.partition("/")[0])
    return None


def _by_magic(head: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "data")
    if head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"avif", b"heic", b"mif1") else "video"
    return None


def is_markup(body: bytes) -> bool:
    """Return whether the first bytes of a body contain a tag that starts an HTML page."""
    head = body[:_SNIFFED_BYTES].replace(b"\x00", b"").lower()
    return any(tag in head for tag in (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta"))
