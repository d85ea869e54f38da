"""The work behind ``build``: plan, skip what is unchanged, build, write, convert; every file as far as it goes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from sys import intern

from perfgen.batch import Answer, Crew, Lost, Ready, Sealed, Unit, build_units, origin, plan_units, program_digest
from perfgen.batch import remembered as told_before
from perfgen.batch import run as run_tasks
from perfgen.batch.brief import Brief, brief
from perfgen.cli import crash, crews, inputs, say
from perfgen.cli.inputs import DataFile
from perfgen.cli.outputs import clashes, place
from perfgen.cli.pdfs import pdfs_of
from perfgen.cli.progress import Progress
from perfgen.errors import EnvironmentFault, OutputFault, PackFault, PerfgenError
from perfgen.findings import Finding
from perfgen.frozen import frozen
from perfgen.packs import Library, library
from perfgen.pipeline import Outcome, Plan, Summary
from perfgen.write import Record, Settle, Settled, untouched, write

BUILT, REBUILT, UNCHANGED, REFUSED = "已生成", "已更新", "未变", "拒绝"

PLANS, UNITS = 32, 4
"""How many files go to a worker in one call: sending costs little beside building, and much beside planning."""
KEPT = 200
"""With more files than this, findings are shown and forgotten; of each file the counts are kept."""


@frozen
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
    keep_edits: bool = False
    """Whether what somebody edited in a report is carried over into the new one."""
    workpaper: bool = False
    """Whether a workpaper is written beside each report."""


@dataclass(frozen=True, slots=True)
class Output:
    """One Word file of a data file: where it is or would be, what happened, and why it was refused."""

    path: Path
    state: str
    error: PerfgenError | None = None
    kept: Path | None = None
    """The dated copy of a file that was edited by hand."""
    changes: Brief | None = None
    """What changed since the report that was replaced."""


@frozen
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
    open: int = 0
    """核实性 findings that nobody has explained."""
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


@frozen
class Results:
    """The results of a run, and what came of the PDFs."""

    files: tuple[Result, ...]
    units: tuple[tuple[str, ...], ...] = ()
    """名称 and 简称 of the unit of each file, folded; empty where the file does not tell."""
    pdfs: tuple[Path, ...] = ()
    pdf_errors: tuple[PerfgenError, ...] = ()
    workpapers: tuple[Path, ...] = ()
    workpaper_errors: tuple[PerfgenError, ...] = ()

    @property
    def beside_errors(self) -> tuple[PerfgenError, ...]:
        """What went wrong with what is made of finished reports."""
        return (*self.pdf_errors, *self.workpaper_errors)

    @property
    def exit_code(self) -> int:
        """The worst of all."""
        return max([_exit_code(self.beside_errors, False), *(result.exit_code for result in self.files)], default=0)


def find_library(templates: Path | None) -> Library:
    """The packs in use; a folder that is not there is a fault of the command line."""
    try:
        return library(templates)
    except PackFault as fault:
        raise EnvironmentFault(fault.message, fault.hint, fault.place) from fault


def check_all(files: Sequence[DataFile], packs: Library, *, strict: bool = False) -> Iterator[Checked]:
    """The result of each data file, in order, with what does not fit between the years of one unit."""
    with crews.open_crew(packs, len(files), None, "") as crew:
        asked = (Unit(file.name, file.data, files=file.files) for file in files)
        plans = [plan for _, plan in run_tasks(plan_units, asked, crew, together=PLANS)] if len(files) > 1 else []
        before = _years_before([_Planned() if isinstance(plan, Lost) else _planned(plan, Path()) for plan in plans])
        units = (_to_check(files, index, before.get(index, ()), strict) for index in range(len(files)))
        answers = run_tasks(build_units, units, crew, together=PLANS)
        for file, (_, answer) in zip(files, answers, strict=True):
            yield _checked(file, answer, strict)


def _to_check(files: Sequence[DataFile], index: int, before: Sequence[int], strict: bool) -> Unit:
    """The unit of one file of a check, with those of the year before."""
    file = files[index]
    earlier = tuple((files[each].name, files[each].data) for each in before)
    return Unit(file.name, file.data, strict=strict, render=False, before=earlier, files=file.files)


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


@frozen
class _Skipped:
    """A file whose outputs are there, unedited, and made of exactly what they would be made of now."""

    outcome: Outcome


_Known = _Skipped | EnvironmentFault


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

    @property
    def many(self) -> bool:
        """Whether there are so many files that details are shown and not kept."""
        return len(self.files) > KEPT

    def plan(self) -> None:
        """Find out what every file is about and where its reports go."""
        self.progress.begin("查看", len(self.files))
        units = (self._unit(file.read()) for file in self.files)
        for _, plan in run_tasks(plan_units, units, self.crew, together=PLANS):
            self.plans.append(_planned(Plan() if isinstance(plan, Lost) else plan, self.options.output))
            self.progress.step()
        self.before = _years_before(self.plans)
        self.clashes = clashes(
            (index, self.files[index].name, output.path)
            for index, plan in enumerate(self.plans)
            for output in plan.outputs
            if output.error is None
        )

    def results(self) -> Iterator[Result]:
        """The result of each file, in order, written as soon as it is built."""
        self.progress.begin("生成", len(self.files))
        answers = run_tasks(build_units, self._tasks(), self.crew, together=UNITS if len(self.files) > KEPT else 1)
        for index, (unit, answer) in enumerate(answers):
            file = replace(self.files[index], data=unit.data)
            if isinstance(answer, _Skipped):
                yield self._kept(Checked(file, Answer(answer.outcome)), self._states(index, UNCHANGED))
            elif isinstance(answer, EnvironmentFault):
                yield self._kept(_checked(replace(file, error=answer), Lost(), self.options.strict), ())
            else:
                yield self._built(index, _checked(file, answer, self.options.strict))
            self.progress.step()

    def _tasks(self) -> Iterator[Unit | Ready[Unit, _Known]]:
        for index, listed in enumerate(self.files):
            file = listed.read()
            inputs.log_read(file)
            unit = self._whole(index, file, render=index not in self.clashes)
            if file.error is not None:
                yield Ready(unit, file.error)
            elif (outcome := self._unchanged(index, unit)) is not None:
                yield Ready(unit, _Skipped(outcome))
            else:
                yield unit

    def _unit(self, file: DataFile, before: tuple[tuple[str, bytes], ...] = (), render: bool = True) -> Unit:
        draft, strict = self.options.draft, self.options.strict
        return Unit(file.name, file.data, program_digest(), draft, strict, render, before, file.files)

    def _unchanged(self, index: int, unit: Unit) -> Outcome | None:
        plan = self.plans[index]
        if self.options.rebuild or index in self.clashes or not plan.outputs:
            return None
        records = []
        for output in plan.outputs:
            record = None if output.error else untouched(output.path)
            if record is None:
                return None
            records.append(record)
        outcome = told_before(unit.name, records, origin(unit, plan.pack))
        if outcome is not None:
            say.log.info("%s：%s，模板 %s", unit.name, UNCHANGED, " ".join(list(records[0]["模板"].values())[:2]))
        return outcome

    def workpapers(self, results: Sequence[Result]) -> tuple[tuple[Path, ...], tuple[PerfgenError, ...]]:
        """A workpaper beside the first report of each file that has one."""
        from perfgen.cli.workpapers import Wanted, workpapers_of  # openpyxl

        made = {
            index: next((output.path for output in result.outputs if output.error is None), None)
            for index, result in enumerate(results)
        }
        wanted = (
            Wanted(path, self._whole(index, self.files[index].read(), render=False), self.plans[index].pack)
            for index, path in made.items()
            if path is not None
        )
        return workpapers_of(
            wanted, self.crew, self.now, self.progress, force=self.options.force, rebuild=self.options.rebuild,
            total=sum(path is not None for path in made.values()),
        )  # fmt: skip

    def _whole(self, index: int, file: DataFile, *, render: bool) -> Unit:
        """A file with those of the year before."""
        earlier = [self.files[each].read() for each in self.before.get(index, ())]
        return self._unit(file, tuple((each.name, each.data) for each in earlier), render)

    def _states(self, index: int, state: str) -> tuple[Output, ...]:
        return tuple(replace(output, state=state) for output in self.plans[index].outputs)

    def _built(self, index: int, checked: Checked) -> Result:
        if index in self.clashes:
            error = self.clashes[index]
            refused = tuple(replace(each, state=REFUSED, error=error) for each in self.plans[index].outputs)
            return self._kept(checked, () if _refused(checked.outcome, checked.strict) or checked.errors else refused)
        planned = {output.path.name: output for output in self.plans[index].outputs}
        outputs = []
        for sealed in checked.answer.sealed:
            output = planned.get(Path(sealed.name).name)
            if output is None:
                fault = OutputFault("数据在生成过程中被改过，没有写", "再运行一次", checked.file.name)
                output = Output(Path(sealed.name), REFUSED, fault)
            outputs.append(output if output.error else self._written(index, checked.file, sealed, output.path))
        return self._kept(checked, tuple(outputs))

    def _settle(self, index: int, file: DataFile, sealed: Sealed, path: Path) -> Settle:
        """Who decides about a report that somebody edited; most are not, and then nothing of this is needed."""

        def settle(there: bytes, record: Record) -> Settled:
            from perfgen.cli.edited import Judge  # tracing and comparing

            unit = self._whole(index, file, render=False)
            choose = find_library(self.options.templates).choose
            return Judge(path, unit, sealed.data, choose, keep=self.options.keep_edits)(there, record)

        return settle

    def _written(self, index: int, file: DataFile, sealed: Sealed, path: Path) -> Output:
        settle = self._settle(index, file, sealed, path)
        try:
            written = write(
                path, sealed.data, record=sealed.entry, now=self.now, force=self.options.force, settle=settle
            )
        except OutputFault as fault:
            return Output(path, REFUSED, fault)
        except UnicodeEncodeError:
            message = "这个系统设置不能用中文文件名"
            return Output(path, REFUSED, OutputFault(message, "设环境变量 PYTHONUTF8=1 再运行", path.name))
        except Exception as error:  # as in a worker: the other files are written all the same
            return Output(path, REFUSED, crash.report(error))
        state = UNCHANGED if written.unchanged else REBUILT if written.replaced else BUILT
        say.log.info("%s：%s", written.path, state)
        changes = None if self.many or written.before is None else brief(written.before, sealed.entry.record)
        return Output(written.path, state, written.left, kept=written.kept, changes=changes)

    def _kept(self, checked: Checked, outputs: tuple[Output, ...]) -> Result:
        """Show what was found and keep what the closing table needs."""
        self.show(checked)
        outcome = checked.outcome
        errors = dict.fromkeys((*checked.errors, *(output.error for output in outputs if output.error is not None)))
        return Result(
            checked.file.name,
            outcome.summary,
            outputs,
            tuple(errors),
            _refused(outcome, checked.strict),
            logical=sum(finding.logical for finding in outcome.findings),
            review=sum(not finding.logical for finding in outcome.findings),
            open=sum(not finding.logical and not finding.explained for finding in outcome.findings),
            explained=tuple(finding for finding in outcome.findings if finding.explained),
            pending=() if self.many else outcome.pending,
            waiting=len(outcome.pending),
        )


def build_all(
    names: Sequence[Path], options: Options, now: datetime, show: Callable[[Checked], None], progress: Progress
) -> Results:
    """Build every data file that ``names`` mean and write what may be written; ``show`` sees each in turn."""
    packs = find_library(options.templates)
    files = inputs.listed(names)
    with crews.open_crew(packs, len(files), options.jobs, options.scheduler) as crew:
        return build_files(files, options, now, crew, show, progress)


def build_files(
    files: Sequence[DataFile],
    options: Options,
    now: datetime,
    crew: Crew,
    show: Callable[[Checked], None],
    progress: Progress,
) -> Results:
    """The same for files that are listed already and a crew that is at work already."""
    run = _Run(files, options, now, crew, progress, show)
    run.plan()
    results = tuple(run.results())
    done = Results(results, tuple(plan.unit for plan in run.plans))
    if options.workpaper:
        papers, faults = run.workpapers(results)
        done = replace(done, workpapers=papers, workpaper_errors=faults)
    if not options.pdf:
        return done
    made = [output.path for result in results for output in result.outputs if output.error is None]
    pdfs, faults = pdfs_of(made, crew, now, progress, force=options.force, rebuild=options.rebuild)
    return replace(done, pdfs=pdfs, pdf_errors=faults)
