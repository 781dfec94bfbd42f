"""Read untrusted zip files, such as .docx and .epub, within size limits.

Errors:

    file.broken     "That file is damaged, or is not what it seems."
    file.too_heavy  "That file is too much for me."
"""

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

from bot.domain.errors import Unreadable

UNPACKED_MAX = 40_000_000  # bytes of all members; a novel with its markup has two million
MEMBERS_MAX = 5_000  # files in one archive
ELEMENTS_MAX = 1_500_000  # tags, or attributes, of one member; a long novel has 1,200,000

_DAMAGED = (BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError)
_UNSUPPORTED = (RuntimeError, NotImplementedError)  # encryption; an unknown compression method


class Archive:
    """A zip file in memory; fails when its members exceed `UNPACKED_MAX` bytes in all."""

    def __init__(self, data: bytes) -> None:
        """Read the central directory.

        Raises:
            Unreadable: the data is not a zip file, or has too many members.
        """
        try:
            self._zip = ZipFile(BytesIO(data))
        except _DAMAGED + _UNSUPPORTED as error:
            raise Unreadable("file.broken") from error
        self.names = frozenset(self._zip.namelist())
        if len(self.names) > MEMBERS_MAX:
            raise Unreadable("file.too_heavy")
        self._left = UNPACKED_MAX

    def read(self, name: str) -> bytes:
        """Return the content of the member `name`.

        Raises:
            Unreadable: the member is missing or damaged, or the archive exceeds `UNPACKED_MAX`.
        """
        try:
            with self._zip.open(name) as member:
                data = member.read(self._left + 1)
        except _DAMAGED + _UNSUPPORTED as error:
            raise Unreadable("file.broken") from error
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable("file.too_heavy")
        return data

    def markup(self, name: str) -> bytes:
        """Return the content of the XML or HTML member `name`.

        Count the elements before parsing: an element of four bytes becomes 280 bytes in a tree.

        Raises:
            Unreadable: as for `read`, or the member has too many elements.
        """
        data = self.read(name)
        if max(data.count(b"<"), data.count(b"=")) > ELEMENTS_MAX:
            raise Unreadable("file.too_heavy")
        return data

    def xml(self, name: str) -> etree._Element:
        """Parse the XML member `name` without resolving entities or external files.

        Raises:
            Unreadable: as for `markup`, or the XML is malformed.
        """
        data = self.markup(name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError) as error:
            raise Unreadable("file.broken") from error
