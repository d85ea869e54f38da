"""Guards around what a town may leave out: a sentence stands under the condition that its figures are there."""

import re
from collections.abc import Iterable, Sequence

from perfgen.making.assign import Tag
from perfgen.making.ledger import Ledger, Path, spelled
from perfgen.making.paper import Edit

_TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_PATH = re.compile(r"(?<![\w'.\]])[\u4e00-\u9fff]\w*(?:\.[\u4e00-\u9fff]\w*|\['[^']+'\])+")
_ALWAYS = ("单位.名称", "单位.简称", "单位.自称")
_OTHERS = ("附件", "正文", "行", "项", "段", "类", "指标", "填报", "附表", "补充")


def condition(texts: Iterable[str]) -> str:
    """The condition under which everything that the tags of ``texts`` print is there; empty where nothing may lack."""
    found: dict[str, None] = {}
    for text in texts:
        if text.startswith("{% if"):
            continue
        for tag in _TAG.findall(text):
            for path in _PATH.findall(tag):
                if path not in _ALWAYS and re.split(r"\.|\[", path)[0] not in _OTHERS:
                    found[path] = None
    if any(path.startswith("项目.") for path in found):
        return "项目 | 个数 > 0"
    kept = [
        path
        for path in found
        if not any(other != path and other.startswith((f"{path}.", f"{path}[")) for other in found)
    ]
    return " and ".join(f"有({path})" for path in kept)


def guarded(edits: Sequence[Edit], length: int) -> list[Edit]:
    """The edits of a cell's paragraph, with — in the place of all its text where a figure is not there."""
    needed = condition(new for _, _, new in edits)
    if not needed:
        return list(edits)
    first, last = f"{{% if {needed} %}}", "{% else %}—{% endif %}"
    ordered = sorted(edits)
    start, end, new = ordered[0]
    ordered[0] = (start, end, first + new) if start == 0 else ordered[0]
    front = [] if start == 0 else [(0, 0, first)]
    start, end, new = ordered[-1]
    ordered[-1] = (start, end, new + last) if end == length else ordered[-1]
    back = [] if end == length else [(length, length, last)]
    return [*front, *ordered, *back]


def folded(text: str, tags: Sequence[Tag], ledger: Ledger) -> list[Tag]:
    """``tags`` with the parts of an amount as one list, where a text names them all one after another."""
    made = list(tags)
    for path, ways in ledger.parts.items():
        for names in ways:
            made = _folded(text, made, path, names, ledger)
    return made


def _folded(text: str, tags: list[Tag], path: Path, names: Sequence[Path], ledger: Ledger) -> list[Tag]:
    wanted = [f"{spelled(name)} | 万元" for name in names]
    said = [tag.expression for tag in tags]
    for first in range(len(tags) - len(wanted) + 1):
        if said[first : first + len(wanted)] != wanted:
            continue
        inside = tags[first : first + len(wanted)]
        start = inside[0].start - len(names[0][-1])
        listed = "，".join(f"{name[-1]}{text[tag.start : tag.end]}" for name, tag in zip(names, inside, strict=True))
        if start >= 0 and text[start : inside[-1].end] == listed:
            expression = f"{spelled(ledger.listed(path, names))} | 列示"
            one = Tag(start, inside[-1].end, expression, 92, "逐项列出，各镇的项目可以不同")
            return [*tags[:first], one, *tags[first + len(wanted) :]]
    return tags
