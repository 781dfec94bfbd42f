"""Bytes from outside to text: the right letters where they can be told, U+FFFD where not."""

import codecs
import re

_MARKS = (  # the longer mark first: UTF-32's little-endian one begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*+["']?\s*+([\w\-:.]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w\-:.]{1,40})""", re.IGNORECASE)
_HEAD = 4096  # bytes; where browsers look for a declaration (they read 1,024, pages put it later)
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_HIGH = re.compile(rb"[\x80-\xff]")

# What browsers know (WHATWG Encoding Standard), under Python's names. UTF-7 is not among them.
_KNOWN = {
    *("utf-8", "cp1252", "koi8-r", "koi8-u", "cp866", "mac-cyrillic", "cp874", "gb18030", "big5"),
    *("euc_jp", "shift_jis", "cp932", "iso2022_jp", "euc_kr", "cp949", "utf-16-le", "utf-16-be"),
    *(f"cp125{page}" for page in range(10)),
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
}
_READ_AS = {  # declared so, meant so
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "utf-16": "utf-16-le",
}


def decode(data: bytes, header_charset: str | None = None) -> str:
    """Return the text of `data`; never an error.

    A byte order mark decides, then valid (or nearly valid) UTF-8, then what the HTTP header and
    the page declare, if it fits; else cp1251 where bytes above 127 come in words, cp1252 where
    they come alone. `Declared UTF-8, written in cp1251` is thus read right, and so is the
    opposite.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    wide = _wide_encoding(data)
    if wide:
        return data.decode(wide, "replace")
    declared = _declared(data, header_charset)
    if "iso2022_jp" in declared and data.isascii():
        return data.decode("iso2022_jp", "replace")
    utf8 = data.decode("utf-8", "replace")
    if _is_nearly_whole(utf8):
        return utf8
    return _decode_narrow(data, declared)


def _decode_narrow(data: bytes, declared: list[str]) -> str:
    likely = "cp1251" if _comes_in_words(data) else "cp1252"
    for encoding in [*declared, likely]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode(likely, "replace")


def _declared(data: bytes, header_charset: str | None) -> list[str]:
    """Return the known encodings that header and page declare, the more credible one first.

    A header's Latin-1 comes last: servers send it by default, for pages that know better.
    """
    head = data[:_HEAD]
    found = [match.group(1) for match in (_META.search(head), _XML.search(head)) if match]
    names = [header_charset, *(name.decode("ascii", "ignore") for name in found)]
    encodings = [encoding for encoding in map(_known, names) if encoding]
    return sorted(encodings, key=lambda encoding: encoding == "cp1252")


def _known(name: str | None) -> str | None:
    try:
        encoding = codecs.lookup((name or "").strip(" \"'")).name
    except (LookupError, ValueError):
        return None
    encoding = _READ_AS.get(encoding, encoding)
    narrow = encoding in _KNOWN and not encoding.startswith("utf-16")
    return encoding if narrow else None


def _wide_encoding(data: bytes) -> str | None:
    """Return which UTF-16 it is when there is no mark: ASCII signs leave every second byte zero."""
    head = data[:_HEAD]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and even < odd // 8:
        return "utf-16-le"
    if even > len(head) // 8 and odd < even // 8:
        return "utf-16-be"
    return None


def _is_nearly_whole(text: str) -> bool:
    """Say whether text decoded as UTF-8 is: at most one sign in twenty above 127 is broken."""
    broken = text.count("\ufffd")
    if not broken:
        return True
    above = sum(sign > "\x7f" for sign in text)
    return broken * 20 <= above


def _comes_in_words(data: bytes) -> bool:
    """Say whether most bytes above 127 stand beside another one, as Cyrillic letters do."""
    in_runs = sum(map(len, _HIGH_RUN.findall(data)))
    return in_runs * 2 > len(_HIGH.findall(data))
