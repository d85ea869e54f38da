"""More staff than posts."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.findings import Severity


def find(case: Case) -> Iterator[Fault]:
    """年末在职人数 beyond 编制人数, this year's and last year's."""
    for head in (("人员",), ("上年", "人员")):
        posts, staff = case.number(*head, "编制人数"), case.number(*head, "年末在职人数")
        if posts is not None and staff is not None and staff > posts:
            message = f"年末在职人数 {case.exact(staff)} 人，多于编制人数 {case.exact(posts)} 人"
            hint = "核对两个数：外聘、临时人员填在外聘人数里；确实超编的，写核实说明"
            yield Fault(message, hint, case.place((*head, "年末在职人数")))


RULE = Rule(
    code="DAT215",
    name="在职人数多于编制",
    severity=Severity.REVIEW,
    what="年末在职人数是否多于编制人数。",
    why="在职人员控制率应不大于 100%；多出来的常是把外聘人员算了进去。",
    bad='["人员"]\n"编制人数" = 86\n"年末在职人数" = 96',
    good='["人员"]\n"编制人数" = 96\n"年末在职人数" = 86',
    cure="核对人数；确实超编的写明原因。",
    find=find,
)
