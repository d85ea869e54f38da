"""Key paths: the one spelling of a place in the data: ``决算.支出.基本支出`` or ``指标[征地面积].得分``."""

import re
from collections.abc import Iterable, Iterator

from perfgen.patterns import pattern

KeyPath = tuple[str | int, ...]
"""Keys as text; list items as text (by name) or as an index from 0."""

_PLAIN = pattern(r"""[^.\[\]"'\s]+""")
_NAME = pattern(r"""(?![0-9]+\])[^\[\]"]+\]""")
_QUOTED = r'"(?:[^"\\]|\\[\s\S])*"'
_KEY = pattern(rf"""{_QUOTED}|[^.\[\]"'\s]+""")
_ITEM = pattern(rf"""\[(?:(?P<index>[0-9]+)|(?P<quoted>{_QUOTED})|(?P<name>[^\[\]"]+))\]""")


def format_key(path: KeyPath) -> str:
    """``path`` as people write it: names joined by dots, list places in brackets counted from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif is_item(part):
            text += part if _NAME.fullmatch(part, 1) else f"[{_quoted(part[1:-1])}]"
        else:
            text += ("." if text else "") + (part if _PLAIN.fullmatch(part) else _quoted(part))
    return text


def is_item(part: str | int) -> bool:
    """Whether ``part`` calls a list item by its name: ``[征地面积]``."""
    return isinstance(part, str) and part[:1] == "[" and len(part) > 1 and part[-1] == "]"


def parse_key(text: str) -> KeyPath:
    """The path that ``text`` spells; ``指标[征地面积]`` gives the item's name, ``指标[2]`` its index from 0.

    Raises ValueError where the spelling is no key path.
    """
    return tuple(_parts(text))


def leaves(paths: Iterable[KeyPath]) -> tuple[KeyPath, ...]:
    """``paths``, each once, without those that are the beginning of another."""
    known = tuple(dict.fromkeys(paths))
    heads = {path[:depth] for path in known for depth in range(1, len(path))}
    return tuple(path for path in known if path not in heads)


def _parts(text: str) -> Iterator[str | int]:
    position = 0
    while position < len(text):
        item = _ITEM.match(text, position)
        if item:
            position = item.end()
            yield _item(item)
            continue
        if position:
            if text[position] != ".":
                raise ValueError(text)
            position += 1
        key = _KEY.match(text, position)
        if key is None:
            raise ValueError(text)
        position = key.end()
        yield _bare(key[0]) if key[0].startswith('"') else key[0]


def _item(match: re.Match[str]) -> str | int:
    if match["index"]:
        number = int(match["index"])
        if number == 0:
            raise ValueError(match.string)
        return number - 1
    return f"[{_bare(match['quoted']) if match['quoted'] else match['name']}]"


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _bare(quoted: str) -> str:
    return re.sub(r"\\([\s\S])", r"\1", quoted[1:-1])
