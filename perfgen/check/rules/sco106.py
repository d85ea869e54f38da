"""A grade that the total does not give, or a grade with no score behind it."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.scores import computed_grade
from perfgen.findings import Severity
from perfgen.keypath import KeyPath


def find(case: Case) -> Iterator[Fault]:
    """等级 typed or published against the county's limits."""
    for text, own in _grades(case):
        known = [name for name, _ in case.contract.scoring.grades]
        computed = computed_grade(case.figures)
        if known and text not in known:
            yield Fault(f"等级“{text}”不在本县的等级里", "本县的等级：" + "、".join(known), case.place(own))
        elif computed is not None and computed != text:
            total = case.number("自评", "总分")
            message = f"总分 {case.exact(total) if total is not None else ''} 应是“{computed}”，填的是“{text}”"
            yield Fault(message, "等级由程序按总分定，删去这一行；或核对总分", case.place(own))
        elif known and case.number("自评", "总分") is None:
            message = f"有等级“{text}”，没有总分"
            yield Fault(message, "补上总分或各指标得分；没有公布的，写核实说明", case.place(own), Severity.REVIEW)


def _grades(case: Case) -> Iterator[tuple[str, KeyPath]]:
    typed = case.typed("自评", "等级")
    if typed is not None:
        yield str(typed), ("自评", "等级")
    for path, raw, own in case.stated():
        if path == ("自评", "等级"):
            yield str(raw), own


RULE = Rule(
    code="SCO106",
    name="等级与总分不符",
    severity=Severity.LOGICAL,
    what="等级符合本县的等级线；有等级就要有得分（只有等级没有得分是核实性问题）。",
    why="等级由总分来。",
    bad='"总分" = 89\n"等级" = "优"',
    good='"总分" = 89   # 等级“良”由程序定',
    cure="删去等级由程序定，或补上得分。",
    find=find,
)
