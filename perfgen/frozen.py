"""``@frozen``: a frozen dataclass that costs a tenth of the standard one to define and half to make.

The standard library compiles six methods for each class, which for a program of a hundred small value classes is a
fifth of its start-up. Here only ``__init__`` is compiled, and once for all classes with as many fields; the others are
shared. Everything else, ``field``,
``replace``, ``fields``, pickling, ``cached_property``, is as with ``@dataclass(frozen=True)``.
"""

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
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
    """An ``__init__`` that takes the fields in order; compiled once for all classes of one pattern of fields."""
    names = [field.name for field in fields]
    made = tuple(field.default_factory is not dataclasses.MISSING for field in fields)
    given = [_ABSENT if by_factory else field.default for field, by_factory in zip(fields, made, strict=True)]
    first = next((place for place, value in enumerate(given) if value is not dataclasses.MISSING), len(given))
    if dataclasses.MISSING in given[first:]:
        raise TypeError(f"{cls.__qualname__}: a field without default follows one with a default")
    code = _pattern(made, hasattr(cls, "__post_init__"))
    own = {f"field{place}": name for place, name in enumerate(names)}
    code = code.replace(
        co_varnames=tuple(own.get(name, name) for name in code.co_varnames),
        co_consts=tuple(own.get(const, const) if isinstance(const, str) else const for const in code.co_consts),
    )
    known = {f"make{place}": fields[place].default_factory for place, by_factory in enumerate(made) if by_factory}
    init = FunctionType(code, {"absent": _ABSENT, **known}, "__init__", tuple(given[first:]))
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


_ABSENT = object()
"""In the place of what a factory makes."""


@cache
def _pattern(made: tuple[bool, ...], checked: bool) -> CodeType:
    """The code of an ``__init__`` for so many fields, of which some are ``made`` by a factory where they are absent."""
    lines = ["own = self.__dict__"]
    for place, by_factory in enumerate(made):
        value = f"make{place}() if field{place} is absent else field{place}" if by_factory else f"field{place}"
        lines.append(f"own['field{place}'] = {value}")
    if checked:
        lines.append("self.__post_init__()")
    parameters = ", ".join(("self", *(f"field{place}" for place in range(len(made)))))
    defined: dict[str, Any] = {}
    exec(f"def __init__({parameters}):\n " + "\n ".join(lines), defined)
    code: CodeType = defined["__init__"].__code__
    return code


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
