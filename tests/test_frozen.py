"""``@frozen`` against the standard library's ``@dataclass(frozen=True)``."""

import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import pytest

from perfgen.frozen import frozen


@frozen
class Place:
    """Where."""

    file: str
    line: int = 0
    marks: list[int] = field(default_factory=list, compare=False, repr=False)


@frozen
class Finding(Place):
    """What."""

    code: str = ""
    notes: dict[str, int] = field(default_factory=dict)

    @cached_property
    def shown(self) -> str:
        return f"{self.file}:{self.code}"


@frozen
class Checked:
    """With a check."""

    count: int

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(self.count)


@frozen(eq=False)
class Own:
    """Equal to itself only."""

    name: str = ""


@frozen
class Empty:
    """Nothing."""


@dataclass(frozen=True)
class Standard:
    """The same as Finding."""

    file: str
    line: int = 0
    marks: list[int] = field(default_factory=list, compare=False, repr=False)
    code: str = ""
    notes: dict[str, int] = field(default_factory=dict)


@pytest.mark.parametrize(
    "make",
    [
        lambda kind: kind("a"),
        lambda kind: kind("a", 2, [3], "c", {"d": 4}),
        lambda kind: kind(file="a", code="c"),
        lambda kind: kind("a", notes={}, line=7),
        lambda kind: replace(kind("a", 1), code="x"),
    ],
)
def test_as_the_standard_one(make: Callable[[Any], Any]) -> None:
    ours, theirs = make(Finding), make(Standard)
    assert asdict(ours) == asdict(theirs)
    assert repr(ours) == repr(theirs).replace("Standard", "Finding")
    assert ours == make(Finding)
    assert [each.name for each in fields(ours)] == [each.name for each in fields(theirs)]
    assert pickle.loads(pickle.dumps(ours)) == ours


@pytest.mark.parametrize("arguments", [(), ("a", 1, [], "", {}, 6)])
def test_wrong_arguments(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match=r"__init__\(\)"):
        Finding(*arguments)
    with pytest.raises(TypeError, match="other"):
        Finding("a", other=1)  # type: ignore[call-arg]


def test_names_its_missing_argument() -> None:
    with pytest.raises(TypeError, match=r"Place\.__init__\(\) missing 1 required positional argument: 'file'"):
        Place()  # type: ignore[call-arg]


def test_nothing_is_set_or_deleted() -> None:
    place = Place("a")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'line'"):
        place.line = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'line'"):
        del place.line  # type: ignore[misc]


def test_equality_and_hash() -> None:
    assert Place("a", 1, [1]) == Place("a", 1, [2]) != Place("a", 2)
    assert hash(Place("a", 1, [1])) == hash(Place("a", 1, [2]))
    assert Place("a") != Finding("a")
    assert Own("a") != Own("a")
    assert Empty() == Empty()
    assert repr(Empty()) == "Empty()"


def test_factories_make_one_each() -> None:
    assert Finding("a").notes is not Finding("a").notes


def test_properties_are_kept() -> None:
    finding = Finding("a", code="c")
    assert finding.shown is finding.shown == "a:c"


def test_a_check_runs() -> None:
    assert Checked(1).count == 1
    with pytest.raises(ValueError, match="-1"):
        Checked(-1)


def test_a_field_without_default_after_one_with() -> None:
    with pytest.raises(TypeError, match="default"):

        @frozen
        class Wrong:
            first: int = 0
            second: int  # type: ignore[misc]
