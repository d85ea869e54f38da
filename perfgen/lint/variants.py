"""The sample in its extreme forms: what a town may hand in that nobody thought of when the template was drawn."""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from itertools import islice
from typing import Any

from perfgen.contract import Contract, Shape
from perfgen.express.syntax import has_expression
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath, format_key
from perfgen.model import Report, Sum
from perfgen.vocabulary import ITEM_NAMES, WORDS, Type

Tree = dict[str, Any]

MARKUP = "<&>\"'</w:t>]]>"
"""Signs that break a Word file where they are not escaped."""
_MANY = 200
_MOST = 300
"""Values that are left out one by one; a sample has a hundred."""
_LONG = "长" * 150 + "W" * 150
_FIXED = ("格式版本", "模板", "模板版本", "年度", "金额单位", "成文日期", "核对数", "核实说明", "未归类")
_KEPT = ("格式版本", "模板", "模板版本", "年度", "金额单位", "核对数", "核实说明", "未归类", "事实")
_DECIDING = ("一级指标", "定性档")
"""Texts that decide what is computed; another text would be a fault of the data."""
_TEXTS = (Type.TEXT, Type.NAMES)
_SILENT = (Type.TEXT, Type.AMOUNT, Type.COUNT, Type.SCORE, Type.RATIO, Type.TARGET, Type.ACTUAL)


@frozen
class Variant:
    """A form of the sample: what is special about it, and its data."""

    name: str
    tree: Tree
    expected: str = ""
    """A text that must stand in the report."""


def variants(report: Report) -> Iterator[Variant]:
    """The extreme forms of ``report``, the pack's sample."""
    tree = plain(report.tree)
    tree["正文"] = _literal(tree.get("正文", {}))
    contract = report.contract
    yield Variant("各张表都空着", _with_lists(tree, contract, lambda items, name: []))
    yield Variant("各张表只有一行", _with_lists(tree, contract, lambda items, name: items[:1]))
    yield Variant(f"各张表有 {_MANY} 行", _with_lists(tree, contract, _many))
    yield Variant("文字很长", _with_texts(tree, contract, lambda text: text + _LONG))
    yield Variant("文字里有 <&>", _with_texts(tree, contract, lambda text: text + MARKUP), MARKUP)
    yield Variant("不是必填的都没有填", _required_only(tree, contract))
    yield Variant("不是必填的都没有公布", _unpublished(tree, contract))
    for path in islice(_optional(tree, contract.shape), _MOST):
        yield Variant(f"没有填“{format_key(path)}”", _without(tree, path))


def _literal(node: Any) -> Any:
    """Prose without expressions: it may name what a form leaves out, and the data would be to blame."""
    if isinstance(node, str):
        return re.sub(r"\{\{.*?\}\}", "1", node, flags=re.DOTALL)
    if isinstance(node, list):
        return [_literal(each) for each in node]
    return {key: _literal(value) for key, value in node.items()} if isinstance(node, dict) else node


def plain(node: Any) -> Any:
    """A copy of ``node`` in which postings on one name are added up."""
    if isinstance(node, Sum):
        numbers = [Decimal(part) for part in node if isinstance(part, int | Decimal)]
        return sum(numbers, Decimal(0)) if len(numbers) == len(node) else node[0]
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.items()}
    return [plain(each) for each in node] if isinstance(node, list | tuple) else node


def _with_lists(tree: Tree, contract: Contract, change: Callable[[list[Any], str], list[Any]]) -> Tree:
    def walk(node: Any, shape: Shape | None, name: str) -> Any:
        if isinstance(node, list) and shape is not None and shape.is_list:
            return change(node, name)
        if isinstance(node, dict) and shape is not None:
            changed = {key: walk(value, shape.child(key), key) for key, value in node.items()}
            return {key: value for key, value in changed.items() if value != []}
        return node

    changed = {key: v if key in _FIXED else walk(v, contract.shape.child(key), key) for key, v in tree.items()}
    return {key: value for key, value in changed.items() if value != []}


def _many(items: list[Any], name: str) -> list[Any]:
    key = ITEM_NAMES.get(name, "名称")
    made = []
    for number in range(_MANY):
        item = deepcopy(items[number % len(items)])
        if isinstance(item, dict) and isinstance(item.get(key), str):
            item[key] = f"{item[key]}之{number + 1}"
        made.append(item)
    return made


def _with_texts(tree: Tree, contract: Contract, change: Callable[[str], str]) -> Tree:
    def walk(node: Any, shape: Shape | None) -> Any:
        if isinstance(node, str):
            kind = shape.field.type if shape is not None and shape.field is not None else None
            return change(node) if kind in _TEXTS and node not in WORDS and not has_expression(node) else node
        if isinstance(node, list):
            return [walk(each, shape.child(0) if shape is not None and shape.is_list else shape) for each in node]
        if isinstance(node, dict):
            below = {key: shape.child(key) if shape is not None else None for key in node}
            return {key: value if key in _DECIDING else walk(value, below[key]) for key, value in node.items()}
        return node

    def prose(node: Any) -> Any:
        if isinstance(node, str):
            return node if has_expression(node) or not node.strip() else change(node.rstrip())
        if isinstance(node, list):
            return [prose(each) for each in node]
        return {key: prose(value) for key, value in node.items()} if isinstance(node, dict) else node

    changed = {key: value if key in _FIXED else walk(value, contract.shape.child(key)) for key, value in tree.items()}
    return {**changed, "正文": prose(tree.get("正文", {}))}


def _required_only(tree: Tree, contract: Contract) -> Tree:
    kept: Tree = {"年度": tree.get("年度"), "格式版本": tree.get("格式版本", 1)}
    for path, _ in contract.shape.required():
        _put(kept, path, _get(tree, path))
    prose = tree.get("正文", {})
    wanted = {key for key, item in contract.prose_keys.items() if item.required}
    kept["正文"] = {key: value for key, value in prose.items() if key in wanted} if isinstance(prose, dict) else prose
    return {key: value for key, value in kept.items() if value is not None}


def _unpublished(tree: Tree, contract: Contract) -> Tree:
    def walk(node: Any, shape: Shape | None) -> Any:
        if isinstance(node, list):
            return [walk(each, shape.child(0) if shape is not None and shape.is_list else None) for each in node]
        field = shape.field if shape is not None else None
        if field is not None and not field.required and field.type in _SILENT:
            return "未公布"
        if isinstance(node, dict) and field is None:
            return {key: walk(value, shape.child(key) if shape is not None else None) for key, value in node.items()}
        return node

    fixed = (*_FIXED, "正文", "事实")
    return {key: value if key in fixed else walk(value, contract.shape.child(key)) for key, value in tree.items()}


def _optional(tree: Any, shape: Shape | None, above: KeyPath = ()) -> Iterator[KeyPath]:
    """The paths of what a town may leave out, down to the third level; of a list's items the keys of the first."""
    for key, value in tree.items():
        path, below = (*above, key), shape.child(key) if shape is not None else None
        if path[0] in _KEPT or len(path) > 3:
            continue
        if not (below is not None and below.field is not None and below.field.required):
            yield path
        if isinstance(value, dict) and path[0] != "正文":
            yield from _optional(value, below, path)


def _without(tree: Tree, path: KeyPath) -> Tree:
    head, *rest = path
    return {
        key: _without(value, tuple(rest)) if key == head else value
        for key, value in tree.items()
        if key != head or rest
    }


def _get(tree: Any, path: KeyPath) -> Any:
    for part in path:
        tree = tree.get(part) if isinstance(tree, dict) else None
    return tree


def _put(tree: Tree, path: KeyPath, value: Any) -> None:
    if value is None:
        return
    for part in path[:-1]:
        tree = tree.setdefault(str(part), {})
    tree[str(path[-1])] = value
