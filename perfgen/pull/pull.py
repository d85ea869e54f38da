"""The edits of a Word file, into the data file that the report was made of."""

from collections.abc import Mapping, Sequence

from perfgen import word
from perfgen.errors import PerfgenError
from perfgen.frozen import frozen
from perfgen.pull.cells import renamed, written
from perfgen.pull.fields import Fields
from perfgen.pull.markup import beside, changes_tracked
from perfgen.pull.matching import Matched, match
from perfgen.pull.sections import Prose
from perfgen.pull.sheet import CellNode, Leaf, Sheet, sheet_of, where
from perfgen.pull.side import Choose, Side, open_side
from perfgen.pull.surgery import Unwritable
from perfgen.pull.values import Change, Conflict, Edit, Pulled, TrackedChanges, Why


@frozen
class Base:
    """What is known of how a report was made: the data file of that time, the document of the pack."""

    data: bytes
    document: str = ""


def pull(
    data: bytes,
    name: str,
    report: bytes,
    choose: Choose,
    base: Base | None = None,
    *,
    accept_changes: bool = False,
    files: Mapping[str, bytes] | None = None,
) -> Pulled:
    """What the edits of ``report`` make of ``data``, the data file called ``name``; ``files`` are those it takes from.

    Raises TrackedChanges, unless they are to be accepted, and Unreadable or PackFault where the data cannot be printed.
    """
    edited = sheet_of(word.read(report))
    if not accept_changes and (tracked := changes_tracked(report)):
        raise TrackedChanges(
            f"报告里有 {len(tracked)} 处修订没有接受或拒绝",
            "在 Word 里逐处接受或拒绝后再回填；全部算作接受的，加 --accept-changes",
            notes=tracked,
        )
    now = open_side(data, name, choose, base.document if base else "", files)
    before = now
    if base is not None and base.data != data:
        before = _opened(base, name, choose, files) or now
    matched = match(before.sheet, edited, lambda leaf: before.block_of(leaf) is not None)
    prose, fields = Prose(before, now), Fields(before, now)
    prose.take(matched)
    fields.take(matched, prose.figures)
    conflicts = [*prose.conflicts, *fields.conflicts, *_left_over(matched, prose, edited)]
    conflicts = _unsettled(conflicts, before, now, edited, matched)
    edits = [*prose.edits, *fields.edits]
    text, refused = _changed(now, [*prose.changes, *fields.changes], edits)
    if fields.changes and (silent := _unprinted(_bytes(text, data), name, choose, base, files, fields.edits)):
        keys = {edit.key for edit in silent}
        kept = [each for each in fields.changes if now.report.spelled(each.path) not in keys]
        text, refused = _changed(now, [*prose.changes, *kept], edits)
        refused += (Conflict(each.where, Why.COMPUTED, each.old, each.new, (), each.leaf) for each in silent)
    conflicts += refused
    edits = [edit for edit in edits if not any(_same_place(edit, each) for each in refused)]
    notes = beside(before.word_file, report)
    made = None if text == now.source.text else _bytes(text, data)
    order = sorted(edits, key=lambda edit: edit.leaf)
    return Pulled(made, tuple(order), tuple(dict.fromkeys(conflicts)), notes, base is not None)


def _opened(base: Base, name: str, choose: Choose, files: Mapping[str, bytes] | None) -> Side | None:
    try:
        side = open_side(base.data, name, choose, base.document, files)
        _ = side.sheet
    except PerfgenError:
        return None
    return side


def _unprinted(
    data: bytes,
    name: str,
    choose: Choose,
    base: Base | None,
    files: Mapping[str, bytes] | None,
    edits: Sequence[Edit],
) -> list[Edit]:
    """The edits of fields that the new data does not print as they were typed: the fact is not what was meant."""
    side = _opened(Base(data, base.document if base else ""), name, choose, files)
    if side is None:
        return [edit for edit in edits if not edit.done]
    printed = "\n".join(leaf.text for leaf in side.sheet.leaves)
    return [edit for edit in edits if not edit.done and edit.new not in printed]


def _left_over(matched: Matched, prose: Prose, edited: Sheet) -> list[Conflict]:
    """What was typed where the data prints nothing, and what the template prints that was taken away."""
    found = [Conflict(where(leaf.spot), Why.HOMELESS, "", leaf.text, (), leaf.number) for leaf in prose.homeless]
    found += [Conflict(where(leaf.spot), Why.TEMPLATE, leaf.text, "（删去）") for leaf in prose.fixed]
    met = {leaf.number for _, leaf in matched.pairs} | {leaf.number for leaf, _, _ in matched.added}
    met |= {leaf.number for _, _, cell in matched.cells for leaf in cell.leaves}
    for row in matched.rows_added:
        leaves = _leaves(row)
        met |= {leaf.number for leaf in leaves}
        if leaves:
            text = "｜".join(cell.text.replace("\n", " ") for cell in row)
            found.append(Conflict(where(leaves[0].spot), Why.HOMELESS, "", text, (), leaves[0].number))
    for row in matched.rows_lost:
        leaves = _leaves(row)
        if leaves:
            text = "｜".join(cell.text.replace("\n", " ") for cell in row)
            found.append(Conflict(where(leaves[0].spot), Why.TEMPLATE, text, "（删去这一行）"))
    for leaf in edited.leaves:
        if leaf.number not in met:
            found.append(Conflict(where(leaf.spot), Why.HOMELESS, "", leaf.text, (), leaf.number))
    return found


def _leaves(row: Sequence[CellNode]) -> list[Leaf]:
    return [leaf for cell in row for leaf in cell.leaves]


def _unsettled(conflicts: list[Conflict], before: Side, now: Side, edited: Sheet, matched: Matched) -> list[Conflict]:
    """The conflicts that the data of now has not settled: it may print what was typed by now."""
    if before is now or not conflicts:
        return conflicts
    fresh = match(before.sheet, now.sheet, lambda leaf: before.block_of(leaf) is not None)
    prints: dict[int, str] = {one.number: two.text for one, two in fresh.pairs}
    for _, left, right in fresh.cells:
        prints.update((leaf.number, right.text) for leaf in left.leaves)
    settled: set[int] = {two.number for one, two in matched.pairs if prints.get(one.number) == two.text}
    for _, left, right in matched.cells:
        if left.leaves and prints.get(left.leaves[0].number) == right.text:
            settled |= {leaf.number for leaf in right.leaves}
    return [each for each in conflicts if each.leaf not in settled or each.leaf < 0]


def _same_place(edit: Edit, conflict: Conflict) -> bool:
    return (edit.where, edit.new, edit.leaf) == (conflict.where, conflict.new, conflict.leaf)


def _changed(now: Side, changes: Sequence[Change], edits: Sequence[Edit]) -> tuple[str, list[Conflict]]:
    """The data file with all changes, and conflicts for those that could not be written."""
    text = now.source.text
    refused: list[Conflict] = []
    for change in sorted(changes, key=lambda each: each.path[0] != "正文"):
        try:
            text = renamed(written(text, change, now), change, now)
        except Unwritable:
            key = now.report.spelled(change.path)
            refused += (
                Conflict(edit.where, Why.HOMELESS, edit.old, edit.new, (), edit.leaf)
                for edit in edits
                if edit.key == key or edit.key.startswith((f"{key}[", f"{key}."))
            )
    return text, refused


def _bytes(text: str, original: bytes) -> bytes:
    """``text`` with the line ends and the signature of ``original``."""
    crlf, alone = original.count(b"\r\n"), original.count(b"\n")
    if crlf and crlf == alone:
        text = text.replace("\n", "\r\n")
    elif crlf:
        text = _mixed(text, original.decode("utf-8-sig"))
    signature = b"\xef\xbb\xbf" if original.startswith(b"\xef\xbb\xbf") else b""
    return signature + text.encode("utf-8")


def _mixed(text: str, original: str) -> str:
    """The lines of ``text`` with the ends that they have in ``original``."""
    from perfgen.align import stretches

    old = original.split("\n")
    new = text.split("\n")
    made = list(new)
    for i, j, size in stretches([line.removesuffix("\r") for line in old], new):
        made[j : j + size] = old[i : i + size]
    return "\n".join(made)


__all__ = ["Base", "pull"]
