"""Checking a report: what does not add up, where, why, and how to mend it."""

from perfgen.check.case import Case
from perfgen.check.registry import RULES, by_code
from perfgen.check.rule import Rule
from perfgen.check.runner import check

__all__ = ["RULES", "Case", "Rule", "by_code", "check"]
