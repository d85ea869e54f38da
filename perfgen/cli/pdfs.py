"""PDFs of many Word files: converted by the crew, written like every output, skipped where nothing has changed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from perfgen.batch import Crew, Lost, Ready, convert_files, run
from perfgen.cli import crash
from perfgen.cli.progress import Progress
from perfgen.errors import EnvironmentFault, OutputFault, PerfgenError
from perfgen.write import untouched, write

TOGETHER = 20
"""Word files for one run of LibreOffice: starting it costs as much as four files."""
SOURCE = "来自"

_File = tuple[str, bytes]


def pdfs_of(
    files: Sequence[Path], crew: Crew, now: datetime, progress: Progress, *, force: bool = False, rebuild: bool = False
) -> tuple[tuple[Path, ...], tuple[PerfgenError, ...]]:
    """The PDFs beside ``files`` as far as they could be made, and what went wrong, each fault once."""
    progress.begin("PDF", len(files))
    tasks = (_task(file, rebuild) for file in files)
    together = max(1, min(TOGETHER, -(-len(files) // crew.size)))
    made: list[Path] = []
    faults: dict[tuple[str, str, str], PerfgenError] = {}
    converted = run(convert_files, tasks, crew, together=together)
    for file, ((_, data), pdf) in zip(files, converted, strict=True):
        result = _written(file, data, pdf, now, force)
        if isinstance(result, Path):
            made.append(result)
        else:
            faults.setdefault((result.message, result.hint, result.place), result)
        progress.step()
    return tuple(made), tuple(faults.values())


def _task(file: Path, rebuild: bool) -> _File | Ready[_File, Path | PerfgenError]:
    try:
        data = file.read_bytes()
    except OSError as error:
        return Ready(
            (file.name, b""), OutputFault(f"读不到刚生成的文件（{type(error).__name__}）", "再运行一次", str(file))
        )
    record = None if rebuild else untouched(_target(file))
    if record is not None and record.get(SOURCE) == _digest(data):
        return Ready((file.name, data), _target(file))
    return file.name, data


def _written(
    file: Path, data: bytes, pdf: bytes | PerfgenError | Path | Lost, now: datetime, force: bool
) -> Path | PerfgenError:
    match pdf:
        case bytes():
            try:
                return write(_target(file), pdf, record={SOURCE: _digest(data)}, now=now, force=force).path
            except OutputFault as fault:
                return fault
        case Lost(mishap=None):
            return EnvironmentFault("转成 PDF 的进程意外中断了", "多半是内存不够：关掉别的程序再运行", file.name)
        case Lost(mishap=mishap):
            assert mishap is not None
            return crash.log(mishap)
    return pdf


def _target(file: Path) -> Path:
    return file.with_suffix(".pdf")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
