"""An amount 10⁴ too large or too small."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.magnitude import TEN_THOUSAND, suspects
from perfgen.findings import Place, Severity


def find(case: Case) -> Iterator[Fault]:
    """Every suspect amount, once a line."""
    seen: set[tuple[int, int, str]] = set()
    unit = str(case.report.tree.get("金额单位", "万元"))
    for suspect in suspects(case):
        place: Place = case.place(suspect.path)
        if (place.line, place.column, place.cell) in seen:
            continue
        seen.add((place.line, place.column, place.cell))
        value = case.number(*suspect.path) or TEN_THOUSAND
        mended = value / TEN_THOUSAND if suspect.large else value * TEN_THOUSAND
        other = "元" if suspect.large else "万元"
        size = "大" if suspect.large else "小"
        message = f"“{case.show(suspect.path)}”{case.exact(value)}万元，像是{size}了一万倍：{suspect.because}"
        typed = mended * TEN_THOUSAND if unit == "元" else mended
        hint = f"本文件的金额单位是{unit}；这个数若是按{other}填的，应填 {case.exact(typed)}"
        yield Fault(message, hint, place)


RULE = Rule(
    code="DAT216",
    name="金额像是错了一万倍",
    severity=Severity.REVIEW,
    what=(
        "有没有把元填进万元的文件（或相反）：除以或乘以一万以后合计正好相符，"
        "或与它的预算数、决算数、上年数差一万倍左右，或超出全部收支许多倍的金额。"
    ),
    why="元和万元混填，所有合计、比率都会错，而错的只是一个数。",
    bad=(
        '"金额单位" = "万元"\n[["项目"]]\n"名称" = "道路养护"\n"全年预算数" = 419\n"全年执行数" = 4190000   # 按元填的'
    ),
    good='"金额单位" = "万元"\n[["项目"]]\n"名称" = "道路养护"\n"全年预算数" = 419\n"全年执行数" = 419',
    cure="改成本文件的金额单位；数没有错的，写核实说明。",
    find=find,
)
