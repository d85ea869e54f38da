"""A figure whose total is one of the three words while what stands below it can still be asked for."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from perfgen.express.values import Absent


class AbsentAmount(Absent):
    """An amount whose total is one of the three words while its children can still be asked for.

    One that is still to come lists its children, so that a draft shows what is to be filled in.
    """

    def __init__(
        self,
        word: Absent,
        name: str,
        parts: Callable[[], Mapping[str, Any]],
        find: Callable[[str], Any] | None,
    ) -> None:
        super().__init__(word.word, word.label)
        self._name, self._parts, self._find = name, parts, find

    def __getitem__(self, name: object) -> Any:
        if name == "名称":
            return self._name
        if name == "合计" or self._find is None or not isinstance(name, str):
            return super().__getitem__(name)
        return self._find(name)

    @property
    def listed(self) -> bool:
        """Whether its parts are known and can be counted."""
        return self.pending

    def __iter__(self) -> Iterator[Any]:
        return iter(self._parts().values() if self.pending else ())
