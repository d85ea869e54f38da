"""What became of random edits and a random correction, edit by edit; for a test and for longer runs."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from perfgen.pull import Base, Pulled, Why, pull
from perfgen.pull.carry import carry
from perfgen.pull.hunks import hunks
from perfgen.pull.sheet import NUMBERING
from tests.pull.typist import Edited, Typist, choose, data_of, expressions, side_named, side_of, texts

_AMOUNT = re.compile(r'("[^"]*(?:收入|支出|结余|执行数|预算数)" = |.*｜)([0-9]+)(\.[0-9]+)?( *#.*)?')


def corrected(data: bytes, seed: int) -> bytes:
    """The data file with one of its amounts corrected, as finance does."""
    lines = data.decode().split("\n")
    at = random.Random(seed).choice([number for number, line in enumerate(lines) if _AMOUNT.fullmatch(line)])
    lines[at] = _AMOUNT.sub(lambda m: f"{m[1]}{int(m[2]) + 1}{m[3] or ''}{m[4] or ''}", lines[at])
    return "\n".join(lines).encode()


def comments(data: bytes) -> Counter[str]:
    """Every comment of a data file."""
    return Counter(re.findall(r"#[^\n]*", data.decode()))


def bare(edit: Edited) -> str:
    """What the edited paragraph says, without numbering."""
    return NUMBERING.sub("", edit.new, count=1) if NUMBERING.match(edit.new) else edit.new


@dataclass
class Judged:
    """What became of the edits, counted by kind, and all that went wrong."""

    made: Counter[str] = field(default_factory=Counter)
    landed: Counter[str] = field(default_factory=Counter)
    beside_figures: int = 0
    """Edits in paragraphs that print figures."""
    refused: int = 0
    """Figures typed over that are listed as conflicts."""
    facts: int = 0
    """Figures typed over that are base facts and went there."""
    faults: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Judged") -> "Judged":
        self.made += other.made
        self.landed += other.landed
        self.beside_figures += other.beside_figures
        self.refused += other.refused
        self.facts += other.facts
        self.faults += other.faults
        return self


def _plain(found: Iterable[str]) -> Counter[str]:
    """Expressions without what an edit of a name changes in them."""
    return Counter(re.sub(r"'[^']*'|\"[^\"]*\"|\s", "", each.strip("{}")) for each in found)


def typist_of(name: str, seed: int, count: int, kinds: tuple[str, ...]) -> Typist:
    """Somebody who has edited the report of an input at random, the same at every call."""
    typist = Typist(side_named(name), random.Random(f"{name}{seed}"))
    typist.work(count, kinds)
    return typist


def judge(name: str, seed: int, count: int, kinds: tuple[str, ...], saved: bytes | None = None) -> Judged:
    """Edit the report of an input at random outside figures, pull, correct the data and pull again.

    ``saved`` is what another program made of the edited file.
    """
    typist = typist_of(name, seed, count, kinds)
    data, report = data_of(name), saved or typist.saved()
    pulled = pull(data, name, report, choose())
    after = pulled.data or data
    judged = Judged(Counter(edit.kind for edit in typist.made))
    judged.beside_figures = sum(bool(edit.held) for edit in typist.made)
    judged.faults += [
        f"a conflict without a figure typed over: {conflict}"
        for conflict in pulled.conflicts
        if conflict.why is not Why.TWICE  # one paragraph printed in two places, edited in one
    ]
    printed = Counter(texts(side_of(after).word_file))
    told = {conflict.new for conflict in pulled.conflicts}
    missing = _plain(expressions(data)) - _plain(expressions(after))
    missing -= _plain(each for edit in typist.made for each in edit.gone)
    for edit in typist.made:
        if edit.new and not printed[bare(edit)] and edit.new not in told and not _joined(edit, typist, printed):
            judged.faults.append(f"typed and neither printed nor told: {edit}")
        elif (_plain(edit.held) - _plain(edit.gone)) & missing:
            judged.faults.append(f"lost an expression that it did not touch: {edit}")
        else:
            judged.landed[edit.kind] += 1
    if missing:
        judged.faults.append(f"expressions lost: {missing}")
    if lost := comments(data) - comments(after):
        judged.faults.append(f"comments lost: {lost}")
    judged.faults += _corrected(name, seed, data, report, after)
    judged.faults = [f"{name} {seed}: {fault}" for fault in judged.faults]
    return judged


def _joined(edit: Edited, typist: Typist, printed: Counter[str]) -> bool:
    """Whether one paragraph that is printed twice was edited in both places, and says both now."""
    twins = [each for each in typist.made if each.old == edit.old]
    pieces = [hunk.text for hunk in hunks(edit.old, edit.new)]
    return len(twins) > 1 and any(all(piece in text for piece in pieces) for text in printed)


def _corrected(name: str, seed: int, data: bytes, report: bytes, after: bytes) -> list[str]:
    """What goes wrong when the data was corrected meanwhile."""
    faults = []
    fresh = corrected(data, seed)
    again = pull(fresh, name, report, choose(), Base(data))
    both = again.data or fresh
    if both != corrected(after, seed):
        faults.append("corrected before the pull and after it are two things")
    last = pull(both, name, report, choose(), Base(data))
    if last.data is not None or last.landed:
        faults.append(f"a last pull finds something: {last.landed}")
    if pull(both, name, side_of(both).word_file, choose()).edits:
        faults.append("the new report is not what the data says")
    return faults


def judge_carried(name: str, seed: int, count: int, kinds: tuple[str, ...]) -> Judged:
    """Edit a report, correct its data and carry the edits over into the new report, as ``--keep-edits`` does."""
    typist = typist_of(name, seed, count, kinds)
    fresh = side_of(corrected(data_of(name), seed)).word_file
    carried = carry(side_named(name).word_file, typist.saved(), fresh)
    judged = Judged(Counter(edit.kind for edit in typist.made))
    judged.beside_figures = sum(bool(edit.held) for edit in typist.made)
    printed = Counter(texts(carried.data))
    told = [conflict.new for conflict in carried.conflicts]
    judged.refused = len(told)
    for edit in typist.made:
        if not edit.new or printed[bare(edit)] or any(bare(edit) in each for each in told):
            judged.landed[edit.kind] += 1
        else:
            judged.faults.append(f"{name} {seed}: neither carried over nor told: {edit}")
    idle = carry(side_named(name).word_file, side_named(name).word_file, fresh)
    if idle.conflicts or texts(idle.data) != texts(fresh):
        judged.faults.append(f"{name} {seed}: without an edit the new report is not as it was made")
    return judged


def judge_overtyped(name: str, seed: int, count: int, saved: bytes | None = None) -> Judged:
    """Type over printed figures and pull: base facts take them, what is computed is a conflict."""
    typist = typist_of(name, seed, count, ("overtype",))
    data = data_of(name)
    pulled = pull(data, name, saved or typist.saved(), choose())
    after = pulled.data or data
    judged = Judged(Counter(edit.kind for edit in typist.made), beside_figures=len(typist.made))
    if lost := Counter(expressions(data)) - Counter(expressions(after)):
        judged.faults.append(f"expressions lost: {lost}")
    printed = "\n".join(texts(side_of(after).word_file))
    for edit in typist.made:
        _overtyped(edit, pulled, printed, judged)
    judged.faults = [f"{name} {seed}: {fault}" for fault in judged.faults]
    return judged


def _overtyped(edit: Edited, pulled: Pulled, printed: str, judged: Judged) -> None:
    facts = [each for each in pulled.edits if each.old in edit.old and each.new in edit.new]
    conflicts = [each for each in pulled.conflicts if each.old in edit.old and each.new in edit.new]
    if not (facts or conflicts):
        judged.faults.append(f"neither in the data nor told: {edit}")
    elif any(conflict.why not in (Why.COMPUTED, Why.TWICE) for conflict in conflicts):
        judged.faults.append(f"a conflict of another kind: {edit} {conflicts}")
    elif any(each.new not in printed for each in facts):
        judged.faults.append(f"in the data but not printed: {edit}")
    else:
        judged.landed[edit.kind] += 1
        judged.refused += bool(conflicts)
        judged.facts += not conflicts
