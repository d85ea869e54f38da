"""A tree of plain values written as a data file."""

import json
from datetime import date
from decimal import Decimal
from typing import Any


def typed(tree: dict[str, Any]) -> bytes:
    """``tree`` as TOML, a top-level key a line."""
    return "".join(f"{_text(key)} = {_value(value)}\n" for key, value in tree.items()).encode()


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_text(key)} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ",".join(f"\n{_value(each)}" for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, int | date) else _text(value)


def _text(value: Any) -> str:
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")
