"""Vocabulary and contract as one JSON Schema that validates data files; ``editing`` has the one for editors."""

from typing import Any
from urllib.parse import quote

from perfgen.contract.shape import ANY, ITEMS, Shape
from perfgen.contract.types import Contract
from perfgen.vocabulary import FORMAT_VERSION, PASTED, WORDS, Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_WORD = {"enum": list(WORDS)}
_EXPRESSION = {"type": "string", "pattern": r"^\s*(\{\{|｛｛)[\s\S]*(\}\}|｝｝)\s*$"}
_NUMBER = {"type": "number"}
_TEXT = {"type": "string", "pattern": r"\S"}


def _either(*choices: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [*choices, _WORD, _EXPRESSION]}


def _table_or(table: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A table, or something else; told apart by type, so that a fault inside the table is reported where it is."""
    return {"if": {"type": "object"}, "then": table, "else": other}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{quote(name)}"}


_DEFINITIONS: dict[str, Any] = {
    "金额": _either(_NUMBER),
    "金额树": _table_or(
        {"properties": {PASTED: {"type": "string"}}, "additionalProperties": _ref("金额树"), "minProperties": 1},
        _either(_NUMBER),
    ),
    "计数": _either(_NUMBER),
    "整数": {"type": "integer"},
    "年份": {"anyOf": [{"type": "integer", "minimum": 1949, "maximum": 2100}, {"const": "待填"}]},
    "比率": _either({"type": "string", "pattern": r"^\s*[-－−+]?[0-9]+(\.[0-9]+)?\s*[%％‰]\s*$"}),
    "分值": _either(_NUMBER),
    "日期": {
        "anyOf": [
            {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            {"type": "string", "pattern": r"^\d{4}年([1-9]|1[0-2])月(([1-9]|[12][0-9]|3[01])日)?$"},
            _WORD,
        ]
    },
    "是否": {"anyOf": [{"type": "boolean"}, _WORD]},
    "选项": {"type": "string"},
    "文字": _TEXT,
    "指标值": _TEXT,
    "实际完成值": _table_or(
        {
            "properties": {"分子": _ref("数"), "分母": _ref("数")},
            "required": ["分子", "分母"],
            "additionalProperties": False,
        },
        _TEXT,
    ),
    "数": _either(_NUMBER, {"type": "string", "pattern": r"[0-9]"}),
    "名称": {"if": {"type": "array"}, "then": {"items": _TEXT, "minItems": 1}, "else": _TEXT},
    "事实": _table_or({"additionalProperties": _ref("事实")}, _TEXT),
    "几段文字": {"type": "array", "items": {"type": "string"}},
    "核对数": {"type": "object", "additionalProperties": {"anyOf": [_NUMBER, _TEXT]}},
    "正文": {
        "if": {"type": "array"},
        "then": {
            "if": {"contains": {"type": "object"}},
            "then": {
                "items": {
                    "type": "object",
                    "properties": {"标题": _TEXT, "内容": _ref("正文")},
                    "required": ["标题"],
                    "additionalProperties": False,
                }
            },
            "else": {"items": _TEXT},
        },
        "else": {"type": "string"},
    },
}


def json_schema(contract: Contract, *, strict: bool = True) -> dict[str, Any]:
    """The JSON Schema of data files of ``contract``.

    With ``strict`` it is the one that validation uses, after pasted tables are unfolded; without, the one for editors.
    """
    if not strict:
        from perfgen.contract.editing import editor_schema

        return editor_schema(contract)
    schema = _table(contract.shape)
    schema["properties"]["格式版本"] = {"const": FORMAT_VERSION}
    schema["properties"]["正文"] = _prose(contract)
    return {"$schema": DIALECT, **schema, "$defs": _DEFINITIONS}


def _node(shape: Shape) -> dict[str, Any]:
    if shape.is_list:
        return {"type": "array", "items": _table(shape.children[ITEMS])}
    if shape.field is not None and not shape.children:
        return _leaf(shape.field)
    return _table(shape)


def _table(shape: Shape) -> dict[str, Any]:
    properties = {name: _node(child) for name, child in shape.children.items() if name not in (ANY, ITEMS)}
    rest: Any = _node(shape.children[ANY]) if ANY in shape.children else False
    return {"type": "object", "properties": properties, "additionalProperties": rest}


def _leaf(field: Field) -> dict[str, Any]:
    if field.options:
        return {"enum": [*field.options, "待填"]}
    return _ref(str(field.type))


def _prose(contract: Contract) -> dict[str, Any]:
    properties = {key: _ref("正文") for key in contract.prose_keys}
    return {"type": "object", "properties": properties, "additionalProperties": False}
