"""perfgen writes annual budget-performance self-evaluation reports from a data file and a county's Word template."""

__version__ = "0.1.0"
