"""What a pack asks a town for: the fields that it needs, and the children that its trees and lists usually have.

A field is asked for where it is required, or where the Word template, the execution rate or a 计算 of the manifest
uses it and it does not follow from others. The pack's sample shows which children a tree has and which columns a list.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from perfgen.compute.derived import rule_for
from perfgen.contract import Contract
from perfgen.express.syntax import parse, references, segments
from perfgen.frozen import frozen
from perfgen.load import load
from perfgen.packs import Pack
from perfgen.packs.read import SAMPLE
from perfgen.render import inspect
from perfgen.vocabulary import PASTED, WORDS, Field

Names = tuple[str, ...]

USUAL: Mapping[Names, Names] = {
    ("年初预算", "收入"): ("一般公共预算拨款收入", "政府性基金预算拨款收入", "其他收入"),
    ("年初预算", "支出"): ("基本支出", "项目支出"),
    ("决算", "收入"): ("一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "其他收入"),
    ("决算", "支出"): ("基本支出", "项目支出"),
}
"""The children of trees of which the pack's sample says nothing."""

USUAL_ITEMS: Mapping[str, Names] = {"三公经费": ("因公出国（境）费", "公务用车购置及运行维护费", "公务接待费")}
"""The names that usually stand for ``*``."""

USUAL_LEVELS = (("产出指标", "数量指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标"))
"""一级指标 and 二级指标 where neither the pack's sample nor its weights name any."""

TYPED_ALTHOUGH_DERIVED = ("全年预算数",)
"""Derived where its parts are typed, which is the rarer case."""


@frozen
class Wants:
    """A pack's contract with the paths that it uses and the data of its sample."""

    contract: Contract
    used: frozenset[Names]
    sample: Mapping[str, Any]

    def asked(self, field: Field) -> bool:
        """Whether the data file asks for ``field`` rather than showing it as a possibility."""
        parts = field.parts()
        if field.required:
            return True
        if parts[0] == "较上年" and self.uses(("上年", *parts[1:])):
            return False  # either of the two, and last year's figure is the plainer one
        own = tuple(0 if part == "[]" else part for part in parts)
        derived = parts[0] not in ("上年", "较上年") and rule_for(own) is not None
        return (not derived or parts[-1] in TYPED_ALTHOUGH_DERIVED) and self.uses(parts)

    def uses(self, parts: Names) -> bool:
        """Whether the template or the manifest uses the field ``parts`` or what stands below it."""
        return any(_fits(parts, path) for path in self.used)

    def shown(self, path: Names) -> Any:
        """What the sample has at ``path``; None where it has nothing there."""
        node: Any = self.sample
        for part in path:
            node = node.get(part) if isinstance(node, dict) else None
        return node

    def tree(self, path: Names) -> Any:
        """The shape of the amount tree at ``path``: a table of names, of a pasted table, or None for one figure."""
        shown = self.shown(path)
        if shown is not None:
            return shown if isinstance(shown, dict) else None
        below = dict.fromkeys(used[len(path)] for used in sorted(self.used) if used[: len(path)] == path != used)
        return dict.fromkeys(below or USUAL.get(path, ())) or None

    def items(self, path: Names) -> Names:
        """The names that stand for ``*`` below ``path``."""
        shown = self.shown(path)
        return tuple(shown) if isinstance(shown, dict) else USUAL_ITEMS.get(path[-1], ("名称",))

    def rows(self, path: Names) -> list[dict[str, Any]]:
        """The items of the list at ``path`` in the sample; none where they are pasted or there are none."""
        shown = self.shown(path)
        return [row for row in shown if isinstance(row, dict)] if isinstance(shown, list) else []

    def columns(self, path: Names, fields: Mapping[str, Field]) -> Names:
        """The columns of the list at ``path`` that every item needs."""
        rows = self.rows(path)
        common = [name for name in fields if rows and all(name in row for row in rows)]
        if not rows and path == ("指标",):
            common = ["二级指标", "分值"]
        if not rows and path == ("项目",):
            common = ["全年预算数", "全年执行数"]
        return tuple(name for name, field in fields.items() if field.required or name in common)

    def levels(self) -> tuple[tuple[str, str], ...]:
        """The pairs of 一级指标 and 二级指标, in order; every part with a weight has one."""
        pairs = [(row.get("一级指标", ""), row.get("二级指标", "")) for row in self.rows(("指标",))]
        known = [(a, b) for a, b in pairs if isinstance(a, str) and isinstance(b, str) and a and a not in WORDS]
        rate = self.contract.scoring.execution
        weights = [name for name in self.contract.scoring.weights if rate is None or name != rate.part]
        missing = [(name, "") for name in weights if name not in {a for a, _ in known}]
        return tuple(dict.fromkeys((*known, *missing))) or USUAL_LEVELS


def wants_of(pack: Pack) -> Wants:
    """What ``pack`` asks for."""
    used = {tuple(path) for text in _expressions(pack.contract) for path in references(parse(text))}
    for document in pack.contract.documents:
        used |= inspect(pack.template(document)).paths
    sample = load(pack.files[SAMPLE], SAMPLE).source if SAMPLE in pack.files else None
    return Wants(pack.contract, frozenset(used), sample.tree if sample else {})


def _expressions(contract: Contract) -> Iterator[str]:
    for computed in contract.computed:
        yield computed.expression
    if contract.scoring.execution:
        yield contract.scoring.execution.numerator
        yield contract.scoring.execution.denominator
    for document in contract.documents:
        for text in (document.file_name, *(each.title for each in document.attachments)):
            yield from (part.text for part in segments(text) if part.expression)


def _fits(parts: Names, path: Names) -> bool:
    """Whether ``path`` speaks of the field ``parts`` or of what stands below it."""
    wanted = parts[: parts.index("[]")] if "[]" in parts else parts
    return len(path) >= len(wanted) and all(a in ("*", b) for a, b in zip(wanted, path, strict=False))


def is_pasted(node: Any) -> bool:
    """Whether ``node`` of a sample is a pasted amount tree."""
    return isinstance(node, dict) and isinstance(node.get(PASTED), str)
