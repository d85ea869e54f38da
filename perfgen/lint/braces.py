"""Braces that are no tag: full-width ones, parted ones, single ones, and those left over."""

import re
from collections.abc import Iterator

from perfgen.lint.mark import LOGICAL, REVIEW, Mark, at_line
from perfgen.lint.wordfile import Line, WordFile

_WHOLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{_[{%]|[}%]_\}", re.DOTALL)
_FULL = re.compile(r"[｛{]\s?[｛{%％](?:[^｛{}｝]*?[%％}｝]\s?[}｝])?|[%％}｝]\s?[}｝]")
_WIDE = re.compile(r"[｛｝]|[{]％|％[}]")
_PARTED = re.compile(r"\{\s+[{%][^{}]*|[^{}]*[}%]\s+\}")
_END = re.compile(r"^[^{}%]*[}%]\}")
"""The end of a tag that began in the paragraph before."""
_SINGLE = re.compile(r"\{[^{}]*[\u4e00-\u9fff][^{}]*\}")


def braces(file: WordFile) -> Iterator[Mark]:
    """Every paragraph with braces that somebody meant for a tag and that would print as they stand."""
    going_on = False
    for line in file.lines:
        if any(sign in line.text for sign in "{}｛｝"):
            rest = _WHOLE.sub("\n", line.text)
            yield from _in(file, line, _END.sub("", rest) if going_on else rest)
            going_on = "{{" in rest or "{%" in rest


def _in(file: WordFile, line: Line, rest: str) -> Iterator[Mark]:
    for match in _FULL.finditer(rest):
        if _WIDE.search(match[0]):
            shown = match[0].translate(str.maketrans("｛｝％", "{}%")).replace("{ {", "{{").replace("} }", "}}")
            message = f"“{match[0]}”用了全角的花括号，会照原样印出来"
            yield at_line("TPL203", LOGICAL, message, f"用半角：{shown}", file.name, line)
            return
    if parted := _PARTED.search(rest):
        message = f"“{parted[0].strip()}”的两个括号之间有空格，会照原样印出来"
        yield at_line("TPL203", LOGICAL, message, "两个括号连着写：{{ 名称 }}", file.name, line)
        return
    lone = re.search(r"\}\}|%\}|#\}", rest)
    if lone:
        message = f"多了“{lone[0]}”，前面没有与它配对的括号，会照原样印出来"
        yield at_line("TPL201", LOGICAL, message, "补上开头的括号，或删去它", file.name, line)
    elif single := _SINGLE.search(rest):
        message = f"“{single[0]}”只有一层花括号，会照原样印出来"
        yield at_line(
            "TPL203", REVIEW, message, f"要取数的写成 {{{single[0]}}}，不是标签的换成别的括号", file.name, line
        )
