"""From a fault of the template language to the place in the Word file and words that its editor understands."""

import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from jinja2 import Template, Undefined, nodes
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.utils import missing as nothing

from ..errors import PerfgenError, TemplateFault
from . import bounds, merge
from .faults import quoted, suggestion, syntax_message
from .patch import Tag
from .sandbox import HAS, Environment, Gap
from .walk import Walked, of_kind

_OPENERS = ("for", "if", "macro", "call", "filter", "block", "with", "autoescape")
_CLOSERS = tuple("end" + word for word in (*_OPENERS, "set"))
_INNER = {"else": ("for", "if"), "elif": ("if",)}
_SINGLE = ("set", "include", "import", "from", "extends", "do", "raw", "endraw", "trans", "pluralize", "endtrans")


# -- when the template is compiled ------------------------------------------------------------------


def at_compile(environment: Environment, typed: Iterable[Tag]) -> list[TemplateFault]:
    """Every fault that can be seen without data: tags that cannot be read, blocks not closed, unknown filters."""
    faults: list[TemplateFault] = []
    tags = [t for t in typed if not t.data and t.word != merge.WORD]
    for tag in tags:
        faults += _faults_of(environment, tag)
    if not faults:
        faults += _unbalanced(tags)
    return faults


def is_sound(environment: Environment, all_nodes: Walked) -> bool:
    """Whether a template that could be parsed as a whole has none of the faults that ``at_compile`` tells."""
    return (
        all(each.name in environment.filters for each in of_kind(all_nodes, nodes.Filter))
        and all(each.name in environment.tests for each in of_kind(all_nodes, nodes.Test))
        and not any(_asks_wrongly(each) for each in of_kind(all_nodes, nodes.Call))
    )


def _asks_wrongly(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name == HAS and (len(call.args) != 1 or bool(call.kwargs))


def _faults_of(environment: Environment, tag: Tag) -> Iterator[TemplateFault]:
    if tag.code in ("{{", "{%", "{#"):
        yield fault(tag, "没有写完", "缺“}}”" if tag.code == "{{" else "缺“%}”")
        return
    word = tag.word
    if tag.code.startswith("{%") and word not in (*_OPENERS, *_CLOSERS, *_INNER, *_SINGLE):
        known = ("for", "endfor", "if", "else", "elif", "endif", "set", merge.WORD)
        yield fault(tag, f"不认识的标签“{word or tag.inner}”", suggestion(word, known))
        return
    try:
        tree = environment.parse(alone(tag))
    except TemplateSyntaxError as error:
        yield fault(tag, syntax_message(error.message or ""), "")
        return
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        words: Iterable[str] = environment.filters if isinstance(node, nodes.Filter) else environment.tests
        if node.name not in words:
            what = "过滤器" if isinstance(node, nodes.Filter) else "判断"
            yield fault(tag, f"用了不认识的{what}“{node.name}”", suggestion(node.name, words))
    for call in tree.find_all(nodes.Call):
        if _asks_wrongly(call):
            yield fault(tag, "“有(…)”里写一个名称", "例如 有(上年.决算.支出)")


def alone(tag: Tag) -> str:
    """A text that is whole by itself and holds the expression of ``tag``."""
    word, code = tag.word, tag.code
    if word in _CLOSERS or word == "else" or word in _SINGLE[6:]:
        return ""
    if word == "elif":
        return re.sub(r"^\{%[-+]?\s*elif", "{% if", code) + "{% endif %}"
    if word in _OPENERS:
        return f"{code}{{% end{word} %}}"
    if word == "set" and not re.search(r"(?<![=!<>])=(?!=)", code):
        return code + "{% endset %}"
    return code


def _unbalanced(tags: Iterable[Tag]) -> Iterator[TemplateFault]:
    stack: list[Tag] = []
    for tag in tags:
        word = tag.word
        if word in _OPENERS or (word == "set" and alone(tag) != tag.code):
            stack.append(tag)
        elif word in _CLOSERS:
            if stack and stack[-1].word == word[3:]:
                stack.pop()
            elif any(t.word == word[3:] for t in stack):
                while stack[-1].word != word[3:]:
                    yield _not_closed(stack.pop())
                stack.pop()
            else:
                yield fault(tag, f"前面没有与它配对的“{word[3:]}”", "删去它，或者补上开头")
        elif word in _INNER and (not stack or stack[-1].word not in _INNER[word]):
            yield fault(tag, "不在“if”和“endif”之间", "删去它，或者补上开头")
    for tag in stack:
        yield _not_closed(tag)


def _not_closed(tag: Tag) -> TemplateFault:
    level = re.match(r"\{%[-+]?(tr|tc|p|r)\s", tag.typed)
    return fault(tag, "没有结束", f"在后面补上 {{%{level[1] if level else ''} end{tag.word} %}}")


def unplaced(error: TemplateError, lines: Mapping[int, Tag]) -> TemplateFault:
    """The fault for an error of the template language that shows only when everything is put together."""
    line = getattr(error, "lineno", 0) or 0
    tag = next((lines[n] for n in range(line, 0, -1) if n in lines), None)
    message = syntax_message(error.message or "")
    return fault(tag, message, "") if tag else TemplateFault(f"模板{message}")


def torn(lines: Mapping[int, Tag], line: int) -> TemplateFault:
    """The fault that what stands between a tag and its end is not whole; ``line`` 0 where no tag is known."""
    tag = next((lines[n] for n in range(line, line + 3) if line and n in lines), None)
    hint = "开头和结尾写在同一层：都在正文里，或都在同一个单元格、同一张表里"
    if tag is None:
        return TemplateFault("模板里的标签和版面对不上，印出来会坏", hint)
    return fault(tag, "和它的结尾之间不是完整的段落、行或单元格，印出来会坏", hint)


def fault(tag: Tag, message: str, hint: str) -> TemplateFault:
    """The fault of ``tag``: what is wrong with it, the cure, and where it stands."""
    return TemplateFault(f"模板里的{quoted(tag.typed)}{message}", hint, str(tag.spot))


# -- when it is rendered ----------------------------------------------------------------------------


def at_render(error: Exception, tag: Tag | None, context: Mapping[str, Any]) -> TemplateFault:
    """The fault for an error that arose while ``tag`` was evaluated."""
    place = str(tag.spot) if tag else ""
    shown = quoted(tag.typed) if tag else ""
    if isinstance(error, UndefinedError):
        gap = error.args[0] if error.args else ""
        if isinstance(gap, Gap):
            return _not_found(gap.owner, gap.name, tag, context)
        return TemplateFault(f"模板里的{shown}找不到值（{error.message}）", "", place)
    if isinstance(error, PerfgenError):
        return TemplateFault(f"模板里的{shown}：{error.message}", error.hint, place)
    if isinstance(error, bounds.Endless):
        return TemplateFault(f"模板里的{shown}{error.message}", "检查循环和计算", place)
    if isinstance(error, SecurityError):
        return TemplateFault(f"模板里的{shown}做了不允许的事", "模板只能取数、判断、循环和用过滤器", place)
    if isinstance(error, ZeroDivisionError):
        return TemplateFault(f"模板里的{shown}除数为零", "请先用“if”判断分母", place)
    return TemplateFault(f"模板里的{shown}算不出来（{type(error).__name__}：{error}）", "", place)


def _not_found(owner: Any, name: Any, tag: Tag | None, context: Mapping[str, Any]) -> TemplateFault:
    known: Iterable[object]
    if owner is nothing:
        known = context.keys()
    elif isinstance(owner, Mapping):
        known = owner.keys()
    else:
        known = (*getattr(owner, "candidates", tuple)(), *(n for n in dir(type(owner)) if not n.isascii()))
    message = f"模板里的{quoted(tag.typed) if tag else ''}找不到“{name}”"
    there = list(known)
    hint = "数据里没有填它；可以没有的，用 有(…) 判断" if name in there else suggestion(str(name), there)
    return TemplateFault(message, hint, str(tag.spot) if tag else "")


class _Collecting(Undefined):
    """A missing value that notes each use which would be a fault, and goes on."""

    __slots__ = ()
    found: list[tuple[Any, Any, int]]
    template: Template

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _noted(self)

    def __hash__(self) -> int:
        return id(self)


def _noted(missing: _Collecting, result: Any = None) -> Any:
    """Note where ``missing`` was used and go on with ``result``, by default the missing value itself."""
    if missing._undefined_exception is not UndefinedError:
        raise missing._undefined_exception(missing._undefined_message)
    frame = sys._getframe(1)
    while frame.f_code.co_filename != missing.template.filename and frame.f_back is not None:
        frame = frame.f_back
    line = missing.template.get_corresponding_lineno(frame.f_lineno)
    missing.found.append((missing._undefined_obj, missing._undefined_name, line))
    return missing if result is None else result


def _answering(result: Callable[[], Any]) -> Callable[..., Any]:
    return lambda self, *_, **__: _noted(self, result())


for _names, _result in (
    ("add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow", lambda: None),
    ("pos neg call getitem", lambda: None),
    ("bool eq ne lt le gt ge contains", lambda: False),
    ("str", str),
    ("len", int),
    ("iter", lambda: iter(())),
):
    for _name in _names.split():
        setattr(_Collecting, f"__{_name}__", _answering(_result))


def missing(template: Template, lines: Mapping[int, Tag], context: Mapping[str, Any]) -> list[TemplateFault]:
    """Every place where ``template`` asks ``context`` for something that it lacks; nothing if missing is allowed."""
    environment = template.environment
    if not _is_strict(environment.undefined):
        return []
    found: list[tuple[Any, Any, int]] = []
    collecting = type("_CollectingHere", (_Collecting,), {"__slots__": (), "found": found, "template": template})
    other: Any = environment.overlay(undefined=collecting)
    other.has = _has_collecting(found)
    function: Any = template.root_render_func
    root = type(function)(function.__code__, dict(function.__globals__), "root", (nothing, other))
    names = {**context, **bounds.fresh_names()}
    with suppress(Exception):  # the faults found so far are told; the rest shows when they are mended
        deque(root(template.new_context(names)), maxlen=0)
    first = {(id(owner), name, line): owner for owner, name, line in found}
    return [_not_found(owner, name, lines.get(line), context) for (_, name, line), owner in first.items()]


def _is_strict(undefined: type[Undefined]) -> bool:
    try:
        str(undefined(name="x"))
    except UndefinedError:
        return True
    return False


def _has_collecting(found: list[tuple[Any, Any, int]]) -> Callable[[Callable[[], Any]], bool]:
    def has(value: Callable[[], Any]) -> bool:
        before = len(found)
        result = Environment.has(value)
        clean = len(found) == before
        del found[before:]
        return result and clean

    return has


def is_statement(word: str) -> bool:
    """Whether the template language knows ``word`` as the beginning of a statement."""
    return word in (*_OPENERS, *_CLOSERS, *_INNER, *_SINGLE)
