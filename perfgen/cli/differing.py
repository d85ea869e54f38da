"""Comparisons as text and as JSON: changed figures with the places they reach, changed words, the score."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from perfgen.cli import brief, inputs, say, streams
from perfgen.cli.explained import quoted
from perfgen.cli.inputs import DataFile
from perfgen.findings import Finding
from perfgen.write import Entry, load_record, untouched

if TYPE_CHECKING:
    from perfgen.diff import Change, Changes, Place, Reworded, Segment, Side
    from perfgen.packs import Library

REDLINE = "修订稿"
"""What the record of a redline says; a report's says other things."""
AROUND = 16
"""How many unchanged characters are shown on each side of a change."""


def beside_the_report(paths: Iterable[Path]) -> tuple[str, ...]:
    """The document that one of ``paths`` is, where that is a score table, a version for the public or the like."""
    for path in paths:
        known = load_record(path) if path.suffix.lower() == ".docx" else None
        key = known.now.record.get("文书") if known is not None else None
        if isinstance(key, str) and key != "报告":
            return (key,)
    return ()


def side(path: Path, packs: "Library", only: tuple[str, ...] = ()) -> "Side | tuple[DataFile, tuple[Finding, ...]]":
    """What stands at ``path``: a report where it ends in .docx, else a data file; findings where it cannot be read.

    ``only`` are the documents that a data file is taken for; without, those that it makes without asking.
    """
    from perfgen.diff import Side, data_side, report_side
    from perfgen.errors import EnvironmentFault
    from perfgen.pipeline import Job

    if path.is_dir():
        raise EnvironmentFault("要写文件名，不是文件夹", "写一份数据文件（.toml）或一份报告（.docx）", str(path))
    (file,) = inputs.read([path])
    if file.error is not None:
        raise file.error
    job = Job(file.data, file.name, packs.choose, files=dict(file.files), only=only)
    if path.suffix.lower() == ".docx":
        return report_side(file.data, file.name, _recorded(path, file.data), job)
    found = data_side(job)
    return found if isinstance(found, Side) else (file, found)


def _recorded(path: Path, data: bytes) -> Mapping[str, Any] | None:
    """What is recorded of the report; none where it was edited since."""
    known = load_record(path)
    if known is None:
        return None
    state = known.entry_of(data)
    if state is None:
        now = Entry.of(data, {})
        state = next((each for each in (known.now, known.before) if each and each.content == now.content), None)
    return state.record if state is not None else None


def free(output: Path) -> None:
    """Raise OutputFault where a redline would take the place of anything but a redline that nobody has edited."""
    from perfgen.errors import OutputFault

    if output.exists() and REDLINE not in (untouched(output) or {}):
        raise OutputFault(f"{output.name} 已经存在，没有覆盖", "换一个文件名，或先把它移走", str(output))


# -- text -------------------------------------------------------------------------------------------


def text(changes: "Changes") -> None:
    """Print a comparison for people."""
    if changes.none:
        say.line("没有改动。")
        return
    told = changes.score
    if line := brief.score((told.old, told.new), (told.old_grade, told.new_grade)):
        say.line(line)
    typed = [each for each in changes.figures if each.typed]
    made = [each for each in changes.figures if not each.typed]
    _figures("改了的数", typed)
    _figures("跟着变的数", made)
    if changes.prose:
        say.line(f"改了的文字 {len(changes.prose)} 处：")
        for each in changes.prose:
            say.line(f"  {each.where}{f'（{each.key}）' if each.key else ''}：{marked(each.segments)}")
    if changes.texts:
        say.line(f"报告里没有印的文字 {len(changes.texts)} 处：")
        for change in changes.texts:
            say.line(f"  {_arrow(change)}")
    if changes.unprinted:
        say.aside(f"报告还排不出来，影响到哪里没有列出：{changes.unprinted}")


def _figures(title: str, changes: Sequence["Change"]) -> None:
    if changes:
        say.line(f"{title} {len(changes)} 个：")
    for change in changes:
        causes = (
            f"（由 {'、'.join(change.causes[:3])}{' 等' if len(change.causes) > 3 else ''}）" if change.causes else ""
        )
        say.line(f"  {_arrow(change)}{causes}")
        for place in change.places:
            say.line(f"    {_place(place)}")


def _arrow(change: "Change") -> str:
    name = change.name or "报告上印的数"
    return f"{name}：{_shown(change.old)} → {_shown(change.new)}"


def _shown(value: str) -> str:
    return value.replace("\n", " ") or brief.NONE


def _place(place: "Place") -> str:
    if place.new is not None:
        return f"{place.where}：{quoted(place.new)}"
    assert place.old is not None
    return f"{place.where}：（去掉了）{quoted(place.old)}"


def marked(segments: Sequence["Segment"]) -> str:
    """A changed text: what is gone and what is new marked, long unchanged stretches cut."""
    from perfgen.diff import GONE, NEW

    shown = []
    for number, segment in enumerate(segments):
        words = segment.text.replace("\n", " ")
        if segment.kind == GONE:
            shown.append(click.style(f"【删：{words}】", fg="red"))
        elif segment.kind == NEW:
            shown.append(click.style(f"【增：{words}】", fg="green"))
        else:
            shown.append(_cut(words, first=number == 0, last=number == len(segments) - 1))
    return "".join(shown)


def _cut(words: str, *, first: bool, last: bool) -> str:
    if first and last:
        return words
    if first:
        return words if len(words) <= AROUND else f"…{words[-AROUND:]}"
    if last:
        return words if len(words) <= AROUND else f"{words[:AROUND]}…"
    return words if len(words) <= 2 * AROUND else f"{words[:AROUND]}…{words[-AROUND:]}"


# -- JSON -------------------------------------------------------------------------------------------


def as_json(changes: "Changes") -> None:
    """Print a comparison as one JSON object."""
    value = {
        "version": 1,
        "score": {"old": changes.score.old, "new": changes.score.new},
        "grade": {"old": changes.score.old_grade, "new": changes.score.new_grade},
        "figures": [_change(each) for each in changes.figures],
        "prose": [_reworded(each) for each in changes.prose],
        "texts": [{"key": each.key, "old": each.old, "new": each.new} for each in changes.texts],
    }
    say.line(json.dumps(value, ensure_ascii=not streams.is_unicode(sys.stdout), indent=2))


def _change(change: "Change") -> dict[str, Any]:
    return {
        "name": change.name,
        "key": change.key,
        "old": change.old,
        "new": change.new,
        "typed": change.typed,
        "causes": list(change.causes),
        "places": [
            {
                "where": place.where,
                "old": _printing(place.old),
                "new": _printing(place.new),
            }
            for place in change.places
        ],
    }


def _printing(printing: Any) -> dict[str, Any] | None:
    if printing is None:
        return None
    return {"text": printing.text, "start": printing.start, "end": printing.end}


def _reworded(change: "Reworded") -> dict[str, Any]:
    return {
        "where": change.where,
        "key": change.key,
        "segments": [{"kind": each.kind, "text": each.text} for each in change.segments],
    }
