"""The names that a pack's tags and expressions may use: fields, derived figures, words, and what stands below each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from perfgen.compute.derived import RULES, TOP_NAMES
from perfgen.compute.scores import ROW_FIELDS
from perfgen.contract import Contract
from perfgen.contract.shape import ANY as ANY_NAME
from perfgen.contract.shape import ITEMS
from perfgen.express.punctuation import fold_key
from perfgen.vocabulary import OFFICIAL_CLASSES, Type

Path = tuple[str, ...]

LOOP = ("index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "changed")
"""What a loop knows of itself."""

FACTS = "事实"
"""The table of figures that the prose speaks of; its names are the town's, but for those that a pack asks for."""

_USUAL = (
    "基本支出",
    "项目支出",
    "人员经费",
    "公用经费",
    "其中",
    "按支出性质",
    "按资金来源",
    "按经济分类",
    "按功能分类",
)
_HIDDEN = ("核对数", "核实说明", "未归类", "格式版本")
_EXECUTED = ("全年执行数", "执行率")


@dataclass(eq=False)
class Known:
    """A name that may be used: where it stands, and what may stand below it."""

    path: Path
    """Its path; items of a list are ``[]``."""
    names: dict[str, "Known"] = field(default_factory=dict)
    other: "Known | None" = None
    """What stands below any other name."""
    item: "Known | None" = None
    """What a loop over it, an index or a call by name gives."""
    mirror: "Known | None" = None
    """Whose names stand below it too (上年 mirrors this year)."""
    tree: bool = False
    """Whether it is an amount with parts of any name."""
    free: bool = False
    """Whether nothing is known of what stands below it."""
    count: int | None = None
    """How many items it has, where the manifest says so."""

    def child(self, name: str) -> "Known | None":
        """What ``name`` is below it; None where nothing of that name can be."""
        found = self.names.get(name) or next((k for n, k in self.names.items() if fold_key(n) == fold_key(name)), None)
        if found is not None:
            return found
        if self.free:
            return self
        if self.tree:
            return Known((*self.path, name), tree=name != "名称")
        if self.other is not None:
            return self.other
        return self.mirror.child(name) if self.mirror is not None else None

    def candidates(self) -> tuple[str, ...]:
        """The names that may be meant below it."""
        return (*self.names, *(self.mirror.candidates() if self.mirror is not None else ()))


FREE = Known((), free=True)
"""A value of which nothing is known beforehand."""


def known_names(contract: Contract, attachments: int) -> Known:
    """Every name that a template of ``contract`` may use; ``attachments`` is how many its document has."""
    root = Known(())
    for each in contract.all_fields:
        _put(root, each.parts(), each.type)
    for rule in RULES:
        _put(root, rule.pattern, None)
    for name in TOP_NAMES:
        root.names.setdefault(name, Known((name,)))
    for name in ("上年", "较上年"):
        root.names[name].mirror = root
    projects, rows = root.names["项目"], root.names["指标行"]
    if projects.item is not None:
        for name in _EXECUTED:
            projects.item.names.setdefault(name, Known(("项目", ITEMS, name)))
    rows.item = Known(
        ("指标行", ITEMS),
        {name: Known(("指标", ITEMS, name)) for name in (*ROW_FIELDS, "组")},
        mirror=_item(root, "指标"),
    )
    for computed in contract.computed:
        root.names.setdefault(computed.name, Known((computed.name,), free=True))
    prose = {"文": Known(("正文",)), "级": Known(("正文",))}
    root.names["正文"] = Known(
        ("正文",), {key: Known(("正文", key), item=Known(("正文", key), prose)) for key in contract.prose_keys}
    )
    titles = {"键": Known(("附件",)), "标题": Known(("附件",))}
    root.names["附件"] = Known(("附件",), item=Known(("附件",), titles), count=attachments)
    parts = root.names["自评"].names["分项"]
    for name in contract.scoring.weights:
        if parts.other is not None:
            parts.names.setdefault(name, Known((*parts.path, name), dict(parts.other.names)))
    for name in _HIDDEN:
        root.names.pop(name, None)
    return root


def _item(root: Known, name: str) -> Known | None:
    return root.names[name].item


def _put(root: Known, parts: Iterable[str], kind: Type | None) -> None:
    at = root
    for part in parts:
        path = (*at.path, part)
        if part == ITEMS:
            at.item = at.item or Known(path)
            at = at.item
        elif part == ANY_NAME:
            at.other = at.other or Known(path)
            at = at.other
        else:
            at = at.names.setdefault(part, Known(path))
        if at.path[0] == FACTS:
            at.free = True
    if kind is Type.TREE:
        at.tree = True
    elif kind in (Type.FIGURES, Type.PROSE, Type.STATED):
        at.free = True
    elif kind is Type.ACTUAL:
        for side in ("分子", "分母"):
            at.names.setdefault(side, Known((*at.path, side)))
    elif kind is Type.NAMES:
        at.item = at.item or Known(at.path)


def usual_parts(contract: Contract, sample: Mapping[str, Any]) -> tuple[str, ...]:
    """Names that parts of amounts usually have: the official classes, and those of the sample."""
    official = (name for group, names in OFFICIAL_CLASSES.items() for name in (group, *names))
    trees = [each.parts()[0] for each in contract.all_fields if each.type is Type.TREE]
    return tuple(dict.fromkeys((*_USUAL, *(n for t in dict.fromkeys(trees) for n in _keys(sample.get(t))), *official)))


def _keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield name
            yield from _keys(value)
