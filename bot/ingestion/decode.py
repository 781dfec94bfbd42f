"""Detect the character encoding of untrusted bytes and decode them; U+FFFD marks broken bytes."""

import codecs
import re

_BYTE_ORDER_MARKS = (  # UTF-32 before UTF-16: the mark of UTF-32-LE begins with that of UTF-16-LE
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*+["']?\s*+([\w\-:.]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w\-:.]{1,40})""", re.IGNORECASE)
_HEAD = 4096  # bytes with the charset declaration; browsers read 1,024, but some pages need more
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_HIGH = re.compile(rb"[\x80-\xff]")

# The encodings of browsers (WHATWG Encoding Standard) with Python's names. UTF-7 is not supported.
_SUPPORTED = {
    *("utf-8", "cp1252", "koi8-r", "koi8-u", "cp866", "mac-cyrillic", "cp874", "gb18030", "big5"),
    *("euc_jp", "shift_jis", "cp932", "iso2022_jp", "euc_kr", "cp949", "utf-16-le", "utf-16-be"),
    *(f"cp125{page}" for page in range(10)),
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
}
_ALIASES = {  # declared encoding -> the encoding that browsers use for it
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "utf-16": "utf-16-le",
}


def decode(data: bytes, header_charset: str | None = None) -> str:
    """Decode `data`; this function never fails.

    The order of the checks: byte order mark, UTF-16 without a mark, valid or nearly valid UTF-8,
    then the encodings that the HTTP header and the page declare. The last choice is cp1251 if
    bytes above 127 stand together, and cp1252 if they stand alone. This order decodes text in
    cp1251 that declares UTF-8, and the reverse.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    utf16 = _utf16_encoding(data)
    if utf16:
        return data.decode(utf16, "replace")
    declared = _declared_encodings(data, header_charset)
    if "iso2022_jp" in declared and data.isascii():
        return data.decode("iso2022_jp", "replace")
    utf8 = data.decode("utf-8", "replace")
    if _is_nearly_valid(utf8):
        return utf8
    return _decode_legacy(data, declared)


def _decode_legacy(data: bytes, declared: list[str]) -> str:
    likely = "cp1251" if _is_cyrillic_like(data) else "cp1252"
    for encoding in [*declared, likely]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode(likely, "replace")


def _declared_encodings(data: bytes, header_charset: str | None) -> list[str]:
    """Return the supported encodings that the header and the page declare, most credible first.

    Latin-1 comes last, because many servers send it by default.
    """
    head = data[:_HEAD]
    found = [match.group(1) for match in (_META.search(head), _XML.search(head)) if match]
    names = [header_charset, *(name.decode("ascii", "ignore") for name in found)]
    encodings = [encoding for encoding in map(_supported, names) if encoding]
    return sorted(encodings, key=lambda encoding: encoding == "cp1252")


def _supported(name: str | None) -> str | None:
    try:
        encoding = codecs.lookup((name or "").strip(" \"'")).name
    except (LookupError, ValueError):
        return None
    encoding = _ALIASES.get(encoding, encoding)
    is_supported = encoding in _SUPPORTED and not encoding.startswith("utf-16")
    return encoding if is_supported else None


def _utf16_encoding(data: bytes) -> str | None:
    """Detect UTF-16 without a byte order mark: in ASCII text, every second byte is zero."""
    head = data[:_HEAD]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and even < odd // 8:
        return "utf-16-le"
    if even > len(head) // 8 and odd < even // 8:
        return "utf-16-be"
    return None


def _is_nearly_valid(text: str) -> bool:
    """Return whether at most one in twenty non-ASCII characters is a replacement character."""
    broken = text.count("\ufffd")
    if not broken:
        return True
    non_ascii = sum(char > "\x7f" for char in text)
    return broken * 20 <= non_ascii


def _is_cyrillic_like(data: bytes) -> bool:
    """Return whether most bytes above 127 stand beside another one, as in Cyrillic words."""
    in_runs = sum(map(len, _HIGH_RUN.findall(data)))
    return in_runs * 2 > len(_HIGH.findall(data))
