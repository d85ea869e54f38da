"""Published amounts beside computed ones: which of the two is printed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from perfgen.compute.derived import rule_for
from perfgen.compute.quantities import published_figure
from perfgen.compute.tolerance import tolerance
from perfgen.compute.typed import Typed
from perfgen.express.values import Kind, Number
from perfgen.keypath import KeyPath


def settled(figures: Typed, path: KeyPath, computed: Any) -> Any:
    """The published amount for ``path`` where it agrees with the computed one within 尾差, else the computed one.

    Published is what stands under 核对数, or is typed at the path of a derived figure. A figure that is itself typed
    as a number is no sum and stays as it is.
    """
    if not isinstance(computed, Number) or computed.kind is not Kind.AMOUNT:
        return computed
    published = stated(figures, path)
    if published is None or published == computed.value:
        return computed
    if abs(published - computed.value) > tolerance(figures.report, figures.terms(path)):
        return computed
    figures.published.add(path)
    return replace(computed, value=published)


def stated(figures: Typed, path: KeyPath) -> Decimal | None:
    """The published amount for ``path`` (万元): under 核对数, or typed at the path of a derived figure."""
    yuan = figures.report.tree.get("金额单位") == "元"
    typed = figures.report.raw(path) if figures.report.has(path) else None
    if isinstance(typed, int | Decimal):
        return published_figure(typed, Kind.AMOUNT, yuan=yuan) if rule_for(path) else None
    raw = figures.report.stated.get(path)
    return published_figure(raw, Kind.AMOUNT, yuan=yuan) if raw is not None else None
