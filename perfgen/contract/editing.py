"""The JSON Schema for editors: what may be typed where, with meaning, unit and example at every key.

It is looser than the one for validation, since it speaks of the file as it is typed: lists may be pasted tables, words
may stand for tables, expressions for values. It keeps to what all editors know: no names that must be encoded, no
keywords beside a reference.
"""

import json
import re
from typing import Any

from perfgen.contract.shape import ANY, ITEMS, Shape
from perfgen.contract.types import Content, Contract
from perfgen.vocabulary import (
    FORMAT_VERSION,
    OF_WHICH,
    OFFICIAL_CLASSES,
    PASTABLE,
    PASTED,
    TAKEN,
    TAKEN_FROM,
    TOTAL,
    WORDS,
    Field,
    Type,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_WORD = {"enum": list(WORDS), "description": "待填：还没有；未公布：有而没有公布；不适用：本单位没有"}
_EXPRESSION = {
    "type": "string",
    "pattern": r"^\s*(\{\{|｛｛)[\s\S]*(\}\}|｝｝)\s*$",
    "description": "引用别处的数，例如 {{ 决算.收入 }}",
}
_NUMBER = {"type": "number"}
_TEXT = {"type": "string", "pattern": r"\S"}
_PASTED_TEXT = {"type": "string", "description": "从 Excel 或 Word 粘贴的表：第一行是列名，一行一条，用制表符或｜分开"}

TABLES = {
    "单位": "填报的单位",
    "年初预算": "年初批复的部门预算",
    "预算执行": "全年预算数和全年执行数，各行的名称和自评表一致",
    "预算执行.年度资金总额": "全部资金；年初预算数、全年执行数能算的由程序算",
    "预算执行.当年财政拨款": "其中当年财政拨款",
    "预算执行.上年结转资金": "其中上年结转资金",
    "预算执行.其他资金": "其中其他资金",
    "决算": "部门决算；年末结转和结余、收支总计由程序算",
    "上年": "上年的数，项目名称和本年一样",
    "较上年": "公布的比上年增加数，减少的填负数；知道上年数时不用填",
    "人员": "年末的人员情况",
    "三公经费": "“三公”经费各项的预算数和决算数；只公布合计时项名写“合计”",
    "项目": "重点任务项目，一个项目一段，也可以粘贴一张表",
    "指标": "绩效指标，一个三级指标一段，次序就是自评表的次序，也可以粘贴一张表",
    "自评": "自评的总分、等级和各分项得分；指标带得分时由程序算",
    "自评.分项": "各分项的满分和得分",
    "年度总体目标": "自评表里年度总体目标的各栏",
    "核实说明": "核实性的问题为什么是这样，一个问题一段",
    "正文": "各节的文字，键是模板提纲的键；数用 {{ … }} 引用",
}
"""What the tables of the vocabulary hold; a table of the county says what stands in it."""

_CUTS = {
    "按支出性质": "按基本支出、项目支出等分",
    "按资金来源": "按一般公共预算、政府性基金等分",
    "按经济分类": "按部门预算支出经济分类的类、款分",
    "按功能分类": "按支出功能分类分",
}


def editor_schema(contract: Contract) -> dict[str, Any]:
    """The JSON Schema of data files of ``contract`` as they are typed."""
    schema = _Writer(contract).table(contract.shape, ())
    properties = schema["properties"]
    properties["格式版本"] = {"const": FORMAT_VERSION, **_described(contract.shape.children["格式版本"].field)}
    properties["模板"]["examples"] = [contract.id, contract.name]
    properties["正文"] = _prose(contract)
    return {
        "$schema": DIALECT,
        "title": f"{contract.name}（{contract.id} {contract.version}）的数据文件",
        **schema,
        "$defs": _definitions(),
    }


class _Writer:
    def __init__(self, contract: Contract) -> None:
        self.contract = contract

    def table(self, shape: Shape, path: tuple[str, ...]) -> dict[str, Any]:
        names = {name: child for name, child in shape.children.items() if name not in (ANY, ITEMS)}
        properties = {name: self.node(child, (*path, name)) for name, child in names.items()}
        rest: Any = False
        if ANY in shape.children:
            rest = self.node(shape.children[ANY], (*path, ANY))
            if path == ("自评", "分项"):
                properties |= {name: {**rest, "description": f"{name}的满分和得分"} for name in self._parts()}
        required = [name for name, child in names.items() if _required(child)]
        made = {"type": "object", "properties": properties, "additionalProperties": rest}
        return {**made, "required": required} if required else made

    def node(self, shape: Shape, path: tuple[str, ...]) -> dict[str, Any]:
        if shape.field is not None and not shape.children:
            return {**self.leaf(shape.field), **self._examples(path, shape.field)}
        described = {"description": self.meaning(shape, path)}
        if shape.is_list:
            rows = {"type": "array", "items": self.table(shape.children[ITEMS], (*path, ITEMS))}
            pasted = {
                "type": "object",
                "properties": {PASTED: _PASTED_TEXT},
                "required": [PASTED],
                "additionalProperties": False,
            }
            return {"anyOf": [rows, *([pasted, _ref("taken")] if path[-1] in PASTABLE else ()), _WORD], **described}
        return {"anyOf": [self.table(shape, path), _WORD], **described}

    def meaning(self, shape: Shape, path: tuple[str, ...]) -> str:
        """What a table holds."""
        own = TABLES.get(".".join(path))
        if own is None and path[0] in ("上年", "较上年"):
            own = TABLES.get(".".join(path[1:]))
            own = own and f"{TABLES[path[0]].split('，')[0]}：{own}"
        names = shape.children[ITEMS].names if shape.is_list else shape.names
        below = shape.children[ANY].names if ANY in shape.children and not names else names
        return own or f"{'一项一段' if shape.is_list else '这里填'}：{'、'.join(below)}"

    def leaf(self, field: Field) -> dict[str, Any]:
        if field.options:
            return {"enum": [*field.options, "待填"], **_described(field)}
        return {**_value(field.type), **_described(field)}

    def _parts(self) -> tuple[str, ...]:
        return tuple(self.contract.scoring.weights)

    def _examples(self, path: tuple[str, ...], field: Field) -> dict[str, Any]:
        scoring = self.contract.scoring
        known: dict[tuple[str, ...], tuple[str, ...]] = {
            ("指标", ITEMS, "一级指标"): tuple(
                name for name in scoring.weights if scoring.execution is None or name != scoring.execution.part
            ),
            ("指标", ITEMS, "定性档"): tuple(band.name for band in scoring.bands),
            ("自评", "等级"): tuple(name for name, _ in scoring.grades),
        }
        return {"examples": list(known[path])} if known.get(path) else {}


def _required(shape: Shape) -> bool:
    if shape.is_list:
        return False
    return bool(shape.field and shape.field.required) or any(True for _ in shape.required())


def _described(field: Field | None) -> dict[str, Any]:
    if field is None:
        return {}
    unit = f"，单位：{field.unit}" if field.unit else ""
    needed = "（必填）" if field.required else ""
    return {"description": f"{field.meaning}{unit}{needed}", "examples": [_example(field)]}


_TYPED_AS_JSON = (Type.AMOUNT, Type.TREE, Type.COUNT, Type.WHOLE, Type.YEAR, Type.SCORE, Type.FLAG, Type.TEXTS)


def _example(field: Field) -> Any:
    """The example as a value of the field's type: an editor that offers it must not offer a number in quotes."""
    text = field.example
    if text.startswith("{"):
        text = re.sub(r'([{,]\s*)"?([^\s"{},=]+)"?\s*=', r'\1"\2":', text)
    elif field.type not in _TYPED_AS_JSON:
        return text
    try:
        return json.loads(text)
    except ValueError:  # a county's own example
        return field.example


def _either(*choices: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [*choices, _WORD, _EXPRESSION]}


def _ref(name: str) -> dict[str, Any]:
    return {"allOf": [{"$ref": f"#/$defs/{name}"}]}


def _value(kind: Type) -> dict[str, Any]:
    match kind:
        case Type.AMOUNT | Type.COUNT | Type.SCORE:
            return _either(_NUMBER, _ref("taken"))
        case Type.TREE:
            return _ref("tree")
        case Type.WHOLE:
            return {"type": "integer"}
        case Type.YEAR:
            return {"anyOf": [{"type": "integer", "minimum": 1949, "maximum": 2100}, {"const": "待填"}]}
        case Type.RATIO:
            return _either({"type": "string", "pattern": r"^\s*[-－−+]?[0-9]+(\.[0-9]+)?\s*[%％‰]\s*$"})
        case Type.DATE:
            return {"anyOf": [{"type": "string", "pattern": r"^\d{4}(-\d{2}-\d{2}$|年\d{1,2}月(\d{1,2}日)?$)"}, _WORD]}
        case Type.FLAG:
            return {"anyOf": [{"type": "boolean"}, _WORD]}
        case Type.ACTUAL:
            side = {"anyOf": [_NUMBER, _TEXT]}
            sides = {
                "分子": {**side, "description": "完成的数，例如 74"},
                "分母": {**side, "description": "总数，例如 83；比率由程序算"},
            }
            table = {"type": "object", "properties": sides, "required": ["分子", "分母"], "additionalProperties": False}
            return {"anyOf": [_TEXT, table]}
        case Type.NAMES:
            return {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
        case Type.FIGURES:
            return _ref("facts")
        case Type.TEXTS:
            return {"type": "array", "items": {"type": "string"}}
        case Type.STATED:
            stated = {"anyOf": [_NUMBER, _TEXT], "description": "公布或上报的数，只和算出来的比"}
            return {"type": "object", "additionalProperties": stated}
        case _:
            return dict(_TEXT)


def _definitions() -> dict[str, Any]:
    amount = _either(_NUMBER)
    below = {**_ref("tree"), "description": "这一项的金额，或者它的下级；有下级时由程序合计"}
    special: dict[str, Any] = {
        PASTED: {
            **_PASTED_TEXT,
            "description": "粘贴的收支表，一行一笔：支出性质｜类｜款｜金额；左边的名称格空着，表示与上一行相同",
        },
        OF_WHICH: {**_ref("tree"), "description": "其中有多少，不加进合计"},
        TOTAL: {**amount, "description": "各项没有公布时，公布的合计"},
        **{name: {**_ref("tree"), "description": f"{meaning}；各种分法的合计相等"} for name, meaning in _CUTS.items()},
        "按经济分类": {**_ref("classes"), "description": f"{_CUTS['按经济分类']}，可以粘贴一张表"},
    }
    classes = {
        name: {
            "anyOf": [
                {
                    "type": "object",
                    "properties": {each: {**_ref("tree"), "description": f"{name}的款"} for each in items},
                    "additionalProperties": below,
                },
                amount,
            ],
            "description": "部门预算支出经济分类的类",
        }
        for name, items in OFFICIAL_CLASSES.items()
    }
    table = {"type": "object", "properties": special, "additionalProperties": below, "minProperties": 1}
    parts = {"type": "object", "properties": {PASTED: special[PASTED], **classes}, "additionalProperties": below}
    figure = {"type": "string", "pattern": r"\S", "description": "正文引用的数，带单位，照写照印，例如 320宗、4.1%"}
    fact = {**_ref("facts"), "description": "正文引用的数，带单位，例如 320宗；或 值、同比、来源；或者再分组"}
    line = {"type": "string", "description": "一行一段；数用 {{ … }} 引用"}
    headed = {
        "type": "object",
        "properties": {
            "标题": {"type": "string", "pattern": r"\S", "description": "小标题，不写编号"},
            "内容": {**_ref("prose"), "description": "小标题下的文字，写法和正文一样"},
        },
        "required": ["标题"],
        "additionalProperties": False,
    }
    taken = {
        "type": "object",
        "properties": {
            TAKEN: {"type": "string", "description": "数据文件旁边的 .xlsx、.xls、.csv 或 .docx，例如 指标.xlsx"},
            **{key: {"type": "string", "description": meaning} for key, meaning in TAKEN_FROM.items()},
        },
        "required": [TAKEN],
        "additionalProperties": False,
        "description": "从旁边的文件取",
    }
    forms = [line, {"type": "array", "items": {**_TEXT, "description": "一条，编号由程序加"}}]
    return {
        "taken": taken,
        "tree": {"anyOf": [_NUMBER, _ref("taken"), table, _WORD, _EXPRESSION]},
        "classes": {"anyOf": [parts, *amount["anyOf"]]},
        "facts": {"anyOf": [figure, {"type": "object", "additionalProperties": fact}]},
        "prose": {"anyOf": [*forms, {"type": "array", "items": headed}, _ref("taken")]},
    }


def _prose(contract: Contract) -> dict[str, Any]:
    forms = {
        Content.PARAGRAPHS: "一行一段",
        Content.NUMBERED: "一列文字，一项一个编号段",
        Content.SUBHEADED: "一列 { 标题 = …, 内容 = … }",
    }
    properties = {
        key: {
            **_ref("prose"),
            "description": f"{item.title}：{forms[item.content]}{'（必填）' if item.required else ''}",
        }
        for key, item in contract.prose_keys.items()
    }
    sections = {"type": "object", "properties": properties, "additionalProperties": False}
    required = [key for key, item in contract.prose_keys.items() if item.required]
    made = {**sections, "required": required} if required else sections
    return {"anyOf": [made, _WORD], "description": TABLES["正文"]}
