"""Every rule, listed explicitly. A code is never given twice, not even after its rule is gone."""

from perfgen.check.rule import Rule
from perfgen.check.rules import (
    dat207,
    dat208,
    dat212,
    dat213,
    dat214,
    out101,
    pct101,
    sco101,
    sco102,
    sco103,
    sco104,
    sco105,
    sco106,
    sum101,
    sum102,
    sum103,
    sum104,
    sum201,
    sum202,
    txt101,
)

RULES: tuple[Rule, ...] = (
    dat207.RULE,
    dat208.RULE,
    dat212.RULE,
    dat213.RULE,
    dat214.RULE,
    sum101.RULE,
    sum102.RULE,
    sum103.RULE,
    sum104.RULE,
    sum201.RULE,
    sum202.RULE,
    pct101.RULE,
    sco101.RULE,
    sco102.RULE,
    sco103.RULE,
    sco104.RULE,
    sco105.RULE,
    sco106.RULE,
    txt101.RULE,
    out101.RULE,
)
"""The rules in the order of their codes within families."""


def by_code(code: str) -> Rule | None:
    """The rule of ``code``, or None."""
    return next((rule for rule in RULES if rule.code == code.upper()), None)
