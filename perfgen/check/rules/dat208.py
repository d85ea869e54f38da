"""A name in 按经济分类 that is no 部门预算支出经济分类科目, or stands under another 类."""

from collections.abc import Iterator
from difflib import get_close_matches

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.compute.accounts import trees
from perfgen.express.punctuation import fold_key
from perfgen.findings import Severity
from perfgen.keypath import KeyPath
from perfgen.vocabulary import OF_WHICH, OFFICIAL_CLASSES, TOTAL

CUT = "按经济分类"
_CLASSES = {fold_key(name): name for name in OFFICIAL_CLASSES}


def find(case: Case) -> Iterator[Fault]:
    """Every name that the official classification does not have at its place."""
    for tree in trees(case.figures):
        path = (*tree, CUT)
        raw = case.report.raw(path) if case.report.has(path) else None
        for group, below in (raw if isinstance(raw, dict) else {}).items():
            if group not in (OF_WHICH, TOTAL):
                yield from _group(case, (*path, group), group, below)


def _group(case: Case, path: KeyPath, group: str, below: object) -> Iterator[Fault]:
    official = _CLASSES.get(fold_key(group))
    if official is None:
        yield Fault(f"“{group}”不是经济分类的类级科目", _hint(group, tuple(OFFICIAL_CLASSES)), case.place(path))
        return
    items = {fold_key(item): item for item in OFFICIAL_CLASSES[official]}
    for name in below if isinstance(below, dict) else ():
        if name in (OF_WHICH, TOTAL) or fold_key(name) in items:
            continue
        home = next((g for g, names in OFFICIAL_CLASSES.items() if name in names), "")
        hint = f"它是“{home}”下的款级科目，移到那里" if home else _hint(name, OFFICIAL_CLASSES[official])
        yield Fault(f"“{official}”下没有“{name}”这一款级科目", hint, case.place((*path, name)))


def _hint(name: str, names: tuple[str, ...]) -> str:
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    return f"你是不是想写“{close[0]}”" if close else "科目名称见《政府收支分类科目》部门预算支出经济分类"


RULE = Rule(
    code="DAT208",
    name="经济分类科目不对",
    severity=Severity.REVIEW,
    what="“按经济分类”下的类、款名称是不是部门预算支出经济分类科目，款是不是放在自己的类下。",
    why="放错地方的一行不影响合计，却让类级数字都错。",
    bad='"商品和服务支出" = { "抚恤金" = 43.23 }',
    good='"对个人和家庭的补助" = { "抚恤金" = 43.23 }',
    cure="照决算报表的科目名称改，或移到正确的类下。",
    find=find,
)
