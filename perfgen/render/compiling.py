"""A Word template to its compiled form: all that depends on the template alone, done once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any

from jinja2 import StrictUndefined, Template, Undefined, nodes
from jinja2.exceptions import TemplateError
from lxml import etree

from ..errors import TemplateFault
from . import bounds, diagnosis
from .compiled import CompiledTemplate, Part, file_name
from .faults import TemplateFaults
from .package import Package, parse_xml, read_package, template_bytes, untouched
from .patch import Source, Tag, jinja_source
from .places import KINDS, style_levels
from .proof import line_of_doubt
from .properties import properties_source
from .sandbox import Environment
from .shape import shaped
from .tagging import patched
from .walk import Walked, of_kind, walked

_SIMPLER = "减少 if 和 for 的层数，缩短表达式"


def compile_template(
    template: bytes | PathLike[str],
    *,
    filters: Mapping[str, Callable[..., Any]] | None = None,
    undefined: type[Undefined] = StrictUndefined,
    autoescape: bool = True,
    restricted: bool = False,
) -> CompiledTemplate:
    """Compile a docxtpl template, given as bytes or as a path, for rendering many times.

    ``filters`` are added to those of Jinja; ``undefined`` decides what a missing name does (by default it is a fault);
    without ``autoescape`` text that is well-formed XML goes into the document unescaped, as docxtpl has it by default.
    ``restricted`` is for the template of a pack, which a stranger may have made: whatever it may not hold is a fault
    (see ``vetting`` and ``inspection``), and ``filters`` are all that there are.
    Raises TemplateFault with all faults of the template.
    """
    package = opened(template, restricted=restricted)
    environment = Environment(filters=filters, undefined=undefined, autoescape=autoescape, restricted=restricted)
    parts = compiled_parts(package, environment)
    return CompiledTemplate(untouched(package, (p.name for p in parts)), parts, environment)


def opened(template: bytes | PathLike[str], *, restricted: bool) -> Package:
    """The package of a template; where it is ``restricted``, only what a pack's file may hold is in it."""
    data = template_bytes(template)
    if restricted:
        from .vetting import vet

        vet(data)
    return read_package(data)


def compiled_parts(package: Package, environment: Environment) -> tuple[Part, ...]:
    """Every part with tags, compiled in ``environment``; raises TemplateFault with all faults of the template."""
    parts: list[Part] = []
    faults: list[TemplateFault] = []
    for name, kind, source in sources(package):
        typed = tuple(source.tags)
        part, found = _compiled(name, kind, source, environment)
        if environment.restricted and (part is None or found):
            faults += _foreign(environment, source, typed) or found
        else:
            faults += found
        parts += [part] if part else []
    if faults:
        raise TemplateFaults.of(faults)
    return tuple(parts)


def _compiled(
    name: str, kind: str, source: Source, environment: Environment
) -> tuple[Part | None, Sequence[TemplateFault]]:
    """The part compiled, where that is possible, and the faults found."""
    typed = tuple(source.tags)
    if environment.restricted and (foreign := _doubtful(environment, source, typed)):
        return None, foreign
    xml, found = (source.xml, []) if kind == "properties" else shaped(source)
    text, lines = jinja_source(source, xml)
    try:
        tree = environment.parse(text)
        all_nodes = walked(tree)
        if environment.restricted:
            message = _forbidden(environment, all_nodes)
            if message:
                return None, [*diagnosis.at_compile(environment, typed)] or [TemplateFault(f"模板{message}", _SIMPLER)]
        doubt = line_of_doubt(tree)
        if found or not diagnosis.is_sound(environment, all_nodes):
            found = [*diagnosis.at_compile(environment, typed), *found]
        if environment.restricted:
            if doubt is not None and not found:
                found = [diagnosis.torn(lines, doubt)]
            bounds.counting(of_kind(all_nodes, nodes.For), environment)
        code = environment.compile(tree, filename=file_name(name))
    except (SyntaxError, RecursionError, MemoryError):
        return None, [TemplateFault("模板嵌套得太深", _SIMPLER)]
    except TemplateError as error:
        return None, found or [*diagnosis.at_compile(environment, typed)] or [diagnosis.unplaced(error, lines)]
    made = Template.from_code(environment, code, environment.make_globals(None))
    return Part(name, kind, code, made, lines, _root_tag(xml), doubt is None), found


def _doubtful(environment: Environment, source: Source, typed: Sequence[Tag]) -> Sequence[TemplateFault]:
    """What is forbidden in tags so long, so many or so named that the whole is better not read before them."""
    from .inspection import doubtful

    return _foreign(environment, source, typed) if doubtful(typed) else ()


def _forbidden(environment: Environment, all_nodes: Walked) -> str:
    from .inspection import forbidden

    return next(forbidden(all_nodes, environment), "")


def _foreign(environment: Environment, source: Source, typed: Sequence[Tag]) -> Sequence[TemplateFault]:
    """What a pack may not have in its tags, tag by tag; ``typed`` are those of ``source`` as they stand in Word."""
    from .inspection import foreign_faults  # it looks at the sources of parts as this module makes them

    return [*foreign_faults(environment, Source(source.root, list(typed)))]


def sources(package: Package) -> Iterator[tuple[str, str, Source]]:
    """Every part with tags, as name, kind (a key of ``places.KINDS``) and source, the body first."""
    levels = levels_of(package)
    kinds = (("body", (package.main,)), ("header", package.headers), ("footer", package.footers))
    for kind, names in (*kinds, ("footnotes", package.footnotes)):
        for name in names:
            source = patched(_parsed(package.parts[name]), KINDS[kind], levels)
            if source is not None:
                yield name, kind, source
    if package.properties:
        source = properties_source(parse_xml(package.parts[package.properties]))
        if source is not None:
            yield package.properties, "properties", source


def _parsed(data: bytes) -> etree._Element:
    """The root of a part without the line ends that only set its source in lines."""
    try:
        return parse_xml(re.sub(rb">\s*\n\s*<", b"><", data) if b"\n" in data else data)
    except etree.XMLSyntaxError as error:
        raise TemplateFault("模板不是完好的 Word 文件（.docx）", "请在 Word 里打开，另存为 .docx 后再试") from error


def levels_of(package: Package) -> dict[str, int]:
    """The outline level of each paragraph style of ``package`` by its id."""
    styles = next((n for n in package.parts if n.endswith("word/styles.xml")), "")
    return style_levels(parse_xml(package.parts[styles]) if styles else None)


def _root_tag(xml: str) -> str:
    match = re.match(r"\s*(?:<\?.*?\?>\s*)?(<[^>]+>)", xml)
    return match[1] if match else "<w:document>"
