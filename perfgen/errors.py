"""Errors that stop a run: what is wrong, where, and how to mend it.

Faults of the data are not errors but findings (see ``findings``). An error is raised when perfgen cannot go on at all:
a program is missing, a pack is broken, a template does not compile, an output cannot be written.
"""


class PerfgenError(Exception):
    """What is wrong (``message``), how to mend it (``hint``) and where (``place``), in Chinese, for clerks."""

    def __init__(self, message: str, hint: str = "", place: str = "") -> None:
        super().__init__(message, hint, place)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        where = f"{self.place}：" if self.place else ""
        cure = f"（{self.hint}）" if self.hint else ""
        return f"{where}{self.message}{cure}"


class EnvironmentFault(PerfgenError):
    """The machine lacks what the run needs: a file, a program, a font, a right."""


class PackFault(PerfgenError):
    """A template pack is missing, broken or refused."""


class TemplateFault(PerfgenError):
    """A Word template does not compile or cannot be filled."""


class OutputFault(PerfgenError):
    """An output cannot be written or must not be overwritten."""


class EditedFault(OutputFault):
    """An output was edited by hand; ``edits`` tell where, a line each."""

    def __init__(self, message: str, hint: str = "", place: str = "", edits: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint, place)
        self.args = (message, hint, place, edits)
        self.edits = edits
