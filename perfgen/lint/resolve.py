"""What the names in an expression lead to, without running it: what is used, and what there is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jinja2 import nodes

from perfgen.express import words
from perfgen.express.faults import did_you_mean
from perfgen.frozen import frozen
from perfgen.lint.known import FACTS, FREE, LOOP, Known, Path

CALLED = frozenset({*words.FUNCTIONS, "有", "金额"})
"""Words that may stand before a bracket."""


@frozen
class Missing:
    """A name that leads nowhere: as it is written, what is wrong with it, the cure."""

    name: str
    path: str
    message: str
    hint: str
    doubtful: bool = False
    """Whether it only looks like a misspelling of a usual name."""


@dataclass(eq=False)
class Resolver:
    """Follows the names of expressions; collects what they use and what cannot be found."""

    root: Known
    usual: tuple[str, ...] = ()
    """Names that parts of amounts usually have."""
    used: dict[Path, bool] = field(default_factory=dict)
    """Every path that is used; whether all that stands below it is used with it."""
    missing: list[Missing] = field(default_factory=list)
    """What cannot be found."""

    def follow(self, node: nodes.Node, scope: Mapping[str, Known], *, whole: bool = True) -> Known:
        """What ``node`` leads to, with ``scope`` for the names of loops; ``whole``: its parts are used too."""
        found, chain = self._lookup(node, scope)
        if found is not None:
            if found.path:
                self.used[found.path] = self.used.get(found.path, False) or whole
            return found
        if chain:
            return FREE
        if isinstance(node, nodes.Call):
            return self._call(node, scope)
        if isinstance(node, nodes.CondExpr):
            self.follow(node.test, scope, whole=False)
            ways = [self.follow(each, scope) for each in (node.expr1, node.expr2) if each is not None]
            return ways[0] if len(ways) == 1 else FREE
        for each in node.iter_child_nodes():
            self.follow(each, scope)
        return FREE

    def _call(self, node: nodes.Call, scope: Mapping[str, Known]) -> Known:
        if (
            isinstance(node.node, nodes.Name)
            and node.node.name not in scope
            and self.root.child(node.node.name) is None
        ):
            name = node.node.name
            if name not in CALLED:
                self._miss(name, name, (*CALLED, *self.root.candidates()), f"没有“{name}(…)”这个词")
            for each in node.args:
                self.follow(each, scope, whole=name != "有")
            return FREE
        holder = self.follow(node.node, scope, whole=False)
        for each in node.args:
            self.follow(each, scope)
        return holder.item or FREE

    def _lookup(self, node: nodes.Node, scope: Mapping[str, Known]) -> tuple[Known | None, bool]:
        """What a chain of names leads to, and whether ``node`` is such a chain at all."""
        if isinstance(node, nodes.Name):
            found = scope.get(node.name) or self.root.child(node.name)
            if found is None and node.name in CALLED:
                return FREE, True
            if found is None:
                self._miss(node.name, node.name, (*scope, *self.root.candidates(), *CALLED), f"没有“{node.name}”")
            return found, True
        if not isinstance(node, nodes.Getattr | nodes.Getitem):
            return None, False
        name = _name(node)
        if name is None:
            return self._index(node, scope), True
        holder, chain = self._lookup(node.node, scope)
        if not chain:
            holder = self.follow(node.node, scope, whole=False)
        if holder is None:
            return None, True
        found = holder.child(name)
        if found is None:
            where = spelled(node.node)
            self._miss(
                name, spelled(node), holder.candidates(), f"“{where}”里没有“{name}”" if where else f"没有“{name}”"
            )
        elif holder.tree and name not in holder.names:
            self._doubt(name, spelled(node))
        elif found is holder and holder.path == (FACTS,):
            self._unserved(name, spelled(node))
        return found, True

    def _index(self, node: nodes.Node, scope: Mapping[str, Known]) -> Known | None:
        assert isinstance(node, nodes.Getitem)
        holder = self.follow(node.node, scope, whole=False)
        if isinstance(node.arg, nodes.Const) and holder.count is not None:
            if isinstance(node.arg.value, int) and node.arg.value >= holder.count:
                have = f"只有 {holder.count} 个" if holder.count else "一个也没有写"
                shown = f"{spelled(node.node)}[{node.arg.value}]"
                hint = "在 manifest.toml 的“附件”里补上，或改这里的数（从 0 数起）"
                self.missing.append(Missing(shown, shown, f"manifest.toml 的“附件”{have}，没有“{shown}”", hint))
        else:
            self.follow(node.arg, scope)
        return holder.item or FREE

    def _miss(self, name: str, path: str, known: Iterable[str], message: str) -> None:
        names = [each for each in dict.fromkeys(known) if each != name]
        hint = did_you_mean(name, names)
        if not hint:
            own = [each for each in names if not each.isascii()]
            hint = "这里有：" + "、".join(own[:8]) + ("等" if len(own) > 8 else "") if own else "它下面没有别的名称"
        self.missing.append(Missing(name, path, message, hint))

    def _unserved(self, name: str, path: str) -> None:
        """Note a fact that no field of the pack asks for; of ``事实.甲.乙`` the whole path is told."""
        if name in ("值", "同比", "来源"):
            return
        if self.missing and path.startswith(f"{self.missing[-1].path}."):
            self.missing.pop()
        message = f"没有字段规定要填“{path}”，单位不知道要填它"
        hint = f'在 manifest.toml 里写 [["字段"]] "路径" = "{path}"'
        self.missing.append(Missing(name, path, message, hint, doubtful=True))

    def _doubt(self, name: str, path: str) -> None:
        """Note a part of an amount whose name looks like a misspelt usual one."""
        if not self.usual or name in self.usual or name in ("名称", "合计"):
            return
        from difflib import get_close_matches

        close = get_close_matches(name, self.usual, n=1, cutoff=0.7)
        if close:
            message, hint = f"样例和通用科目里都没有“{name}”", f"你是不是想写“{close[0]}”"
            self.missing.append(Missing(name, path, message, hint, doubtful=True))


def _name(node: nodes.Getattr | nodes.Getitem) -> str | None:
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return node.arg.value
    return None


def spelled(node: nodes.Node) -> str:
    """A chain of names as it is written."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{spelled(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{spelled(node.node)}[{node.arg.value!r}]"
    return ""


def loop_of(item: Known) -> Known:
    """What ``loop`` is inside a loop over ``item``."""
    names = dict.fromkeys(LOOP, FREE)
    names["previtem"] = names["nextitem"] = item
    return Known((), names)
