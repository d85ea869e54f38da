"""Taking keys out of a manifest's tables one by one, every fault as a finding."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from perfgen.findings import Finding, Severity
from perfgen.keypath import KeyPath, format_key
from perfgen.load import Source


class Reader:
    """Takes keys out of a table one by one and remembers what was wrong or left over."""

    def __init__(self, source: Source, faults: list[Finding], path: KeyPath, table: Any) -> None:
        self._source = source
        self._faults = faults
        self._path = path
        self._taken: set[str] = set()
        self._table: Mapping[str, Any] = table if isinstance(table, dict) else {}
        if not isinstance(table, dict):
            self.fault(f"“{format_key(path)}”应是一张表", "")

    def fault(self, message: str, hint: str, key: str | None = None) -> None:
        """Note a fault at ``key`` of this table."""
        place = self._source.place(self._path if key is None else (*self._path, key))
        self._faults.append(Finding("TPL101", Severity.LOGICAL, message, hint, place))

    def _take(self, key: str, kinds: tuple[type, ...], what: str, default: Any) -> Any:
        self._taken.add(key)
        if key not in self._table:
            if default is ...:
                self.fault(f"缺少“{format_key((*self._path, key))}”", f'补上 "{key}"，{what}')
                return None
            return default
        value = self._table[key]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.fault(f"“{format_key((*self._path, key))}”应是{what}", "", key)
            return None if default is ... else default
        return value

    def text(self, key: str, default: Any = ...) -> str:
        """A text; required where no default is given."""
        return self._take(key, (str,), "文字", default) or ""

    def choice(self, key: str, choices: tuple[str, ...], default: Any = ...) -> str:
        """One of ``choices``."""
        value = self.text(key, default)
        if value and value not in choices:
            self.fault(
                f"“{format_key((*self._path, key))}”不能是“{value}”",
                "可以写：" + "、".join(c for c in choices if c),
                key,
            )
            return "" if default is ... else str(default)
        return value

    def number(self, key: str, default: Any = ...) -> Decimal:
        """A number as Decimal."""
        value = self._take(key, (int, Decimal), "数", default)
        return Decimal(value) if value is not None else Decimal(0)

    def optional_number(self, key: str) -> Decimal | None:
        """A number, or None where the key is absent."""
        return self.number(key) if key in self._table else None

    def whole(self, key: str, default: int, highest: int) -> int:
        """A whole number from 0 to ``highest``."""
        value = self._take(key, (int,), "整数", default)
        if not 0 <= value <= highest:
            self.fault(f"“{format_key((*self._path, key))}”应在 0 到 {highest} 之间", "", key)
            return default
        return int(value)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        return bool(self._take(key, (bool,), "true 或 false", default))

    def items(self, key: str) -> Iterator["Reader"]:
        """The tables of a list."""
        for index, item in enumerate(self._take(key, (list,), "一列表", []) or []):
            yield Reader(self._source, self._faults, (*self._path, key, index), item)

    def table(self, key: str) -> "Reader | None":
        """A sub-table, or None where it is absent."""
        self._taken.add(key)
        if key not in self._table:
            return None
        return Reader(self._source, self._faults, (*self._path, key), self._table[key])

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is absent."""
        values = self._take(key, (list,), "一列文字", [])
        if not all(isinstance(value, str) for value in values):
            self.fault(f"“{format_key((*self._path, key))}”应是一列文字", "", key)
            return ()
        return tuple(values)

    def raw(self, key: str) -> Any:
        """A value as it stands."""
        self._taken.add(key)
        return self._table.get(key)

    def names(self) -> tuple[str, ...]:
        """The table's keys."""
        return tuple(self._table)

    def close(self) -> None:
        """Report the keys that nobody took."""
        for key in self._table:
            if key not in self._taken:
                close = get_close_matches(key, self._taken, n=1, cutoff=0.5)
                hint = f"你是不是想写“{close[0]}”" if close else "这里可以写：" + "、".join(sorted(self._taken))
                self.fault(f"不认识的键“{format_key((*self._path, key))}”", hint, key)
