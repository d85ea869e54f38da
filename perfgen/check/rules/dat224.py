"""A published text that the data contradicts."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.quantities import whole_quantity
from perfgen.express.punctuation import fold_key
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """Every 核对数 whose path holds a text (an actual value, a name, a grade of a part); 自评.等级 is SCO106's."""
    for path, raw, own in case.stated():
        value = case.value(*path) if case.report.has(path) else None
        if not isinstance(value, str) or not isinstance(raw, str) or path == ("自评", "等级") or _same(value, raw):
            continue
        message = f"“{case.show(path)}”公布的是“{raw}”，这里是“{value}”"
        yield Fault(message, "核对两处；公布有误的，删去核对数这一行", case.place(own))


def _same(one: str, other: str) -> bool:
    if "".join(fold_key(one).split()) == "".join(fold_key(other).split()):
        return True
    first, second = whole_quantity(one), whole_quantity(other)
    if first is None or second is None or first.value != second.value:
        return False
    return first.kind == second.kind and (first.unit == second.unit or not first.unit or not second.unit)


RULE = Rule(
    code="DAT224",
    name="与公布的文字不一致",
    severity=Severity.LOGICAL,
    what="“核对数”里对着文字的（实际完成值、指标值、名称……），与数据是否相同；数目相同、写法不同的不报。",
    why="报送稿与公开稿要一致，一个字的出入也会被问到。",
    bad='["核对数"]\n"指标[征地面积].实际完成值" = "3100亩"   # 指标里填的是 3000亩',
    good='["核对数"]\n"指标[征地面积].实际完成值" = "3000亩"',
    cure="核对数据和公布稿。",
    find=find,
)
