"""A 核实说明 that explains nothing."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.explained import explains, explanations
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.dat207 import pending_paths
from perfgen.findings import Finding, Severity


def find(case: Case) -> Iterator[Fault]:
    """Nothing: whether an entry explains anything is only known when all other rules have run."""
    yield from ()


def findings(case: Case, found: list[Finding]) -> Iterator[Finding]:
    """Every entry of 核实说明 that covers none of ``found``; none while values are missing: rules are silent then."""
    entries = explanations(case)
    if not entries or case.report.missing or case.report.faulty or next(pending_paths(case), None) is not None:
        return
    for index, rule, place, _ in entries:
        if any(explains(rule, place, finding) for finding in found):
            continue
        logical = any(f.logical and rule and f.code.startswith(rule) for f in found)
        hint = "逻辑性的问题不能说明，只能改" if logical else "问题已经没有了就删去这一条；还在就核对规则编号和位置"
        where = f"（位置“{place}”）" if place else ""
        message = f"核实说明“{rule}”{where}没有可说明的问题"
        yield Finding(RULE.code, RULE.severity, message, hint, case.place(("核实说明", index)))


RULE = Rule(
    code="DAT214",
    name="核实说明没有对象",
    severity=Severity.REVIEW,
    what="每一条核实说明都对着一个还在的核实性问题。",
    why="数据改正以后留下的说明会让人误会；说明也盖不住逻辑性的问题。",
    bad='[["核实说明"]]\n"规则" = "SUM"\n"位置" = "年初预算"\n"理由" = "……"   # 年初预算已经没有问题',
    good="删去这一条",
    cure="删去没有对象的说明，或改正规则编号、位置。",
    find=find,
)
