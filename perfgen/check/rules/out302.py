"""A bank account in a version for the public."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.published import numbers
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity
from perfgen.patterns import pattern

_CARD = pattern(r"(?<![0-9A-Za-z.])(?:62|4|5)[0-9](?:[ -]?[0-9]){12,17}(?![0-9A-Za-z.])")
_ACCOUNT = pattern(r"(?<=[账帐卡]号)(?:是|为|[：: ])*[0-9](?:[ -]?[0-9]){9,24}")


def _is_card(number: str) -> bool:
    """Whether the digits add up as those of bank cards do (ISO/IEC 7812)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return 15 <= len(number) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def find(case: Case) -> Iterator[Fault]:
    """Every number of a bank card, and every number that the text calls an account."""
    hint = "删去账号；收款单位和金额可以写"
    yield from numbers(case, _CARD, _is_card, "银行卡号", hint, grave=True)
    yield from numbers(case, _ACCOUNT, lambda _: True, "银行账号", hint, grave=True)


RULE = Rule(
    code="OUT302",
    name="公开的文书里有银行账号",
    severity=Severity.LOGICAL,
    what="由另一件文书略去一部分而来的（源自，例如公开版），所印的文字里有没有银行卡号（校验位对得上的）和写明是账号的数字。",
    why="银行账号不能公开。公开版要生成时是逻辑性问题，不生成时是核实性问题。",
    bad='["正文"]\n"主要成效" = "补助款汇入村集体账号：44001234567890123456。"',
    good='["正文"]\n"主要成效" = "补助款已汇入村集体账户。"',
    cure="删去账号。",
    find=find,
)
