"""Fields, figures and prose that the manifest asks for and no tag prints."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from perfgen.contract import Contract, OutlineItem
from perfgen.express.faults import ExpressionFault
from perfgen.express.syntax import has_expression, parse, references, segments
from perfgen.lint.known import Path
from perfgen.lint.mark import LOGICAL, REVIEW, Mark, at_line, at_place
from perfgen.lint.wordfile import Line
from perfgen.load import Source


def unused(contract: Contract, manifest: Source, used: Mapping[Path, bool]) -> Iterator[Mark]:
    """Every field and computed figure of the pack that nothing uses."""
    for index, field in enumerate(contract.fields):
        if not _serves(field.parts(), used):
            message = f"字段“{field.pattern}”要填，却没有一个标签用它"
            hint = f"在 Word 里要印的地方写 {{{{ {_tag_of(field.parts())} }}}}，或删去这个字段"
            yield at_place("TPL303", REVIEW, message, hint, manifest.place(("字段", index, "路径")))
    for index, computed in enumerate(contract.computed):
        if (computed.name,) not in used:
            message = f"算出的“{computed.name}”没有一个标签或式子用它"
            hint = f"在 Word 里要印的地方写 {{{{ {computed.name} }}}}，或删去这一项计算"
            yield at_place("TPL303", REVIEW, message, hint, manifest.place(("计算", index, "名称")))


def _tag_of(parts: Path) -> str:
    return (
        ".".join("行" if part == "[]" else part for part in parts[parts.index("[]") :])
        if "[]" in parts
        else ".".join(parts)
    )


def _serves(parts: Path, used: Mapping[Path, bool]) -> bool:
    """Whether the field at ``parts`` is used: itself, something below it, or all of what it stands in."""
    return any(
        path[: len(parts)] == parts or (whole and parts[: len(path)] == path) for path, whole in used.items() if path
    )


def unprinted(
    contract: Contract, manifest: Source, printed: Mapping[str, tuple[tuple[str, Line | None], ...]]
) -> Iterator[Mark]:
    """Sections whose text the town writes and no Word file prints, or prints under another heading only."""
    by_title = {item.title: item for item in contract.outline if item.content.written}
    misplaced: set[str] = set()
    for item in contract.outline:
        for file, line in printed.get(item.key, ()):
            here = by_title.get(line.spot.heading) if line is not None and not line.in_table else None
            if line is None or here is None or here.key == item.key or _is_under(here, printed.get(here.key, ())):
                continue
            misplaced.add(here.key)
            message = f"“{here.title}”下面印的是“{item.title}”的文字"
            yield at_line("TPL305", LOGICAL, message, f"这里写 正文['{here.key}']", file, line)
    for index, item in enumerate(contract.outline):
        if item.content.written and item.key not in printed and item.key not in misplaced:
            message = f"“{item.title}”由单位填写，Word 里没有一处印它，填了也看不到"
            hint = f"在这个标题下写 {{%p for 段 in 正文['{item.key}'] %}}……{{%p endfor %}}"
            yield at_place("TPL304", LOGICAL, message, hint, manifest.place(("提纲", index, "键")))


def _is_under(item: OutlineItem, places: Iterable[tuple[str, Line | None]]) -> bool:
    """Whether the text of ``item`` is printed below its own heading."""
    return any(line is not None and line.spot.heading == item.title for _, line in places)


def said_in(tree: Any) -> Iterator[Path]:
    """The paths that expressions in the texts of ``tree`` name."""
    if isinstance(tree, str):
        yield from _named(tree)
    elif isinstance(tree, dict | list):
        for each in tree.values() if isinstance(tree, dict) else tree:
            yield from said_in(each)


def _named(text: str) -> Iterable[Path]:
    if not has_expression(text):
        return ()
    try:
        return [path for part in segments(text) if part.expression for path in references(parse(part.text))]
    except ExpressionFault:
        return ()
