"""A figure typed in the prose that the data holds under a name."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.numbers import Figure, figures
from perfgen.express.values import Fact, Kind, Number
from perfgen.findings import Severity
from perfgen.keypath import KeyPath

_LEAST_DIGITS = 3


_UNITS = {Kind.AMOUNT: "万元", Kind.RATIO: "%", Kind.SCORE: "分"}


def named_figures(case: Case, units: Collection[str]) -> dict[tuple[Decimal, str], KeyPath]:
    """Figures of the data in these units by their printed number and unit; the first name of a figure counts."""
    found: dict[tuple[Decimal, str], KeyPath] = {}
    for path, value in case.figures.values():
        unit = _UNITS.get(value.kind, "") if isinstance(value, Number) else ""
        if unit not in units or path[0] in ("正文", "核对数", "指标行") or isinstance(value, Fact) or not value.value:
            continue
        printed = Decimal(value.spelled().replace(",", ""))
        known = found.get((printed, unit))
        if known is None or len(path) < len(known):
            found[printed, unit] = path
    return found


def find(case: Case) -> Iterator[Fault]:
    """Every typed figure of three digits or more that an expression could print."""
    typed = [
        (sentence, figure, figure.unit.replace("％", "%"))
        for sentence in case.sentences
        for figure in figures(sentence)
        if _digits(figure) >= _LEAST_DIGITS and sentence.typed(figure.start, figure.end)
    ]
    units = {unit for _, _, unit in typed}.intersection(_UNITS.values())
    known = named_figures(case, units) if units else {}
    for sentence, figure, unit in typed:
        path = known.get((figure.value, unit))
        if path is not None:
            spelled = case.show(path)
            filter_ = " | 万元" if unit == "万元" else ""
            message = f"“{figure.spelled}{figure.unit}”是手打的，数据里就是“{spelled}”"
            hint = f"写成 {{{{ {spelled}{filter_} }}}}，数改了正文跟着改"
            yield Fault(message, hint, case.place_in(sentence, figure.start))


def _digits(figure: Figure) -> int:
    if len(figure.spelled) < _LEAST_DIGITS:
        return 0
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
