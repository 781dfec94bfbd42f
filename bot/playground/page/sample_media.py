"""A sample photo, sticker and voice message, for personas to send."""

from functools import cache
from pathlib import Path

from bot.playground.api_server.errors import Json
from bot.playground.api_server.state.file_store import FileStore

_FOLDER = Path(__file__).parent.parent / "samples" / "media"
_PHOTO_SIZES = ("photo-small.jpg", "photo.jpg")  # the smallest first, as Telegram orders them
_VOICE_SECONDS = 1


def sample_media(kind: str, files: FileStore) -> Json:
    """Store a sample's files; return the field that it adds to a Message object.

    Args:
        kind: "photo", "sticker" or "voice".
        files: where the bot downloads the files from.
    """
    if kind == "photo":
        sizes = [files.store(name, _read(name), "image/jpeg") for name in _PHOTO_SIZES]
        return {"photo": [photo for size in sizes for photo in size.as_photo()]}
    if kind == "sticker":
        stored = files.store("sticker.webp", _read("sticker.webp"), "image/webp")
        return {"sticker": stored.as_sticker("⭐")}
    stored = files.store("voice.ogg", _read("voice.ogg"), "audio/ogg")
    return {"voice": stored.as_voice(_VOICE_SECONDS)}


@cache
def _read(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()
