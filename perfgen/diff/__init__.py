"""What changed between two data files, two reports, or one of each."""

from perfgen.diff.compare import compare
from perfgen.diff.redline import redline
from perfgen.diff.sides import Side, data_side, report_side
from perfgen.diff.tokens import GONE, NEW, SAME, Segment
from perfgen.diff.values import Change, Changes, Place, Reworded, Score

__all__ = [
    "GONE",
    "NEW",
    "SAME",
    "Change",
    "Changes",
    "Place",
    "Reworded",
    "Score",
    "Segment",
    "Side",
    "compare",
    "data_side",
    "redline",
    "report_side",
]
