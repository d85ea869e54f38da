"""Reports for tests, in a small language: a minimal sound report and what is changed in it.

``report("决算.支出.基本支出=120; 指标[植树面积].得分=4")`` is the minimal report with two values changed. A statement
is a key path, ``=`` and a TOML value (what is none is a text); ``-路径`` takes a key away; the item behind the last of
a list is a new one (``指标[4].分值=5``). Statements are parted by ``;`` or line ends. A mapping of paths to values
does the same for long values.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

import tomli

from perfgen.check import Case, check
from perfgen.compute import Figures, compute
from perfgen.contract import Contract, read_manifest
from perfgen.findings import Finding
from perfgen.keypath import KeyPath, is_item, parse_key
from perfgen.load import load
from perfgen.model import Report, build_report
from perfgen.packs import Pack
from perfgen.pipeline import Job, Outcome, build
from perfgen.prose import Texts, write_prose
from tests.support.wordfile import docx

Changes = str | Mapping[str, Any]

MANIFEST = """
"格式版本" = 1
"编号" = "test"
"名称" = "试验县部门整体支出绩效自评报告"
"版本" = "2024.1"

[["提纲"]]
"键" = "概况"
"标题" = "一、基本情况"
"级" = 1
"部分" = "基本情况"
"内容" = "段落"
"必填" = true
[["提纲"]]
"键" = "结论"
"标题" = "二、自评结论"
"级" = 1
"部分" = "自评结论"
"内容" = "模板句"
[["提纲"]]
"键" = "工作"
"标题" = "（一）工作开展"
"级" = 2
"内容" = "小标题段"
[["提纲"]]
"键" = "问题"
"标题" = "三、存在问题"
"级" = 1
"部分" = "存在问题"
"内容" = "编号段落"
[["提纲"]]
"键" = "措施"
"标题" = "四、改进措施"
"级" = 1
"部分" = "改进措施"
"内容" = "编号段落"

[["字段"]]
"路径" = "依据.文号"
"类型" = "文字"
"含义" = "通知的文号"
"示例" = "试财〔2025〕1号"

[["计算"]]
"名称" = "预算调整率"
"式" = "(预算执行.年度资金总额.全年预算数 - 年初预算.支出) / 年初预算.支出"
"格式" = "比率"

["评分"]
"满分" = 100
"得分位数" = 2
["评分"."权重"]
"预算执行" = 20
"产出指标" = 60
"满意度指标" = 20
["评分"."执行率"]
"分子" = "决算.支出"
"分母" = "预算执行.年度资金总额.全年预算数"
"口径" = "全年支出与全年预算数之比"
["评分"."正向"]
"方法" = "按比例"
["评分"."反向"]
"方法" = "反比"
["评分"."等于"]
"方法" = "同正向"
["评分"."定性"]
"档" = [["达成", 100, 80], ["部分达成", 80, 50], ["未达成", 50, 0]]
["评分"."等级"]
"优" = 90
"良" = 80
"中" = 60
"差" = 0

[["文书"]]
"键" = "报告"
"模板文件" = "report.docx"
"文件名" = "{{ 单位.简称 }}-{{ 年度 }}"
"""

DATA = """
"格式版本" = 1
"模板" = "test"
"年度" = 2024
"金额单位" = "万元"
"成文日期" = 2025-01-08

["单位"]
"名称" = "青溪镇人民政府"
"简称" = "青溪镇"

["年初预算"."支出"]
"基本支出" = 80
"项目支出" = 20

["预算执行"."年度资金总额"]
"全年预算数" = 125

["决算"]
"年初结转和结余" = 10
["决算"."收入"]
"财政拨款收入" = 90
"其他收入" = 15
["决算"."支出"]
"基本支出" = 70
"项目支出" = 30

["人员"]
"编制人数" = 10
"年末在职人数" = 9

[["指标"]]
"一级指标" = "产出指标"
"二级指标" = "数量指标"
"三级指标" = "植树面积"
"指标值" = "≥100亩"
"实际完成值" = "100亩"
"分值" = 40
[["指标"]]
"一级指标" = "产出指标"
"二级指标" = "成本指标"
"三级指标" = "超概算比例"
"指标值" = "≤10%"
"实际完成值" = "10%"
"分值" = 20
[["指标"]]
"一级指标" = "满意度指标"
"三级指标" = "群众满意度"
"指标值" = "≥90%"
"实际完成值" = { "分子" = 95, "分母" = 100 }
"分值" = 20

["事实"]
"植树" = "100亩"

["正文"]
"概况" = "辖区山多田少，全年植树{{ 事实.植树 }}。"
"问题" = ["预算编得粗。"]
"措施" = ["细化预算编制。"]
"""

TEMPLATE = ("标题1 一、基本情况", "{{ 单位.名称 }}支出{{ 决算.支出 | 万元 }}，总分{{ 自评.总分 }}分。")


@lru_cache(maxsize=256)
def _pack(manifest: str) -> Pack:
    loaded = load(manifest.encode(), "manifest.toml")
    assert loaded.source is not None, loaded.findings
    assert not loaded.findings, loaded.findings
    contract, faults = read_manifest(loaded.source)
    assert contract is not None, faults
    return Pack(contract, {"report.docx": docx(*TEMPLATE)}, "tests")


def minimal_pack(changes: Changes = "") -> Pack:
    """A minimal pack, its manifest changed in the language of this module."""
    return _pack(toml(changed(MANIFEST, changes)))


@dataclass(frozen=True)
class Reported:
    """A data file and what every stage makes of it."""

    text: str
    pack: Pack

    @property
    def contract(self) -> Contract:
        return self.pack.contract

    @cached_property
    def _built(self) -> tuple[Report, tuple[Finding, ...]]:
        loaded = load(self.text.encode(), "data.toml")
        assert loaded.source is not None, loaded.findings
        return build_report(loaded.source, self.contract)

    @property
    def report(self) -> Report:
        return self._built[0]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What the model found."""
        return self._built[1]

    @cached_property
    def figures(self) -> Figures:
        return compute(self.report)

    @cached_property
    def texts(self) -> Texts:
        return write_prose(self.figures)

    @cached_property
    def findings(self) -> list[Finding]:
        """What every stage found."""
        found = check(Case(self.figures, self.texts))
        return [*self.faults, *self.figures.findings, *found]

    @property
    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings]

    def value(self, path: str) -> Any:
        return self.figures.value(parse_key(path))

    def printed(self, path: str) -> str:
        return str(self.value(path))

    def evaluated(self, expression: str) -> str:
        """What ``{{ expression }}`` prints in the prose."""
        return str(self.figures.text("{{" + expression + "}}", ("正文", "概况")))

    def outcome(self, **options: Any) -> Outcome:
        return build(Job(self.text.encode(), "data.toml", lambda name, version: self.pack, **options))


def report(changes: Changes = "", pack: Pack | None = None) -> Reported:
    """The minimal report with ``changes``."""
    return typed(toml(changed(DATA, changes)), pack)


def typed(text: str, pack: Pack | None = None) -> Reported:
    """The report of a data file as it is typed."""
    return Reported(text, pack or minimal_pack())


def changed(text: str, changes: Changes) -> dict[str, Any]:
    """The tree of the TOML ``text`` with ``changes``."""
    tree = tomli.loads(text, parse_float=Decimal)
    for path, value in statements(changes):
        _change(tree, parse_key(path), value)
    return tree


_GONE = object()


def statements(changes: Changes) -> list[tuple[str, Any]]:
    """The paths that ``changes`` speaks of and their new values."""
    if not isinstance(changes, str):
        return list(changes.items())
    found = []
    for statement in filter(None, map(str.strip, re.split(r"[;\n]", changes))):
        if statement.startswith("-"):
            found.append((statement[1:].strip(), _GONE))
        else:
            path, _, value = statement.partition("=")
            found.append((path.strip(), _value(value.strip())))
    return found


def _value(text: str) -> Any:
    try:
        return tomli.loads(f"x = {text}", parse_float=Decimal)["x"]
    except tomli.TOMLDecodeError:
        return text


def _change(tree: Any, path: KeyPath, value: Any) -> None:
    node = tree
    for part, below in zip(path, (*path[1:], None), strict=True):
        place = _place(node, part)
        if below is None:
            if value is _GONE:
                del node[place]
            elif isinstance(node, list) and place == len(node):
                node.append(value)
            else:
                node[place] = value
            return
        empty: Any = [] if isinstance(below, int) or is_item(below) else {}
        if isinstance(node, list) and place == len(node):
            node.append(empty)
        elif isinstance(node, dict) and not isinstance(node.get(place), dict | list):
            node[place] = empty
        node = node[place]


def _place(node: Any, part: str | int) -> Any:
    if isinstance(node, list) and isinstance(part, str):
        return next(i for i, item in enumerate(node) if part[1:-1] in (item.get("三级指标"), item.get("名称")))
    return part


def toml(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> str:
    """``tree`` as TOML, keys quoted, tables under headers."""
    lines = [f"{_key(key)} = {_inline(value)}" for key, value in tree.items() if not _sectioned(value)]
    for key, value in tree.items():
        if not _sectioned(value):
            continue
        name = ".".join(_key(part) for part in (*path, key))
        for table in value if isinstance(value, list) else [value]:
            lines.append(f"[[{name}]]" if isinstance(value, list) else f"[{name}]")
            lines.append(toml(table, (*path, key)))
    return "\n".join(lines)


def _sectioned(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    )


def _key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False).replace("\x7f", "\\u007f")


def _inline(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() if "\n" in value and "'''" not in value:
            return f"'''\n{value}'''"
        case str():
            return _key(value)
        case list():
            return "[" + ", ".join(_inline(item) for item in value) + "]"
        case dict():
            return "{ " + ", ".join(f"{_key(k)} = {_inline(v)}" for k, v in value.items()) + " }"
        case date():
            return value.isoformat()
        case _:
            return str(value)
