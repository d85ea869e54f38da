"""The record of an output: digests by which perfgen knows its own work, and what the caller wants remembered."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from enum import Enum, auto
from io import BytesIO
from pathlib import Path
from typing import Any

from perfgen.frozen import frozen
from perfgen.write.disk import put, read
from perfgen.write.seen import seen, texts

VERSION = 1
FOLDER = ".perfgen"


class Edited(Enum):
    """What became of a file since it was written."""

    NO = auto()
    RESAVED = auto()
    """Other bytes, but text, tables and paragraphs as they were: opened and saved."""
    BY_HAND = auto()
    UNKNOWN = auto()
    """There is no record of it."""


@frozen
class Entry:
    """Digests of one state of a file, and the caller's own record of it."""

    exact: str
    """Of the bytes as they are."""
    parts: str
    """Of the uncompressed parts of a Word file, which no compression library changes."""
    content: str
    """Of what a reader sees: the same when Word, WPS or LibreOffice only opened and saved it (see ``seen.py``)."""
    record: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes, record: Mapping[str, Any] | Callable[[Sequence[str]], Mapping[str, Any]]) -> "Entry":
        """The entry of ``data``; ``record`` holds JSON values, or makes them of the texts of the paragraphs."""
        parts = dict(_parts(data))
        body, beside = ([], []) if "" in parts else seen(parts)
        told = record(texts(body)) if callable(record) else record
        content = parts.get("") or "\n".join((*body, *beside)).encode("utf-8", "surrogatepass")
        return cls(digest(data), _parts_digest(parts), digest(content), told)


@frozen
class Record:
    """The state last written and, while a file is being replaced, the state before."""

    now: Entry
    before: Entry | None = None
    pulled: str = ""
    """Digest of the bytes of an edited file whose edits have been taken over into the data."""

    def compare(self, data: bytes) -> Edited:
        """Whether the file, which now holds ``data``, is still as perfgen wrote it."""
        if self.entry_of(data) is not None:
            return Edited.NO
        states = [state for state in (self.now, self.before) if state is not None]
        now = Entry.of(data, {})
        if any(state.parts == now.parts for state in states):
            return Edited.NO
        return Edited.RESAVED if any(state.content == now.content for state in states) else Edited.BY_HAND

    def entry_of(self, data: bytes) -> Entry | None:
        """The entry of exactly these bytes."""
        exact = digest(data)
        return next((state for state in (self.now, self.before) if state is not None and state.exact == exact), None)


def record_path(path: Path) -> Path:
    """Where the record of the output ``path`` lies."""
    name = path.stem if path.suffix.lower() == ".docx" else path.name
    return path.parent / FOLDER / f"{name}.json"


def load_record(path: Path) -> Record | None:
    """The record of the output ``path``, None where there is none or none that can be read."""
    data = read(record_path(path))
    return parse_record(data, path.name) if data is not None else None


def parse_record(data: bytes, name: str) -> Record | None:
    """The record of the output called ``name`` in the bytes of a record file; None where they are none."""
    try:
        held = json.loads(data)
        if held["version"] != VERSION or held["file"] != name:
            return None
        before = _entry(held["before"]) if held.get("before") else None
        return Record(_entry(held["now"]), before, str(held.get("pulled") or ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def save_record(path: Path, record: Record) -> None:
    """Write the record of the output ``path``."""
    held: dict[str, Any] = {"version": VERSION, "file": path.name, "now": vars(record.now)}
    if record.before is not None:
        held["before"] = vars(record.before)
    if record.pulled:
        held["pulled"] = record.pulled
    put(record_path(path), (json.dumps(held, ensure_ascii=False) + "\n").encode())


def _parts_digest(parts: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for name, part in parts.items():
        total.update(f"{name}\0{len(part)}\0".encode())
        total.update(part)
    return total.hexdigest()


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    """Names and content of a Word file's parts in order of name; anything else is one part without a name."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return [(name, archive.read(name)) for name in sorted(archive.namelist())]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, KeyError):
        return [("", data)]
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        return [("", data)]


def _entry(held: Mapping[str, Any]) -> Entry:
    entry = Entry(held["exact"], held["parts"], held["content"], held["record"])
    if not all(isinstance(digest, str) for digest in (entry.exact, entry.parts, entry.content)):
        raise TypeError("not a record")
    if not isinstance(entry.record, dict):
        raise TypeError("not a record")
    return entry


def digest(data: bytes) -> str:
    """SHA-256 of ``data``."""
    return hashlib.sha256(data).hexdigest()
