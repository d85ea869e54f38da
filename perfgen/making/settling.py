"""The pack of a finished report, tried until its sample prints the report again and checks without faults."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from perfgen import word
from perfgen.findings import Finding
from perfgen.frozen import frozen
from perfgen.keypath import parse_key
from perfgen.making.clean import cleaned
from perfgen.making.fromreport import Draft, Making
from perfgen.making.manifest import manifest_of
from perfgen.making.plan import Guess, Made
from perfgen.making.survey import Doubts
from perfgen.new.exact import exact
from perfgen.packs import Pack
from perfgen.packs.read import MANIFEST, SAMPLE
from perfgen.pipeline import Job, Outcome, build

TRIES = 8
REPORT = "report.docx"
REASON = "去年的报告就是这样写的；报送以前请核实，能补的补上"

CONTRADICTED = "与报告里别的数对不上，照写照印，没有当作这个字段"


@frozen
class Rebuilt:
    """How much of a report its pack prints again: characters of the report, and those of them that come out."""

    characters: int
    printed: int
    wanted: int
    """Amounts, rates and scores of the report."""
    tagged: int
    """How many of them are tags or rows of a loop."""


@frozen
class FromReport:
    """A pack made from a report, and how well it prints the report again."""

    made: Made
    rebuilt: Rebuilt


def pack_from_report(data: bytes, pack_id: str, name: str, version: str) -> FromReport:
    """A pack whose sample is the report in ``data``, a .docx file; raises EnvironmentFault where it cannot be read."""
    doubts = Doubts()
    data, freed = cleaned(data)
    wanted = texts_of(data)
    for _ in range(TRIES):
        draft = Making(data, pack_id, name, version, doubts).draft()
        files = _files(draft)
        outcome = _built(draft, files)
        if not _learned(draft, outcome, doubts):
            break
    printed = texts_of(outcome.made[0].data) if outcome.made else []
    lost = list(_lost(wanted, printed)) if outcome.made else []
    faults = [finding for finding in outcome.findings if finding.logical]
    guesses = [
        *draft.guesses,
        *freed,
        *(
            Guess("核实", each["位置"], each["规则"], 50, "原报告里的数有疑问，先写了核实说明")
            for each in doubts.explained
        ),
        *(Guess("矛盾", "原报告", ".".join(path), 30, CONTRADICTED) for path in sorted(doubts.banned)),
        *(Guess("要改", f"{SAMPLE} 第 {f.place.line} 行", f"{f.code} {f.message}", 0, f.hint) for f in faults),
        *([Guess("要改", REPORT, str(outcome.error), 0, outcome.error.hint)] if outcome.error else []),
        *(Guess("没有照印", "原报告", text[:40], 0, "印出来与原报告不同，请在 Word 模板里核对") for text in lost),
    ]
    total = sum(map(len, wanted))
    rebuilt = Rebuilt(total, total - sum(map(len, lost)) if outcome.made else 0, draft.wanted, draft.tagged)
    return FromReport(Made(files, tuple(guesses)), rebuilt)


def texts_of(docx: bytes) -> list[str]:
    """Every paragraph of the body and of tables, blanks at both ends and empty ones left out."""
    return [text for block in word.read(docx).blocks for text in _texts(block)]


def _texts(block: word.Block) -> Iterator[str]:
    if isinstance(block, word.Table):
        for cell in block.cells:
            for inner in cell.blocks:
                yield from _texts(inner)
    elif block.text.strip():
        yield block.text.strip()


def _lost(wanted: Sequence[str], printed: Sequence[str]) -> Iterator[str]:
    """The texts of ``wanted`` that ``printed`` has not (or not as often)."""
    left = Counter(printed)
    for text in wanted:
        if left[text]:
            left[text] -= 1
        else:
            yield text


def _files(draft: Draft) -> dict[str, bytes]:
    head = f"# {draft.plan.name}：填报样例，照去年的报告抄录；印出来就是那份报告。"
    sample = "\n".join((head, *exact(draft.tree, draft.plan.contract), "")).encode()
    return {MANIFEST: manifest_of(draft.plan), REPORT: draft.template, SAMPLE: sample}


def _built(draft: Draft, files: dict[str, bytes]) -> Outcome:
    pack = Pack(draft.plan.contract, files)
    return build(Job(files[SAMPLE], SAMPLE, lambda name, version: pack))


# -- learning from a try ----------------------------------------------------------------------------


def _learned(draft: Draft, outcome: Outcome, doubts: Doubts) -> bool:
    """Whether the try showed something to be read otherwise; ``doubts`` remembers it."""
    before = _size(doubts)
    for finding in outcome.findings:
        if finding.logical:
            _contradicted(draft, finding, doubts)
    if not outcome.refused:
        for finding in outcome.open:
            entry = {"规则": finding.code, "位置": finding.place.key, "理由": REASON}
            if entry not in doubts.explained:
                doubts.explained.append(entry)
    if outcome.error is not None:
        _retreat(draft.lines, doubts)
    if outcome.made:
        lost = Counter(_lost([t.strip() for t in draft.lines.values() if t.strip()], texts_of(outcome.made[0].data)))
        _retreat((number for number, text in draft.lines.items() if lost[text.strip()]), doubts)
    return before != _size(doubts)


def _size(doubts: Doubts) -> tuple[int, ...]:
    return (
        len(doubts.plain), len(doubts.literal), len(doubts.banned), len(doubts.explained), int(doubts.unlooped)
    )  # fmt: skip


def _retreat(numbers: Iterable[int], doubts: Doubts) -> None:
    """Read paragraphs more plainly: their figures as they are written; where that was done already, no tags at all."""
    for number in list(numbers):
        (doubts.literal if number in doubts.plain else doubts.plain).add(number)


def _contradicted(draft: Draft, finding: Finding, doubts: Doubts) -> None:
    """A figure that contradicts others is kept as it is written, without being what it was taken for."""
    try:
        path = tuple(str(part) for part in parse_key(finding.place.key))
    except ValueError:
        return
    if path[:1] == ("正文",) and len(path) > 1:
        _retreat(draft.prose.get(path[1], ()), doubts)
    elif path[:1] in (("指标",), ("项目",)):
        doubts.unlooped = doubts.unlooped or finding.code.startswith("DAT")
    elif path[:1] == ("核对数",) and len(path) > 1:
        doubts.banned.add(tuple(str(part) for part in parse_key(path[1])))
    elif path:
        doubts.banned.add(tuple(part for part in path if part not in ("其中",) and not part.startswith("按")))
