"""Values as they are typed in a data file."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def literal(value: Any, *, lines: bool = True) -> str:
    """``value`` as TOML; a text of several lines on several lines unless ``lines`` is False."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(literal(item, lines=lines) for item in value) + "]"
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{spelled_key(key)} = {literal(item, lines=False)}" for key, item in value.items()) + " }"
        )
    text = str(value)
    if "\n" in text and lines and "'''" not in text and not text.endswith("'") and not _CONTROL.search(text):
        return f"'''{chr(10) if text.startswith(chr(10)) else ''}{text}'''"
    if '"' in text and "'" not in text and "\n" not in text and not _CONTROL.search(text):
        return f"'{text}'"
    return f'"{_basic(text)}"'


def block(value: Any) -> str:
    """A value that stands in a table of its own: a text of several lines begins on a line of its own."""
    if isinstance(value, str) and "\n" in value and "'''" not in value:
        return f"'''\n{value.strip(chr(10))}\n'''"
    return literal(value)


def inside(text: str, kind: str) -> str | None:
    """``text`` as it is typed in a string of a kind; None where that kind cannot hold it."""
    if kind in ("'", "'''"):
        return None if _CONTROL.search(text) or "'" in text or ("\n" in text and kind == "'") else text
    if kind == '"' and "\n" in text:
        return None
    return "\n".join(_basic(line) for line in text.split("\n"))


def spelled_key(name: str) -> str:
    """A name as a key."""
    return f'"{_basic(name)}"'


def _basic(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04X}", text)
