"""The straight line from a data file to Word files, one job at a time.

``build`` is the stages in their order; each takes what the one before gave. Nothing here touches a file: bytes come in
with the job and go out with the outcome.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from perfgen.check import Case, check
from perfgen.check.across import check_across
from perfgen.compute import Figures, compute
from perfgen.context import template_context
from perfgen.contract import Contract, Document
from perfgen.documents import chosen, shown, word_file
from perfgen.errors import OutputFault, PackFault, PerfgenError
from perfgen.express import words
from perfgen.express.punctuation import fold_key
from perfgen.express.values import Absent
from perfgen.findings import Finding, Severity, in_reading_order
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.load import Loaded, Source, load
from perfgen.model import build_report
from perfgen.packs import Pack
from perfgen.prose import Texts, write_prose
from perfgen.taken import names_taken, take
from perfgen.vocabulary import TAKEN

if TYPE_CHECKING:
    from perfgen.render import CompiledTemplate

STILL_TO_COME = frozenset({"DAT203", "DAT207"})
"""Findings that say that something is missing; a draft prints 〔待填：…〕 in its place."""

UNREADABLE = ("DAT1", "DAT209")
"""How the codes begin of faults that leave parts of the data file unread; not even a draft is printed of it."""

NO_PACK = Contract(id="", name="", version="", years=(), source="")
"""The core vocabulary alone, for data whose pack is not to be found."""


@lru_cache(maxsize=64)
def compiled(template: bytes) -> "CompiledTemplate":
    """The compiled template of a Word file; a process compiles each file once."""
    from perfgen.render import compile_template

    return compile_template(template, filters=words.FUNCTIONS, restricted=True)


Earlier = tuple[str, bytes, tuple[tuple[str, bytes], ...]]
"""A data file of the year before: its name, its bytes, the files that it takes values from."""


@frozen
class Job:
    """One data file to be built: its bytes, its name for messages, how its pack is found, and the options."""

    data: bytes
    name: str
    choose: Callable[[str, str], Pack]
    """Gives the pack for 模板 and 模板版本; raises PackFault."""
    draft: bool = False
    strict: bool = False
    render: bool = True
    """Whether Word files are made; without, the job only checks."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The sheets and Word files that the data takes values from (see ``referred``), by the names that it uses."""
    before: tuple[Earlier, ...] = ()
    """The same unit's files of the year before, which this one must join on to."""
    compiler: Callable[[bytes], "CompiledTemplate"] = compiled
    """Gives the compiled template of a Word file; raises TemplateFault."""
    only: tuple[str, ...] = ()
    """The keys of the documents that are wanted; without, all that are not made on demand only."""


@frozen
class Plan:
    """What a job is about and would make, known before anything is checked or rendered; empty for unreadable data."""

    pack: str = ""
    """Digest of the pack."""
    names: tuple[str, ...] = ()
    """File names without folder."""
    unit: tuple[str, ...] = ()
    """名称 and 简称 of the unit, folded for comparison."""
    year: int = 0


@frozen
class Made:
    """A Word file that was made: document key, file name without folder, bytes."""

    key: str
    name: str
    data: bytes = field(repr=False)


class Summary(NamedTuple):
    """What a county office asks of a report first, as it prints; empty where there is none."""

    unit: str = ""
    year: str = ""
    pack: str = ""
    total: str = ""
    grade: str = ""
    rate: str = ""
    basis: str = ""


@frozen
class Outcome:
    """What came of a job: files, findings, what is still to come, and why nothing could be made."""

    name: str
    made: tuple[Made, ...] = ()
    findings: tuple[Finding, ...] = ()
    pending: tuple[Finding, ...] = ()
    """In a draft: what is still 待填."""
    summary: Summary = field(default_factory=Summary)
    pack: Pack | None = field(default=None, repr=False)
    mended: str | None = field(default=None, repr=False)
    """The data file with its mechanical faults mended, where it has any."""
    tree: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The data as it is typed."""
    error: PerfgenError | None = None

    @property
    def refused(self) -> bool:
        """Whether findings or an error keep the report from being made; a draft is printed despite findings."""
        return self.error is not None or any(finding.logical for finding in self.findings)

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has explained."""
        return tuple(finding for finding in self.findings if not finding.explained)


def build(job: Job) -> Outcome:
    """The outcome of ``job``: load, model, compute, prose, check, render. Never raises for faults of data or pack."""
    read = _left.pop(_same(job), None) or _read(job)
    try:
        return _built(job, read)
    finally:
        if read.figures is not None:
            read.figures.release()


def _built(job: Job, read: "_Read") -> Outcome:
    source, pack, figures = read.loaded.source, read.pack, read.figures
    outcome = Outcome(job.name, findings=read.loaded.findings, mended=read.loaded.mended)
    if source is not None and read.fault is not None:
        place = source.place(_at_fault(job, source.tree))
        unknown = Finding("DAT401", Severity.LOGICAL, read.fault.message, read.fault.hint, place)
        return _with(outcome, (unknown, *_core_faults(source)))
    if source is None or pack is None or figures is None:
        return outcome
    texts = write_prose(figures)
    documents, unfit = _documents(job, figures)
    case = Case(figures, texts, making=frozenset(document.key for document in documents))
    found = check(case, (*read.untaken, *_across(case, job)))
    outcome = replace(outcome, pack=pack, summary=_summary(figures, pack), tree=source.tree, error=unfit)
    outcome = _with(outcome, (*read.faults, *figures.findings, *found))
    refused = outcome
    if job.draft or _only_waits(outcome, job):
        pending = tuple(f for f in outcome.findings if f.code in STILL_TO_COME)
        outcome = replace(outcome, findings=tuple(f for f in outcome.findings if f not in pending), pending=pending)
    if not job.render or not _may_print(outcome, job):
        return outcome
    wrong = tuple(f for f in outcome.findings if f.logical)
    try:
        made = tuple(_made(document, pack, figures, texts, job, wrong) for document in documents)
    except PerfgenError as error:
        return replace(outcome, error=_uncomposed(error, job) if wrong else error)
    if outcome.pending and not job.draft and _waits(made):
        return refused
    return replace(outcome, made=made)


def plan(job: Job) -> Plan:
    """What ``job`` would make; where it is empty, ``build`` says what is wrong."""
    read = _read(job)
    pack, figures = read.pack, read.figures
    if pack is None or figures is None:
        return Plan()
    _left.clear()
    _left[_same(job)] = read
    case = Case(figures, Texts({}))
    try:
        names = tuple(_file_name(document, figures, job.draft) for document in _documents(job, figures)[0])
    except PerfgenError:
        names = ()
    year = case.number("年度")
    unit = tuple(fold_key(case.text("单位", key)) for key in ("名称", "简称"))
    return Plan(pack.digest, names, unit, int(year) if year is not None else 0)


def referred(data: bytes) -> tuple[str, ...]:
    """The names of the files that the data file ``data`` takes values from (取自), relative to its folder.

    Only names that lie inside that folder; ``build`` says what is wrong with any other.
    """
    if not any(TAKEN.encode(encoding) in data for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")):
        return ()
    source = load(data, "").source
    return () if source is None else names_taken(source.tree)


def _across(case: Case, job: Job) -> list[Finding]:
    """Faults between this file and those of the year before."""
    earlier = [_read(replace(job, data=data, name=name, files=dict(files))).figures for name, data, files in job.before]
    return [
        finding
        for figures in earlier
        if figures is not None
        for finding in check_across([Case(figures, Texts({})), case])
        if finding.place.file == job.name
    ]


@frozen
class _Read:
    """A data file as far as its figures: no pack and figures where it cannot be read or its pack is not there."""

    loaded: Loaded
    fault: PackFault | None = None
    pack: Pack | None = None
    untaken: tuple[Finding, ...] = ()
    faults: tuple[Finding, ...] = ()
    figures: Figures | None = None


_left: dict[Any, _Read] = {}
"""What the last plan read, left for the build of the same job, which mostly follows at once and takes it."""


def _same(job: Job) -> Any:
    """What decides what is read of ``job``."""
    return job.choose, job.data, job.name, tuple(job.files.items())


def _read(job: Job) -> _Read:
    loaded = load(job.data, job.name)
    if loaded.source is None:
        return _Read(loaded)
    try:
        pack = _pack(job, loaded.source.tree)
    except PackFault as fault:
        return _Read(loaded, fault)
    source, untaken = take(loaded.source, pack.contract, job.files)
    report, faults = build_report(source, pack.contract)
    return _Read(loaded, None, pack, tuple(untaken), tuple(faults), compute(report))


def _core_faults(source: Source) -> Iterator[Finding]:
    """The faults of shape and type that any pack would find; what only the unknown pack can know is left out."""
    _, faults = build_report(source, NO_PACK)
    for fault in faults:
        known = fault.code != "DAT201" or "你是不是想写" in fault.hint
        if known and not fault.place.key.startswith("正文") and "“模板”" not in fault.message:
            yield fault


def _documents(job: Job, figures: Figures) -> tuple[tuple[Document, ...], PackFault | None]:
    """The documents to be made, or why those that are wanted cannot be."""
    try:
        return chosen(figures.report, job.only), None
    except PackFault as fault:
        return (), PackFault(fault.message, fault.hint, job.name)


def _only_waits(outcome: Outcome, job: Job) -> bool:
    """Whether documents are asked for by name, and the worst is that something is still to come, maybe not in them."""
    wrong = {finding.code for finding in outcome.findings if finding.logical}
    return bool(job.only) and job.render and bool(wrong) and wrong <= STILL_TO_COME


def _waits(made: Sequence[Made]) -> bool:
    """Whether any of the documents prints something that is still to come."""
    from perfgen.render import prints_pending

    return any(prints_pending(each.data) for each in made)


def _may_print(outcome: Outcome, job: Job) -> bool:
    """Whether Word files are made: a report of sound data, a draft of whatever could be read."""
    if job.strict and outcome.open:
        return False
    if not job.draft:
        return not outcome.refused
    return not any(finding.logical and finding.code.startswith(UNREADABLE) for finding in outcome.findings)


def _with(outcome: Outcome, findings: tuple[Finding, ...]) -> Outcome:
    return replace(outcome, findings=in_reading_order((*outcome.findings, *findings)))


def _pack(job: Job, tree: dict[str, Any]) -> Pack:
    name, version = tree.get("模板"), tree.get("模板版本")
    if not isinstance(name, str) or not name.strip():
        raise PackFault("没有写明用哪个模板", '在文件开头写 "模板" = "…"；用 perfgen template list 看有哪些')
    return job.choose(name.strip(), version.strip() if isinstance(version, str) else "")


def _at_fault(job: Job, tree: dict[str, Any]) -> KeyPath:
    """Which key keeps the pack from being found: the version where the pack has another."""
    try:
        _pack(job, {**tree, "模板版本": ""})
    except PackFault:
        return ("模板",)
    return ("模板版本",)


def _made(
    document: Document, pack: Pack, figures: Figures, texts: Texts, job: Job, wrong: Sequence[Finding] = ()
) -> Made:
    template = job.compiler(word_file(pack, document))
    data = template.render(template_context(*shown(figures, texts, document), document))
    if job.draft:
        from perfgen.render import mark_draft

        data = mark_draft(data, [_to_mend(finding) for finding in wrong])
    return Made(document.key, _file_name(document, figures, job.draft), data)


def _uncomposed(error: PerfgenError, job: Job) -> OutputFault:
    """Why no draft could be made of faulty data: the template is not to blame for what the data does not give it."""
    message = f"数据里的错误使草稿排不出来：{error.message.strip()}"
    return OutputFault(message, "先改上面列出的逻辑性问题，再生成草稿", job.name)


def _to_mend(finding: Finding) -> str:
    line = f"第 {finding.place.line} 行，" if finding.place.line else ""
    return f"{line}{finding.message}{'；办法：' if finding.hint else ''}{finding.hint}（{finding.code}）"


def _file_name(document: Document, figures: Figures, draft: bool) -> str:
    return f"{figures.pack_text(document.file_name)}{'-草稿' if draft else ''}.docx"


def _summary(figures: Figures, pack: Pack) -> Summary:
    def printed(*path: str) -> str:
        try:
            value = figures.value(path)
        except KeyError:
            return ""
        return "" if isinstance(value, Absent) else str(value)

    return Summary(
        unit=printed("单位", "简称") or printed("单位", "名称"),
        year=printed("年度"),
        pack=f"{pack.contract.name} {pack.version}",
        total=printed("自评", "总分"),
        grade=printed("自评", "等级"),
        rate=printed("执行率"),
        basis=printed("口径"),
    )


__all__ = ["Earlier", "Job", "Made", "Outcome", "Plan", "Summary", "build", "compiled", "plan", "referred"]
