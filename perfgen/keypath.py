"""Key paths: the one spelling of a place in the data, such as ``决算.支出.按支出性质.基本支出`` or ``指标[征地面积].得分``."""

import re
from collections.abc import Iterator

KeyPath = tuple[str | int, ...]
"""Keys as text; list items as text (by name) or as an index from 0."""

_PLAIN = re.compile(r"""[^.\[\]"'\s]+""")
_PART = re.compile(
    r"""(?P<dot>\.)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^.\[\]"'\s]+)|\[(?:(?P<index>[0-9]+)|"(?P<qname>[^"]*)"|(?P<name>[^\]]+))\])"""
)


def format_key(path: KeyPath) -> str:
    """``path`` as people write it: names joined by dots, list places in brackets counted from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif part.startswith("[") and part.endswith("]"):
            text += part
        else:
            text += ("." if text else "") + (part if _PLAIN.fullmatch(part) else f'"{part}"')
    return text


def parse_key(text: str) -> KeyPath:
    """The path that ``text`` spells; ``指标[征地面积]`` gives the item's name, ``指标[2]`` its index from 0.

    Raises ValueError where the spelling is no key path.
    """
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[str | int]:
    position = 0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or (position == 0) == bool(match["dot"]) and match.lastgroup in ("quoted", "plain"):
            raise ValueError(text)
        position = match.end()
        if match["index"]:
            yield int(match["index"]) - 1
        elif match["qname"] is not None or match["name"]:
            yield f"[{match['qname'] or match['name']}]"
        else:
            yield match["quoted"] if match["quoted"] is not None else match["plain"]
