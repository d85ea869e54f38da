"""How far a run of many files has come: a bar with rate and time left, on a terminal only."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

FEW = 8
"""Up to so many files are done before a bar could be read."""


class Progress:
    """A bar below what is printed; nothing at all where nobody watches or where there is little to wait for."""

    def __init__(self) -> None:
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._stream = next((each for each in (sys.stdout, sys.stderr) if each.isatty()), None)

    def begin(self, name: str, total: int) -> None:
        """Start counting ``total`` steps of the work called ``name``."""
        if self._stream is None or total <= FEW:
            return
        if self._bar is None:
            self._bar = _bar(self._stream)
            self._bar.start()
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(name, total=total)

    def step(self, count: int = 1) -> None:
        """Some more are done."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, count)

    def line(self, text: str = "") -> None:
        """Print a line on stdout, above the bar."""
        if self._bar is not None and self._stream is sys.stdout:
            from rich.text import Text

            self._bar.console.print(Text.from_ansi(text), soft_wrap=True)
        else:
            click.echo(text)

    def end(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def _bar(stream: Any) -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft
    from rich.text import Text

    class Rate(ProgressColumn):
        """Files a second."""

        def render(self, task: Task) -> Text:
            """The rate of the last seconds."""
            speed = task.finished_speed or task.speed
            return Text(f"{speed:.0f} 份/秒" if speed else "", style="progress.data.speed")

    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TextColumn("还要"), TimeLeft(),
    )  # fmt: skip
    return Progress(*columns, console=console, transient=True)
