"""The figures of a report: base facts as typed, and everything that follows from them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from perfgen.compute import accounts, derived, stated
from perfgen.compute.derived import rule_for
from perfgen.compute.scope import NO_FIGURES, DataScope
from perfgen.compute.typed import Typed
from perfgen.express.values import Absent, Amount, Group, Kind, Listing, Number, decimal_of
from perfgen.keypath import KeyPath
from perfgen.model import NOTHING, Node, Report
from perfgen.vocabulary import TOTAL, Type


def compute(report: Report) -> "Figures":
    """The figures of ``report``; nothing is computed before it is asked for."""
    return Figures(report)


class Figures(Typed):
    """Every figure of a report by key path, typed or derived."""

    @cached_property
    def scope(self) -> DataScope:
        """Names and words as expressions see them."""
        return DataScope(self)

    def release(self) -> None:
        """Let go of every value, and of the scope, which holds on to the figures too."""
        super().release()
        self.__dict__.pop("scope", None)

    def amount(self, path: KeyPath, raw: Any) -> Any:
        """The amount tree typed at ``path``: its total, with its parts."""
        return accounts.node(self, path, raw)

    def names(self, path: KeyPath) -> tuple[str, ...]:
        """The names typed below ``path`` and those derived there that have a value."""
        raw = self.report.node(path).raw
        below = derived.names_below(self, path)
        return tuple(dict.fromkeys((*raw, *below))) if isinstance(raw, dict) else below

    def top_names(self) -> tuple[str, ...]:
        """Every top-level name that has a value."""
        computed = (each.name for each in self.report.contract.computed)
        return tuple(dict.fromkeys((*self.report.tree, *derived.TOP_NAMES, *computed)))

    def _given(self, path: KeyPath, node: Node) -> Any:
        """Plain text as it was typed, or ``NOTHING``; None where there is something to compute."""
        if node.word or rule_for(path) is not None:
            return None
        if node.raw is NOTHING:
            return None if len(path) == 1 or path[-1] == TOTAL else NOTHING
        field = node.shape.field if node.shape else None
        return node.raw if isinstance(node.raw, str) and field is not None and self.plain(node.raw, field) else None

    def _resolved(self, path: KeyPath, node: Node) -> Any:
        value = self._computed(path, node)
        if isinstance(value, Number) and value.kind is Kind.AMOUNT:
            return stated.settled(self, path, value)
        return value

    def _computed(self, path: KeyPath, node: Node) -> Any:
        if node.word:
            return Absent(node.word, self.label(path))
        rule = rule_for(path)
        if rule is not None:
            return rule.compute(self, path)
        if node.raw is NOTHING:
            if path[-1] == TOTAL and node.shape and node.shape.field and node.shape.field.type is Type.TREE:
                return self.value(path[:-1])  # 决算.支出.合计 is 决算.支出, at any depth
            return self._of_the_pack(path) if len(path) == 1 else NOTHING
        return self._typed(path, node)

    def _of_the_pack(self, path: KeyPath) -> Any:
        """The figure that the pack computes under a name of its own (计算)."""
        for computed in self.report.contract.computed:
            if computed.name == path[0]:
                return self._as_kind(self.from_pack(computed.expression, path), computed.kind)
        return NOTHING

    def formula(self, path: KeyPath) -> str:
        """The formula of the computed amount or count at ``path``, in words; empty for a typed one."""
        raw = self.report.node(path).raw
        if isinstance(raw, dict) and (names := accounts.parts(raw)):
            return " + ".join(names)
        computed = (each.expression for each in self.report.contract.computed if (each.name,) == path)
        rule = rule_for(path)
        return rule.formula if rule is not None else next(computed, "")

    def _as_kind(self, value: Any, kind: str) -> Any:
        number = decimal_of(value)
        if number is None or kind == "文字":
            return value
        return Number(number, Kind(kind), self.style) if not isinstance(value, Number) or value.kind != kind else value

    # -- all of them ------------------------------------------------------------------------------

    def settled(self) -> "Figures":
        """Compute everything once, so that every finding is there; returns itself."""
        for name in self.top_names():
            self._settle((name,))
        return self

    def _settle(self, path: KeyPath) -> None:
        if path[0] in NO_FIGURES:
            return
        value = self.find(path)
        if value is NOTHING:
            return
        raw = self.report.node(path).raw
        if isinstance(raw, list) and isinstance(value, Listing):
            for index in range(len(raw)):
                self._settle((*path, index))
        elif isinstance(value, Group | Amount) or isinstance(raw, dict):
            texts = self._texts(path, raw) if isinstance(raw, dict) else ()
            for name in self.names(path):
                if name not in texts and not (isinstance(raw, dict) and "分子" in raw):
                    self._settle((*path, name))

    def _texts(self, path: KeyPath, table: Mapping[str, Any]) -> list[str]:
        """The names in the table at ``path`` under which plain text was typed; it is noted without further ado."""
        shape, derives = self.report.node(path).shape, derived.derives(path)
        found = list[str]()
        for name, raw in table.items():
            below = shape.child(name) if shape is not None and isinstance(raw, str) else None
            field = below.field if below is not None else None
            if field is not None and self.plain(raw, field) and not derives(name):
                self._values[(*path, name)] = raw
                found.append(name)
        return found
