"""Values by key path, computed when they are asked for, each once, with what each was computed from.

The order of computing follows from what refers to what; a circle is a finding. How a value comes about is the business
of the classes above this one.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from perfgen.express.punctuation import fold_key
from perfgen.express.values import Absent, Group, Kind, Number, Style, decimal_of
from perfgen.findings import Finding, Severity
from perfgen.keypath import KeyPath, leaves
from perfgen.model import NOTHING, Node, Report, Sum

Found = TypeVar("Found")

Term = tuple[str, KeyPath]
"""A sign (empty for the first, +, −, ×, ÷) and the figure behind it."""


class Watch:
    """The paths of the values that were asked for while it lasted."""

    def __init__(self) -> None:
        self.paths: list[KeyPath] = []

    @property
    def leaves(self) -> tuple[KeyPath, ...]:
        """The paths, each once; one that only led to another is left out."""
        return leaves(self.paths)


class Store(ABC):
    """Values by key path. Paths hold list items by index; unknown paths raise KeyError."""

    def __init__(self, report: Report) -> None:
        form = report.contract.format
        self.report = report
        self.style = Style(
            form.money_unit, form.money_places, form.strip_zeros, form.thousands, form.ratio_places, form.score_places
        )
        self.inputs: dict[KeyPath, tuple[KeyPath, ...]] = {}
        """What each computed value was computed from."""
        self.made: dict[KeyPath, tuple[Term, ...]] = {}
        """What a sum, balance, ratio or reference was computed from: figures with their signs, from left to right."""
        self.published: set[KeyPath] = set()
        """Where the published amount is printed, since it agrees with the computed one within 尾差."""
        self.findings: list[Finding] = []
        self._values: dict[KeyPath, Any] = {}
        """Every value that has been asked for; ``NOTHING`` where there is none."""
        self._busy: dict[KeyPath, dict[KeyPath, None]] = {}
        """What is being computed, from the outside in, each with what it has asked for so far."""
        self._used: dict[KeyPath, None] | None = None
        """What the innermost of them has asked for."""
        self._folded: dict[int, dict[str, str]] = {}
        self._watches: list[Watch] = []
        self._once: dict[tuple[Callable[..., Any], KeyPath], tuple[Any, dict[KeyPath, None]]] = {}
        """What was found out ``once``, and what it asked for."""

    @abstractmethod
    def _resolved(self, path: KeyPath, node: Node) -> Any:
        """The value at ``path``, where ``node`` stands, computed; ``NOTHING``, or KeyError, where there is none."""

    @abstractmethod
    def _given(self, path: KeyPath, node: Node) -> Any:
        """The value at ``path``, where ``node`` stands, or ``NOTHING``; None where there is something to compute."""

    @abstractmethod
    def names(self, path: KeyPath) -> tuple[str, ...]:
        """The names typed below ``path`` and those derived there that have a value."""

    @abstractmethod
    def top_names(self) -> tuple[str, ...]:
        """Every top-level name that has a value."""

    def release(self) -> None:
        """Let go of every value, for good: views hold on to the figures as these to them, which costs a collector."""
        self._values.clear()
        self._once.clear()

    # -- values -----------------------------------------------------------------------------------

    def value(self, path: KeyPath) -> Any:
        """The value at ``path``: a number, a word, a text, a view; raises KeyError where there is none."""
        found = self.find(path)
        if found is NOTHING:
            raise KeyError(path)
        return found

    def find(self, path: KeyPath) -> Any:
        """The value at ``path``, or ``NOTHING``."""
        if self._watches:
            return self._watched(path)
        found = self._values.get(path)
        if found is None:
            node = self.report.node(path)
            if node.path is None:
                return NOTHING
            path, found = node.path, self._values.get(node.path)
        if self._used is not None:
            self._used[path] = None
        return self._new(path, node) if found is None else found

    def _new(self, path: KeyPath, node: Node) -> Any:
        """The value at ``path``, computed for the first time."""
        given = self._given(path, node)
        if given is not None:
            self._values[path] = given
            return given
        if path in self._busy:
            return self._circle(path)
        outside = self._used
        used = self._used = self._busy[path] = {}
        try:
            value = self._resolved(path, node)
        except KeyError:
            value = NOTHING
        finally:
            del self._busy[path]
            self._used = outside
        if value is NOTHING:
            self._values[path] = NOTHING
            return NOTHING
        if used:
            self.inputs[path] = tuple(used)
        settled = self._values.get(path)
        if settled is not None:
            return settled  # a circle has already settled it
        if isinstance(value, Number):
            value = value if value.path else replace(value, path=path)
        elif isinstance(value, Absent) and value.pending:
            value = value.named(self.label(path))
        self._values[path] = value
        return value

    def _watched(self, path: KeyPath) -> Any:
        watches, self._watches = self._watches, []
        try:
            found = self.find(path)
        finally:
            self._watches = watches
        if found is not NOTHING:
            for watch in watches:
                watch.paths.append(self.report.indexed(path))
        return found

    @contextmanager
    def watch(self) -> Iterator[Watch]:
        """Note which values are asked for and found, from outside; what their computing asks for is not noted."""
        watch = Watch()
        self._watches = [*self._watches, watch]
        try:
            yield watch
        finally:
            self._watches = [each for each in self._watches if each is not watch]

    def values(self) -> Iterator[tuple[KeyPath, Any]]:
        """Every value that has been computed so far, with its path."""
        yield from ((path, value) for path, value in self._values.items() if value is not NOTHING)

    def number(self, path: KeyPath) -> Decimal | None:
        """The Decimal at ``path`` (万元, plain ratio, points), or None where there is none or a word stands there."""
        return decimal_of(self.find(path))

    def has(self, path: KeyPath) -> bool:
        """Whether ``path`` has a value that is not one of the three words."""
        found = self.find(path)
        return found is not NOTHING and not isinstance(found, Absent)

    def once(self, find_out: Callable[[Any, KeyPath], Found], path: KeyPath) -> Found:
        """What ``find_out`` finds out about ``path``, found out once; what it asked for counts every time."""
        known = self._once.get((find_out, path))
        if known is None:
            outside, self._used = self._used, {}
            try:
                known = find_out(self, path), self._used
            finally:
                self._used = outside
            self._once[find_out, path] = known
        if self._used is not None:
            self._used.update(known[1])
        found: Found = known[0]
        return found

    # -- what values are made of ------------------------------------------------------------------

    def note(self, terms: Iterable[Term]) -> None:
        """Remember of the value that is being computed what it is made of."""
        if self._busy:
            self.made[next(reversed(self._busy))] = tuple(terms)

    def unnote(self, path: KeyPath) -> None:
        """Forget what the value at ``path`` is made of: it is the typed one that counts."""
        self.made.pop(path, None)

    def terms(self, path: KeyPath) -> int:
        """How many given amounts the one at ``path`` was added up from; a published or typed one counts as one."""
        return self._terms(path, frozenset())

    def _terms(self, path: KeyPath, above: frozenset[KeyPath]) -> int:
        if path in self.published or path in above:
            return 1
        innermost = self._busy and next(reversed(self._busy)) == path
        used = self._busy[path] if innermost else self.inputs.get(path, ())
        amounts = [each for each in used if getattr(self._values.get(each), "kind", None) is Kind.AMOUNT]
        raw = self.report.node(path).raw
        given = sum(isinstance(part, int | Decimal) for part in raw) if isinstance(raw, Sum) else 0
        return max(1, given + sum(self._terms(each, above | {path}) for each in amounts))

    # -- faults -----------------------------------------------------------------------------------

    def fault(self, code: str, path: KeyPath, message: str, hint: str, offset: int = 0) -> Absent:
        """Note what is wrong with the value at ``path``; 待填 stands in its place."""
        place = self.report.place(path, offset)
        self.findings.append(Finding(code, Severity.LOGICAL, f"“{self.report.spelled(path)}”：{message}", hint, place))
        return Absent("待填", self.label(path))

    def _circle(self, path: KeyPath) -> Absent:
        busy = list(self._busy)
        chain = [*busy[busy.index(path) :], path]
        shown = " → ".join(self.report.spelled(each) for each in chain)
        word = self.fault("DAT302", path, f"引用绕成了圈：{shown}", "其中一个数要直接填，不能都用引用")
        for each in chain:
            self._values.setdefault(each, word)
        return word

    def label(self, path: KeyPath) -> str:
        """What stands at ``path``, in a few words, for 〔待填：…〕."""
        if path[0] == "正文":
            item = self.report.contract.prose_keys.get(str(path[1])) if len(path) > 1 else None
            return item.title if item else "正文"
        names = [str(part).strip("[]") for part in self.report.named(path) if not isinstance(part, int)]
        if len(names) > 2 and path[0] in ("指标", "项目"):
            return "".join(names[1:])
        return "".join(names[-2:] if len(names[-1]) <= 2 else names[-1:])  # 单位名称, but 编制人数

    # -- views ------------------------------------------------------------------------------------

    def child(self, path: KeyPath, name: str) -> Any:
        """The value below ``path`` that ``name`` names, punctuation folded; raises KeyError."""
        value = self.find((*path, name))
        if value is not NOTHING:
            return value
        raw = self.report.node(path).raw
        if isinstance(raw, dict):
            known = self._folded.get(id(raw))
            if known is None:
                known = self._folded[id(raw)] = {fold_key(key): key for key in raw}
            found = known.get(fold_key(name))
            if found is not None and found != name:
                return self.value((*path, found))
        raise KeyError(name)

    def group(self, path: KeyPath) -> Group:
        """A view of the table at ``path``, typed or derived."""
        return _Table(self, path)

    def candidates(self, path: KeyPath) -> tuple[str, ...]:
        """What could be meant below ``path``: typed names first, then those of the vocabulary."""
        shape = self.report.node(path).shape
        return tuple(dict.fromkeys((*self.names(path), *(shape.names if shape else ()))))


class _Table(Group):
    """A view of the table at a path of the figures."""

    __slots__ = ("_figures", "_path")

    def __init__(self, figures: Store, path: KeyPath) -> None:
        self._figures = figures
        self._path = path

    def __getitem__(self, name: str) -> Any:
        return self._figures.child(self._path, name)

    def _names(self) -> tuple[str, ...]:
        return self._figures.names(self._path)

    def candidates(self) -> tuple[str, ...]:
        """The names typed there first, then those of the vocabulary."""
        return self._figures.candidates(self._path)
