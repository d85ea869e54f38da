"""The work behind ``build``: plan, skip what is unchanged, build, write, convert; every file as far as it goes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from sys import intern

from perfgen.batch import Answer, Crew, Here, Lost, Sealed, Unit, build_units, origin, plan_units, program_digest
from perfgen.batch import remembered as told_before
from perfgen.batch import run as run_tasks
from perfgen.cli import crash, inputs, say
from perfgen.cli.inputs import DataFile
from perfgen.cli.outputs import clashes, place
from perfgen.cli.progress import Progress
from perfgen.errors import EnvironmentFault, OutputFault, PackFault, PerfgenError
from perfgen.findings import Finding
from perfgen.packs import Library, library
from perfgen.pipeline import Outcome, Plan, Summary
from perfgen.write import untouched, write

BUILT, REBUILT, UNCHANGED, REFUSED = "已生成", "已更新", "未变", "拒绝"

PLANS, UNITS = 32, 4
"""How many files go to a worker in one call: sending costs little beside building, and much beside planning."""
KEPT = 200
"""With more files than this, findings are shown and forgotten; of each file the counts are kept."""


@dataclass(frozen=True)
class Options:
    """What the command line asks of a build."""

    output: Path
    pdf: bool = False
    draft: bool = False
    strict: bool = False
    force: bool = False
    rebuild: bool = False
    templates: Path | None = None
    jobs: int | None = None
    """How many processes; None leaves it to the number of files."""
    scheduler: str = ""
    """The address of a dask scheduler; empty for this machine."""


@dataclass(frozen=True, slots=True)
class Output:
    """One Word file of a data file: where it is or would be, what happened, and why it was refused."""

    path: Path
    state: str
    error: PerfgenError | None = None
    kept: Path | None = None
    """The dated copy of a file that was edited by hand."""


@dataclass(frozen=True)
class Checked:
    """What came of one data file before anything is written."""

    file: DataFile
    answer: Answer
    strict: bool = False

    @property
    def outcome(self) -> Outcome:
        """Findings and summary."""
        return self.answer.outcome

    @property
    def errors(self) -> tuple[PerfgenError, ...]:
        """Every error beside the findings."""
        return tuple(error for error in (self.file.error, self.outcome.error) if error is not None)

    @property
    def exit_code(self) -> int:
        """0 done, 1 refused, 2 could not run."""
        return _exit_code(self.errors, _refused(self.outcome, self.strict))


@dataclass(frozen=True, slots=True)
class Result:
    """What is kept of one data file: enough for the closing table, not what makes ten thousand of them heavy."""

    name: str
    summary: Summary
    outputs: tuple[Output, ...]
    errors: tuple[PerfgenError, ...]
    refused: bool
    """Whether findings keep the report from being made."""
    logical: int = 0
    review: int = 0
    """核实性 findings, explained or not."""
    explained: tuple[Finding, ...] = ()
    pending: tuple[Finding, ...] = ()
    waiting: int = 0
    """How many places are still 待填 in a draft."""

    @property
    def exit_code(self) -> int:
        """0 done, 1 refused, 2 could not run."""
        return _exit_code(self.errors, self.refused)


def _refused(outcome: Outcome, strict: bool) -> bool:
    return outcome.refused or (strict and bool(outcome.open))


def _exit_code(errors: Sequence[PerfgenError], refused: bool) -> int:
    if any(isinstance(error, EnvironmentFault) for error in errors):
        return 2
    return 1 if errors or refused else 0


@dataclass(frozen=True)
class Results:
    """The results of a run, and what came of the PDFs."""

    files: tuple[Result, ...]
    units: tuple[tuple[str, ...], ...] = ()
    """名称 and 简称 of the unit of each file, folded; empty where the file does not tell."""
    pdfs: tuple[Path, ...] = ()
    pdf_errors: tuple[PerfgenError, ...] = ()

    @property
    def exit_code(self) -> int:
        """The worst of all."""
        return max([_exit_code(self.pdf_errors, False), *(result.exit_code for result in self.files)], default=0)


def find_library(templates: Path | None) -> Library:
    """The packs in use; a folder that is not there is a fault of the command line."""
    try:
        return library(templates)
    except PackFault as fault:
        raise EnvironmentFault(fault.message, fault.hint, fault.place) from fault


def check_all(files: Sequence[DataFile], packs: Library, *, strict: bool = False) -> Iterator[Checked]:
    """The result of each data file, in order, with what does not fit between the years of one unit."""
    crew = Here(packs)
    plans = [plan for _, plan in run_tasks(plan_units, (Unit(file.name, file.data) for file in files), crew)]
    before = _years_before([_Planned() if isinstance(plan, Lost) else _planned(plan, Path()) for plan in plans])
    for index, file in enumerate(files):
        earlier = tuple((files[each].name, files[each].data) for each in before.get(index, ()))
        unit = Unit(file.name, file.data, strict=strict, render=False, before=earlier)
        for _, answer in run_tasks(build_units, [unit], crew):
            yield _checked(file, answer, strict)


def _checked(file: DataFile, answer: Answer | Lost, strict: bool) -> Checked:
    """The result of a file; whatever went wrong in a worker is said as an error of this file alone."""
    if file.error is not None:
        return Checked(file, Answer(Outcome(file.name)), strict)
    if isinstance(answer, Lost):
        fault = (
            crash.log(answer.mishap)
            if answer.mishap is not None
            else EnvironmentFault(
                "生成这一份的进程意外中断了，其他的不受影响",
                "多半是内存不够：关掉别的程序，单独再生成这一份",
                file.name,
            )
        )
        return Checked(replace(file, error=fault), Answer(Outcome(file.name)), strict)
    if answer.mishap is not None:
        return Checked(replace(file, error=crash.log(answer.mishap)), Answer(Outcome(file.name)), strict)
    say.log.info("%s：%d 个问题，%d 个文件", file.name, len(answer.outcome.findings), len(answer.sealed))
    if answer.pack:
        say.log.info("模板 %s", answer.pack)
    return Checked(file, answer, strict)


@dataclass(frozen=True, slots=True)
class _Planned:
    """What is known of a data file before it is built: the pack, where its files go, its unit and year."""

    pack: str = ""
    outputs: tuple[Output, ...] = ()
    unit: tuple[str, ...] = ()
    year: int = 0


def _planned(plan: Plan, folder: Path) -> _Planned:
    return _Planned(intern(plan.pack), tuple(_placed(name, folder) for name in plan.names), plan.unit, plan.year)


def _placed(name: str, folder: Path) -> Output:
    try:
        return Output(place(folder, name), BUILT)
    except OutputFault as fault:
        return Output(Path(name), REFUSED, fault)


def _years_before(plans: Sequence[_Planned]) -> Mapping[int, list[int]]:
    """Which files are the year before of which, both by their index."""
    years: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, plan in enumerate(plans):
        if plan.unit and plan.unit[0] and plan.year:
            years[plan.unit[0], plan.year].append(index)
    return {
        index: years[unit, year - 1]
        for (unit, year), same in list(years.items())
        if (unit, year - 1) in years
        for index in same
    }


@dataclass
class _Run:
    """One build of many files."""

    files: Sequence[DataFile]
    options: Options
    now: datetime
    crew: Crew
    progress: Progress
    show: Callable[[Checked], None]
    plans: list[_Planned] = field(default_factory=list)
    before: Mapping[int, list[int]] = field(default_factory=dict)
    clashes: Mapping[int, OutputFault] = field(default_factory=dict)
    _skipped: dict[int, Outcome] = field(default_factory=dict)
    _program: str = field(default_factory=program_digest)

    def results(self) -> Iterator[Result]:
        """The result of each file, in order, written as soon as it is built."""
        self._plan()
        self.progress.begin("生成", len(self.files))
        with closing(run_tasks(build_units, self._tasks(), self.crew, together=UNITS if self._many else 1)) as built:
            upcoming: Iterator[tuple[_Task, Answer | Lost]] = built
            waiting = next(upcoming, None)
            for index, file in enumerate(self.files):
                if waiting is not None and waiting[0].index == index:
                    task, answer = waiting
                    yield self._finished(index, task.file, answer)
                    waiting = next(upcoming, None)
                else:
                    yield self._finished_before(index, file)
                self.progress.step()
