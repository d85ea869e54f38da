"""Explaining figures: formula, base facts with their lines, every place where they are printed."""

from perfgen.explain.explain import Inquiry, explain, inquiry
from perfgen.explain.places import Occurrence, where
from perfgen.explain.values import Explanation, Figure, Found, Literal, Printing, Typed

__all__ = [
    "Explanation",
    "Figure",
    "Found",
    "Inquiry",
    "Literal",
    "Occurrence",
    "Printing",
    "Typed",
    "explain",
    "inquiry",
    "where",
]
