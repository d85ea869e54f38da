"""Tags that cannot be read, stand in the wrong place, or are not allowed in a pack."""

import re
from collections.abc import Iterable, Iterator

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
from perfgen.render.patch import Source, jinja_source
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


def syntax(file: WordFile) -> Iterator[Mark]:
    """Every tag of ``file`` that perfgen's own compiler refuses, and what a pack may not contain."""
    faults = [fault for part in file.parts for fault in _faults(part)]
    unknown = {fault.place for fault in faults if "不认识的" in fault.message}
    for fault in dict.fromkeys(faults):
        if "不许用的过滤器" in fault.message and fault.place in unknown:
            continue  # said already, with what may have been meant
        line = file.line_of(fault.place, fault.message)
        yield at_line(code_of(fault), LOGICAL, fault.message, fault.hint or "改正这个标签", file.name, line)


def _faults(part: Part) -> Iterator[TemplateFault]:
    """The faults of one part: tag by tag, then, where none of them is to blame, of all together."""
    source = Source(part.source.xml, list(part.source.tags))
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


def tags(file: WordFile, named: Iterable[Mark]) -> Iterator[Mark]:
    """Every fault of the tags of ``file``, each once; ``named`` are those of the names in them.

    Our own compiler goes first: it says more of what it knows. docxtpl-lint adds what it alone sees.
    """
    own = [*syntax(file), *named, *braces(file)]
    yield from own
    said = {(each.finding.place.cell, each.paragraph, each.finding.code) for each in own}
    broken = {(cell, paragraph) for cell, paragraph, code in said if code in _BROKEN}
    for each in foreign.findings(file):
        cell, paragraph, code = each.finding.place.cell, each.paragraph, each.finding.code
        told = (cell, paragraph, code) in said or (code in _BROKEN and (cell, paragraph) in broken)
        if not told:
            yield each


_BROKEN = ("TPL201", "TPL202", "TPL203", "TPL204", "TPL206")
"""Of a paragraph with one of these nothing more is said of this kind: it is the same fault seen by another."""
