"""Where Word files go: one place each, safe names, written only when nothing speaks against it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from perfgen.errors import OutputFault

Owner = TypeVar("Owner")

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
_LONGEST = 200
"""Bytes of a file name; most file systems take 255, and copies and temporary files need some."""


def safe_name(name: str) -> str:
    """``name`` as a file name that every system takes and that stays in its folder."""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    stem = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", stem)).strip().strip(".") or "报告"
    stem = _RESERVED.sub(lambda found: f"{found[0]}_", stem)
    while len(f"{stem}{dot}{ending}".encode("utf-8", "replace")) > _LONGEST:
        stem = stem[:-1]
    return f"{stem}{dot}{ending}"


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
