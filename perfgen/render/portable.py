"""A compiled template as bytes and back, without docxtpl, python-docx and lxml."""

import marshal
from collections.abc import Callable, Iterator, Mapping
from types import CodeType
from typing import TYPE_CHECKING, Any

from jinja2 import Template

from .archive import Archive
from .compiled import CompiledTemplate, Part
from .sandbox import Environment

if TYPE_CHECKING:
    from .patch import Tag


def to_bytes(template: CompiledTemplate) -> bytes:
    """``template`` as bytes, bytecode included: for this Python and these libraries alone."""
    archive = template.archive
    parts = tuple(_closed_part(part) for part in template.parts)
    return marshal.dumps(((archive.local, archive.central, archive.count), parts))


def _closed_part(part: Part) -> tuple[Any, ...]:
    lines = {number: (t.code, t.typed, _flat(t.spot), t.data) for number, t in part.lines.items()}
    return part.name, part.kind, part.code, part.root_tag, part.proved, marshal.dumps(lines)


def _flat(spot: Any) -> tuple[Any, ...]:
    return spot.part, spot.heading, spot.paragraph, spot.table, spot.row, spot.column


def from_bytes(data: bytes, *, filters: Mapping[str, Callable[..., Any]], restricted: bool = False) -> CompiledTemplate:
    """The template in ``data``, which ``to_bytes`` made of one compiled with these filters and ``restricted`` or not.

    The bytecode in it is run: ``data`` must come from where only the user can write. Any exception may come of others.
    """
    environment = Environment(filters=filters, restricted=restricted)
    (local, central, count), parts = marshal.loads(data)
    opened = tuple(_opened_part(part, environment) for part in parts)
    return CompiledTemplate(Archive(local, central, count), opened, environment)


def _opened_part(part: tuple[Any, ...], environment: Environment) -> Part:
    name, kind, code, root_tag, proved, lines = part
    if not isinstance(code, CodeType):
        raise ValueError(name)
    made = Template.from_code(environment, code, environment.make_globals(None))
    return Part(name, kind, code, made, _Lines(lines), root_tag, proved)


class _Lines(Mapping[int, "Tag"]):
    """The tag of each line, read when a fault asks for it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._tags: dict[int, Tag] | None = None

    def _found(self) -> "dict[int, Tag]":
        if self._tags is None:
            from .patch import Tag
            from .places import Spot

            flat = marshal.loads(self._data)
            self._tags = {
                number: Tag(code, typed, Spot(*spot), text) for number, (code, typed, spot, text) in flat.items()
            }
        return self._tags

    def __getitem__(self, line: int) -> "Tag":
        return self._found()[line]

    def __iter__(self) -> Iterator[int]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())
