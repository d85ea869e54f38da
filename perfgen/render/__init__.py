"""Word templates: compiled once, rendered many times."""

from .compiled import CompiledTemplate, compile_template
from .faults import TemplateFaults
from .inspection import Heading, Inspection, NameUse, check_syntax, inspect
from .pending import highlight_pending

__all__ = [
    "CompiledTemplate",
    "Heading",
    "Inspection",
    "NameUse",
    "TemplateFaults",
    "check_syntax",
    "compile_template",
    "highlight_pending",
    "inspect",
]
