"""A compiled Word template: rendered many times, changed by none of them.

What only a compile, a fault or a picture needs is imported there: a template kept from an earlier run loads without it.
"""

import re
from collections.abc import Mapping
from types import CodeType, TracebackType
from typing import TYPE_CHECKING, Any

from jinja2 import Template

from ..frozen import frozen
from . import bounds, printing, repair
from .archive import Archive
from .sandbox import Environment

if TYPE_CHECKING:
    from ..errors import TemplateFault
    from .patch import Tag

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DOUBTFUL = (printing.RAW, printing.GRID, printing.ROWS, "\f", "\a")
"""Signs of steps after which a result is parsed, proof or no proof."""
_SIGNS = (*_DOUBTFUL, printing.CELL, "\n", "\t")


@frozen
class Part:
    """One part of the package that the data can change."""

    name: str
    kind: str
    code: CodeType
    template: Template
    lines: Mapping[int, "Tag"]
    root_tag: str
    proved: bool
    """Whether all that it prints is well-formed, so that no result need be parsed."""


class CompiledTemplate:
    """A Word template with everything done that depends on the template alone; make it with ``compile_template``.

    Rendering changes nothing in it, so one compiled template serves many threads.
    """

    def __init__(self, archive: Archive, parts: tuple[Part, ...], environment: Environment) -> None:
        """Take the parts that the data can change, and all others laid out for copying."""
        self.archive = archive
        self.parts = parts
        self.environment = environment

    def render(self, context: Mapping[str, Any]) -> bytes:
        """The .docx for one set of data.

        Raises TemplateFault with every place where the template asks for something that ``context`` lacks.
        A picture (docxtpl's InlineImage) or sub-document in the data takes a slower way through the docxtpl object
        that it was made with, which changes that object; such values are not for use by several threads.
        """
        try:
            fresh = [(part.name, self._render_part(part, context)) for part in self.parts]
        except printing.NeedsPackage as need:
            from .within import render_within  # lxml, which no other render needs

            return render_within(need.tpl, self.parts, lambda part: self._render_part(part, context))
        return self.archive.assemble(fresh)

    def _render_part(self, part: Part, context: Mapping[str, Any]) -> bytes:
        text = self._text(part, context)
        proved = part.proved
        if any(sign in text for sign in _SIGNS):
            proved = proved and not any(sign in text for sign in _DOUBTFUL)
            if part.kind == "properties":
                text = re.sub("[\x01\a\f]", "", text)
            else:
                text = repair.mended(text, part.root_tag)
        data = _DECLARATION + text.encode()
        return data if proved or repair.is_well_formed(data) else repair.recovered(data)

    def _text(self, part: Part, context: Mapping[str, Any]) -> str:
        names = {**context, **bounds.fresh_names()}
        template = part.template
        try:
            return bounds.joined(template.root_render_func(template.new_context(names)))
        except printing.NeedsPackage:
            raise
        except Exception as error:
            self._explain(error, context)
            raise

    def _explain(self, error: Exception, context: Mapping[str, Any]) -> None:
        """Raise what is wrong in all parts, ``error`` being the first that showed."""
        from . import diagnosis
        from .faults import TemplateFaults

        faults: list[TemplateFault] = []
        for part in self.parts:
            faults += diagnosis.missing(part.template, part.lines, context)
        if not faults:
            for part in self.parts:
                line = _line(error.__traceback__, part.template)
                if line:
                    faults.append(diagnosis.at_render(error, part.lines.get(line), context))
                    break
        if faults:
            raise TemplateFaults.of(faults) from error


def _line(traceback: TracebackType | None, template: Template) -> int:
    """The line of ``template`` at which an error arose, 0 if it arose elsewhere."""
    found = 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == template.filename:
            found = template.get_corresponding_lineno(traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


def file_name(part: str) -> str:
    """What the code of a part goes by."""
    return f"<{part}>"
