"""Labels of rows of amounts: without numbers and 其中, their level, whether they are balances or official names."""

import re
from collections.abc import Sequence

from perfgen.sources.wording import NUMBERING, folded, heading
from perfgen.vocabulary import OFFICIAL_CLASSES

_BALANCES = {
    "年初结转和结余": ("年初结转和结余", True),
    "上年结转和结余": ("年初结转和结余", True),
    "使用非财政拨款结余": ("使用非财政拨款结余", True),
    "结余分配": ("结余分配", True),
    "年末结转和结余": ("年末结转和结余", False),
    "总计": ("", False),
    "收入总计": ("收入总计", False),
    "支出总计": ("支出总计", False),
}
"""Rows of the form 收入支出决算总表 that are no income or expenditure: field, and whether it is a base fact."""


def bare(text: str) -> str:
    """A label without its number, 其中 and spaces."""
    bare = re.sub(r"[\s\u3000]+", "", text)
    for pattern in NUMBERING:
        bare = pattern.sub("", bare, count=1) if pattern.match(bare) else bare
    bare = re.sub(r"^(?:[(（]?其中[)）]?[:：]?|[:：#*△])+", "", bare)
    for pattern in NUMBERING[2:]:
        bare = pattern.sub("", bare, count=1) if pattern.match(bare) else bare
    return bare.rstrip(":：")


def number_level(text: str) -> int:
    """The level of the number before a label; 0 where there is none."""
    bare = re.sub(r"[\s\u3000]+", "", text)
    return next((level for level, pattern in enumerate(NUMBERING, 1) if pattern.match(bare)), 0)


def balance(name: str) -> tuple[str, bool] | None:
    """The field of a row that is a balance or grand total, and whether it is a base fact."""
    return _BALANCES.get(heading(name))


def economic(labels: Sequence[str]) -> bool:
    """Whether labels are names of the official economic classification."""
    known = {folded(name) for name in OFFICIAL_CLASSES} - {"其他支出"}
    return sum(folded(label) in known for label in labels) > 0
