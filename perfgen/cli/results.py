"""What a build is asked, and what it tells: options, outputs, results."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from perfgen.cli.checked import exit_code
from perfgen.errors import PerfgenError
from perfgen.findings import Finding
from perfgen.frozen import frozen
from perfgen.pipeline import Summary

if TYPE_CHECKING:
    from perfgen.batch.brief import Brief

BUILT, REBUILT, UNCHANGED, REFUSED = "已生成", "已更新", "未变", "拒绝"


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
    only: tuple[str, ...] = ()
    """The keys of the documents that are wanted; none for those that are made without asking."""


@dataclass(frozen=True, slots=True)
class Output:
    """One Word file of a data file: where it is or would be, what happened, and why it was refused."""

    path: Path
    state: str
    error: PerfgenError | None = None
    kept: Path | None = None
    """The dated copy of a file that was edited by hand."""
    changes: "Brief | None" = None
    """What changed since the report that was replaced."""


@dataclass(frozen=True, slots=True)
class Result:
    """What is kept of one data file: enough for the closing table, not what makes ten thousand of them heavy."""

    name: str
    summary: Summary
    outputs: tuple[Output, ...]
    errors: tuple[PerfgenError, ...]
    refused: bool
    """Whether findings keep the report from being made; of a draft, whether it must be mended first."""
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
        """0 done, 1 refused or a draft with faults, 2 could not run."""
        return exit_code(self.errors, self.refused)


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
        return max([exit_code(self.beside_errors, False), *(result.exit_code for result in self.files)], default=0)
