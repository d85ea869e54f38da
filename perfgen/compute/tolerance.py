"""尾差: how far a sum of amounts in 万元 with two decimals may differ from its total.

Accounts are kept in 元; an identity over n terms given in 万元 holds within 0.005 × (n + 1), in 元 exactly.
"""

from decimal import Decimal

from perfgen.model import Report

HALF_A_CENT = Decimal("0.005")


def tolerance(report: Report, terms: int) -> Decimal:
    """The tolerance in 万元 of an identity over ``terms`` terms."""
    return Decimal(0) if report.tree.get("金额单位") == "元" else HALF_A_CENT * (terms + 1)
