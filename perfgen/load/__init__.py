"""TOML bytes to a ``Source``: a tree of Decimal values, the text, and the place of every key; every fault is a finding.

A sound file is read by tomli alone. Only when that fails does the tolerant reader (``scan``, ``repair``) go over the
text, mend what is mechanical, skip what is not, and report all of it in one run.
"""

from perfgen.findings import Finding, Place, in_reading_order
from perfgen.frozen import frozen
from perfgen.load.decoding import NEW_FILE, decode
from perfgen.load.source import Foreign, Source
from perfgen.load.values import parse

__all__ = ["Foreign", "Loaded", "Source", "load"]


@frozen
class Loaded:
    """What came of a data file: its source (None if it is no text), all faults, and the mended text if there is any."""

    source: Source | None
    findings: tuple[Finding, ...]
    mended: str | None


def load(data: bytes, file: str) -> Loaded:
    """Read ``data``, the bytes of the data file called ``file``; never raises, all faults are findings."""
    decoded = decode(data, file)
    if decoded.text is None:
        return Loaded(None, decoded.findings, None)
    text = decoded.text.replace("\r\n", "\n")
    findings: tuple[Finding, ...] = ()
    try:
        tree = parse(text)
    except (ValueError, ArithmeticError, RecursionError) as error:
        from perfgen.load.repair import repair  # what reads a broken file costs a sound one its start-up
        from perfgen.load.wording import finding, from_tomli

        repaired = repair(text, file)
        findings = repaired.findings or (finding("DAT112", *from_tomli(error), Place(file)),)
        mended = None if "\ufffd" in text else repaired.mended
        source = repaired.source
    else:
        source, mended = Source(tree, text, file), None
    if not source.tree and not findings:
        from perfgen.load.wording import finding

        findings = (finding("DAT102", "文件里没有任何数据", NEW_FILE, Place(file)),)
    if mended is not None or decoded.recoded:
        mended = _with_line_ends(mended or text, decoded.text)
    return Loaded(source, in_reading_order((*decoded.findings, *findings)), mended)


def _with_line_ends(text: str, original: str) -> str:
    """``text`` with the line ends that ``original``, which has as many lines, has in each line."""
    if "\r\n" not in original:
        return text
    ends = ("\r\n" if line.endswith("\r") else "\n" for line in original.split("\n"))
    return "".join(part for line in zip(text.split("\n"), ends, strict=True) for part in line)[: -len("\n")]
