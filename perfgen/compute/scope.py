"""What expressions see: the top-level names of a report's figures, and the words."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from perfgen.compute import accounts
from perfgen.compute.typed import Typed
from perfgen.express import words
from perfgen.express.evaluate import unknown
from perfgen.express.faults import ExpressionFault

NO_FIGURES = ("正文", "核对数", "核实说明", "未归类")
"""Top-level tables that hold no figures and that no expression may name."""


class DataScope:
    """Top-level names of a report's figures, and the words."""

    def __init__(self, figures: Typed) -> None:
        self._figures = figures
        self.words: Mapping[str, Callable[..., Any]] = {**words.FUNCTIONS, "金额": partial(_amount, figures)}

    def __getitem__(self, name: str) -> Any:
        if name in NO_FIGURES:
            raise ExpressionFault(f"“{name}”不能引用", "引用的是数和文字；要用两次的写到“事实”里", name)
        return self._figures.child((), name)

    def outright(self, path: tuple[str, ...]) -> Any:
        """The amount typed at ``path``, found without adding up its tree: amounts of one tree may refer to each other.

        Raises KeyError for everything else.
        """
        return self._figures.value(accounts.typed(self._figures, path))

    def names(self) -> tuple[str, ...]:
        """Every top-level name that has a value or could have one."""
        return tuple(dict.fromkeys((*self._figures.top_names(), *self._figures.report.contract.shape.names)))


def _amount(figures: Typed, name: Any) -> Any:
    """The amount called ``name``, wherever it stands."""
    found = accounts.by_name(figures, str(name))
    if not found:
        raise unknown(str(name), (str(name),), ())
    if len(found) > 1:
        shown = "、".join(figures.report.spelled(path) for path in found[:4])
        raise ExpressionFault(f"叫“{name}”的金额有 {len(found)} 处", f"写全路径：{shown}", str(name))
    return figures.value(found[0])
