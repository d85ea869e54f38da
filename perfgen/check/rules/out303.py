"""A telephone number in a version for the public."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.published import numbers
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity
from perfgen.patterns import pattern

_TELEPHONE = pattern(
    r"(?<![0-9A-Za-z.,-])(?:1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|0[1-9][0-9]{1,2}-[2-9][0-9]{6,7})"
    r"(?![0-9A-Za-z.,-]|万|亿|元)"
)


def find(case: Case) -> Iterator[Fault]:
    """Every telephone number in the texts that a version for the public may print."""
    hint = "个人的号码删去；公开的值班、咨询电话写核实说明"
    yield from numbers(case, _TELEPHONE, lambda _: True, "电话号码", hint, grave=False)


RULE = Rule(
    code="OUT303",
    name="公开的文书里有电话号码",
    severity=Severity.REVIEW,
    what="由另一件文书略去一部分而来的（源自，例如公开版），所印的文字里有没有手机号码和带区号的电话号码。",
    why="个人的电话号码不能公开；办公电话可以，写一条核实说明。",
    bad='["正文"]\n"主要成效" = "联系人李某，13800138000。"',
    good='["正文"]\n"主要成效" = "由党政办负责联系。"',
    cure="删去个人的号码；办公电话写核实说明。",
    find=find,
)
