"""The list of units that a county expects reports of, and which of them are missing."""

from collections.abc import Sequence
from pathlib import Path

from perfgen.cli.results import Results
from perfgen.errors import EnvironmentFault
from perfgen.express.punctuation import fold_key

HEADINGS = ("单位", "名称", "单位名称", "简称")


def read(path: Path) -> tuple[str, ...]:
    """The names in a text file, one a line, or in the first column of a .csv; raises EnvironmentFault."""
    from perfgen.load.decoding import decode

    try:
        data = path.read_bytes()
    except OSError as error:
        raise EnvironmentFault("名单读不了", "检查路径；名单是文本文件，一行一个单位", str(path)) from error
    text = decode(data, str(path)).text
    if text is None:
        raise EnvironmentFault("名单不是文本文件", "另存为 UTF-8 的 .txt 或 .csv", str(path))
    lines = _first_cells(text) if path.suffix.lower() == ".csv" else text.splitlines()
    names = [line.strip() for line in lines]
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith("#") and name not in HEADINGS))


def _first_cells(text: str) -> list[str]:
    import csv

    return [row[0] for row in csv.reader(text.splitlines()) if row]


def missing(names: Sequence[str], results: Results) -> tuple[str, ...]:
    """Those of ``names`` that no data file is about: by 名称 or 简称, an unreadable file by its own name."""
    there = {name for unit in results.units for name in unit if name}
    untold = [
        fold_key(Path(result.name).stem)
        for result, unit in zip(results.files, results.units, strict=True)
        if not any(unit)
    ]
    return tuple(
        name for name in names if fold_key(name) not in there and not any(fold_key(name) in stem for stem in untold)
    )


def unlisted(names: Sequence[str], results: Results) -> tuple[str, ...]:
    """Data files about units that are not among ``names``: a slip in one place or the other."""
    listed = {fold_key(name) for name in names}
    return tuple(
        result.name
        for result, unit in zip(results.files, results.units, strict=True)
        if any(unit) and not listed & set(unit)
    )
