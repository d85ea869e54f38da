"""The 填报表: a data file as sheets of plain rows, and the rows as a data file again, without loss."""

from perfgen.forms.back import FormFault, tree_of
from perfgen.forms.pages import (
    COMPUTED,
    FIRST,
    MARK,
    PROSE,
    SHOWN,
    STATED,
    SUM,
    SYSTEM,
    WHOLE,
    Kind,
    Page,
    Value,
    normal,
    pages,
)

__all__ = [
    "COMPUTED",
    "FIRST",
    "MARK",
    "PROSE",
    "SHOWN",
    "STATED",
    "SUM",
    "SYSTEM",
    "WHOLE",
    "FormFault",
    "Kind",
    "Page",
    "Value",
    "normal",
    "pages",
    "tree_of",
]
