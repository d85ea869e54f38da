"""Reports that were edited by hand: which edits, whether the data has them, and what ``--keep-edits`` carries over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from perfgen.batch import Unit
from perfgen.batch.record import data_file
from perfgen.errors import EditedFault, PerfgenError
from perfgen.packs import Pack
from perfgen.pull import Base, Pulled, pull
from perfgen.pull.carry import carry, generated_of
from perfgen.pull.markup import changes_tracked
from perfgen.write import Record, Settled
from perfgen.write.record import digest

_LONGEST = 40
_COPIED = "（原件先另存，注明日期）"


def base_of(record: Record | None) -> Base | None:
    """What the record of a report tells of how it was made; None where it does not."""
    told: Mapping[str, object] = record.now.record if record is not None else {}
    data = data_file(told)
    return Base(data, str(told.get("文书") or "")) if data is not None else None


@dataclass(frozen=True)
class Judge:
    """Decides about an edited report: refuse and name the edits, or replace it, the edits carried over or not."""

    path: Path
    unit: Unit
    fresh: bytes = field(repr=False)
    choose: Callable[[str, str], Pack] = field(repr=False)
    keep: bool = False
    following: bool = False
    """Whether ``watch`` asks, which builds again as soon as the data has the edits."""

    def __call__(self, there: bytes, record: Record) -> Settled:
        """Decide; raises EditedFault where the file must stay."""
        base = base_of(record)
        files = dict(self.unit.files)
        try:
            found = pull(self.unit.data, self.unit.name, there, self.choose, base, accept_changes=True, files=files)
            lines = edit_lines(found, there)
        except PerfgenError as error:
            found, lines = None, (f"改动说不清：{error.message}",)
        if found is not None and not (found.landed or found.conflicts) and record.pulled == digest(there):
            return Settled()
        if self.keep and base is not None:
            return self._kept(there, base, files)
        pulled = f"perfgen pull {self.path} {self.unit.name}"
        ways = f"照搬到新报告里：加 --keep-edits；不要改动：加 --force{_COPIED}"
        if self.following:
            ways = f"收完自动生成；不要改动：perfgen build {self.unit.name} --force{_COPIED}"
        hint = f"把改动收进数据：{pulled}；{ways}"
        raise EditedFault(f"{self.path.name} 生成以后被改过，没有覆盖", hint, str(self.path), lines)

    def _kept(self, there: bytes, base: Base, files: Mapping[str, bytes]) -> Settled:
        generated = generated_of(base.data, self.unit.name, self.choose, base.document, files)
        carried = carry(generated, there, self.fresh)
        if not carried.conflicts:
            return Settled(carried.data)
        lines = tuple(f"{each.where}：改成“{shortened(each.new)}”，{each.why}" for each in carried.conflicts)
        left = EditedFault(
            f"{self.path.name} 有 {len(lines)} 处改动没有照搬：数据里也改了",
            "新报告印的是数据里的；改动在另存的原件里，要的话改数据",
            str(self.path),
            lines,
        )
        return Settled(carried.data, left)


def edit_lines(found: Pulled, report: bytes) -> tuple[str, ...]:
    """Every edit in a line: what the data does not have yet, what it cannot take, what stands beside the text."""
    lines = [f"{each.where}：{shown(each.old, each.new)}" for each in found.landed]
    lines += [f"{each.where}：{shown(each.old, each.new)}（{each.why}）" for each in found.conflicts]
    lines += [f"{note.kind}：“{shortened(note.text)}”" for note in found.notes]
    lines += [f"修订（{note.kind}）：“{shortened(note.text)}”" for note in changes_tracked(report)]
    return tuple(dict.fromkeys(lines)) or ("文字没有改，改的是段落格式（多半是别的程序另存过）",)


def shown(old: str, new: str) -> str:
    """What became of a text, with a little of what stands around the change."""
    if not old:
        return f"添上“{shortened(new)}”"
    if not new or new.startswith("（删去"):
        return f"删去“{shortened(old)}”"
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    start = max(0, head - 8)
    lead = "…" if start else ""
    return f"“{lead}{shortened(old[start:])}”改成“{lead}{shortened(new[start:])}”"


def shortened(text: str) -> str:
    """The beginning of a text on one line."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
