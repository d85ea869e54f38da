"""The names that the tags of a Word file use: which lead nowhere, and which of the pack's they use."""

import re
from collections.abc import Iterator, Mapping

from jinja2 import nodes

from perfgen.frozen import frozen
from perfgen.lint.known import FREE, Known, Path
from perfgen.lint.mark import LOGICAL, REVIEW, Mark, at_line
from perfgen.lint.reading import tree_of
from perfgen.lint.resolve import Resolver, loop_of
from perfgen.lint.wordfile import Line, Tagged, WordFile
from perfgen.render import merge
from perfgen.render.faults import quoted


@frozen(eq=False)
class Names:
    """What the tags of one Word file name."""

    marks: tuple[Mark, ...]
    used: Mapping[Path, bool]
    """Every path that is used, and whether all below it is used with it."""
    printed: Mapping[str, tuple[Line | None, ...]]
    """For each key of 正文 the paragraphs where its text is asked for."""


def names_of(file: WordFile, known: Known, usual: tuple[str, ...], *, broken: bool = False) -> Names:
    """The names in the tags of ``file``; a tag that cannot be read hides no other.

    In a ``broken`` file, where a tag may have swallowed others, names that some loop gives are not missed.
    """
    given = frozenset(name for line in file.lines for name in _given(line.text))
    resolver = Resolver(known, usual)
    marks: list[Mark] = []
    printed: dict[str, list[Line | None]] = {}
    for part in file.parts:
        walk = _Walk(resolver)
        for each in part.tags:
            walk.take(each)
            for key in walk.asked:
                printed.setdefault(key, []).append(each.line)
            marks += _marks(file, each, resolver, given, broken)
    return Names(tuple(marks), dict(resolver.used), {key: tuple(lines) for key, lines in printed.items()})


def _given(text: str) -> Iterator[str]:
    """The names that loops and set in ``text`` give, as far as they can be told without reading the tags."""
    for match in _GIVEN.finditer(text):
        yield from (name.strip() for name in (match[1] or match[2]).split(","))
    if "for " in text:
        yield "loop"


_GIVEN = re.compile(r"\bfor\s+(\w+(?:\s*,\s*\w+)*)\s+in\b|\bset\s+(\w+)\s*=")


def _marks(file: WordFile, tagged: Tagged, resolver: Resolver, given: frozenset[str], broken: bool) -> Iterator[Mark]:
    for each in dict.fromkeys(resolver.missing):
        if each.name in given and each.name == each.path:
            if not broken:
                message = f"模板里的{quoted(tagged.tag.typed)}：“{each.name}”只在循环里面有，这里在循环外面"
                hint = "把标签移到循环里，或取循环外有的名称"
                yield at_line("TPL301", LOGICAL, message, hint, file.name, tagged.line)
            continue
        message = f"模板里的{quoted(tagged.tag.typed)}：{each.message}"
        code, severity = ("TPL302", REVIEW) if each.doubtful else ("TPL301", LOGICAL)
        yield at_line(code, severity, message, each.hint, file.name, tagged.line)
    resolver.missing.clear()


class _Walk:
    """Follows the tags of a part one after the other, with the names that loops and set bring."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.asked: tuple[str, ...] = ()
        self._scopes: list[dict[str, Known]] = [{}]

    @property
    def _scope(self) -> dict[str, Known]:
        return self._scopes[-1]

    def take(self, tagged: Tagged) -> None:
        """Follow one tag."""
        tag = tagged.tag
        self.asked = ()
        if tag.word == merge.WORD:
            self._merged(tag.inner)
            return
        if tag.word.startswith("end"):
            self._close(tag.word[3:])
            return
        tree = tree_of(tag)
        if tree is None:
            if tag.word == "for":
                self._enter(dict.fromkeys(_given(tag.typed), FREE))
            return
        for node in tree.body:
            self._statement(node)

    def _statement(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.For):
            self._loop(node)
        elif isinstance(node, nodes.Assign):
            value = self.resolver.follow(node.node, self._scope)
            for name in _targets(node.target):
                self._scope[name] = value
        elif isinstance(node, nodes.If):
            self.resolver.follow(node.test, self._scope, whole=False)
        elif isinstance(node, nodes.Output):
            for each in node.nodes:
                if not isinstance(each, nodes.TemplateData):
                    self.resolver.follow(each, self._scope)

    def _loop(self, node: nodes.For) -> None:
        over = self.resolver.follow(node.iter, self._scope, whole=False)
        if over.path[:1] == ("正文",):
            self.asked = over.path[1:2]
        item = over.item or (Known((*over.path, "*"), tree=True) if over.tree else FREE)
        targets = _targets(node.target)
        self._enter({**{name: item if len(targets) == 1 else FREE for name in targets}, "loop": loop_of(item)})
        if node.test is not None:
            self.resolver.follow(node.test, self._scope, whole=False)

    def _enter(self, names: dict[str, Known]) -> None:
        self._scopes.append({**self._scope, **names})

    def _close(self, word: str) -> None:
        if word == "for" and len(self._scopes) > 1:
            self._scopes.pop()

    def _merged(self, inner: str) -> None:
        """The fields of 合并 are those of the loop's item."""
        try:
            fields = merge.field_names(inner)
        except ValueError:
            return
        item = self._scope.get("loop", FREE).names.get("previtem", FREE)
        for each in fields:
            node: nodes.Expr = nodes.Name("行", "load")
            for name in each.split("."):
                if name not in self._scope:  # 行.组 says the same as 组
                    node = nodes.Getattr(node, name, "load")
            self.resolver.follow(node, {"行": item})


def _targets(node: nodes.Node) -> list[str]:
    return [n.name for n in ([node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name))]
