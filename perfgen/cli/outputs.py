"""Where Word files go: into the folder that was named, and no two to one place."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from perfgen.errors import OutputFault

Owner = TypeVar("Owner")

_BEYOND = re.compile(r"[/\\:]")
"""Signs with which a name would become a path out of its folder; what else a name may not hold, write says."""


def place(folder: Path, name: str) -> Path:
    """Where a file called ``name`` goes; raises OutputFault for a name that would lead elsewhere."""
    found = _BEYOND.search(name)
    if found:
        hint = "改数据里的单位简称，或模板“文书”里的“文件名”"
        raise OutputFault(f"文件名“{name}”里有不能用的字符“{found[0]}”", hint)
    return folder / name


def clashes(planned: Iterable[tuple[Owner, str, Path]]) -> Mapping[Owner, OutputFault]:
    """Owners whose outputs would be one file (as Windows and macOS compare names), each with a fault that names all.

    ``planned`` gives owner, the owner's name for messages, and the path.
    """
    claims: dict[str, list[tuple[Owner, str, Path]]] = defaultdict(list)
    for claim in planned:
        claims[unicodedata.normalize("NFC", str(claim[2])).casefold()].append(claim)
    refused: dict[Owner, OutputFault] = {}
    for same in claims.values():
        if len(same) > 1:
            names = "”“".join(dict.fromkeys(name for _, name, _ in same))
            message = f"“{names}”要生成同名的文件 {same[0][2].name}"
            fault = OutputFault(message, "改其中一份的单位简称或年度；或用 -o 分开生成到不同的文件夹", str(same[0][2]))
            refused.update((owner, fault) for owner, _, _ in same)
    return refused
