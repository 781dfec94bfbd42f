"""Write an animated WebP from pictures of the page, without a library of pictures."""

import base64
import struct

from playwright.async_api import Page

_AS_WEBP = """async (address) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", 0.85);
}"""
_ANIMATED = 0x02  # flag of VP8X
_NO_BLENDING = 0x02  # flag of ANMF


async def as_webp(page: Page, taken: bytes) -> bytes:
    """Return a PNG picture as WebP; the browser encodes it."""
    address = f"data:image/png;base64,{base64.b64encode(taken).decode()}"
    encoded: str = await page.evaluate(_AS_WEBP, address)
    return base64.b64decode(encoded.partition(",")[2])


def animated(frames: list[bytes], size: tuple[int, int], milliseconds: int) -> bytes:
    """Return an endless animation of WebP pictures of one size (WebP container specification).

    Args:
        frames: WebP files, in order.
        size: width and height of all of them, in pixels.
        milliseconds: how long each is shown.
    """
    width, height = (_uint24(length - 1) for length in size)
    chunks = [
        _chunk(b"VP8X", bytes([_ANIMATED, 0, 0, 0]) + width + height),
        _chunk(b"ANIM", bytes(4) + struct.pack("<H", 0)),  # background, endless
    ]
    for frame in frames:
        place = bytes(6) + width + height + _uint24(milliseconds) + bytes([_NO_BLENDING])
        chunks.append(_chunk(b"ANMF", place + _picture_chunk(frame)))
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _picture_chunk(webp: bytes) -> bytes:
    """Return the chunk of a WebP file that holds its pixels."""
    at = 12
    while at < len(webp):
        kind, length = webp[at : at + 4], struct.unpack_from("<I", webp, at + 4)[0]
        if kind in {b"VP8 ", b"VP8L"}:
            return _chunk(kind, webp[at + 8 : at + 8 + length])
        at += 8 + length + length % 2
    raise ValueError("the file has no picture")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _uint24(number: int) -> bytes:
    return number.to_bytes(3, "little")
