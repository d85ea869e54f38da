"""Two packs as the command line names them, and what differs between them as text and as JSON."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfgen.cli import say, streams
from perfgen.errors import PackFault
from perfgen.packs import Library, Pack, read_pack

if TYPE_CHECKING:
    from perfgen.packdiff import Addition, Change, PackDiff

_COLOURS = {"要改数据": "red", "核对更严": "yellow"}


def pack(name: str, packs: Library) -> Pack:
    """The pack that ``name`` means: a .perfpack file, a folder, or 编号, 名称 or 编号@版本.

    Raises PackFault where there is none, or where the file is refused as it would be for installing.
    """
    path = Path(name)
    if path.is_dir():
        return read_pack(path)
    if path.is_file():
        return _examined(path)
    known, _, version = name.partition("@")
    return packs.choose(known, version)


def _examined(path: Path) -> Pack:
    """The pack in a .perfpack file, looked at in the child process first."""
    from perfgen.install import examine, opened
    from perfgen.packs.read import pack_of

    contents = opened(path)
    verdict = examine(contents, linting=False)
    if verdict.refused:
        raise PackFault("这个文件通不过检查，没有比较：\n  " + "\n  ".join(verdict.refused), "换一份", str(path))
    return pack_of(contents.files, path)


def text(changes: "PackDiff") -> None:
    """Print a comparison for people."""
    say.line(f"{changes.old} → {changes.new}：{_verdict(changes)}")
    from perfgen.packdiff import Effect

    for effect in Effect:
        found = changes.of(effect)
        if found:
            say.line(f"\n{click.style(effect, fg=_COLOURS.get(effect))} {len(found)} 处")
            _listed(found)
    if changes.additions:
        _added(changes.additions)


def _verdict(changes: "PackDiff") -> str:
    if changes.none:
        return "没有不同"
    if changes.breaking:
        return "旧的数据文件要改才能用新模板"
    return "旧的数据文件不用改"


def _listed(changes: Iterable["Change"]) -> None:
    for change in changes:
        say.line(f"  {change.area} {change.name}：{change.what}")
        if change.cure:
            say.line(f"    办法：{change.cure}")


def _added(additions: Iterable["Addition"]) -> None:
    say.line("\n要添的内容")
    for each in additions:
        say.line(f"  {each.line}" + (f"  # {each.meaning}" if each.meaning and "#" not in each.line else ""))


def as_json(changes: "PackDiff") -> None:
    """Print a comparison as one JSON object."""
    value = {
        "version": 1,
        "old": changes.old,
        "new": changes.new,
        "breaking": changes.breaking,
        "changes": [asdict(change) for change in changes.changes],
        "additions": [asdict(each) for each in changes.additions],
    }
    say.line(json.dumps(value, ensure_ascii=not streams.is_unicode(sys.stdout), indent=2))
