"""A figure typed in the prose that the data holds under a name."""

from collections.abc import Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.numbers import Figure, figures
from perfgen.express.values import Fact, Kind, Number
from perfgen.findings import Severity
from perfgen.keypath import KeyPath

_LEAST_DIGITS = 3


def named_figures(case: Case) -> dict[tuple[Decimal, str], KeyPath]:
    """Amounts, rates and scores of the data by their printed number and unit; the first name of a figure counts."""
    found: dict[tuple[Decimal, str], KeyPath] = {}
    for path, value in case.figures.values():
        if path[0] in ("正文", "核对数", "指标行") or not isinstance(value, Number) or isinstance(value, Fact):
            continue
        unit = {Kind.AMOUNT: "万元", Kind.RATIO: "%", Kind.SCORE: "分"}.get(value.kind)
        if unit is None or value.value == 0:
            continue
        printed = Decimal(value.spelled().replace(",", ""))
        known = found.get((printed, unit))
        if known is None or len(path) < len(known):
            found[printed, unit] = path
    return found


def find(case: Case) -> Iterator[Fault]:
    """Every typed figure of three digits or more that an expression could print."""
    known = named_figures(case)
    for sentence in case.sentences:
        for figure in figures(sentence):
            if _digits(figure) < _LEAST_DIGITS or not sentence.typed(figure.start, figure.end):
                continue
            path = known.get((figure.value, figure.unit.replace("％", "%")))
            if path is not None:
                spelled = case.show(path)
                filter_ = " | 万元" if figure.unit == "万元" else ""
                message = f"“{figure.spelled}{figure.unit}”是手打的，数据里就是“{spelled}”"
                hint = f"写成 {{{{ {spelled}{filter_} }}}}，数改了正文跟着改"
                yield Fault(message, hint, case.place_in(sentence, figure.start))


def _digits(figure: Figure) -> int:
    return len(figure.spelled.replace(",", "").replace(".", "").strip("0"))


RULE = Rule(
    code="TXT212",
    name="数据里有名称的数用手打",
    severity=Severity.REVIEW,
    what="正文里手打的金额、比率、得分，与数据里的某个数一样（三位有效数字以上）。",
    why="数据改了，手打的数不会跟着改。",
    bad="全年支出4212.62万元。",
    good="全年支出{{ 决算.支出 | 万元 }}。",
    cure="写成表达式。",
    find=find,
)
