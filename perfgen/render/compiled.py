"""A Word template compiled once and rendered many times."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from os import PathLike
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, Template, Undefined
from jinja2.exceptions import TemplateError
from lxml import etree

from ..errors import TemplateFault
from . import diagnosis, merge, printing, repair
from .faults import TemplateFaults
from .package import Archive, Package, parse_xml, read_package, repack, template_bytes
from .patch import Source, Tag, jinja_source, patched
from .places import KINDS, style_levels
from .proof import is_always_well_formed
from .properties import properties_source
from .sandbox import Environment
from .shape import shaped

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SIGN = re.compile("[\x01-\x04\n\t\f\a]")
_DOUBTFUL = re.compile(f"[{printing.RAW}{printing.GRID}{printing.ROWS}\f\a]")
"""Signs of steps after which a result is parsed, proof or no proof."""


@dataclass(frozen=True)
class Part:
    """One part of the package that the data can change."""

    name: str
    kind: str
    template: Template
    lines: Mapping[int, Tag]
    root_tag: str
    proved: bool
    """Whether all that it prints is well-formed, so that no result need be parsed."""


class CompiledTemplate:
    """A Word template with everything done that depends on the template alone; make it with ``compile_template``.

    Rendering changes nothing in it, so one compiled template serves many threads.
    """

    def __init__(self, package: Package, parts: tuple[Part, ...], environment: Environment) -> None:
        """Take the parts that the data can change; all others are laid out for copying."""
        self._package = package
        self._parts = parts
        self._environment = environment
        self._archive = Archive(package, (p.name for p in parts))

    def render(self, context: Mapping[str, Any]) -> bytes:
        """The .docx for one set of data.

        Raises TemplateFault with every place where the template asks for something that ``context`` lacks.
        A picture (docxtpl's InlineImage) or sub-document in the data takes a slower way through the docxtpl object
        that it was made with, which changes that object; such values are not for use by several threads.
        """
        try:
            fresh = [(part.name, self._render_part(part, context)) for part in self._parts]
        except printing.NeedsPackage as need:
            return self._render_into(need.tpl, context)
        return self._archive.assemble(fresh)

    def _render_part(self, part: Part, context: Mapping[str, Any]) -> bytes:
        text = self._text(part, context)
        proved = part.proved
        if _SIGN.search(text):
            proved = proved and not _DOUBTFUL.search(text)
            if part.kind == "properties":
                text = re.sub("[\x01\a\f]", "", text)
            else:
                text = repair.mended(text, part.root_tag)
        data = _DECLARATION + text.encode()
        return data if proved or repair.is_well_formed(data) else repair.recovered(data)

    def _text(self, part: Part, context: Mapping[str, Any]) -> str:
        names = dict(context)
        names["perfgen_id"] = count(1001).__next__
        template = part.template
        try:
            return "".join(template.root_render_func(template.new_context(names)))
        except printing.NeedsPackage:
            raise
        except Exception as error:
            self._explain(error, context)
            raise

    def _explain(self, error: Exception, context: Mapping[str, Any]) -> None:
        """Raise what is wrong in all parts, ``error`` being the first that showed."""
        faults: list[TemplateFault] = []
        for part in self._parts:
            faults += diagnosis.missing(part.template, part.lines, context)
        if not faults:
            for part in self._parts:
                line = _line(error.__traceback__, part.template)
                if line:
                    faults.append(diagnosis.at_render(error, part.lines.get(line), context))
                    break
        if faults:
            raise TemplateFaults.of(faults) from error

    def _render_into(self, tpl: Any, context: Mapping[str, Any]) -> bytes:
        """Through the package of the docxtpl object ``tpl``, which pictures and sub-documents add parts to."""
        tpl.render_init()
        places = {str(p.partname).lstrip("/"): p for p in tpl.docx.part.package.iter_parts()}
        relations = {
            str(r.target_part.partname).lstrip("/"): i for i, r in tpl.docx.part.rels.items() if not r.is_external
        }
        token = printing.WITHIN_PACKAGE.set(True)
        try:
            for part in sorted(self._parts, key=lambda p: list(KINDS).index(p.kind)):
                tpl.current_rendering_part = places.get(part.name)
                data = self._render_part(part, context)
                if part.kind == "body":
                    body = next(parse_xml(data).iter("{*}body"))
                    tree = tpl.fix_tables(etree.tostring(body, encoding="unicode"))
                    tpl.fix_docpr_ids(tree)
                    tpl.map_tree(tree)
                elif part.kind in ("header", "footer"):
                    tpl.map_headers_footers_xml(relations[part.name], data)
                elif part.kind == "footnotes":
                    places[part.name]._blob = data
                else:
                    _take_over_properties(tpl.docx.core_properties, data)
        finally:
            printing.WITHIN_PACKAGE.reset(token)
        made = BytesIO()
        tpl.docx.save(made)
        tpl.is_rendered = True
        return repack(made.getvalue())


def _take_over_properties(properties: Any, data: bytes) -> None:
    names = {"title": "title", "subject": "subject", "creator": "author", "description": "comments"}
    names |= {"identifier": "identifier", "language": "language"}
    for element in parse_xml(data):
        name = names.get(etree.QName(element).localname)
        if name:
            setattr(properties, name, element.text or "")


def _line(traceback: TracebackType | None, template: Template) -> int:
    """The line of ``template`` at which an error arose, 0 if it arose elsewhere."""
    found = 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == template.filename:
            found = template.get_corresponding_lineno(traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


def compile_template(
    template: bytes | PathLike[str],
    *,
    filters: Mapping[str, Callable[..., Any]] | None = None,
    undefined: type[Undefined] = StrictUndefined,
    autoescape: bool = True,
) -> CompiledTemplate:
    """Compile a docxtpl template, given as bytes or as a path, for rendering many times.

    ``filters`` are added to those of Jinja; ``undefined`` decides what a missing name does (by default it is a fault);
    without ``autoescape`` text that is well-formed XML goes into the document unescaped, as docxtpl has it by default.
    Raises TemplateFault with all faults of the template.
    """
    package = read_package(template_bytes(template))
    environment = Environment(filters=filters, undefined=undefined, autoescape=autoescape)
    return CompiledTemplate(package, compiled_parts(package, environment), environment)


def compiled_parts(package: Package, environment: Environment) -> tuple[Part, ...]:
    """Every part with tags, compiled in ``environment``; raises TemplateFault with all faults of the template."""
    environment.globals.update(merge.GLOBALS)
    parts: list[Part] = []
    faults: list[TemplateFault] = []
    for name, kind, source in sources(package):
        problems = diagnosis.at_compile(environment, source.tags)
        xml, found = (source.xml, []) if kind == "properties" else shaped(source)
        text, lines = jinja_source(source, xml)
        problems += found
        if not problems:
            try:
                tree = environment.parse(text)
                proved = is_always_well_formed(tree)
                code = environment.compile(tree, filename=file_name(name))
            except TemplateError as error:
                problems.append(diagnosis.unplaced(error, lines))
            else:
                made = Template.from_code(environment, code, environment.make_globals(None))
                parts.append(Part(name, kind, made, lines, _root_tag(xml), proved))
        faults += problems
    if faults:
        raise TemplateFaults.of(faults)
    return tuple(parts)


def file_name(part: str) -> str:
    """What the code of a part goes by."""
    return f"<{part}>"


def sources(package: Package) -> Iterator[tuple[str, str, Source]]:
    """Every part with tags, as name, kind (a key of ``places.KINDS``) and source, the body first."""
    levels = levels_of(package)
    kinds = (("body", (package.main,)), ("header", package.headers), ("footer", package.footers))
    for kind, names in (*kinds, ("footnotes", package.footnotes)):
        for name in names:
            source = patched(parse_xml(package.parts[name]), KINDS[kind], levels)
            if source is not None:
                yield name, kind, source
    if package.properties:
        source = properties_source(parse_xml(package.parts[package.properties]))
        if source is not None:
            yield package.properties, "properties", source


def levels_of(package: Package) -> dict[str, int]:
    """The outline level of each paragraph style of ``package`` by its id."""
    styles = next((n for n in package.parts if n.endswith("word/styles.xml")), "")
    return style_levels(parse_xml(package.parts[styles]) if styles else None)


def _root_tag(xml: str) -> str:
    match = re.match(r"\s*(?:<\?.*?\?>\s*)?(<[^>]+>)", xml)
    return match[1] if match else "<w:document>"
