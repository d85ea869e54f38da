"""An identity number in a version for the public."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.published import numbers
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity
from perfgen.patterns import pattern

_SHAPE = pattern(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}[ -]?(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"[ -]?[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def _is_identity(number: str) -> bool:
    """Whether the last sign is the check sign of the others (GB 11643)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECKS[total % 11] == number[-1].upper()


def find(case: Case) -> Iterator[Fault]:
    """Every identity number in the texts that a version for the public may print."""
    hint = "删去号码；要指明某人的，写职务，不写姓名和证件号"
    yield from numbers(case, _SHAPE, _is_identity, "身份证号码", hint, grave=True)


RULE = Rule(
    code="OUT301",
    name="公开的文书里有身份证号",
    severity=Severity.LOGICAL,
    what="由另一件文书略去一部分而来的（源自，例如公开版），所印的文字里有没有身份证号码（校验位对得上的）。",
    why="身份证号码是个人信息，不能公开。公开版要生成时是逻辑性问题，不生成时是核实性问题。",
    bad='["正文"]\n"主要成效" = "为困难群众王某（身份证号 11010519491231002X）办理救助。"',
    good='["正文"]\n"主要成效" = "为困难群众王某办理救助。"',
    cure="删去号码。",
    find=find,
)
