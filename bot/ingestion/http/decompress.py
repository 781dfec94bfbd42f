"""Streaming gzip and deflate decompression with a size limit against decompression bombs.

Errors:

    page.too_large (megabytes)  "That page is larger than {megabytes} MB; that is too much for me."
    page.broken                 "The site sends something that I cannot read."
"""

import zlib
from dataclasses import dataclass, field

from bot.domain.errors import Unreadable

_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # zlib's wbits: 31 reads a gzip header
_RAW_DEFLATE = -15
_MEGABYTE = 1_000_000
_GZIP_MAGIC = b"\x1f\x8b"  # RFC 1952


@dataclass(slots=True)
class Decompressor:
    """Decompresses a body chunk by chunk; fails above `limit` decompressed bytes."""

    encoding: str
    limit: int
    _left: int = field(init=False)
    _stream: "zlib._Decompress | None" = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.encoding = self.encoding.strip().lower()
        self._left = self.limit
        if self.encoding not in {"", "identity", *_WINDOW_BITS}:
            raise Unreadable("page.broken")  # an encoding that we do not accept, or two encodings

    def feed(self, chunk: bytes) -> bytes:
        """Return the decompressed bytes of the next chunk.

        Raises:
            Unreadable: the data is damaged, or the body exceeds the limit.
        """
        if self.encoding in _WINDOW_BITS and chunk:
            chunk = self._inflate(chunk)
        self._left -= len(chunk)
        if self._left < 0:
            raise too_large(self.limit)
        return chunk

    def _inflate(self, chunk: bytes) -> bytes:
        if self._stream is None:
            is_raw = self.encoding == "deflate" and chunk[0] & 0x0F != 8  # RFC 1950: 8 is zlib
            window_bits = _RAW_DEFLATE if is_raw else _WINDOW_BITS[self.encoding]
            self._stream = zlib.decompressobj(window_bits)
        try:
            return self._stream.decompress(chunk, self._left + 1)
        except zlib.error as error:
            raise Unreadable("page.broken") from error

    def finish(self) -> None:
        """Check that the compressed body is complete.

        Raises:
            Unreadable: the body is truncated.
        """
        if self._stream is not None and not self._stream.eof:
            raise Unreadable("page.broken")


def gunzip(data: bytes, limit: int) -> bytes:
    """Return `data`, decompressed if it is a gzip file.

    Raises:
        Unreadable: the result exceeds `limit` bytes, or the file is damaged.
    """
    if not data.startswith(_GZIP_MAGIC):
        return data
    decompressor = Decompressor("gzip", limit)
    decompressed = decompressor.feed(data)
    decompressor.finish()
    return decompressed


def too_large(limit: int) -> Unreadable:
    """Return the error for a body that exceeds `limit` bytes."""
    return Unreadable("page.too_large", megabytes=max(1, limit // _MEGABYTE))
