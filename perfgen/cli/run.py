"""The work behind ``build``: plan, skip what is unchanged, build, write, convert; every file as far as it goes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from sys import intern

from perfgen.batch import Answer, Crew, Lost, Ready, Sealed, Unit, build_units, plan_units
from perfgen.batch import run as run_tasks
from perfgen.batch.program import program_stamp
from perfgen.batch.record import origin
from perfgen.batch.record import remembered as told_before
from perfgen.cli import crash, crews, inputs, say
from perfgen.cli.checked import Checked, checked, refused
from perfgen.cli.inputs import DataFile
from perfgen.cli.library import find_library
from perfgen.cli.outputs import clashes, place
from perfgen.cli.planning import PLANS, Planned, planned, years_before
from perfgen.cli.progress import Progress
from perfgen.cli.results import BUILT, REBUILT, REFUSED, UNCHANGED, Options, Output, Result, Results
from perfgen.errors import EnvironmentFault, OutputFault, PerfgenError
from perfgen.frozen import frozen
from perfgen.pipeline import Earlier, Outcome, Plan, Summary
from perfgen.write import Record, Settle, Settled, untouched, write

UNITS = 4
"""How many of many files go to a worker in one call: sending costs little beside building."""
KEPT = 200
"""With more files than this, findings are shown and forgotten; of each file the counts are kept."""


def _outputs(plan: Planned, folder: Path) -> tuple[Output, ...]:
    """Where the reports of a file would go, as far as they may go there."""
    return tuple(_placed(name, folder) for name in plan.names)


def _placed(name: str, folder: Path) -> Output:
    try:
        return Output(place(folder, name), BUILT)
    except OutputFault as fault:
        return Output(Path(name), REFUSED, fault)


def _shared(summary: Summary) -> Summary:
    """The same, with what many files share held once."""
    return Summary(summary.unit, *map(intern, summary[1:]))


@frozen
class _Skipped:
    """A file whose outputs are there, unedited, and made of exactly what they would be made of now."""

    outcome: Outcome


_Known = _Skipped | EnvironmentFault


class _Run:
    """One build of many files."""

    def __init__(
        self,
        files: Sequence[DataFile],
        options: Options,
        now: datetime,
        crew: Crew,
        progress: Progress,
        show: Callable[[Checked], None],
    ) -> None:
        self.files, self.options, self.now = files, options, now
        self.crew, self.progress, self.show = crew, progress, show
        self.plans: list[Planned] = []
        self.outputs: list[tuple[Output, ...]] = []
        self.before: Mapping[int, list[int]] = {}
        self.clashes: Mapping[int, OutputFault] = {}

    @property
    def many(self) -> bool:
        """Whether there are so many files that details are shown and not kept."""
        return len(self.files) > KEPT

    def plan(self) -> None:
        """Find out what every file is about and where its reports go."""
        self.progress.begin("查看", len(self.files))
        units = (self._unit(file.read()) for file in self.files)
        for _, plan in run_tasks(plan_units, units, self.crew, together=PLANS):
            self.plans.append(planned(Plan() if isinstance(plan, Lost) else plan))
            self.outputs.append(_outputs(self.plans[-1], self.options.output))
            self.progress.step()
        self.before = years_before(self.plans)
        self.clashes = clashes(
            (index, self.files[index].name, output.path)
            for index, outputs in enumerate(self.outputs)
            for output in outputs
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
                yield self._kept(checked(replace(file, error=answer), Lost(), self.options.strict), ())
            else:
                yield self._built(index, checked(file, answer, self.options.strict))
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

    def _unit(self, file: DataFile, before: tuple[Earlier, ...] = (), render: bool = True) -> Unit:
        draft, strict = self.options.draft, self.options.strict
        only = self.options.only
        return Unit(file.name, file.data, program_stamp(), draft, strict, render, before, file.files, only)

    def _unchanged(self, index: int, unit: Unit) -> Outcome | None:
        outputs = self.outputs[index]
        if self.options.rebuild or index in self.clashes or not outputs:
            return None
        records = []
        for output in outputs:
            record = None if output.error else untouched(output.path)
            if record is None:
                return None
            records.append(record)
        outcome = told_before(unit.name, records, origin(unit, self.plans[index].pack))
        if outcome is not None:
            say.step("%s：%s，模板 %s", unit.name, UNCHANGED, " ".join(list(records[0]["模板"].values())[:2]))
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
        return self._unit(file, tuple((each.name, each.data, each.files) for each in earlier), render)

    def _states(self, index: int, state: str) -> tuple[Output, ...]:
        return tuple(replace(output, state=state) for output in self.outputs[index])

    def _built(self, index: int, checked: Checked) -> Result:
        if index in self.clashes:
            error = self.clashes[index]
            clash = tuple(replace(each, state=REFUSED, error=error) for each in self.outputs[index])
            return self._kept(checked, () if refused(checked.outcome, checked.strict) or checked.errors else clash)
        there = {output.path.name: output for output in self.outputs[index]}
        outputs = []
        for sealed in checked.answer.sealed:
            output = there.get(Path(sealed.name).name)
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
        say.step("%s：%s", written.path, state)
        changes = None
        if written.before is not None and not self.many:
            from perfgen.batch.brief import brief

            changes = brief(written.before, sealed.entry.record)
        return Output(written.path, state, written.left, kept=written.kept, changes=changes)

    def _kept(self, checked: Checked, outputs: tuple[Output, ...]) -> Result:
        """Show what was found and keep what the closing table needs."""
        self.show(checked)
        outcome = checked.outcome
        errors = dict.fromkeys((*checked.errors, *(output.error for output in outputs if output.error is not None)))
        return Result(
            checked.file.name,
            _shared(outcome.summary),
            outputs,
            tuple(errors),
            refused(outcome, checked.strict),
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
    from perfgen.cli.pdfs import pdfs_of

    pdfs, faults = pdfs_of(made, crew, now, progress, force=options.force, rebuild=options.rebuild)
    return replace(done, pdfs=pdfs, pdf_errors=faults)
