"""A balance carried over that stands among income or expenditure."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.accounts import trees, walk
from perfgen.findings import Severity
from perfgen.keypath import format_key
from perfgen.vocabulary import OF_WHICH

_WORDS = ("结转", "结余")


def find(case: Case) -> Iterator[Fault]:
    """Every child of 收入 or 支出 that is an opening or closing balance."""
    seen = set()  # a pasted row may stand in two cuts
    for tree in trees(case.figures):
        if tree[-1] not in ("收入", "支出"):
            continue
        for path, _ in walk(case.report.raw(tree), tree):
            name = str(path[-1])
            balance = any(word in name for word in _WORDS) and ("年初" in name or "年末" in name or "上年" in name)
            if balance and OF_WHICH not in path and tree[0] == "决算":
                target = "年初结转和结余" if "年末" not in name else "年末结转和结余"
                message = f"“{name}”不是本年{tree[-1]}，不能和{tree[-1]}相加"
                place = case.place(path)
                if (place.line, place.column) not in seen:
                    seen.add((place.line, place.column))
                    yield Fault(message, f"移到“{format_key((*tree[:-1], target))}”", place)


RULE = Rule(
    code="DAT212",
    name="结转结余放在收支里",
    severity=Severity.LOGICAL,
    what="决算收入、支出下面有没有年初（上年）结转、年末结转。",
    why="结转结余不是本年收支，加进去合计就错了（公开报告里常写在“其中”后面）。",
    bad='["决算"."支出"]\n"基本支出" = 1404.18\n"年末结转" = 939.23',
    good='["决算"]\n"年末结转和结余" = 939.23\n["决算"."支出"]\n"基本支出" = 1404.18',
    cure="移到“决算”下的年初结转和结余、年末结转和结余。",
    find=find,
)
