"""The rows of the workpaper: every figure of a report with formula, words, lines and places."""

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from perfgen.compute import Figures
from perfgen.compute.derived import rule_for
from perfgen.explain import Inquiry
from perfgen.explain.figures import Explainer
from perfgen.explain.formulas import Locals, formula
from perfgen.explain.places import Occurrence, loop_names, where
from perfgen.explain.values import Figure
from perfgen.express.faults import ExpressionFault
from perfgen.express.syntax import parse, whole_expression
from perfgen.express.values import Absent, Amount, Group, Kind, Listing, Number
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath
from perfgen.vocabulary import Type
from perfgen.workpaper.excel import Formula
from perfgen.workpaper.expressions import Untranslatable, as_shown, shown_places, translate
from perfgen.workpaper.figures import Book, Cell

_NO_FIGURES = ("格式版本", "正文", "核对数", "核实说明", "未归类", "指标行")
_NUMERIC = (
    Type.AMOUNT, Type.TREE, Type.COUNT, Type.WHOLE, Type.YEAR, Type.RATIO, Type.SCORE, Type.FIGURES, Type.ACTUAL,
    Type.TARGET,
)  # fmt: skip
_UNITS = {Kind.AMOUNT: "万元", Kind.RATIO: "%", Kind.SCORE: "分", Kind.YEAR: "年"}
_FILLED_IN = "填报"
"""The formula in words of a base fact."""

_OTHER_YEARS = ("上年", "较上年")
_DIGIT = re.compile(r"[0-9]")


@frozen
class Row:
    """A figure of the workpaper: everything that its row shows; amounts are in 万元, ratios plain."""

    key: Hashable
    """Its path, or the expression that computes it on the spot with the figures in it."""
    spelled: str
    printed: str
    value: Decimal | str
    shown: Decimal | str
    """The value with the decimals that are printed."""
    words: str
    lines: str
    printings: tuple[str, ...]
    name: str = ""
    places: int | None = None
    """Decimals of the value that are printed; None where it is printed as typed."""
    formula: Formula | None = None
    kind: Kind | None = None
    unit: str = ""
    note: str = ""


class Rows:
    """The rows of a report, in the order of the data; figures computed on the spot stand at the end."""

    def __init__(self, asked: Inquiry) -> None:
        """Take the figures with the page that they are printed on."""
        self.book = Book(asked.figures)
        self._figures = asked.figures
        self._report = asked.figures.report
        self._page = asked.page
        self._explainer = Explainer(asked.figures)

    def every(self) -> tuple[Row, ...]:
        """Every figure that has a value or a word in its place."""
        order = tuple(_paths(self._figures))
        for path in order:
            if self._is_figure(path):
                self.book.add(path)
        spots = tuple(self._spots())
        cells = self.book.cells  # with what formulas refer to beside the figures themselves
        wanted = dict.fromkeys((*(path for path in order if path in cells), *cells))
        return (*(self._row(path, cells[path]) for path in wanted), *spots)

    def _is_figure(self, path: KeyPath) -> bool:
        value = self.book.value(path)
        if path[-1] == "值" and isinstance(self._figures.value(path[:-1]), Number | Absent):
            return False
        if isinstance(value, Number):
            return True
        shape = self._report.contract.shape.at(path)
        numeric = shape is not None and shape.field is not None and shape.field.type in _NUMERIC
        if isinstance(value, Absent):
            computed = any(path == (each.name,) for each in self._report.contract.computed)
            return numeric or computed or rule_for(path) is not None or path in self._figures.made
        if not isinstance(value, str):
            return False
        if path == ("自评", "等级") or path[-1] == "完成率":
            return True
        return numeric and self.book.quantity(path, value) is not None

    # -- figures of the data ----------------------------------------------------------------------

    def _row(self, path: KeyPath, cell: Cell) -> Row:
        number = cell.number
        try:
            figure = self._explainer.figure(path)
        except KeyError:
            figure = Figure(self._report.spelled(path), typed=())
        value = self.book.value(path)
        printings = dict.fromkeys(where(each.passage) for each, _ in self._page.of(path))
        return Row(
            key=path,
            name=f"{path[0]}{self._figures.label(path)}" if path[0] in _OTHER_YEARS else self._figures.label(path),
            spelled=self._report.spelled(path),
            printed=str(value),
            value=cell.value,
            shown=as_shown(number) if number is not None and isinstance(cell.value, Decimal) else cell.value,
            places=shown_places(number) if number is not None else None,
            formula=cell.formula,
            words=self._in_words(path, cell, figure),
            lines=_lines(figure) or self._line(path),
            printings=tuple(printings),
            note=cell.reason,
            **_of(number),
        )

    def _in_words(self, path: KeyPath, cell: Cell, figure: Figure) -> str:
        if isinstance(cell.value, str) and path[-1] == "完成率":
            return "算不出来，照填的完成情况印"
        return _in_words(figure)

    def _line(self, path: KeyPath) -> str:
        return _ranges({place.line for place in self._report.places(path)}) if self._report.has(path) else ""

    # -- figures of the page ----------------------------------------------------------------------

    def _spots(self) -> Iterator[Row]:
        """Figures that an expression of the prose or the template computes where it stands."""
        met: dict[tuple[str, tuple[KeyPath, ...]], list[Occurrence]] = {}
        for each in self._page.occurrences:
            if not each.paths and each.keys and each.expression:
                met.setdefault((each.expression, each.keys), []).append(each)
        for (expression, keys), occurrences in met.items():
            row = self._spot(expression, keys, occurrences)
            if row is not None:
                yield row

    def _spot(self, expression: str, keys: tuple[KeyPath, ...], occurrences: list[Occurrence]) -> Row | None:
        first = occurrences[0]
        printed = first.passage.text[first.start : first.end]
        names = loop_names(self._figures, expression, keys)
        figure = self._explainer.expression(expression, printed, names)
        row = Row(
            key=(expression, keys),
            name="、".join(dict.fromkeys(self._figures.label(path) for path in keys)),
            spelled=expression,
            printed=printed,
            value=printed,
            shown=printed,
            words=_in_words(figure) if figure else expression,
            lines=_lines(figure) if figure else "",
            printings=tuple(dict.fromkeys(where(each.passage) for each in occurrences)),
        )
        try:
            part = translate(parse(expression), self.book, Locals(self._figures, names))
        except (Untranslatable, ExpressionFault) as fault:
            reason = str(fault) if isinstance(fault, Untranslatable) else "模板里的这种写法没有对应的 Excel 公式"
            number = self._given(expression, names)
            if number is None:
                return replace(row, note=reason) if _DIGIT.search(printed) else None  # a text is no figure
            return replace(row, value=number.value, shown=number.value, note=reason, **_of(number))
        if part.number is None:
            return replace(row, value=str(part.value.word), shown=str(part.value.word), formula=part.formula)
        number = part.number
        if number.kind is Kind.PLAIN and printed.endswith("%"):
            number = Number(number.value, Kind.RATIO, self._figures.style, places=number.places)
        shown, places = as_shown(number), shown_places(number)
        return replace(row, value=number.value, shown=shown, places=places, formula=part.formula, **_of(number))

    def _given(self, expression: str, names: dict[str, object]) -> Number | None:
        try:
            return formula(self._figures, parse(expression), names).value
        except (ExpressionFault, KeyError):
            return None


def _of(number: Number | None) -> dict[str, Any]:
    """Kind and unit of a number, as a row has them."""
    return {} if number is None else {"kind": number.kind, "unit": _UNITS.get(number.kind) or number.unit}


def _in_words(figure: Figure) -> str:
    words = whole_expression(figure.words) or figure.words
    return "，".join((words.strip() or _FILLED_IN, *figure.steps))


def _lines(figure: Figure) -> str:
    """The lines of the data file that the figure stands in or comes from."""
    return _ranges(set(_below(figure)))


def _below(figure: Figure) -> Iterator[int]:
    yield from (typed.place.line for typed in figure.typed)
    for each in figure.inputs:
        yield from _below(each)


def _ranges(lines: Iterable[int]) -> str:
    """Line numbers in few words: 35、40—44."""
    runs: list[list[int]] = []
    for line in sorted(line for line in lines if line):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return "、".join(str(a) if a == b else f"{a}—{b}" for a, b in runs)


def _paths(figures: Figures) -> Iterator[KeyPath]:
    for name in figures.top_names():
        if name not in _NO_FIGURES:
            yield from _from(figures, (name,))


def _from(figures: Figures, path: KeyPath) -> Iterator[KeyPath]:
    try:
        value = figures.value(path)
    except KeyError:
        return
    report = figures.report
    raw = report.raw(path) if report.has(path) else None
    yield path
    if isinstance(raw, list) and isinstance(value, Listing):
        for index in range(len(raw)):
            yield from _from(figures, (*path, index))
    if isinstance(value, Group | Amount | Listing) or isinstance(raw, dict):
        for name in figures.names(path):
            yield from _from(figures, (*path, name))
