"""TOML bytes to a ``Source``: a tree of Decimal values, the text, and the place of every key; every fault is a finding.

A sound file is read by tomli alone. Only when that fails does the tolerant reader (``scan``, ``repair``) go over the
text, mend what is mechanical, skip what is not, and report all of it in one run.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import tomli

from perfgen.findings import Finding, Place, Severity, in_reading_order
from perfgen.load.decoding import decode
from perfgen.load.source import Source

__all__ = ["Loaded", "Source", "load"]


@dataclass(frozen=True)
class Loaded:
    """What came of a data file: its source (None if it is no text), all faults, and the text with mended ones."""

    source: Source | None
    findings: tuple[Finding, ...]
    mended: str | None


def load(data: bytes, file: str) -> Loaded:
    """Read ``data``, the bytes of the data file called ``file``; never raises, all faults are findings."""
    decoded = decode(data, file)
    if decoded.text is None:
        return Loaded(None, decoded.findings, None)
    try:
        tree: dict[str, Any] = tomli.loads(decoded.text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        place = Place(file, getattr(error, "lineno", 0), getattr(error, "colno", 0))
        fault = Finding("DAT112", Severity.LOGICAL, "这里不合 TOML 语法", "对照示例改正这一行", place)
        return Loaded(None, in_reading_order((*decoded.findings, fault)), None)
    text = decoded.text.replace("\r\n", "\n")
    return Loaded(Source(tree, text, file), decoded.findings, decoded.text if decoded.recoded else None)
