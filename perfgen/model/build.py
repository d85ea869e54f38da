"""Building the report: unfold pasted tables, validate against the contract's schema, note what is missing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from perfgen.contract import Content, Contract, Shape, json_schema
from perfgen.findings import Finding, Severity
from perfgen.keypath import KeyPath, format_key
from perfgen.load import Source
from perfgen.model.pasted import Sum, Unfolded, unfold_amounts, unfold_list
from perfgen.model.plain import is_plain
from perfgen.model.report import Report
from perfgen.vocabulary import FORMAT_VERSION, PASTABLE, PASTED, WORDS, Field, Type

_PENDING = "待填"


def build_report(source: Source, contract: Contract) -> tuple[Report, tuple[Finding, ...]]:
    """The report of ``source`` in the shape that ``contract`` asks for, and every fault of shape and type.

    Values that are faulty stand in the report as 待填, so that later stages can go on and report their own findings.
    """
    out = Unfolded(source)
    tree = _unfolded(source.tree, (), contract.shape, out)
    faults = list(_validated(contract, tree))
    for path, unknown, _ in faults:
        _drop(tree, path) if unknown else _put_pending(tree, path)
    missing = tuple(_missing(contract, tree))
    for path in missing:
        _set(tree, path, _PENDING)
    faulty = (*source.unread, *(path for path, unknown, _ in faults if not unknown))
    report = Report(source, contract, tree, out.origins, missing, faulty)
    findings = [*out.findings, *_each_once(make(report) for _, _, make in faults)]
    findings += [_missing_finding(report, path) for path in missing]
    return report, tuple(findings)


def _each_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first of the findings of a code at a place: a pasted cell may stand at two paths, in two cuts."""
    seen = set()
    for finding in findings:
        at = (finding.code, finding.place.line, finding.place.column)
        if finding.place.line == 0 or at not in seen:
            seen.add(at)
            yield finding


# -- pasted tables --------------------------------------------------------------------------------


def _unfolded(node: Any, path: KeyPath, shape: Shape | None, out: Unfolded) -> Any:
    """A copy of ``node`` in which pasted tables are lists and trees."""
    if isinstance(node, dict):
        if set(node) == {PASTED} and isinstance(node[PASTED], str) and node[PASTED].strip() in WORDS:
            return node[PASTED].strip()  # the table as a whole is still to come, or not published
        if set(node) == {PASTED} and isinstance(node[PASTED], str) and shape is not None and shape.is_list:
            name = str(path[-1])
            fields = {key: child.field for key, child in shape.children["[]"].children.items() if child.field}
            if name in PASTABLE:
                return unfold_list(name, fields, path, node[PASTED], out)
        result: dict[str, Any] = {}
        for key, value in node.items():
            below = shape.child(key) if shape is not None and isinstance(value, dict | list) else None
            if isinstance(value, dict) and _is_pasted_tree(value, below):
                rest = {k: v for k, v in value.items() if k != PASTED}
                trees = unfold_amounts((*path, key), value[PASTED], out)
                for tree_path, tree in trees.items():
                    target = tree_path[-1]
                    _merge(result, str(target), tree)
                for k, v in rest.items():
                    _merge(result[key], k, _unfolded(v, (*path, key, k), below, out))
                continue
            if isinstance(value, dict | list):
                _merge(result, key, _unfolded(value, (*path, key), below, out))
            else:
                result[key] = value
        return result
    if isinstance(node, list):
        items = None if shape is None else shape.child(0)
        return [_unfolded(item, (*path, index), items, out) for index, item in enumerate(node)]
    return node


def _is_pasted_tree(value: dict[str, Any], shape: Shape | None) -> bool:
    return (
        isinstance(value.get(PASTED), str)
        and value[PASTED].strip() not in WORDS
        and shape is not None
        and shape.field is not None
        and shape.field.type is Type.TREE
    )


def _merge(table: dict[str, Any], key: str, value: Any) -> None:
    """Put ``value`` at ``key``; two tables become one, the typed one first."""
    if isinstance(table.get(key), dict) and isinstance(value, dict):
        for name, below in value.items():
            _merge(table[key], name, below)
    else:
        table[key] = value


# -- validation -----------------------------------------------------------------------------------

_Fault = tuple[KeyPath, bool, Callable[[Report], Finding]]
"""Where, whether it is an unknown key, and the finding (made last, when items can be called by name)."""


def _validated(contract: Contract, tree: dict[str, Any]) -> Iterator[_Fault]:
    if is_plain(contract, tree):
        return
    from jsonschema_rs import Draft202012Validator, ValidationErrorKind

    validator = _VALIDATORS.get(id(contract))
    if validator is None or validator[0] is not contract:
        validator = (contract, Draft202012Validator(json_schema(contract)))
        _VALIDATORS[id(contract)] = validator
    dates = set()
    for path, value in _dates(tree, ()):
        shape = contract.shape.at(path)
        if shape is None or shape.field is None or shape.field.type is not Type.DATE:
            dates.add(path)
            yield path, False, _wrong(contract, path, value)
    for error in validator[1].iter_errors(_plain(_without_words(tree, contract.shape))):
        path = _as_in(tree, error.instance_path)
        kind = error.kind
        if isinstance(kind, ValidationErrorKind.AdditionalProperties | ValidationErrorKind.UnevaluatedProperties):
            for key in kind.unexpected:
                yield (*path, key), True, _unknown(contract, path, key)
        elif path not in dates:
            yield path, False, _wrong(contract, path, _value_at(tree, path))


def _without_words(node: Any, shape: Shape | None) -> Any:
    """``node`` without the tables and lists in whose place one of the three words stands, which is always allowed."""
    if not isinstance(node, dict) or shape is None or not shape.children:
        return node
    kept = {}
    for key, value in node.items():
        below = shape.child(key)
        if not (below is not None and below.children and isinstance(value, str) and value in WORDS):
            kept[key] = _without_words(value, below)
    return kept


_VALIDATORS: dict[int, tuple[Contract, Any]] = {}
"""One compiled validator a contract; compiling is most of the cost of validating."""


def _as_in(tree: Any, parts: Iterable[str | int]) -> KeyPath:
    """A path of the validator, which gives the key "1" as a number, with the keys of ``tree``."""
    path: list[str | int] = []
    node: Any = tree
    for part in parts:
        path.append(str(part) if isinstance(node, dict) else part)
        node = _value_at(node, (path[-1],))
    return tuple(path)


def _dates(node: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Every date and time of day with its path; to the schema they are texts, so it cannot refuse them."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, dict | list):
            yield from _dates(value, (*path, key))
        elif isinstance(value, date | time):
            yield (*path, key), value


_JSON = frozenset((str, int, bool, Decimal))


def _plain(node: Any) -> Any:
    """``node`` as JSON knows it: dates as text, postings as their first fault or their sum."""
    if isinstance(node, Sum):
        odd = next((part for part in node if not isinstance(part, int | Decimal)), None)
        return node[0] if odd is None else odd
    if isinstance(node, dict):
        return {key: value if type(value) in _JSON else _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, datetime):
        return node.date().isoformat()
    return node.isoformat() if isinstance(node, date | time) else node


def _unknown(contract: Contract, path: KeyPath, key: str) -> Callable[[Report], Finding]:
    def make(report: Report) -> Finding:
        place = report.place((*path, key)) if (*path, key) in report.origins else report.source.key_place((*path, key))
        spelled = report.spelled((*path, key))
        place = replace(place, key=spelled)
        if path == ("正文",):
            names = tuple(contract.prose_keys)
            item = next((item for item in contract.outline if item.key == key), None)
            if item is not None:
                hint = "这一节由模板写，不用填；删去这一键"
                return Finding("DAT201", Severity.LOGICAL, f"“{item.title}”一节没有要填的正文", hint, place)
            return Finding("DAT201", Severity.LOGICAL, f"模板的提纲里没有“{key}”这一节", _suggest(key, names), place)
        shape = contract.shape.at(path)
        names = shape.names if shape else _PARTS.get(Type.PROSE if path[:1] == ("正文",) else Type.ACTUAL, ())
        if shape is not None and shape.field is not None:
            names = names or _PARTS.get(shape.field.type, ())
        hint = _suggest(key, names) or _elsewhere(contract, key)
        return Finding("DAT201", Severity.LOGICAL, f"不认识的键“{spelled}”", hint, place)

    return make


_PARTS: Mapping[Type, tuple[str, ...]] = {Type.ACTUAL: ("分子", "分母"), Type.PROSE: ("标题", "内容")}
"""The keys of the small tables that may stand as a value."""


def _suggest(key: str, names: tuple[str, ...]) -> str:
    close = get_close_matches(key, names, n=1, cutoff=0.5)
    if close:
        return f"你是不是想写“{close[0]}”"
    return "这里可以写：" + "、".join(names[:12]) + ("等" if len(names) > 12 else "") if names else ""


def _elsewhere(contract: Contract, key: str) -> str:
    found = next((f.pattern for f in contract.all_fields if f.parts()[-1] == key), None)
    return f"它应写在“{found}”" if found else ""


_EXPECTED: Mapping[Type, str] = {
    Type.AMOUNT: "金额（数，不带引号和单位，例如 4212.62）",
    Type.TREE: "金额（数，例如 4212.62），或由分项金额组成的表",
    Type.COUNT: "数（不带引号和单位，例如 96）",
    Type.WHOLE: "整数",
    Type.YEAR: "四位数的年份（1949 到 2100，例如 2024）",
    Type.RATIO: '带百分号的文字，例如 "93%"',
    Type.SCORE: "分数（数，不带引号，例如 5 或 19.7）",
    Type.DATE: "日期，例如 2025-01-08，或“2025年1月”",
    Type.FLAG: "true 或 false",
    Type.TEXT: "文字（加引号）",
    Type.FIGURES: '带单位的文字，例如 "320宗"，或 { "值" = "117.8亿元", "同比" = "4.1%" }',
    Type.TARGET: '文字，例如 "≥90%"、"3000亩"',
    Type.ACTUAL: '文字，例如 "92%"，或 { "分子" = 74, "分母" = 83 }',
    Type.NAMES: "名称（文字，或一列文字）",
    Type.STATED: '路径和数，例如 "决算.支出" = 4212.62',
    Type.TEXTS: '一列文字，例如 ["……", "……"]',
    Type.PROSE: '文字、一列文字，或一列 { "标题" = …, "内容" = … }',
}


def _wrong(contract: Contract, path: KeyPath, value: Any) -> Callable[[Report], Finding]:
    def make(report: Report) -> Finding:
        place = report.place(path)
        spelled = report.spelled(path)
        if path == ("格式版本",):
            newer = isinstance(value, int) and value > FORMAT_VERSION
            message = (
                f"格式版本 {value} 比本程序认识的 {FORMAT_VERSION} 新" if newer else f"格式版本应是 {FORMAT_VERSION}"
            )
            return Finding(
                "DAT209",
                Severity.LOGICAL,
                message,
                "请升级 perfgen" if newer else f'写成 "格式版本" = {FORMAT_VERSION}',
                place,
            )
        shape = contract.shape.at(path)
        field = shape.field if shape else None
        if path and path[0] == "正文":
            return _wrong_prose(contract, report, path, value)
        if shape is not None and shape.is_list:
            return Finding("DAT202", Severity.LOGICAL, f"“{spelled}”应是一列表", f'每一项写成 [["{path[-1]}"]]', place)
        if field is None or (shape is not None and shape.children):
            return Finding(
                "DAT202",
                Severity.LOGICAL,
                f"“{spelled}”应是一张表，不是{_kind_of(value)}",
                f'写成 ["{format_key(path)}"]，下面逐项填',
                place,
            )
        expected = "、".join(f"“{option}”" for option in field.options) if field.options else _EXPECTED[field.type]
        code = "DAT204" if field.type is Type.YEAR else "DAT202"
        message = f"“{spelled}”应是{expected}，这里是{_kind_of(value)}"
        pasted = path in report.origins
        return Finding(code, Severity.LOGICAL, message, _cure(field, value, pasted), place)

    return make


def _cure(field: Field, value: Any, pasted: bool) -> str:
    if isinstance(value, str) and ("{{" in value) != ("}}" in value):
        return "{{ 和 }} 要成对"
    if field.type in (Type.AMOUNT, Type.TREE, Type.SCORE, Type.COUNT) and isinstance(value, str):
        if value.rstrip().endswith(("%", "％")):
            return "这里不填百分数；比率由程序算"
        if pasted:
            return "这一格只写数，负数前面写 -；还不知道的写 待填，没有这一项的删去这一行"
        return '去掉引号，只写数；还不知道的写 "待填"，没有公布的写 "未公布"，没有这一项的写 "不适用"'
    if field.type in (Type.FIGURES, Type.TARGET, Type.ACTUAL, Type.RATIO) and isinstance(value, int | Decimal):
        return f'加上单位和引号，例如 "{value}{"%" if field.type is Type.RATIO else "个"}"'
    if isinstance(value, str) and not value:
        return '填上内容；还不知道的写 "待填"'
    return f"例如 {field.example}" if field.example else ""


def _wrong_prose(contract: Contract, report: Report, path: KeyPath, value: Any) -> Finding:
    key = str(path[1]) if len(path) > 1 else ""
    item = contract.prose_keys.get(key)
    name = f"“{item.title}”的正文" if item else "“正文”"
    message = f"{name}应是{_EXPECTED[Type.PROSE]}，这里是{_kind_of(value)}"
    return Finding("DAT211", Severity.LOGICAL, message, "一段或几段文字用 ''' 括起来，一行一段", report.place(path))


def _kind_of(value: Any) -> str:
    match value:
        case bool():
            return "true 或 false"
        case "":
            return "空的"
        case str():
            return f"文字“{value if len(value) <= 20 else value[:20] + '…'}”"
        case int() | Decimal():
            return f"数 {value}"
        case date():
            return f"日期 {value.isoformat()}"
        case time():
            return f"时刻 {value.isoformat()}"
        case dict():
            return "一张表" if value else "一张空的表"
        case list() | tuple():
            return "一列"
        case _:
            return "别的东西"


def _value_at(tree: Any, path: KeyPath) -> Any:
    node = tree
    for part in path:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            return None
    if isinstance(node, Sum):
        return next((part for part in node if not isinstance(part, int | Decimal)), node[0])
    return node


# -- what is missing ------------------------------------------------------------------------------


def _missing(contract: Contract, tree: Mapping[str, Any]) -> Iterator[KeyPath]:
    """Required fields and sections that are not there, as paths; those of list items with their index."""
    for path in contract.required:
        if _value_at(tree, path) is None and not any(_value_at(tree, path[:n]) in WORDS for n in range(1, len(path))):
            yield path
    for name, paths in contract.required_in_lists.items():
        rows = tree.get(name)
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            yield from ((name, index, *path) for path in paths if _value_at(row, path) is None)
    prose = tree.get("正文")
    for key, item in contract.prose_keys.items():
        value = prose.get(key) if isinstance(prose, dict) else None
        if item.required and (value is None or value == [] or (isinstance(value, str) and not value.strip())):
            yield ("正文", key)


def _missing_finding(report: Report, path: KeyPath) -> Finding:
    if path[0] == "正文":
        item = report.contract.prose_keys[str(path[1])]
        place = report.place(("正文",))
        form = "[ … ]" if item.content is not Content.PARAGRAPHS else "'''…'''"
        message = f"缺少必填的一节“{item.title}”"
        return Finding(
            "DAT203", Severity.LOGICAL, message, f'在 ["正文"] 下写 "{item.key}" = {form}；暂时没有的写 "待填"', place
        )
    shape = report.contract.shape.at(path)
    field = shape.field if shape else None
    place = report.place(path[:-1])
    example = f'，例如 "{path[-1]}" = {_quoted(field)}' if field and field.example else ""
    message = f"缺少必填的“{report.spelled(path)}”（{field.meaning if field else ''}）"
    return Finding("DAT203", Severity.LOGICAL, message, f'补上{example}；还不知道的写 "待填"', place)


def _quoted(field: Field) -> str:
    bare = field.type in (Type.AMOUNT, Type.COUNT, Type.WHOLE, Type.YEAR, Type.SCORE, Type.DATE, Type.FLAG)
    return field.example if bare or field.example.startswith("{") else f'"{field.example}"'


def _put_pending(tree: dict[str, Any], path: KeyPath) -> None:
    if not path:
        return
    holder = _value_at(tree, path[:-1])
    if isinstance(holder, dict | list):
        if isinstance(holder, dict) and path[-1] not in holder:
            return
        holder[path[-1]] = _PENDING  # type: ignore[index]


def _drop(tree: dict[str, Any], path: KeyPath) -> None:
    """Take an unknown key out, so that nothing counts or prints it."""
    holder = _value_at(tree, path[:-1])
    if isinstance(holder, dict):
        holder.pop(path[-1], None)


def _set(tree: dict[str, Any], path: KeyPath, value: Any) -> None:
    node: Any = tree
    for part in path[:-1]:
        if isinstance(node, dict):
            if not isinstance(node.get(str(part)), dict | list):
                node[str(part)] = {}
            node = node[part]
        else:
            node = node[part]
    if isinstance(node, dict):
        node[str(path[-1])] = value
