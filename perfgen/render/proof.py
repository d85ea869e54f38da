"""A proof, made once when a template is compiled, that whatever it prints is well-formed XML.

The pieces of XML between the tags are read one after the other along every way that control flow can take. The proof
holds if an ``if`` leaves the same elements open whichever branch is taken, a loop leaves open what it found open, and
every value is printed between tags or inside the quotes of an attribute, where ``printing`` makes any text safe.
Ready-made XML in the data is announced by a control character and parsed whatever was proved.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from jinja2 import nodes

from perfgen.frozen import frozen
from perfgen.patterns import pattern

_NAME = r"[A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?"
_OPENING = pattern(f"<({_NAME})")
_CLOSING = pattern(rf"</({_NAME})\s*>")
_ATTRIBUTE = pattern(rf"\s+({_NAME})\s*=\s*([\"'])")
_TAG_END = pattern(r"\s*(/?)>")
_ENTITY = pattern(r"&(?:amp|lt|gt|quot|apos|#(?:9|10|13|3[2-9]|[4-9][0-9]));")
_WHOLE = pattern(rf"<({_NAME})((?:\s+{_NAME}\s*=\s*(?:\"[^\"<&]*\"|'[^'<&]*'))*)\s*(/?)>")
_ATTRIBUTE_NAME = pattern(rf"\s({_NAME})\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_PREDEFINED = frozenset({"xml", "xmlns"})
_COMMENT = pattern(r"<!--(?:(?!--)[\s\S])*-->")
_PREFIX = "xmlns:"
_SILENT = (nodes.Macro, nodes.AssignBlock)
"""What prints nothing where it stands: its text comes out as a value, and is looked at like one."""


class _Unproved(Exception):
    """The pieces do not fit together along every way; the result has to be parsed."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(line)
        self.line = line
        """Where the ``if`` or ``for`` begins that leaves other elements open than it found."""


@frozen
class _Open:
    """An open element: its name and the namespace prefixes that may be used in it."""

    name: str
    prefixes: frozenset[str]


@frozen
class _State:
    """Where in the XML a piece begins or ends."""

    around: tuple[_Open, ...] = ()
    tag: str = ""
    """The element whose opening tag is still being written."""
    attributes: frozenset[str] = frozenset()
    quote: str = ""
    """The quote that ends the attribute value being written."""
    finished: bool = False
    """Whether the root element has been closed."""


def is_always_well_formed(template: nodes.Template) -> bool:
    """Whether every text that ``template`` can print is well-formed XML, ready-made XML in the data aside."""
    return line_of_doubt(template) is None


def line_of_doubt(template: nodes.Template) -> int | None:
    """The line of the ``if`` or ``for`` that may print what is not well-formed, 0 for another reason, None for none."""
    try:
        end = _body(template.body, _State())
    except _Unproved as doubt:
        return doubt.line
    return None if end == _State(finished=True) else 0


def _body(body: Iterable[nodes.Node], state: _State) -> _State:
    for node in body:
        state = _statement(node, state)
    return state


def _statement(node: nodes.Node, state: _State) -> _State:
    if isinstance(node, nodes.Output):
        for child in node.nodes:
            state = _piece(child.data, state) if isinstance(child, nodes.TemplateData) else _value(state)
        return state
    if isinstance(node, nodes.If):
        ends = {_body(node.body, state), _body(node.else_, state)}
        ends |= {_body(branch.body, state) for branch in node.elif_}
        if len(ends) > 1:
            raise _Unproved(node.lineno)
        return ends.pop()
    if isinstance(node, nodes.For) and not node.recursive:
        if _body(node.body, state) != state or _body(node.else_, state) != state:
            raise _Unproved(node.lineno)
        return state
    if isinstance(node, nodes.With):
        return _body(node.body, state)
    if isinstance(node, (nodes.Assign, *_SILENT)):
        return state
    raise _Unproved


def _value(state: _State) -> _State:
    """``state`` after a value: only text and the inside of an attribute's quotes can hold one."""
    if not (state.quote or (state.around and not state.tag)):
        raise _Unproved
    return state


def _piece(xml: str, state: _State) -> _State:
    position = 0
    while position < len(xml):
        if state.quote:
            state, position = _in_value(xml, position, state)
        elif state.tag:
            state, position = _in_tag(xml, position, state)
        else:
            state, position = _in_content(xml, position, state)
    return state


def _in_value(xml: str, position: int, state: _State) -> tuple[_State, int]:
    end = xml.find(state.quote, position)
    value = xml[position : end if end >= 0 else len(xml)]
    if "<" in value or "&" in _ENTITY.sub("", value):
        raise _Unproved
    return (replace(state, quote=""), end + 1) if end >= 0 else (state, len(xml))


def _in_tag(xml: str, position: int, state: _State) -> tuple[_State, int]:
    match = _ATTRIBUTE.match(xml, position)
    if match:
        if match[1] in state.attributes:
            raise _Unproved
        return replace(state, attributes=state.attributes | {match[1]}, quote=match[2]), match.end()
    match = _TAG_END.match(xml, position)
    if not match:
        raise _Unproved
    return _begun(
        state, state.tag, _declared(state.attributes), _used((state.tag, *state.attributes)), match[1]
    ), match.end()


def _begun(state: _State, name: str, declared: frozenset[str], used: frozenset[str], closed: str) -> _State:
    known = (state.around[-1].prefixes if state.around else _PREDEFINED) | declared
    if not used <= known:
        raise _Unproved
    if closed:
        return _State(state.around, finished=not state.around)
    return _State((*state.around, _Open(name, known)))


def _declared(attributes: Iterable[str]) -> frozenset[str]:
    return frozenset(a.removeprefix(_PREFIX) for a in attributes if a.startswith(_PREFIX))


def _used(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.partition(":")[0] for name in names if ":" in name)


@lru_cache(maxsize=512)
def _whole(tag: str) -> tuple[str, frozenset[str], frozenset[str], str] | None:
    """Name, declared and used prefixes, and ``/`` where it closes itself, of an opening tag that nothing is printed in.

    None for anything else, even a fault; the same few tags make up most of a document.
    """
    match = _WHOLE.fullmatch(tag)
    if match is None:
        return None
    names = _ATTRIBUTE_NAME.findall(match[2])
    if len(set(names)) < len(names):
        return None
    return match[1], _declared(names), _used((match[1], *names)), match[3]


def _in_content(xml: str, position: int, state: _State) -> tuple[_State, int]:
    start = xml.find("<", position)
    text = xml[position : start if start >= 0 else len(xml)]
    if text and (">" in text or ("&" in text and "&" in _ENTITY.sub("", text)) or not (state.around or text.isspace())):
        raise _Unproved
    if start < 0:
        return state, len(xml)
    stop = xml.find(">", start) + 1
    known = _whole(xml[start:stop]) if stop and not state.finished else None
    if known is not None:
        return _begun(state, *known), stop
    match = _CLOSING.match(xml, start)
    if match:
        if not state.around or state.around[-1].name != match[1]:
            raise _Unproved
        return _State(state.around[:-1], finished=len(state.around) == 1), match.end()
    match = _OPENING.match(xml, start)
    if match:
        if state.finished:
            raise _Unproved
        return _State(state.around, match[1]), match.end()
    match = _COMMENT.match(xml, start)
    if not match:
        raise _Unproved
    return state, match.end()
