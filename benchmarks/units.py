"""Data files of towns that do not exist: the packs' samples under other names, with other amounts.

Every amount of a file is multiplied by the same whole number, so that sums, balances and rates stay sound.
"""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE_NAME = "青溪镇"

SIGNS = (
    "珞玥璟琮玢珩琬琰瑄瑢璁璆珣珺琇琎瑀瑨璘璠玟玠珏珥琯琲瑗瑭璈璞泓泠洄洙浛淏渟湉溦滢漪潆澹濛瀛沅沚洵涟渌"
    "峤岑岚峋崧嵘嶂巍岷峄翎翊翌翥苕荇荻荸莪菖萏葳葶蓁蓼蕤薏薮芷茗莳菡萱蔚蕙薇蘅藜杉枳柘栎桢梓椴榉槿樾晖晔晟暄曦昀昕旻昶煦"
)
"""Rare signs, which occur in no report: two of them and 镇 are a name that cannot stand in a text by chance."""

NAME = re.compile(f"[{SIGNS}]{{2}}镇")

_AMOUNTS = re.compile(r'\["?(?:年初预算|预算执行|决算|三公经费|项目|上年|较上年|资金支出)')
_FIGURE = re.compile(r"(?<=[=｜ ])(-?\d+(?:\.\d+)?)(?=\s*(?:$|#|,|｜|\}))")


def town(number: int) -> str:
    """The name of a town; no two numbers below ten thousand have the same."""
    first, second = divmod(number, len(SIGNS))
    return f"{SIGNS[first % len(SIGNS)]}{SIGNS[second]}镇"


def data_file(number: int, version: int = 0) -> tuple[str, bytes]:
    """Name and bytes of the data file of a town; the packs take turns, another version has other amounts."""
    samples = _samples()
    name = town(number)
    text = samples[number % len(samples)].replace(SAMPLE_NAME, name)
    return f"{name}.toml", _multiplied(text, (number // len(samples) + version) % 9 + 1).encode()


def write_units(folder: Path, count: int, version: int = 0) -> Iterator[Path]:
    """Write the data files of ``count`` towns into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        name, data = data_file(number, version)
        path = folder / name
        path.write_bytes(data)
        yield path


_read: list[str] = []


def _samples() -> list[str]:
    if not _read:
        _read.extend(path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates").glob("*/sample.toml")))
    return _read


def _multiplied(text: str, factor: int) -> str:
    lines = []
    inside = False
    for line in text.split("\n"):
        if line.startswith("["):
            inside = bool(_AMOUNTS.match(line.replace("[[", "[")))
        lines.append(_FIGURE.sub(lambda found: _times(found[1], factor), line) if inside else line)
    return "\n".join(lines)


def _times(figure: str, factor: int) -> str:
    whole, _, part = figure.partition(".")
    product = str(int(whole + part) * factor)
    return f"{product[: -len(part)] or '0'}.{product[-len(part) :]}" if part else product
