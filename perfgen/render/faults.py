"""Faults of a Word template, all of one run together, in the words of the person who edits it."""

import difflib
import re
from collections.abc import Iterable
from typing import Any

from ..errors import TemplateFault


class TemplateFaults(TemplateFault):
    """All faults found in one run over a template; ``faults`` holds them one by one."""

    faults: tuple[TemplateFault, ...] = ()

    @classmethod
    def of(cls, faults: Iterable[TemplateFault]) -> "TemplateFaults":
        """One error for ``faults``, each listed once in the order given; at least one is needed."""
        every = tuple({str(f): f for f in faults}.values())
        if len(every) == 1:
            error = cls(every[0].message, every[0].hint, every[0].place)
        else:
            lines = "".join(f"\n  {number}. {fault}" for number, fault in enumerate(every, 1))
            error = cls(f"Word 模板有 {len(every)} 处错误：{lines}")
        error.faults = every
        return error

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).of, (self.faults,)


def suggestion(name: str, known: Iterable[object]) -> str:
    """“你是不是想写……” if a known name is close to ``name``, else empty."""
    names = [k for k in known if isinstance(k, str) and not k.startswith("_")]
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5) or [
        k for k in names if len(k) > 1 and sorted(k) == sorted(name)
    ]
    return f"你是不是想写“{close[0]}”" if close else ""


def quoted(tag: str) -> str:
    """A tag as shown in a message, with blanks evened and cut if it is long."""
    text = re.sub(r"\s+", " ", tag).strip()
    return f"“{text if len(text) <= 60 else text[:57] + '…' + text[-2:]}”"


_SYNTAX = (
    (r"expected token 'end of (?:print statement|statement block)', got '(.+)'", "“{0}”前面缺了符号，或者多写了内容"),
    (r"expected token '(.+)', got 'end of (?:print statement|statement block)'", "没有写完，后面应有“{0}”"),
    (r"expected token '(.+)', got '(.+)'", "这里应是“{0}”，却写了“{1}”"),
    (r"[Ee]xpected an expression, got 'end of (?:print statement|statement block)'", "没有写完，括号里缺了内容"),
    (r"unexpected '(.+)', expected '(.+)'", "“{0}”前面少了“{1}”"),
    (r"unexpected '(.+)'", "多了“{0}”"),
    (r"unexpected char \"'\" at|unexpected char '\"' at", "引号没有成对"),
    (r"unexpected char '(.+)' at", "不认识符号“{0}”"),
    (r"unexpected end of template", "没有写完"),
    (r"[Ii]nvalid character in identifier", "名称里有不能用的符号；含符号的名称请写成 ['名称']"),
    (r"can't assign to (.+)", "等号左边要是一个名称"),
)


def syntax_message(text: str) -> str:
    """The message of the template language, in Chinese where it is a common one."""
    for pattern, chinese in _SYNTAX:
        match = re.search(pattern, text)
        if match:
            return chinese.format(*match.groups())
    return f"写法不对（{text}）"
