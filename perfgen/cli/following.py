"""The work behind ``watch``: see what was saved, build it, write it or a preview, tell what changed."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from perfgen.batch import Sealed, Unit, build_units
from perfgen.batch.brief import brief
from perfgen.batch.program import program_stamp
from perfgen.cli import crash, inputs, listing, say
from perfgen.cli.brief import lines, score
from perfgen.cli.inputs import DataFile
from perfgen.cli.library import find_library
from perfgen.cli.outputs import place
from perfgen.errors import EditedFault, OutputFault
from perfgen.findings import in_reading_order
from perfgen.packs import Library
from perfgen.pipeline import Outcome
from perfgen.write import Record, Settled, load_record, write
from perfgen.write.names import editor_lock
from perfgen.write.preview import drop_preview, put_preview

BEAT = 1000
"""Milliseconds between two looks where nothing tells of a save."""
SLOW_BEAT = 1
"""The same in seconds where files are asked one by one."""


class Follower:
    """The data files that are followed, what was last seen of them, and the reports made of them."""

    def __init__(
        self, names: Sequence[Path], output: Path, *, draft: bool = False, templates: Path | None = None
    ) -> None:
        self.files = inputs.listed(names)
        for file in self.files:
            if file.error is not None:
                raise file.error
            if (read := file.read()).error is not None:
                raise read.error
        self._output = output
        self._draft = draft
        self._templates = templates
        self._seen: dict[Path, tuple[bytes, tuple[tuple[str, bytes], ...]]] = {}
        self._referred: frozenset[Path] = frozenset()
        """The sheets and Word files that the data takes values from."""
        self._packs: dict[Path, tuple[int, int]] = {}
        self._waiting: dict[Path, tuple[Sealed, Unit]] = {}
        """Reports that stand as previews until the old ones are closed."""
        self._last: dict[Path, Mapping[str, Any]] = {}

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where something may be saved that matters."""
        own = dict.fromkeys(file.path.absolute().parent for file in self.files)
        return (*own, *([self._templates.absolute()] if self._templates is not None else ()))

    def concerns(self, path: str) -> bool:
        """Whether a file that was saved is followed; what editors and Office write for themselves is not."""
        saved = Path(path).absolute()
        if saved.name.startswith((".", "~$")) or saved.name.endswith((".tmp", "~")):
            return False
        if saved in {file.path.absolute() for file in self.files} or saved in self._referred:
            return True
        return self._templates is not None and saved.is_relative_to(self._templates.absolute())

    def look(self, now: datetime) -> bool:
        """Build what was saved since the last look and put waiting reports in place; whether anything was done."""
        changed = self._templates_changed()
        library: Library | None = None
        done = False
        referred: set[Path] = set()
        for file in self.files:
            current = file.read()
            referred |= {file.path.absolute().parent / name.replace("\\", "/") for name, _ in current.files}
            if current.error is not None or not current.data:  # an editor is just replacing it
                continue
            state = current.data, current.files
            if not changed and self._seen.get(file.path) == state:
                continue
            again = file.path in self._seen
            self._seen[file.path] = state
            library = library or find_library(self._templates)
            if again:
                say.line(f"\n{now:%H:%M:%S} {file.name} 存盘")
            self._build(current, library, now)
            done = True
        self._referred = frozenset(referred)
        for path in [each for each in self._waiting if editor_lock(each) is None]:
            sealed, unit = self._waiting.pop(path)
            if self._put(path, sealed, unit, now):
                say.line(f"{path} 已关闭，换上了新的一份")
            done = True
        return done

    def _templates_changed(self) -> bool:
        if self._templates is None:
            return False
        seen: dict[Path, tuple[int, int]] = {}
        for path in sorted(self._templates.rglob("*")):
            if self.concerns(str(path)) and path.is_file():
                stat = path.stat()
                seen[path] = (stat.st_mtime_ns, stat.st_size)
        changed = bool(self._packs) and seen != self._packs
        self._packs = seen
        return changed

    # -- one file ---------------------------------------------------------------------------------

    def _build(self, file: DataFile, library: Library, now: datetime) -> None:
        unit = Unit(file.name, file.data, program_stamp(), draft=self._draft, files=file.files)
        (answer,) = build_units(library, [unit])
        if answer.mishap is not None:
            say.fault(crash.log(answer.mishap))
            return
        outcome = answer.outcome
        findings = [each for each in in_reading_order(outcome.findings) if not each.explained]
        listing.text(findings, {file.name: file})
        if outcome.error is not None:
            say.fault(outcome.error)
        if not answer.sealed:
            say.line("没有生成；上一份报告原样不动。")
            return
        for sealed in answer.sealed:
            self._place(sealed, unit, outcome, now)

    def _place(self, sealed: Sealed, unit: Unit, outcome: Outcome, now: datetime) -> None:
        try:
            path = place(self._output, sealed.name)
        except OutputFault as fault:
            say.fault(fault)
            return
        before = self._before(path)
        self._waiting.pop(path, None)
        if path.exists() and editor_lock(path) is not None:
            self._show_beside(path, sealed, unit)
        elif self._put(path, sealed, unit, now):
            say.line(str(path))
        else:
            return
        self._tell(before, sealed.entry.record, outcome)
        self._last[path] = sealed.entry.record

    def _before(self, path: Path) -> Mapping[str, Any] | None:
        """The record of what was made last."""
        if path in self._last:
            return self._last[path]
        known = load_record(path)
        return known.now.record if known is not None else None

    def _put(self, path: Path, sealed: Sealed, unit: Unit, now: datetime) -> bool:
        def settle(there: bytes, record: Record) -> Settled:
            from perfgen.cli.edited import Judge  # tracing and comparing, for a report that somebody edited

            choose = find_library(self._templates).choose
            return Judge(path, unit, sealed.data, choose, following=True)(there, record)

        try:
            write(path, sealed.data, record=sealed.entry, now=now, settle=settle)
        except EditedFault as fault:
            say.fault(fault)
            return False
        except OutputFault as fault:
            hint = fault.hint.replace("加 --force", f"运行 perfgen build {unit.name} --force")
            say.fault(OutputFault(fault.message, hint, fault.place))
            return False
        drop_preview(path)
        return True

    def _show_beside(self, path: Path, sealed: Sealed, unit: Unit) -> None:
        try:
            preview = put_preview(path, sealed.data, sealed.entry)
        except OutputFault as fault:
            say.fault(fault)
        else:
            say.line(f"{path} 正打开着，新的一份写成 {preview}")
        self._waiting[path] = sealed, unit

    @staticmethod
    def _tell(before: Mapping[str, Any] | None, after: Mapping[str, Any], outcome: Outcome) -> None:
        told = brief(before, after) if before is not None else None
        for each in lines(told) if told is not None else ():
            say.line(f"  {each}")
        if told is not None and told.none:
            say.line("  报告没有变")
        elif told is None or not told.scored:
            summary = outcome.summary
            if shown := score((summary.total, summary.total), (summary.grade, summary.grade)):
                say.line(f"  {shown.replace('（没有变）', '')}")


def beats(folders: Iterable[Path], concerns: Callable[[str], bool]) -> Iterator[None]:
    """One beat at once, one at each save, one every second; with watchfiles, or without by asking again and again."""
    yield
    try:
        from watchfiles import watch
    except ImportError:
        say.step("没有装 watchfiles，改为每秒看一次")
        while True:
            time.sleep(SLOW_BEAT)
            yield
    known = [folder for folder in folders if folder.is_dir()]
    for _ in watch(
        *known,
        watch_filter=lambda _, path: concerns(path),
        rust_timeout=BEAT,
        yield_on_timeout=True,
        debounce=200,
        raise_interrupt=True,
    ):
        yield
