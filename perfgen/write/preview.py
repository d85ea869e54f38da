"""A report that cannot take its place yet, since somebody reads the old one: written beside it as 名.预览.docx."""

from contextlib import suppress
from pathlib import Path

from perfgen.errors import OutputFault
from perfgen.write.disk import faults_told, make_folder, put, read
from perfgen.write.lock import locked
from perfgen.write.names import editor_lock
from perfgen.write.record import Edited, Entry, Record, load_record, record_path, save_record


def preview_path(path: Path) -> Path:
    """Where the preview of the output ``path`` lies."""
    return path.with_name(f"{path.stem}.预览{path.suffix}")


def put_preview(path: Path, data: bytes, entry: Entry) -> Path:
    """Write ``data`` as the preview of ``path``; raises OutputFault where that is open or was edited itself."""
    preview = preview_path(path)
    with faults_told(preview):
        make_folder(record_path(preview).parent)
        with locked(record_path(preview).with_suffix(".lock"), preview):
            there = read(preview)
            if there == data:
                return preview
            if there is not None:
                known = load_record(preview)
                if known is None or known.compare(there) in (Edited.BY_HAND, Edited.UNKNOWN):
                    raise OutputFault(f"{preview.name} 被改过，没有覆盖", "把它移走或改名", str(preview))
                if editor_lock(preview):
                    raise OutputFault(f"{preview.name} 也正打开着，没有写", "关闭其中一份", str(preview))
            known = load_record(preview)
            before = known.entry_of(there) if known is not None and there is not None else None
            save_record(preview, Record(entry, before))
            put(preview, data)
    return preview


def drop_preview(path: Path) -> None:
    """Take away the preview of ``path`` now that the report itself is new, unless somebody edited or opened it."""
    preview = preview_path(path)
    with suppress(OSError):
        there, known = read(preview), load_record(preview)
        if there is None or known is None or known.compare(there) is Edited.BY_HAND or editor_lock(preview):
            return
        preview.unlink()
        record_path(preview).unlink(missing_ok=True)
