"""Two indicators of one name."""

from collections.abc import Iterator

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.rules.items import names_of
from perfgen.express.punctuation import fold_key
from perfgen.findings import Severity
from perfgen.keypath import KeyPath

_LONG = 6
"""From this many characters on, a name that ends another of the same group is taken for the same."""


def find(case: Case) -> Iterator[Fault]:
    """A 三级指标 named again under the same 一级指标 and 二级指标, or within one group of names."""
    seen: dict[tuple[str, str, str], KeyPath] = {}
    for item in case.indicators:
        level = (case.text(*item, "一级指标"), case.text(*item, "二级指标"))
        names = names_of(case, item)
        for position, name in enumerate(names):
            key, path = (*level, _bare(name)), (*item, "三级指标")
            if key in seen:
                other = "同一组" if seen[key] == item else f"第 {int(seen[key][1]) + 1} 个指标"
                message = f"“{name}”与{other}里的指标同名"
            elif twin := next((each for each in names[:position] if _ends(each, name)), ""):
                message = f"同一组里“{name}”与“{twin}”像是同一个指标"
            else:
                seen[key] = item
                continue
            inside = len(names) > 1 and case.report.has((*path, position))
            yield Fault(message, _HINT, case.place((*path, position) if inside else path))


_HINT = "重复的删去；确是两个指标的，把名称写明白"


def _bare(name: str) -> str:
    return "".join(fold_key(name).split())


def _ends(one: str, other: str) -> bool:
    longer, shorter = sorted((_bare(one), _bare(other)), key=len, reverse=True)
    return len(shorter) >= _LONG and longer.endswith(shorter)


RULE = Rule(
    code="DAT219",
    name="两个指标同名",
    severity=Severity.REVIEW,
    what="同一级、二级指标之下，或合并计分的一组之内，有没有两个同名的三级指标。",
    why="多半是粘贴时重复了一行，分值也就重复计了；写路径时也分不清是哪一个。",
    bad='"三级指标" = ["带动经济增长率", "农村人居环境改善", "带动经济增长率"]',
    good='"三级指标" = ["带动经济增长率", "农村人居环境改善"]',
    cure="删去重复的，或改成不同的名称。",
    find=find,
)
