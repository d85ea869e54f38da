"""The work and the words of ``pull``."""

from dataclasses import dataclass
from pathlib import Path

import click

from perfgen.cli import inputs, say
from perfgen.cli.edited import base_of, shortened, shown
from perfgen.cli.library import find_library
from perfgen.cli.mend import keep_old
from perfgen.cli.textfile import swap
from perfgen.errors import EnvironmentFault
from perfgen.pull import Basis, Conflict, Pulled, TrackedChanges, Why
from perfgen.pull import pull as pull_edits
from perfgen.write import load_record, mark_pulled

_FACTS = 6
_NOTHING = "报告和数据一致，没有要收的改动。"
_CURES = {
    Why.COMPUTED: "这个数是算出来的，要改就改",
    Why.TEMPLATE: "这是模板印的文字，数据里没有；要改就改模板",
    Why.BOTH: "数据里这一处也改了，留数据里的",
    Why.TWICE: "同一处文字印在几处，改得不一样，收了前面的一处",
    Why.HOMELESS: "数据里没有放它的地方，请自己写进去",
}


@dataclass(frozen=True)
class Done:
    """What was taken over, into which file, and where the old one is."""

    found: Pulled
    file: inputs.DataFile
    backup: Path | None = None


def take_over(
    report: Path, data: Path, templates: Path | None, *, accept_changes: bool = False, dry_run: bool = False
) -> Done:
    """Pull the edits of ``report`` into ``data``; nothing is written on a dry run, nor where there is nothing new."""
    choose = find_library(templates).choose
    files = inputs.read([data])
    if len(files) != 1:
        raise EnvironmentFault("一次只收进一份数据文件", "写出文件名", str(data))
    file, edited = files[0], inputs.DataFile(report).read()
    for each in (file, edited):
        if each.error is not None:
            raise each.error
    base = base_of(load_record(report))
    found = pull_edits(
        file.data, file.name, edited.data, choose, base, accept_changes=accept_changes, files=dict(file.files)
    )
    if dry_run:
        return Done(found, file)
    mark_pulled(report, edited.data)  # first: killed before the data is written, build still finds the edits missing
    if found.data is None:
        return Done(found, file)
    return Done(found, file, _put(file, found.data))


def _put(file: inputs.DataFile, data: bytes) -> Path:
    target = file.path.resolve()
    try:
        if target.read_bytes() != file.data:
            raise EnvironmentFault("数据文件刚才被别的程序改过，没有动它", "再运行一次", file.name)
        backup = keep_old(target, file.data)
        swap(target, data)
    except OSError as error:
        hint = f"关掉正在打开它的程序，检查文件夹能不能写（{error.strerror or type(error).__name__}）"
        raise EnvironmentFault("数据文件写不进去，没有动", hint, file.name) from error
    return backup


def tracked(error: TrackedChanges, report: Path) -> None:
    """Say which tracked changes are in the way."""
    say.fault(type(error)(error.message, error.hint, str(report), error.notes))
    for note in error.notes[: say.MOST]:
        around = f"，在“{shortened(note.where)}”里" if note.where else ""
        say.aside(f"  {note.kind}：“{shortened(note.text)}”{around}")
    if len(error.notes) > say.MOST:
        say.aside(f"  等，共 {len(error.notes)} 处")


def show(done: Done, *, dry_run: bool = False) -> None:
    """Print what was taken over, what could not be, and what stands beside the text."""
    found = done.found
    if not found.based:
        say.line("没有这份报告的生成记录：按现在的数据重印一份来比较。")
    landed = found.landed
    if landed:
        say.line(f"{done.file.name} {'会改' if dry_run else '改了'} {len(landed)} 处：")
    for edit in landed:
        say.line(f"  {edit.where}：{shown(edit.old, edit.new)}\n    收进 {edit.key}（第 {edit.line} 行）")
    if found.conflicts:
        say.line(click.style(f"收不进数据 {len(found.conflicts)} 处：", fg="red"))
    for conflict in found.conflicts:
        _conflict(conflict)
    if found.notes:
        say.line("正文以外打的字，数据里没有放的地方，只列出来：")
    for note in found.notes:
        say.line(f"  {note.kind}：“{shortened(note.text)}”")
    if not (landed or found.conflicts):
        say.line(_NOTHING)
    if done.backup is not None:
        say.line(f"数据文件原来的一份另存为 {done.backup.name}。再运行 perfgen build 生成报告。")


def _conflict(conflict: Conflict) -> None:
    say.line(f"  {conflict.where}：{shown(conflict.old, conflict.new)}")
    say.line(f"    {_CURES[conflict.why]}{'：' + _facts(conflict.facts) if conflict.facts else ''}")


def _facts(facts: tuple[Basis, ...]) -> str:
    told = [f"{fact.key} = {shortened(fact.value)}（第 {fact.line} 行）" for fact in facts[:_FACTS]]
    return "、".join(told) + (f"等 {len(facts)} 个" if len(facts) > _FACTS else "")
