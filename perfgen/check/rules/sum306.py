"""A figure of 年度资金总额 typed beside the accounts that give it otherwise."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.tolerance import tolerance
from perfgen.findings import Severity
from perfgen.keypath import KeyPath

PAIRS: tuple[tuple[str, KeyPath], ...] = (("全年执行数", ("决算", "支出")), ("年初预算数", ("年初预算", "支出")))


def find(case: Case) -> Iterator[Fault]:
    """全年执行数 typed against 决算.支出, 年初预算数 typed against 年初预算.支出."""
    for key, account in PAIRS:
        path = ("预算执行", "年度资金总额", key)
        typed, given = case.typed_number(*path), case.number(*account)
        if typed is None or given is None:
            continue
        if abs(typed - given) > tolerance(case.report, case.figures.terms(account)):
            message = f"年度资金总额的{key}填了 {case.amount(typed)}，“{case.show(account)}”是 {case.amount(given)}"
            yield Fault(message, f"{key}由程序取自“{case.show(account)}”，删去这一行；或核对两个数", case.place(path))


RULE = Rule(
    code="SUM306",
    name="执行数与决算支出不符",
    severity=Severity.LOGICAL,
    what="预算执行里填的年度资金总额：全年执行数等于决算支出，年初预算数等于年初预算支出。",
    why="印出来的是由决算、年初预算来的数，另填一个不同的数，就有两个说法。",
    bad=(
        '["预算执行"."年度资金总额"]\n'
        '"全年执行数" = 4212.26\n'
        '["决算"."支出"]\n'
        '"基本支出" = 1404.18\n'
        '"项目支出" = 2808.44'
    ),
    good='["决算"."支出"]\n"基本支出" = 1404.18\n"项目支出" = 2808.44   # 全年执行数 4212.62 由程序算',
    cure="删去多填的数，或核对决算。",
    find=find,
)
