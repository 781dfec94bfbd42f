"""Storage of the files that users and the bot have sent."""

import re
from dataclasses import dataclass

from bot.playground.api_server.errors import Json, bad_request

MAX_DOWNLOAD = 20 * 1024 * 1024  # bytes a bot may download
_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_JPEG_FRAME = re.compile(rb"\xff[\xc0-\xc2]..\x08(..)(..)", re.DOTALL)  # height, width
MAX_UPLOAD = 50 * 1024 * 1024  # bytes a bot may upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file in a request."""

    filename: str
    data: bytes
    mime_type: str

    def __repr__(self) -> str:
        return f"Upload({self.filename!r}, {len(self.data)} bytes)"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A stored file with its file id and download path."""

    file_id: str
    name: str
    data: bytes
    mime_type: str
    size: int  # bytes, as the bot sees it
    path: str

    @property
    def unique_id(self) -> str:
        """The file_unique_id, which cannot be used to download."""
        return f"AQAD{self.file_id[-8:]}"

    def as_document(self) -> Json:
        """Return the Document object."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_name": self.name,
            "mime_type": self.mime_type,
            "file_size": self.size,
        }

    def as_photo(self) -> list[Json]:
        """Return the PhotoSize objects; there is only one size."""
        width, height = _dimensions(self.data)
        return [{**self._ids(), "width": width, "height": height, "file_size": self.size}]

    def as_sticker(self, emoji: str) -> Json:
        """Return the Sticker object of a picture."""
        shape = {"type": "regular", "is_animated": False, "is_video": False}
        size = {"width": 512, "height": 512, "file_size": self.size}
        return {**self._ids(), **shape, **size, "emoji": emoji}

    def as_voice(self, seconds: int) -> Json:
        """Return the Voice object."""
        about = {"duration": seconds, "mime_type": self.mime_type, "file_size": self.size}
        return {**self._ids(), **about}

    def _ids(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": self.unique_id}


class FileStore:
    """All files, by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def store(self, name: str, data: bytes, mime_type: str, size: int | None = None) -> StoredFile:
        """Store a file; `size` (bytes) overrides the declared size, to test limits."""
        number = len(self._by_id) + 1
        folder = "photos" if mime_type.startswith("image/") else "documents"
        extension = name.rpartition(".")[2] if "." in name else "bin"
        stored = StoredFile(
            file_id=f"BQACAgIAAxkBAAI{number:08d}",
            name=name,
            data=data,
            mime_type=mime_type,
            size=len(data) if size is None else size,
            path=f"{folder}/file_{number}.{extension}",
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def upload(self, upload: Upload) -> StoredFile:
        """Store an uploaded file.

        Raises:
            ApiError: 400, it is empty or too big.
        """
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > MAX_UPLOAD:
            raise bad_request("file is too big")
        return self.store(upload.filename, upload.data, upload.mime_type)

    def get(self, file_id: str) -> StoredFile:
        """Return the file with this id.

        Raises:
            ApiError: 400, there is no such file.
        """
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad_request("wrong file_id or the file is temporarily unavailable") from None

    def by_path(self, path: str) -> StoredFile | None:
        """Return the file with this download path."""
        return self._by_path.get(path)


def picture_type(data: bytes) -> str | None:
    """Return the content type of a picture by its first bytes; None for other files."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for sign, kind in _SIGNATURES.items() if data.startswith(sign)), None)


def _dimensions(data: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG or JPEG in pixels; a fixed size for other formats."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data.startswith(b"\xff\xd8\xff") and (frame := _JPEG_FRAME.search(data)):
        return int.from_bytes(frame.group(2), "big"), int.from_bytes(frame.group(1), "big")
    return 1280, 720
