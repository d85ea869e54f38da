"""What a Word template asks for and shows, as plain data: names, headings, faults; nothing is run."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from os import PathLike

from jinja2 import nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.exceptions import TemplateSyntaxError
from lxml import etree

from perfgen.express.rounding import LARGEST

from ..errors import TemplateFault
from ..frozen import frozen
from . import diagnosis, merge
from .compiling import levels_of, sources
from .faults import TemplateFaults, syntax_message
from .package import parse_xml, read_package, template_bytes
from .patch import Source, Tag, jinja_source
from .places import W, heading_level, visible_text
from .sandbox import HAS, Environment
from .shape import shaped
from .walk import Walked

_STATEMENTS = (nodes.Output, nodes.If, nodes.For, nodes.Assign)
_EXPRESSIONS = (
    nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Call, nodes.Filter, nodes.Test,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub,
    nodes.Mul, nodes.Div, nodes.CondExpr, nodes.Tuple, nodes.List, nodes.Keyword,
)  # fmt: skip
_KEPT_NAMES = frozenset({HAS, "loop"})
_MAX_DEPTH, _MAX_LENGTH, _MAX_TAGS, _MAX_LOOPS = 50, 2000, 3000, 8
_ALLOWED = frozenset(_STATEMENTS + _EXPRESSIONS)
_TESTS = ("defined", "undefined", "none", "odd", "even", "in")
_NAMES = {
    nodes.Macro: "macro", nodes.Import: "import", nodes.FromImport: "import", nodes.Include: "include",
    nodes.Extends: "extends", nodes.CallBlock: "call", nodes.FilterBlock: "filter", nodes.Block: "block",
    nodes.With: "with", nodes.AssignBlock: "set … endset", nodes.Pow: "**", nodes.FloorDiv: "//", nodes.Mod: "%",
    nodes.Concat: "~", nodes.Dict: "{ }", nodes.Slice: "[ : ]", nodes.ScopedEvalContextModifier: "autoescape",
}  # fmt: skip


@frozen
class Heading:
    """A heading of the template as it stands there, tags included: its text and its level from 1."""

    text: str
    level: int


@frozen
class NameUse:
    """A name that the template takes from the data, as the path of its parts, with the tag and its place."""

    path: tuple[str, ...]
    tag: str
    place: str


@frozen
class Inspection:
    """What a template asks for and shows.

    ``names`` are the global names with the attributes that follow them (``("决算", "支出")``); inside a loop the loop's
    own names do not count. ``filters`` and ``functions`` are the words used behind ``|`` and before ``(``.
    """

    names: tuple[NameUse, ...]
    filters: frozenset[str]
    functions: frozenset[str]
    outline: tuple[Heading, ...]
    faults: tuple[TemplateFault, ...]

    @property
    def paths(self) -> frozenset[tuple[str, ...]]:
        """The paths of ``names``."""
        return frozenset(n.path for n in self.names)


def inspect(
    template: bytes | PathLike[str], *, filters: Collection[str] | None = None, restricted: bool = True
) -> Inspection:
    """Look at a template without running anything of it.

    ``filters`` are the words allowed behind ``|``, None allows any; unless ``restricted`` is switched off, whatever a
    pack's template may not contain is a fault.
    """
    package = read_package(template_bytes(template))
    names: list[NameUse] = []
    called: set[str] = set()
    piped: set[str] = set()
    faults: list[TemplateFault] = []
    environment = Environment(filters=dict.fromkeys(filters or (), str))
    for _, kind, source in sources(package):
        faults += foreign_faults(environment, source, filters) if restricted else []
        known = _tolerant(environment, source) if filters is None else environment
        faults += diagnosis.at_compile(known, source.tags)
        xml, found = (source.xml, []) if kind == "properties" else shaped(source)
        faults += found
        text, lines = jinja_source(source, xml)
        try:
            tree = environment.parse(text)
        except TemplateSyntaxError as error:
            if not faults:
                faults.append(diagnosis.unplaced(error, lines))
            continue
        names += _uses(tree, lines)
        called |= {c.node.name for c in tree.find_all(nodes.Call) if isinstance(c.node, nodes.Name)}
        piped |= {f.name for f in tree.find_all(nodes.Filter)}
    root = parse_xml(package.parts[package.main])
    return Inspection(
        names=tuple(dict.fromkeys(n for n in names if n.path != (HAS,) and not n.path[0].startswith("perfgen_"))),
        filters=frozenset(n for n in piped if not n.startswith("perfgen_")),
        functions=frozenset(n for n in called if not n.startswith("perfgen_")),
        outline=tuple(_outline(root, levels_of(package))),
        faults=TemplateFaults.of(faults).faults if faults else (),
    )


def _tolerant(environment: Environment, source: Source) -> Environment:
    """The environment with every filter that ``source`` uses taken for known."""
    tolerant = Environment()
    for tag in source.tags:
        try:
            used = environment.parse(diagnosis.alone(tag)).find_all(nodes.Filter)
            tolerant.filters.update({f.name: str for f in used})
        except TemplateSyntaxError:
            continue
    return tolerant


def _outline(root: etree._Element, levels: dict[str, int]) -> Iterator[Heading]:
    for paragraph in root.iter(W + "p"):
        level, text = heading_level(paragraph, levels), visible_text(paragraph)
        if level and text:
            yield Heading(text, level)


# -- names ------------------------------------------------------------------------------------------


def _uses(tree: nodes.Template, lines: dict[int, Tag]) -> Iterator[NameUse]:
    for path, line in _paths(tree.body, frozenset()):
        tag = lines.get(line)
        yield NameUse(path, tag.typed if tag else "", str(tag.spot) if tag else "")


def _paths(body: Iterable[nodes.Node], local: frozenset[str]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The global paths in ``body``; a name set on the way is local to what follows it."""
    known = set(local)
    for node in body:
        if isinstance(node, nodes.For):
            yield from _paths([node.iter], frozenset(known))
            inner = frozenset({*known, *_targets(node.target), "loop"})
            if node.test is not None:
                yield from _paths([node.test], inner)
            yield from _paths(node.body, inner)
            yield from _paths(node.else_, frozenset(known))
        elif isinstance(node, nodes.Assign):
            yield from _paths([node.node], frozenset(known))
            known |= set(_targets(node.target))
        elif isinstance(node, nodes.If):
            yield from _paths([node.test], frozenset(known))
            branches: list[list[nodes.Node]] = [node.body, list(node.elif_), node.else_]
            for branch in branches:
                yield from _paths(branch, frozenset(known))
                known |= {n for a in branch if isinstance(a, nodes.Assign) for n in _targets(a.target)}
        elif isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Name):
            yield from _path_uses(node, frozenset(known))
        else:
            yield from _paths(node.iter_child_nodes(), frozenset(known))


def _path_uses(node: nodes.Node, local: frozenset[str]) -> Iterator[tuple[tuple[str, ...], int]]:
    path, inner = dotted(node)
    if path and path[0] not in local and path[0] != "perfgen_merging":
        yield path, node.lineno
    yield from _paths(inner, local)


def dotted(node: nodes.Node) -> tuple[tuple[str, ...], list[nodes.Node]]:
    """The path that a chain of attributes spells, and the expressions in it that have to be looked at by themselves.

    What follows a call or an index that is no text is not part of the path: ``项目('名称').得分`` gives ``("项目",)``.
    """
    parts: list[str] = []
    inner: list[nodes.Node] = []
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        if isinstance(node, nodes.Getattr):
            parts.append(node.attr)
        elif isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            parts.append(node.arg.value)
        else:
            parts.clear()
            inner.append(node.arg)
        node = node.node
    if isinstance(node, nodes.Name):
        return (node.name, *reversed(parts)), inner
    return (), [*inner, node]


def _targets(node: nodes.Node) -> list[str]:
    return [n.name for n in ([node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name))]


# -- what a pack may contain --------------------------------------------------------------------------


def check_syntax(source: str, *, filters: Collection[str] | None = None) -> list[str]:
    """What in ``source``, the text of a template or tag, a pack's template may not contain, one message each."""
    environment = Environment(filters=dict.fromkeys(filters or (), str))
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        return [syntax_message(error.message or "")]
    except RecursionError:
        return ["嵌套太深"]
    return list(dict.fromkeys(_forbidden(tree, filters)))


def _forbidden(tree: nodes.Node, filters: Collection[str] | None, depth: int = 0) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        yield "嵌套太深"
        return
    for node in tree.iter_child_nodes():
        yield from _forbidden_node(node, filters, own=False)
        yield from _forbidden(node, filters, depth + 1)


def _forbidden_node(node: nodes.Node, filters: Collection[str] | None, *, own: bool) -> Iterator[str]:
    """What of ``node`` alone is forbidden; ``own`` says whether ``shape`` has put names of perfgen's own there."""
    if type(node) not in _ALLOWED:
        yield f"用了模板包不许用的写法“{_NAMES.get(type(node), type(node).__name__)}”"
    elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        yield f"取了以下划线开头的“{node.attr}”"
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and str(node.arg.value)[:1] == "_":
        yield f"取了以下划线开头的“{node.arg.value}”"
    elif isinstance(node, nodes.Name) and node.name.startswith("_" if own else ("_", "perfgen_")):
        yield f"用了模板包不许用的名称“{node.name}”"
    elif isinstance(node, nodes.Name) and node.ctx == "store" and node.name in _KEPT_NAMES:
        yield f"给“{node.name}”换了别的意思"
    elif isinstance(node, nodes.Name) and node.name in DEFAULT_NAMESPACE:
        yield f"用了模板包不许用的函数“{node.name}”"
    elif isinstance(node, nodes.Filter) and filters is not None and node.name not in filters:
        yield f"用了模板包不许用的过滤器“{node.name}”"
    elif isinstance(node, nodes.Test) and node.name not in _TESTS:
        yield f"用了模板包不许用的判断“{node.name}”"
    elif isinstance(node, nodes.For) and node.recursive:
        yield "用了模板包不许用的写法“recursive”"
    elif isinstance(node, nodes.Call) and (node.dyn_args or node.dyn_kwargs):
        yield "用了模板包不许用的写法“*参数”"
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and node.node.attr.isascii():
        if own and isinstance(node.node.node, nodes.Name) and node.node.node.name.startswith("perfgen_"):
            return
        yield f"调用了“.{node.node.attr}( )”，模板里只能调用手册里列出的函数"
    elif isinstance(node, nodes.Const) and _is_huge(node.value):
        yield "用了大得不正常的数"


def forbidden(all_nodes: Walked, environment: Environment) -> Iterator[str]:
    """What a whole template has that no pack may have, tags that ``shape`` put there aside; one message each.

    ``foreign_faults`` says the same of the tags one by one, with their places; this is what a sound template costs.
    """
    for node, depth in all_nodes:
        if depth > _MAX_DEPTH:
            yield "嵌套太深"
            return
        if depth:
            yield from _forbidden_node(node, environment.filters, own=True)


def doubtful(tags: Iterable[Tag]) -> bool:
    """Whether the ``tags`` of a template have to be looked at one by one before they are read as a whole."""
    own = [tag for tag in tags if not tag.data]
    return (
        len(own) > _MAX_TAGS
        or any(len(tag.code) > _MAX_LENGTH or "perfgen_" in tag.code or tag.word == "print" for tag in own)
        or any(depth > _MAX_LOOPS for _, depth in _depths(own))
    )


def _is_huge(value: object) -> bool:
    return isinstance(value, int | Decimal) and not -LARGEST < value < LARGEST


def foreign_faults(
    environment: Environment, source: Source, filters: Collection[str] | None = None
) -> Iterator[TemplateFault]:
    """What in the tags of ``source`` a pack's template may not contain; ``filters`` are the words it may use."""
    tags = [tag for tag in source.tags if not tag.data]
    known = filters if filters is not None or not environment.restricted else environment.filters
    if len(tags) > _MAX_TAGS:
        yield TemplateFault(f"模板里的标签超过 {_MAX_TAGS} 个", "用循环代替重复的内容")
        return
    for tag in tags:
        if len(tag.code) > _MAX_LENGTH:
            yield diagnosis.fault(tag, f"太长，超过 {_MAX_LENGTH} 个字符", "分成几个标签")
            continue
        if tag.word == merge.WORD:
            continue
        if tag.word and tag.word.removeprefix("end") not in ("for", "if", "set", "else", "elif"):
            if diagnosis.is_statement(tag.word) or tag.word == "print":
                yield diagnosis.fault(tag, f"是模板包不许用的写法“{tag.word}”", "模板包里只能用 for、if、set 和合并")
            continue
        try:
            tree = environment.parse(diagnosis.alone(tag))
        except TemplateSyntaxError:
            continue
        except RecursionError:
            yield diagnosis.fault(tag, "嵌套太深", "分成几个标签")
            continue
        for message in dict.fromkeys(_forbidden(tree, known)):
            yield diagnosis.fault(tag, message, "")
    if deep := next((tag for tag, depth in _depths(tags) if depth > _MAX_LOOPS), None):
        yield diagnosis.fault(deep, f"套了 {_MAX_LOOPS} 层以上的循环", "减少循环的层数")


def _depths(tags: Iterable[Tag]) -> Iterator[tuple[Tag, int]]:
    """Each tag with how many loops are open behind it."""
    depth = 0
    for tag in tags:
        depth += (tag.word == "for") - (tag.word == "endfor")
        yield tag, depth
