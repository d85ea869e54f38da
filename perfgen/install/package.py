"""A pack as one file for sharing: a ZIP with checksums, the same bytes from the same files."""

import hashlib
import zipfile
from io import BytesIO

from perfgen.install.contents import DATA, ENDING, SUMS, Contents

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that ZIP knows: the file tells nothing of when it was made."""


def bundle(contents: Contents) -> bytes:
    """The .perfpack file of ``contents``; nothing is compressed, so that every machine makes the same bytes."""
    files = {**contents.files, **{DATA + name: data for name, data in contents.data.items()}}
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in ((SUMS, sums(files)), *sorted(files.items())):
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    return made.getvalue()


def sums(files: dict[str, bytes]) -> bytes:
    """SHA256SUMS as coreutils write and check it."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return "".join(lines).encode()


def bundle_name(pack_id: str, version: str) -> str:
    """``ID-版本.perfpack``."""
    return f"{pack_id}-{version}{ENDING}"


__all__ = ["bundle", "bundle_name", "sums"]
