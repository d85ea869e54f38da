"""Tags that cannot be read, stand in the wrong place, or are not allowed in a pack."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from jinja2.exceptions import TemplateSyntaxError

from perfgen.errors import TemplateFault
from perfgen.express import words
from perfgen.lint import foreign
from perfgen.lint.braces import braces
from perfgen.lint.mark import LOGICAL, Mark, at_line
from perfgen.lint.reading import environment
from perfgen.lint.wordfile import Part, WordFile
from perfgen.render.diagnosis import at_compile, unplaced
from perfgen.render.inspection import foreign_faults
from perfgen.render.patch import jinja_source
from perfgen.render.shape import shaped

_CODES = (
    (r"不认识的(?:过滤器|判断)", "TPL204"),
    (r"没有结束|没有与它配对|不在“if”", "TPL202"),
    (r"模板包不许|以下划线开头|调用了“|换了别的意思|太深|太长|大得不正常|层以上的循环|标签超过", "TPL206"),
    (r"只能写在逐行循环|按哪些栏目合并", "TPL205"),
)


def code_of(fault: TemplateFault) -> str:
    """The code of a fault of the template language."""
    return next((code for pattern, code in _CODES if re.search(pattern, fault.message)), "TPL201")


@lru_cache(maxsize=16)
def syntax(file: WordFile) -> tuple[Mark, ...]:
    """Every tag of ``file`` that perfgen's own compiler refuses, and what a pack may not contain."""
    return tuple(_refused(file))


def _refused(file: WordFile) -> Iterator[Mark]:
    faults = [fault for part in file.parts for fault in _faults(part)]
    unknown = {fault.place for fault in faults if "不认识的" in fault.message}
    for fault in dict.fromkeys(faults):
        if "不许用的过滤器" in fault.message and fault.place in unknown:
            continue  # said already, with what may have been meant
        line = file.line_of(fault.place, fault.message)
        code, (message, hint) = code_of(fault), _told(fault)
        yield at_line(code, LOGICAL, message, hint, file.name, line)
    yield from braces(file)


def _told(fault: TemplateFault) -> tuple[str, str]:
    """Message and cure; of a tag that ran on into the next one only that is said."""
    unclosed = _UNCLOSED.search(fault.message)
    if unclosed is not None and code_of(fault) == "TPL201":
        end = "}}" if unclosed[1].startswith("{{") else "%}"
        return f"“{unclosed[1].strip()}”没有写完，缺“{end}”", f"在它的末尾写上“{end}”"
    return fault.message, fault.hint or "对照手册里这个标签的写法改"


_UNCLOSED = re.compile(r"“(\{[{%](?:(?!\{[{%]|[}%]\}).)*)\{[{%]")


def _faults(part: Part) -> Iterator[TemplateFault]:
    """The faults of one part: tag by tag, then, where none of them is to blame, of all together."""
    source = part.source.copy()
    found = [*foreign_faults(environment(), source, words.FUNCTIONS), *at_compile(environment(), source.tags)]
    xml, shape = (source.xml, []) if part.kind == "properties" else shaped(source)
    found += shape
    if not found:
        text, lines = jinja_source(source, xml)
        try:
            environment().parse(text)
        except TemplateSyntaxError as error:
            found.append(unplaced(error, lines))
    yield from found


def tags(file: WordFile, own: Sequence[Mark], named: Iterable[Mark]) -> Iterator[Mark]:
    """The faults of the tags of ``file``, each once; ``own`` are those of ``syntax``, ``named`` those of the names.

    Our own compiler goes first: it says more of what it knows. docxtpl-lint adds what it alone sees.
    """
    forbidden = {(mark.paragraph, _tag(mark)) for mark in own if mark.finding.code == "TPL206"}
    ours = [*own, *(mark for mark in named if (mark.paragraph, _tag(mark)) not in forbidden)]
    said = {(each.finding.place.cell, each.paragraph, each.finding.code) for each in ours}
    broken = {(cell, paragraph) for cell, paragraph, code in said if code in _BROKEN}
    theirs = []
    for each in foreign.findings(file):
        cell, paragraph, code = each.finding.place.cell, each.paragraph, each.finding.code
        if not ((cell, paragraph, code) in said or (code in _BROKEN and (cell, paragraph) in broken)):
            theirs.append(each)
    misplaced = {mark.paragraph for mark in theirs if mark.finding.code == "TPL205"}
    for mark in ours:
        if not (mark.paragraph in misplaced and _LEVEL.search(mark.finding.message)):
            yield mark
    yield from theirs


def _tag(mark: Mark) -> str:
    found = re.search(r"“(\{.*?\})”", mark.finding.message)
    return found[1] if found else ""


_LEVEL = re.compile("不认识的标签“(?:tr|tc|p|r)”")
_BROKEN = ("TPL201", "TPL202", "TPL203", "TPL204", "TPL206")
"""Of a paragraph with one of these nothing more is said of this kind: it is the same fault seen by another."""
