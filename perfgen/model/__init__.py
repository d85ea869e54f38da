"""From source and contract to a report whose shapes and types are known, all faults at once."""

from perfgen.model.build import build_report
from perfgen.model.pasted import Sum
from perfgen.model.report import NOTHING, Node, Origin, Report

__all__ = ["NOTHING", "Node", "Origin", "Report", "Sum", "build_report"]
