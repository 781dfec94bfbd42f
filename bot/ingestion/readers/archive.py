"""Zip files of strangers, opened within limits: what .docx and .epub files are.

Says no in these words:

    file.broken     "That file is damaged, or is not what it seems."
    file.too_heavy  "That file is too much for me."
"""

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

from bot.domain.errors import Unreadable

UNPACKED_MAX = 40_000_000  # bytes in all; a novel with its markup has two million
MEMBERS_MAX = 5_000  # files in one archive
MARKS_MAX = 1_500_000  # of tags, and as many of attributes, in one file; a long novel has 1,200,000

_FAULTS = (BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError)
_UNKNOWN = (RuntimeError, NotImplementedError)  # locked with a password; packed in another way


class Archive:
    """A zip file in memory; unpacking stops at `UNPACKED_MAX`, whatever the file claims."""

    def __init__(self, data: bytes) -> None:
        """Read the table of contents.

        Raises:
            Unreadable: it is no zip file, or holds too many files.
        """
        try:
            self._zip = ZipFile(BytesIO(data))
        except _FAULTS + _UNKNOWN as error:
            raise Unreadable("file.broken") from error
        self.names = frozenset(self._zip.namelist())
        if len(self.names) > MEMBERS_MAX:
            raise Unreadable("file.too_heavy")
        self._left = UNPACKED_MAX

    def read(self, name: str) -> bytes:
        """Unpack the file `name`.

        Raises:
            Unreadable: there is none, it is damaged, or it is too large when unpacked.
        """
        try:
            with self._zip.open(name) as member:
                data = member.read(self._left + 1)
        except _FAULTS + _UNKNOWN as error:
            raise Unreadable("file.broken") from error
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable("file.too_heavy")
        return data

    def xml(self, name: str) -> etree._Element:
        """Unpack and parse the XML file `name`; entities are left alone, nothing is fetched.

        Its marks are counted first: a tree takes 280 bytes for an element that is four bytes long.

        Raises:
            Unreadable: as for `read`, or it is no XML, or has too many elements or attributes.
        """
        data = self.read(name)
        if max(data.count(b"<"), data.count(b"=")) > MARKS_MAX:
            raise Unreadable("file.too_heavy")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError) as error:
            raise Unreadable("file.broken") from error
