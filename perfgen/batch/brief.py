"""The short form: what changed between the records of two generations of one report, told without building them."""

from collections.abc import Iterator, Mapping
from typing import Any

from perfgen.frozen import frozen
from perfgen.vocabulary import ITEM_NAMES

_PROSE = "正文"


@frozen
class Brief:
    """Changed data by key path (old, new; empty where it is not there), changed texts, score before and after."""

    figures: tuple[tuple[str, str, str], ...] = ()
    sections: tuple[str, ...] = ()
    """The sections of the prose whose words changed."""
    total: tuple[str, str] = ("", "")
    grade: tuple[str, str] = ("", "")
    paragraphs: int = 0
    """How many paragraphs read otherwise, tables apart."""

    @property
    def scored(self) -> bool:
        """Whether score or grade changed."""
        return self.total[0] != self.total[1] or self.grade[0] != self.grade[1]

    @property
    def none(self) -> bool:
        """Whether nothing is known to have changed."""
        return not (self.figures or self.sections or self.scored or self.paragraphs)


def brief(old: Mapping[str, Any], new: Mapping[str, Any]) -> Brief:
    """What changed from the record ``old`` to the record ``new``; as much as they tell."""
    before, after = _leaves(old), _leaves(new)
    changed = [key for key in dict.fromkeys((*after, *before)) if before.get(key) != after.get(key)]
    figures = tuple((key, before.get(key, ""), after.get(key, "")) for key in changed if not _is_prose(key))
    sections = tuple(dict.fromkeys(_section(key) for key in changed if _is_prose(key)))
    (total, grade), (total_now, grade_now) = said(old), said(new)
    return Brief(figures, sections, (total, total_now), (grade, grade_now), _paragraphs(old, new))


def _leaves(record: Mapping[str, Any]) -> dict[str, str]:
    tree = record.get("数据")
    return dict(_walk(tree, "", "")) if isinstance(tree, dict) else {}


def _walk(node: Any, key: str, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for part, value in node.items():
            yield from _walk(value, f"{key}.{part}" if key else part, part)
    elif isinstance(node, list):
        names = [_name(item, name) for item in node]
        for index, item in enumerate(node):
            own = names[index] if names[index] and names.count(names[index]) == 1 else str(index + 1)
            yield from _walk(item, f"{key}[{own}]", "")
    elif name == "表" and isinstance(node, str):
        yield from _rows(node, key.removesuffix(".表"))
    else:
        yield key, str(node)


def _rows(table: str, key: str) -> Iterator[tuple[str, str]]:
    """The rows of a pasted table, each named by what stands before its last cell."""
    seen: dict[str, int] = {}
    above: list[str] = []
    for line in table.strip("\n").split("\n")[1:]:
        cells = [cell.strip() for cell in line.replace("\t", "｜").split("｜")]
        first = next((n for n, cell in enumerate(cells) if cell), 0)
        cells = [*above[:first], *cells[first:]] if len(above) == len(cells) else cells
        above = cells
        name = "，".join(cells[:-1])
        seen[name] = seen.get(name, 0) + 1
        mark = f"（{seen[name]}）" if seen[name] > 1 else ""
        yield f"{key}[{name}{mark}]", cells[-1]


def _name(item: Any, name: str) -> str:
    if not isinstance(item, dict):
        return ""
    found = item.get(ITEM_NAMES.get(name, "名称"), "")
    return "、".join(map(str, found)) if isinstance(found, list) else str(found)


def _is_prose(key: str) -> bool:
    return key == _PROSE or key.startswith(f"{_PROSE}.")


def _section(key: str) -> str:
    return key.removeprefix(f"{_PROSE}.").split("[", 1)[0]


def said(record: Mapping[str, Any]) -> tuple[str, str]:
    """Score and grade of a record; empty where it does not tell."""
    result = record.get("结果")
    told = result.get("摘要") if isinstance(result, dict) else None
    return (str(told.get("total", "")), str(told.get("grade", ""))) if isinstance(told, dict) else ("", "")


def _paragraphs(old: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    before, after = old.get("段落"), new.get("段落")
    if not isinstance(before, list) or not isinstance(after, list):
        return 0
    known = set(before)
    return sum(text not in known for text in after)
