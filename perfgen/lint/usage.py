"""Fields, figures and prose that the manifest asks for and no tag prints."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from perfgen.contract import Contract
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
    titles = {item.title: item.key for item in contract.outline}
    for index, item in enumerate(contract.outline):
        if not item.content.written:
            continue
        places = printed.get(item.key, ())
        if not places:
            message = f"“{item.title}”由单位填写，Word 里没有一处印它，填了也看不到"
            hint = f"在这个标题下写 {{%p for 段 in 正文['{item.key}'] %}}……{{%p endfor %}}"
            yield at_place("TPL304", LOGICAL, message, hint, manifest.place(("提纲", index, "键")))
            continue
        under = [(file, line) for file, line in places if line is not None and not line.in_table]
        headings = {line.spot.heading for _, line in under}
        elsewhere = {heading for heading in headings if titles.get(heading, item.key) != item.key}
        if under and elsewhere and elsewhere == headings:
            file, line = under[0]
            message = f"“{item.title}”的文字印在了“{line.spot.heading}”下面"
            hint = f"这里要的是 正文['{titles[line.spot.heading]}'] 吧；“{item.title}”的挪到它自己的标题下"
            yield at_line("TPL305", LOGICAL, message, hint, file, line)


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
