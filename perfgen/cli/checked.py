"""What came of a data file before anything is written, and the exit code that follows."""

from collections.abc import Sequence
from dataclasses import replace

from perfgen.batch import Answer, Lost
from perfgen.cli import crash, say
from perfgen.cli.inputs import DataFile
from perfgen.errors import EnvironmentFault, PerfgenError
from perfgen.frozen import frozen
from perfgen.pipeline import Outcome


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
        """0 done, 1 refused or a draft with faults, 2 could not run."""
        return exit_code(self.errors, refused(self.outcome, self.strict))


def refused(outcome: Outcome, strict: bool) -> bool:
    """Whether findings keep the report from being made."""
    return outcome.refused or (strict and bool(outcome.open))


def exit_code(errors: Sequence[PerfgenError], refused: bool) -> int:
    """0 done, 1 refused, 2 could not run."""
    if any(isinstance(error, EnvironmentFault) for error in errors):
        return 2
    return 1 if errors or refused else 0


def checked(file: DataFile, answer: Answer | Lost, strict: bool) -> Checked:
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
    say.step("%s：%d 个问题，%d 个文件", file.name, len(answer.outcome.findings), len(answer.sealed))
    if answer.pack:
        say.step("模板 %s", answer.pack)
    return Checked(file, answer, strict)
