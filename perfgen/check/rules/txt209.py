"""A document number whose year is not in hexagonal brackets, or that stands between brackets of two widths."""

from collections.abc import Iterator
from typing import Any

from perfgen.check.case import Case
from perfgen.check.rule import Fault, Rule
from perfgen.check.sought import Sought
from perfgen.findings import Severity
from perfgen.keypath import KeyPath

_SIGN = "号"
NUMBER = Sought(
    r"(?P<agency>[^\W0-9A-Za-z_]{2,12})(?P<open>[\[［【（(〔])(?P<year>(?:19|20)[0-9]{2})(?P<close>[\]］】）)〕])\s*(?:第)?[0-9]+\s*号",
    _SIGN,
)

AROUND = Sought(r"(?P<open>[(（])[^()（）\n]{2,20}[\[［【〔][0-9]{4}[\]］】〕][0-9]+\s*号(?P<close>[)）])", _SIGN)


def find(case: Case) -> Iterator[Fault]:
    """Every 发文字号 of the data with other brackets than 〔〕 (GB/T 9704 §7.2.5), or between unlike ones."""
    if _SIGN in case.typed_texts:
        yield from _walk(case, case.report.tree, ())


def _walk(case: Case, node: Any, path: KeyPath) -> Iterator[Fault]:
    if isinstance(node, str):
        for match in NUMBER.all(node):
            if match["open"] != "〔" or match["close"] != "〕":
                wrong = match["open"] + match["year"] + match["close"]
                message = f"发文字号的年份写成“{wrong}”"
                yield Fault(message, f"用六角括号：〔{match['year']}〕", case.place(path, match.start("open")))
        for match in AROUND.all(node):
            if (match["open"] == "(") != (match["close"] == ")"):
                message = f"“{match[0]}”前后的括号不是一对"
                yield Fault(message, f"用全角括号：（{match[0][1:-1]}）", case.place(path, match.start()))
    elif isinstance(node, dict):
        for key, below in node.items():
            yield from _walk(case, below, (*path, key))
    elif isinstance(node, list):
        for index, below in enumerate(node):
            yield from _walk(case, below, (*path, index))


RULE = Rule(
    code="TXT209",
    name="文号括号不对",
    severity=Severity.REVIEW,
    what="发文字号的年份用六角括号〔〕（GB/T 9704）；括住文号的括号是一对。",
    why="方括号、圆括号、黑括号都不合公文格式。",
    bad="崇财发【2022】7号",
    good="崇财发〔2022〕7号",
    cure="改成〔〕。",
    find=find,
)
