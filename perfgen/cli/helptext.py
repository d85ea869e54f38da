"""Help pages whose columns fit Chinese: a full-width character is two columns wide and may stand at any line's end."""

from collections.abc import Iterable, Iterator

import click

from perfgen.cli.columns import cell_len

_NOT_FIRST = "，。；：、！？）》〉】〕”’％…,.;:!?)]}"


def wrapped(text: str, width: int) -> Iterator[str]:
    """``text`` in lines of ``width`` columns, where one sign that may not begin a line may hang over."""
    line = ""
    for token in _tokens(text):
        if token == "\n":
            yield line.rstrip()
            line = ""
        elif line and cell_len(line + token.rstrip()) > width + (2 if token[0] in _NOT_FIRST else 0):
            yield line.rstrip()
            line = token.lstrip()
        else:
            line += token
    yield line.rstrip()


def _tokens(text: str) -> Iterator[str]:
    """Single wide characters, line ends, and runs of narrow characters with the spaces after them."""
    run = ""
    for char in text:
        narrow = cell_len(char) < 2 and char != "\n"
        if run and (not narrow or (run.endswith(" ") and char != " ")):
            yield run
            run = ""
        if narrow:
            run += char
        else:
            yield char
    if run:
        yield run


class Formatter(click.HelpFormatter):
    """click's formatter, measuring columns instead of characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        self.write(f"{'用法：' if prefix is None else prefix}{prog} {args}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        """Write a heading with a full-width colon."""
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; every line of the source is one."""
        for line in text.splitlines():
            for piece in wrapped(line, self.width - self.current_indent):
                self.write(f"{'':>{self.current_indent}}{piece}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms and their meanings in two columns."""
        pairs = list(rows)
        first = min(max((cell_len(term) for term, _ in pairs), default=0), col_max) + col_spacing
        margin = " " * self.current_indent
        for term, meaning in pairs:
            lines = list(wrapped(meaning, max(self.width - first - self.current_indent, 20))) if meaning else [""]
            if cell_len(term) + col_spacing > first:
                self.write(f"{margin}{term}\n")
                term = ""
            lead = term + " " * (first - cell_len(term))
            for line in lines:
                self.write(f"{margin}{lead}{line}".rstrip() + "\n")
                lead = " " * first


class Context(click.Context):
    """click's context with our formatter."""

    formatter_class = Formatter
