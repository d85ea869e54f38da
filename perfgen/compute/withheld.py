"""The same figures as a document shows them that leaves some of them out."""

from collections.abc import Iterable
from typing import Any

from perfgen.compute.figures import Figures
from perfgen.express.values import Absent
from perfgen.keypath import KeyPath
from perfgen.model import Report
from perfgen.vocabulary import split_pattern

_SHOWN = "未公布"


class Withheld(Figures):
    """Figures that are 未公布 to who asks from outside; what is computed from them is computed as ever."""

    def __init__(self, report: Report, omitted: Iterable[str]) -> None:
        """Take the report and the patterns of the fields that are left out, with everything below them."""
        super().__init__(report)
        self._omitted = tuple(split_pattern(pattern) for pattern in omitted)

    def find(self, path: KeyPath) -> Any:
        """The value at ``path``, or ``NOTHING``; the word where it is left out."""
        if self._used is None:
            known = self.report.node(path).path or path
            if any(_covers(pattern, known) for pattern in self._omitted):
                return Absent(_SHOWN, self.label(known))
        return super().find(path)


def _covers(pattern: tuple[str, ...], path: KeyPath) -> bool:
    """Whether ``path`` is a place that fits ``pattern``, or stands below one."""
    return len(path) >= len(pattern) and all(
        name == part or name == "*" or (name == "[]" and isinstance(part, int))
        for name, part in zip(pattern, path, strict=False)
    )
