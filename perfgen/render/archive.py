"""Parts of a file to ZIP bytes: untouched parts stay deflated and are copied, the same parts give the same bytes."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import field

from perfgen.frozen import frozen

LEVEL = 6
_DOS_DATE = 0x21
"""1 January 1980, the earliest that ZIP knows: a report carries no trace of the hour it was made."""


def deflate(data: bytes) -> bytes:
    """``data`` as a raw deflate stream."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@frozen
class Archive:
    """Everything of a ZIP file that a render cannot change, ready to be followed by the parts that it makes."""

    local: bytes = field(repr=False)
    """The parts with their headers."""
    central: bytes = field(repr=False)
    """Their lines of the directory at the end."""
    count: int

    @classmethod
    def of(cls, parts: Iterable[tuple[str, bytes, bytes]]) -> "Archive":
        """The archive that begins with ``parts``, each given as name, plain bytes and deflated bytes."""
        local: list[bytes] = []
        central: list[bytes] = []
        offset = 0
        for name, plain, packed in parts:
            head, record = _headers(name, plain, packed, offset)
            local += (head, packed)
            central.append(record)
            offset += len(head) + len(packed)
        return cls(b"".join(local), b"".join(central), len(central))

    def assemble(self, fresh: Iterable[tuple[str, bytes]]) -> bytes:
        """The whole ZIP file with the ``fresh`` parts, given as name and plain bytes, at the end."""
        local, central, offset = [self.local], [self.central], len(self.local)
        for name, plain in fresh:
            packed = deflate(plain)
            head, record = _headers(name, plain, packed, offset)
            local += (head, packed)
            central.append(record)
            offset += len(head) + len(packed)
        count, directory = self.count + len(central) - 1, b"".join(central)
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), offset, 0)
        return b"".join((*local, directory, end))


def _headers(name: str, plain: bytes, packed: bytes, offset: int) -> tuple[bytes, bytes]:
    encoded = name.encode()
    flags = 0 if name.isascii() else 0x800
    common = struct.pack(
        "<5H3L2H", 20, flags, 8, 0, _DOS_DATE, zlib.crc32(plain), len(packed), len(plain), len(encoded), 0
    )
    local = b"PK\3\4" + common + encoded
    central = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, offset) + encoded
    return local, central
