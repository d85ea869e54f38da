"""A year for which the template was not made."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """年度 that is none of the pack's 适用年度."""
    year, years = case.number("年度"), case.contract.years
    if year is None or not years or year in years:
        return
    shown = "、".join(map(str, sorted(years)))
    pack = f"“{case.contract.name}”{case.contract.version}"
    message = f"本文件是 {case.exact(year)} 年度，模板{pack} 是照 {shown} 年度的要求做的"
    yield Fault(message, "看看当年的通知有没有改格式；没有改的照用，写一条核实说明", case.place(("年度",)))


RULE = Rule(
    code="DAT223",
    name="年度不在模板的适用年度内",
    severity=Severity.REVIEW,
    what="文件的年度是不是模板写明的适用年度。",
    why="各县的格式和评分办法常随当年的通知改；多半没有变，但要看一眼。年份打错，也会在这里看出来。",
    bad='"模板" = "chongyang"   # 适用年度 2021\n"年度" = 2012',
    good='"模板" = "chongyang"\n"年度" = 2021',
    cure="核对年度；有新年度的模板就换，格式没有变的写核实说明。",
    find=find,
)
