"""The work behind ``build``: read, build, write, convert; every file as far as it goes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from perfgen.cli import crash, inputs, say
from perfgen.cli.inputs import DataFile
from perfgen.cli.outputs import clashes, place
from perfgen.cli.record import record
from perfgen.errors import EnvironmentFault, OutputFault, PackFault, PerfgenError
from perfgen.packs import Library, library
from perfgen.pipeline import Job, Made, Outcome, build
from perfgen.write import write

BUILT, REBUILT, UNCHANGED, REFUSED = "已生成", "已更新", "未变", "拒绝"


@dataclass(frozen=True)
class Options:
    """What the command line asks of a build."""

    output: Path
    pdf: bool = False
    draft: bool = False
    strict: bool = False
    force: bool = False
    templates: Path | None = None


@dataclass(frozen=True)
class Output:
    """One Word file of a data file: where it is or would be, what happened, and why it was refused."""

    path: Path
    state: str
    error: PerfgenError | None = None
    kept: Path | None = None
    """The dated copy of a file that was edited by hand."""


@dataclass(frozen=True)
class Result:
    """What came of one data file."""

    file: DataFile
    outcome: Outcome
    outputs: tuple[Output, ...] = ()
    strict: bool = False

    @property
    def errors(self) -> tuple[PerfgenError, ...]:
        """Every error beside the findings, each once."""
        met = (self.file.error, self.outcome.error, *(output.error for output in self.outputs))
        return tuple(dict.fromkeys(error for error in met if error is not None))

    @property
    def refused(self) -> bool:
        """Whether findings keep the report from being made."""
        return self.outcome.refused or (self.strict and bool(self.outcome.open))

    @property
    def exit_code(self) -> int:
        """0 done, 1 refused, 2 could not run."""
        if any(isinstance(error, EnvironmentFault) for error in self.errors):
            return 2
        return 1 if self.errors or self.refused else 0


@dataclass(frozen=True)
class Results:
    """The results of a run, and what went wrong with the PDFs."""

    files: tuple[Result, ...]
    pdfs: tuple[Path, ...] = ()
    pdf_error: PerfgenError | None = None

    @property
    def exit_code(self) -> int:
        """The worst of all."""
        pdf = 0 if self.pdf_error is None else 2 if isinstance(self.pdf_error, EnvironmentFault) else 1
        return max([pdf, *(result.exit_code for result in self.files)])


def find_library(templates: Path | None) -> Library:
    """The packs in use; a folder that is not there is a fault of the command line."""
    try:
        return library(templates)
    except PackFault as fault:
        raise EnvironmentFault(fault.message, fault.hint, fault.place) from fault


def check_one(file: DataFile, packs: Library, *, draft: bool = False, strict: bool = False, render: bool) -> Result:
    """The result of one data file before anything is written."""
    if file.error is not None:
        return Result(file, Outcome(file.name), strict=strict)
    try:
        outcome = build(Job(file.data, file.name, packs.choose, draft=draft, strict=strict, render=render))
    except Exception as error:  # one file's mishap leaves the others their reports
        return Result(replace(file, error=crash.report(error)), Outcome(file.name), strict=strict)
    say.log.info("%s：%d 个问题，%d 个文件", file.name, len(outcome.findings), len(outcome.made))
    if outcome.pack is not None:
        say.log.info("模板 %s %s：%s", outcome.pack.id, outcome.pack.version, outcome.pack.origin)
    return Result(file, outcome, strict=strict)


def build_all(names: Sequence[Path], options: Options, now: datetime) -> Results:
    """Build every data file that ``names`` mean and write what may be written."""
    packs = find_library(options.templates)
    results = [
        check_one(file, packs, draft=options.draft, strict=options.strict, render=True) for file in inputs.read(names)
    ]
    planned = [[_planned(made, options.output) for made in result.outcome.made] for result in results]
    refused = clashes(
        (index, result.file.name, output.path)
        for index, result in enumerate(results)
        for output in planned[index]
        if output.error is None
    )
    done = []
    for index, result in enumerate(results):
        outputs = []
        for made, output in zip(result.outcome.made, planned[index], strict=True):
            if index in refused and output.error is None:
                output = replace(output, state=REFUSED, error=refused[index])
            outputs.append(output if output.error else _written(result, made, output.path, options, now))
        done.append(replace(result, outputs=tuple(outputs)))
    if not options.pdf:
        return Results(tuple(done))
    return _convert(tuple(done), options)


def _planned(made: Made, folder: Path) -> Output:
    try:
        return Output(place(folder, made.name), BUILT)
    except OutputFault as fault:
        return Output(Path(made.name), REFUSED, fault)


def _written(result: Result, made: Made, path: Path, options: Options, now: datetime) -> Output:
    try:
        told = record(result.file.data, result.outcome, made)
        written = write(path, made.data, record=told, now=now, force=options.force)
    except OutputFault as fault:
        return Output(path, REFUSED, fault)
    except UnicodeEncodeError:
        message = "这个系统设置不能用中文文件名"
        return Output(path, REFUSED, OutputFault(message, "设环境变量 PYTHONUTF8=1 再运行", path.name))
    except Exception as error:  # as above: the other files are written all the same
        return Output(path, REFUSED, crash.report(error))
    state = UNCHANGED if written.unchanged else REBUILT if written.replaced else BUILT
    say.log.info("%s：%s", written.path, state)
    return Output(written.path, state, kept=written.kept)


def _convert(results: tuple[Result, ...], options: Options) -> Results:
    from perfgen.pdf import convert

    files = [output.path for result in results for output in result.outputs if output.error is None]
    try:
        return Results(results, tuple(convert(files, options.output)))
    except PerfgenError as error:
        return Results(results, pdf_error=error)
