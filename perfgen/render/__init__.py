"""Word templates: compiled once, rendered many times.

The names are imported when they are asked for: a compile needs lxml, a render does not.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .compiled import CompiledTemplate
    from .compiling import compile_template
    from .faults import TemplateFaults
    from .inspection import Heading, Inspection, NameUse, check_syntax, inspect
    from .pending import mark_draft, prints_pending

_HOMES = {
    "CompiledTemplate": "compiled",
    "compile_template": "compiling",
    "TemplateFaults": "faults",
    "Heading": "inspection",
    "Inspection": "inspection",
    "NameUse": "inspection",
    "check_syntax": "inspection",
    "inspect": "inspection",
    "mark_draft": "pending",
    "prints_pending": "pending",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = found
    return found


__all__ = [
    "CompiledTemplate",
    "Heading",
    "Inspection",
    "NameUse",
    "TemplateFaults",
    "check_syntax",
    "compile_template",
    "inspect",
    "mark_draft",
    "prints_pending",
]
