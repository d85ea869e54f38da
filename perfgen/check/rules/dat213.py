"""A 核对数 that speaks of nothing."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity
from perfgen.keypath import parse_key


def find(case: Case) -> Iterator[Fault]:
    """Every 核对数 whose path is misspelled or has no value."""
    given = case.report.tree.get("核对数")
    for key in given if isinstance(given, dict) else ():
        try:
            path = parse_key(key)
            case.figures.value(path)
        except ValueError:
            yield Fault(f"“{key}”不是路径", "写成 决算.支出 或 指标[征地面积].得分", case.place(("核对数", key)))
        except KeyError:
            message = f"核对数“{key}”所指的数不存在"
            yield Fault(message, "检查路径；程序里没有这个数就删去这一行", case.place(("核对数", key)))


RULE = Rule(
    code="DAT213",
    name="核对数没有对象",
    severity=Severity.REVIEW,
    what="“核对数”的每一个路径都有数可对。",
    why="路径写错的核对数什么也不核对，错误就漏过去了。",
    bad='["核对数"]\n"决算.总支出" = 4212.62',
    good='["核对数"]\n"决算.支出" = 4212.62',
    cure="改正路径，或删去。",
    find=find,
)
