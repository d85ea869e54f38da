"""The sheets of the workpaper: figures, base facts, findings, explanations, evidence."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal

from perfgen.check import Case
from perfgen.check.explained import explains, explanations
from perfgen.express.values import Kind, Style
from perfgen.findings import Finding
from perfgen.workpaper import facts, figures
from perfgen.workpaper.evidence import materials
from perfgen.workpaper.excel import Address, Cell
from perfgen.workpaper.facts import Fact
from perfgen.workpaper.rows import Row, Rows
from perfgen.workpaper.workbook import Column, Table, Value, texts


def _columns(spelled: str, typed: str = "") -> tuple[Column, ...]:
    """Columns as heading:width, with + where texts wrap; ``typed`` is the one to type into."""
    found = []
    for each in spelled.split():
        heading, _, width = each.partition(":")
        found.append(Column(heading, int(width.rstrip("+")), wraps=width.endswith("+"), typed=heading == typed))
    return tuple(found)


_FIGURE_COLUMNS = _columns(
    "序号:6 名称:20+ 键（路径或表达式）:32+ 印作:16+ 未舍入值:15 公式:15 舍入后:14 核对:8 计量单位:9 算法:36+ "
    "数据文件的行:18+ 印在何处:44+ 说明:16+"
)
_FACT_COLUMNS = _columns("序号:6 键:48+ 数值:18 计量单位:10 填的是:24+ 数据文件:24 行:7 取自:20+", typed="数值")
_FINDING_COLUMNS = _columns(
    "序号:6 编号:9 级别:9 问题:56+ 怎样处理:44+ 数据文件:24 行:7 列:6 位置:36+ 取自:16+ 说明的理由:40+"
)
_EXPLANATION_COLUMNS = _columns("序号:6 规则:10 位置:40+ 理由:64+ 行:7 所说明的问题（序号）:20+")
_MATERIAL_COLUMNS = _columns("编号:7 佐证材料:48+ 用于的指标:64+ 指标数:8 数据文件的行:16+")
_VALUE_COLUMN, _FORMULA_COLUMN = "C", "F"

_SIGHT = {Kind.AMOUNT: "#,##0.00####", Kind.RATIO: "0.00####%", Kind.SCORE: "0.00####", Kind.YEAR: "0"}
"""How unrounded values are shown: at least as many decimals as a report prints, more where there are."""


def tables(rows: Rows, case: Case, findings: Sequence[Finding]) -> tuple[Table, ...]:
    """Every sheet, in order."""
    every = rows.every()
    known = rows.book.ledger.facts
    return (
        _figures(every, known, case.figures.style),
        _facts(known),
        _findings(findings),
        _explanations(case, findings),
        _materials(case),
    )


def _figures(rows: Sequence[Row], known: Sequence[tuple[Hashable, Fact]], style: Style) -> Table:
    own = {Cell(figures.SHEET, row.key): Address("", _FORMULA_COLUMN, at) for at, row in enumerate(rows, start=2)}
    base = {
        Cell(facts.SHEET, key): Address(facts.SHEET, _VALUE_COLUMN, at) for at, (key, _) in enumerate(known, start=2)
    }
    made = tuple(_figure(number, row, {**own, **base}, style) for number, row in enumerate(rows, start=1))
    return Table(figures.SHEET, _FIGURE_COLUMNS, made, frozen=3, flagged="H")


def _figure(number: int, row: Row, places: Mapping[Cell, Address], style: Style) -> tuple[Value, ...]:
    at = number + 1
    sight = _SIGHT.get(row.kind, "General") if row.kind else "General"
    spelled = row.formula.spelled(places.__getitem__) if row.formula is not None else ""
    computed = isinstance(row.value, Decimal)
    if computed and row.places is not None:
        shown = Value(row.shown, _form(row, style), f"IF(ISNUMBER(F{at}),ROUND(F{at},{row.places}),F{at})")
    else:
        shown = Value(row.shown, _form(row, style), f"F{at}")
    same = f'IF(ABS(F{at}-E{at})<=1E-9*MAX(1,ABS(E{at})),"一致","不一致")'
    check = f'IF(ISNUMBER(F{at}),{same},"不一致")' if computed else f'IF(F{at}=E{at},"一致","不一致")'
    return (
        Value(number), Value(row.name), Value(row.spelled), Value(row.printed), Value(row.value, sight),
        Value(row.value, sight, spelled), shown, Value("一致", formula=check), Value(row.unit), Value(row.words),
        Value(row.lines), Value("；".join(row.printings) or "（没有印）"), Value(row.note),
    )  # fmt: skip


def _form(row: Row, style: Style) -> str:
    """How the rounded value is shown: as the report prints it, trailing zeros kept."""
    match row.kind:
        case Kind.AMOUNT:
            return f"#,##0{_decimals(max(style.money_places, 2))}"
        case Kind.RATIO:
            places = style.ratio_places if row.places is None else row.places - 2
            return f"0{_decimals(max(places, 2) if row.places is None else places)}%"
        case Kind.SCORE:
            return f"0{_decimals(style.score_places)}"
        case Kind.YEAR:
            return "0"
    return "General"


def _decimals(places: int) -> str:
    return f".{'0' * places}" if places > 0 else ""


def _facts(known: Sequence[tuple[Hashable, Fact]]) -> Table:
    rows = tuple(_fact(number, fact) for number, (_, fact) in enumerate(known, start=1))
    return Table(facts.SHEET, _FACT_COLUMNS, rows, frozen=2)


def _fact(number: int, fact: Fact) -> tuple[Value, ...]:
    sight = _SIGHT.get(fact.kind, "General") if fact.kind else "General"
    place = fact.place
    value = Value(fact.value, sight)
    return (
        Value(number),
        Value(fact.key),
        value,
        *texts((fact.unit, fact.typed, place.file, place.line or "", place.cell)),
    )


def _findings(findings: Sequence[Finding]) -> Table:
    rows = tuple(
        texts(
            (
                number, each.code, str(each.severity), each.message, each.hint, each.place.file, each.place.line or "",
                each.place.column or "", each.place.key, each.place.cell, each.explained,
            )
        )
        for number, each in enumerate(findings, start=1)
    )  # fmt: skip
    return Table("问题", _FINDING_COLUMNS, rows or (_nothing(_FINDING_COLUMNS, 3, "没有发现问题"),), frozen=2)


def _explanations(case: Case, findings: Sequence[Finding]) -> Table:
    rows = tuple(
        texts(
            (
                index + 1, rule, place, reason, case.report.place(("核实说明", index)).line,
                "、".join(str(n) for n, each in enumerate(findings, start=1) if explains(rule, place, each)),
            )
        )
        for index, rule, place, reason in explanations(case)
    )  # fmt: skip
    return Table(
        "核实说明", _EXPLANATION_COLUMNS, rows or (_nothing(_EXPLANATION_COLUMNS, 3, "没有核实说明"),), frozen=2
    )


def _materials(case: Case) -> Table:
    rows = tuple(
        texts(
            (each.number, each.name, "、".join(each.indicators), len(each.indicators), "、".join(map(str, each.lines)))
        )
        for each in materials(case.figures)
    )
    nothing = _nothing(_MATERIAL_COLUMNS, 1, "指标没有填佐证")
    return Table("佐证材料清单", _MATERIAL_COLUMNS, rows or (nothing,), frozen=2)


def _nothing(columns: Sequence[Column], place: int, said: str) -> tuple[Value, ...]:
    return texts(said if position == place else "" for position in range(len(columns)))
