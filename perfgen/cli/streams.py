"""Standard streams that can always print Chinese: consoles of every encoding, pipes, LANG=C."""

import io
import sys
from typing import TextIO

_PROBE = "核对“一”〔二〕…"


def make_safe() -> None:
    """Let stdout and stderr print any text: ``?`` for what their encoding lacks, UTF-8 where it lacks Chinese."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if _knows_chinese(stream) else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def is_unicode(stream: TextIO) -> bool:
    """Whether ``stream`` can carry every character."""
    return (stream.encoding or "").lower().replace("-", "").replace("_", "").startswith(("utf", "cp65001"))


def _knows_chinese(stream: TextIO) -> bool:
    try:
        _PROBE.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
