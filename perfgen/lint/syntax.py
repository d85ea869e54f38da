"""Tags that cannot be read, stand in the wrong place, or are not allowed in a pack."""

import re
from collections.abc import Iterator

from perfgen.errors import TemplateFault
from perfgen.express import words
from perfgen.lint.mark import LOGICAL, Mark, at_line
from perfgen.lint.wordfile import WordFile
from perfgen.render import inspect

_CODES = (
    (r"不认识的(?:过滤器|判断)", "TPL204"),
    (r"没有结束|没有与它配对|不在“if”", "TPL202"),
    (r"模板包不许|以下划线开头", "TPL206"),
    (r"只能写在逐行循环|按哪些栏目合并", "TPL205"),
)


def code_of(fault: TemplateFault) -> str:
    """The code of a fault of the template language."""
    return next((code for pattern, code in _CODES if re.search(pattern, fault.message)), "TPL201")


def syntax(file: WordFile) -> Iterator[Mark]:
    """Every tag of ``file`` that perfgen's own compiler refuses, and what a pack may not contain."""
    faults = inspect(file.data, filters=words.FUNCTIONS).faults
    unknown = {fault.place for fault in faults if "不认识的" in fault.message}
    for fault in faults:
        if "不许用的过滤器" in fault.message and fault.place in unknown:
            continue  # said already, with what may have been meant
        line = file.line_of(fault.place, fault.message)
        yield at_line(code_of(fault), LOGICAL, fault.message, fault.hint or "改正这个标签", file.name, line)
