"""An actual value that copies the comparison sign of its target."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import item_name
from perfgen.findings import Severity
from perfgen.patterns import pattern

_SIGN = pattern(
    r"[≥≧≤≦]|[>＞<＜][=＝]?|不少于|不低于|不小于|大于或?等于|小于或?等于|不超过|不高于|不多于|不大于|至少|至多"
)
_LOOSE = pattern(r"或?以[上内下]|之内|达到|超过|高于|低于|控制在")
_DIGIT = pattern(r"[0-9０-９]")


def find(case: Case) -> Iterator[Fault]:
    """Every 实际完成值 with a comparison sign and a number, or that repeats a target of bounds word for word."""
    for item in case.indicators:
        actual = case.text(*item, "实际完成值").strip()
        if not _DIGIT.search(actual):
            continue
        if _SIGN.search(actual) or (_LOOSE.search(actual) and actual == case.text(*item, "指标值").strip()):
            message = f"“{item_name(case, item)}”的实际完成值“{actual}”照抄了指标值的比较号"
            hint = "填实际做到的数，例如 92%；没有公布的写“未公布”，完成率写在完成情况里"
            yield Fault(message, hint, case.place((*item, "实际完成值")))


RULE = Rule(
    code="DAT218",
    name="实际完成值照抄指标值",
    severity=Severity.REVIEW,
    what="实际完成值里有没有 ≥、≤、不少于、不超过等比较号（完成值与指标值数目相同是老实的，不报）。",
    why="“≥90%”是目标，不是做到的数；照抄的一行等于没有完成值。",
    bad='"指标值" = "≥90%"\n"实际完成值" = "≥90%"',
    good='"指标值" = "≥90%"\n"实际完成值" = "93.5%"',
    cure="填实际做到的数；没有数的写“未公布”，另填完成情况。",
    find=find,
)
