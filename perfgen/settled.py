"""Excel files of our own making: the same content gives the same bytes, whenever it is saved."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")


def settled(xlsx: bytes, changed: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """The workbook ``xlsx`` without dates; ``changed`` may give another content to a part, by its name."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx)) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for item in given.infolist():
            content = given.read(item)
            if item.filename == "docProps/core.xml":
                content = _DATES.sub(b"", content)
            elif changed is not None:
                content = changed(item.filename, content)
            entry = zipfile.ZipInfo(item.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            out.writestr(entry, content)
    return made.getvalue()
