"""A damaged text to a source: mechanical faults mended, unreadable statements skipped, all of them reported."""

from typing import Any

import tomli

from perfgen.findings import Finding
from perfgen.frozen import frozen
from perfgen.keypath import KeyPath, format_key
from perfgen.load.index import Entry
from perfgen.load.scan import MAX_SLIPS, Scan, Statement
from perfgen.load.source import Mapped, Source
from perfgen.load.values import MAX_DEPTH, PENDING, Unusable, depth, parse_value, unusable, without_unusable
from perfgen.load.wording import TOO_DEEP, finding, findings_of, from_tomli

_MORE_FAULTS = 20
_MORE_CHARACTERS = 1_000_000


@frozen
class Repaired:
    """The source that could be read, the faults met, and the mended text if anything was mended."""

    source: Source
    findings: tuple[Finding, ...]
    mended: str | None


def repair(text: str, file: str) -> Repaired:
    """Read ``text``, which must have plain line ends, as far as it can be read."""
    scan = Scan(text)
    mapped = Mapped(text, tuple(scan.edits))
    tree = _Tree(mapped, file)
    tree.unread = list(scan.unread)
    for statement in scan.statements:
        if len(tree.findings) < MAX_SLIPS:
            tree.add(statement)
        else:
            tree.unread.append((statement.start, statement.key.end))
    tree.end()
    complete = scan.complete and len(tree.findings) < MAX_SLIPS
    findings = [*findings_of(scan.slips, mapped, file, complete), *tree.findings]
    readable = _blanked(mapped, tree.unread)
    if complete and not tree.merged:
        findings += _what_tomli_adds(mapped, readable, scan.statements, {found.place.line for found in findings}, file)
    source = Source(tree.root, mapped.text, file, readable, mapped, tree.lost)
    return Repaired(source, tuple(findings), mapped.text if scan.edits else None)


class _Tree:
    """The tree, built statement by statement, more leniently than TOML: a table met twice is one table."""

    def __init__(self, mapped: Mapped, file: str) -> None:
        self.mapped, self.file = mapped, file
        self.root: dict[str, Any] = {}
        self.findings: list[Finding] = []
        self.unread: list[tuple[int, int]] = []
        self.lost: dict[KeyPath, Entry] = {}
        self.merged = False
        self._met: dict[KeyPath, int] = {}
        self._values: set[KeyPath] = set()
        self._aside: KeyPath | None = None
        self._again: Statement | None = None

    def add(self, statement: Statement) -> None:
        """Put one statement into the tree, or a finding where it has no place there."""
        if statement.kind != "pair":
            self._open(statement)
            return
        self._second_table(statement.path)
        if self._aside is not None and statement.path[: len(self._aside)] == self._aside:
            self.unread.append((statement.start, statement.key.end))
            return
        value = self._read(statement)
        path = statement.path
        if path in self._met:
            self._twice(statement, self._met[path])
        elif len(path) + depth(value) > MAX_DEPTH:
            self._report("DAT114", *TOO_DEEP, statement)
        elif self._place(path, value):
            self._met[path] = statement.key.key
            self._values.add(path)
        else:
            self._blocked(statement)

    def end(self) -> None:
        """Report what was still open when the last statement had been added."""
        self._second_table()

    def _open(self, statement: Statement) -> None:
        path = statement.path
        self._second_table()
        self._aside = None
        name = path[:-1] if statement.kind == "item" else path
        if name in self._values or not self._place(path, {}) or len(path) > MAX_DEPTH:
            self._aside = path
            self.merged = True
            self._blocked(statement)
        elif path in self._met and statement.kind == "table":
            self.merged = True
            self._again = statement
        self._met.setdefault(name, statement.key.key)
        self._met.setdefault(path, statement.key.key)

    def _second_table(self, first_pair: KeyPath = ()) -> None:
        """A header met a second time: the same table goes on, or a list whose items lack the double brackets."""
        header, self._again = self._again, None
        if header is None:
            return
        name, first = format_key(header.path), self._line(self._met[header.path])
        message = f"表 {name} 写了两次：第 {first} 行和第 {self._line(header.key.key)} 行"
        if first_pair in self._met:
            self._aside = header.path
            hint = f"如果是列表的又一项，每一项的表头都写成双方括号 [[{_quoted(header.path)}]]"
            self._report("DAT111", message, hint, header)
        else:
            self._report("DAT111", message, "把两处合成一处", header)

    def _read(self, statement: Statement) -> Any:
        key, forward = statement.key, self.mapped.forward
        if statement.value is not None:
            begin, end = statement.value
            raw = self.mapped.text[forward(begin) : forward(end)]
            try:
                value = parse_value(raw)
            except (ValueError, ArithmeticError, RecursionError) as error:
                escape = len("\\x") if str(error).startswith("Unescaped") else 0
                offset = self.mapped.back(forward(begin) + max(getattr(error, "pos", 0) - len("x = ") - escape, 0))
                message, hint = from_tomli(error)
                code = "DAT111" if "两次" in message else "DAT112"
                place = self.mapped.place(min(offset, end), statement.path, self.file)
                self.findings.append(finding(code, message, hint, place))
                self.unread.append((statement.start, key.end))
            else:
                return self._usable(value, statement)
        entry = Entry(forward(key.key), forward(key.value), forward(key.end))
        self.lost[statement.path] = entry
        for length in range(1, len(statement.path)):  # tables that only a dotted key speaks of
            self.lost.setdefault(statement.path[:length], entry)
        return PENDING

    def _usable(self, value: Any, statement: Statement) -> Any:
        bad = list(unusable(value, statement.path))
        for path, spelling in bad:
            message = f"{spelling} 不是可用的数字"
            hint = f'填实际数字；还没有数就写 "{PENDING}"，没有公布就写 "未公布"'
            at = statement.key.value
            if isinstance(value, (dict, list)):
                at = max(self.mapped.original.find(spelling.rstrip("…"), at, statement.key.end), at)
            self.findings.append(finding("DAT110", message, hint, self.mapped.place(at, path, self.file)))
            forward = self.mapped.forward
            self.lost[path] = Entry(forward(statement.key.key), forward(at), forward(statement.key.end))
        if depth(value) > MAX_DEPTH:
            return value
        return without_unusable(value) if bad else value

    def _place(self, path: KeyPath, value: Any) -> bool:
        """Put ``value`` at ``path``; a table that is there stays; False where something else is there."""
        node: Any = self.root
        above: KeyPath = ()
        for part, following in zip(path, [*path[1:], None], strict=True):
            above += (part,)
            if following is None:
                return _put(node, part, value)
            if above in self._values:
                return False
            fresh: Any = [] if isinstance(following, int) else {}
            if not _put(node, part, fresh):
                return False
            node = node[part]
            self._met.setdefault(above, -1)
        return False

    def _twice(self, statement: Statement, first: int) -> None:
        name = format_key(statement.path)
        lines = f"第 {self._line(first)} 行和第 {self._line(statement.key.key)} 行" if first >= 0 else "前面已是一个表"
        self._report("DAT111", f"键 {name} 写了两次：{lines}", "保留正确的一处，删去另一处", statement)
        self.unread.append((statement.start, statement.key.end))

    def _blocked(self, statement: Statement) -> None:
        path = statement.path
        above = next((path[:n] for n in range(1, len(path) + 1) if path[:n] in self._values), ())
        if len(path) > MAX_DEPTH:
            self._report("DAT114", *TOO_DEEP, statement)
        elif above:
            line = self._line(self._met[above])
            message = f"{format_key(above)} 在第 {line} 行已经写成了一个值，这里又当作表来写"
            self._report("DAT111", message, "两种写法只留一种", statement)
        else:
            message = f"{format_key(path)} 在前面是另一种写法（[ ] 与 [[ ]] 混用）"
            self._report("DAT111", message, f"列表的每一项都写成双方括号 [[{_quoted(path)}]]", statement)
        if statement.kind == "pair":
            self.unread.append((statement.start, statement.key.end))

    def _report(self, code: str, message: str, hint: str, statement: Statement) -> None:
        place = self.mapped.place(statement.key.key, statement.path, self.file)
        self.findings.append(finding(code, message, hint, place))

    def _line(self, offset: int) -> int:
        return self.mapped.line(offset)


def _put(node: Any, part: str | int, value: Any) -> bool:
    if isinstance(node, list) and isinstance(part, int):
        if part == len(node):
            node.append(value)
        return part < len(node) and type(node[part]) is type(value)
    if isinstance(node, dict) and isinstance(part, str):
        if part not in node:
            node[part] = value
            return True
        return isinstance(value, (dict, list)) and not value and type(node[part]) is type(value)
    return False


def _quoted(path: KeyPath) -> str:
    return ".".join(f'"{part}"' for part in path if isinstance(part, str))


def _blanked(mapped: Mapped, spans: list[tuple[int, int]]) -> str:
    """The mended text with ``spans`` (of the original) turned to spaces, line ends kept."""
    text = mapped.text
    pieces, done = [], 0
    for begin, end in sorted((mapped.forward(begin), mapped.forward(end)) for begin, end in spans):
        begin = max(begin, done)
        if end > begin:
            pieces += [text[done:begin], "".join("\n" if char == "\n" else " " for char in text[begin:end])]
            done = end
    return "".join(pieces) + text[done:]


def _what_tomli_adds(
    mapped: Mapped, readable: str, statements: list[Statement], known: set[int], file: str
) -> list[Finding]:
    """Faults that only TOML's own rules find, each statement blanked in turn; lines already reported stay silent."""
    found: list[Finding] = []
    if len(readable) > _MORE_CHARACTERS:
        return found
    starts = [mapped.forward(statement.start) for statement in statements] + [len(readable)]
    for _ in range(_MORE_FAULTS):
        try:
            tomli.loads(readable, parse_float=Unusable)
        except tomli.TOMLDecodeError as error:
            number = max((n for n, start in enumerate(starts[:-1]) if start < max(error.pos, 1)), default=-1)
            begin = starts[number] if number >= 0 else 0
            end = starts[number + 1]
            offset = mapped.back(min(max(error.pos - (error.pos >= len(readable)), 0), len(readable)))
            key = statements[number].path if number >= 0 else ()
            if readable.count("\n", 0, begin) + 1 not in known and not readable[begin:end].isspace():
                message, hint = from_tomli(error)
                code = "DAT111" if "写了两次" in message else "DAT112"
                found.append(finding(code, message, hint, mapped.place(offset, key, file)))
            if readable[begin:end].isspace() or begin == end:
                break
            blank = "".join("\n" if char == "\n" else " " for char in readable[begin:end])
            readable = readable[:begin] + blank + readable[end:]
        except (ValueError, ArithmeticError, RecursionError):
            break
        else:
            break
    return found
