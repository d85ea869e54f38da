"""Fields as a tree: what may stand below what."""

from collections.abc import Iterable, Iterator

from perfgen.keypath import KeyPath, is_item
from perfgen.vocabulary import Field, Type

ITEMS = "[]"
ANY = "*"
_OPEN = (Type.TREE, Type.FIGURES, Type.STATED)
"""The types below whose fields the same type may stand under any name."""


class Shape:
    """A place in the data: the field that stands there, or the names that may stand below it."""

    def __init__(self, field: Field | None = None) -> None:
        self.field = field
        self.children: dict[str, Shape] = {}

    def child(self, name: str | int) -> "Shape | None":
        """The shape below ``name``: a key, any key (``*``), or a list item."""
        children = self.children
        if isinstance(name, int):
            return children.get(ITEMS)
        found = children.get(name)
        if found is None and children:
            found = children.get(ITEMS if ITEMS in children and is_item(name) else ANY)
        if found is None and self.field is not None and self.field.type in _OPEN:
            return Shape(self.field) if children else self
        return found

    def at(self, path: KeyPath) -> "Shape | None":
        """The shape at ``path``, or None where nothing may stand."""
        shape: Shape | None = self
        for part in path:
            if shape is None:
                return None
            shape = shape.child(part)
        return shape

    @property
    def is_list(self) -> bool:
        """Whether a list of tables stands here."""
        return ITEMS in self.children

    @property
    def names(self) -> tuple[str, ...]:
        """The names that may stand below, wildcards left out."""
        return tuple(name for name in self.children if name not in (ITEMS, ANY))

    def required(self) -> Iterator[tuple[KeyPath, Field]]:
        """Every required field that stands in no list, with its path."""
        for name, shape in self.children.items():
            if name in (ITEMS, ANY):
                continue
            if shape.field is not None and shape.field.required:
                yield (name,), shape.field
            for path, below in shape.required():
                yield (name, *path), below


def build_shape(fields: Iterable[Field]) -> Shape:
    """The tree of ``fields``; of two fields with one path the later counts."""
    root = Shape()
    for each in fields:
        shape = root
        for part in each.parts():
            shape = shape.children.setdefault(part, Shape())
        shape.field = each
    return root
