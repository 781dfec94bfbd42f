"""Compressed bytes, unpacked piece by piece within a limit: a bomb is refused, not swallowed.

Says no in these words:

    page.too_large (megabytes)  "That page is larger than {megabytes} MB; that is too much for me."
    page.broken                 "The site sends something that I cannot read."
"""

import zlib
from dataclasses import dataclass, field

from bot.domain.errors import Unreadable

_ZLIB_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # zlib's wbits: 31 reads a gzip header
_RAW_DEFLATE = -15
_MEGABYTE = 1_000_000
_GZIP = b"\x1f\x8b"  # how a gzip file begins, RFC 1952


@dataclass(slots=True)
class Unpacker:
    """Unpacks a body piece by piece and never holds more than `limit` bytes of it."""

    encoding: str
    limit: int
    _left: int = field(init=False)
    _stream: "zlib._Decompress | None" = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.encoding = self.encoding.strip().lower()
        self._left = self.limit
        if self.encoding not in {"", "identity", *_ZLIB_WINDOWS}:
            raise Unreadable("page.broken")  # not offered, or packed twice

    def feed(self, piece: bytes) -> bytes:
        """Return what `piece` unpacks to.

        Raises:
            Unreadable: it is no such thing, or the limit is passed.
        """
        if self.encoding in _ZLIB_WINDOWS and piece:
            piece = self._inflate(piece)
        self._left -= len(piece)
        if self._left < 0:
            raise too_large(self.limit)
        return piece

    def _inflate(self, piece: bytes) -> bytes:
        if self._stream is None:
            is_raw = self.encoding == "deflate" and piece[0] & 0x0F != 8  # RFC 1950: 8 is zlib
            window = _RAW_DEFLATE if is_raw else _ZLIB_WINDOWS[self.encoding]
            self._stream = zlib.decompressobj(window)
        try:
            return self._stream.decompress(piece, self._left + 1)
        except zlib.error as error:
            raise Unreadable("page.broken") from error

    def finish(self) -> None:
        """Return if the body came to its end.

        Raises:
            Unreadable: it was cut off.
        """
        if self._stream is not None and not self._stream.eof:
            raise Unreadable("page.broken")


def gunzip(data: bytes, limit: int) -> bytes:
    """Return `data`, unpacked where it is a gzip file.

    Raises:
        Unreadable: it unpacks to more than `limit` bytes, or is broken.
    """
    if not data.startswith(_GZIP):
        return data
    unpacker = Unpacker("gzip", limit)
    unpacked = unpacker.feed(data)
    unpacker.finish()
    return unpacked


def too_large(limit: int) -> Unreadable:
    """Return the error that says that a body has more than `limit` bytes."""
    return Unreadable("page.too_large", megabytes=max(1, limit // _MEGABYTE))
