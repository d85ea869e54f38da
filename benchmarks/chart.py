"""A bar chart as SVG, with nothing but text and rectangles."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

_FONT = 'font-family="Noto Sans CJK SC, Microsoft YaHei, SimHei, sans-serif" font-size="13"'
_ROW, _LEFT, _WIDTH, _RIGHT = 26, 210, 420, 110


def bars(title: str, rows: Sequence[tuple[str, float, str]], *, own: str = "perfgen") -> str:
    """The chart of ``rows``: name, length, what stands at the end of the bar; rows of ``own`` are coloured."""
    longest = max((length for _, length, _ in rows), default=1) or 1
    height = 40 + _ROW * len(rows)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + _RIGHT}" height="{height}" {_FONT}>',
        f'<rect width="100%" height="100%" fill="#fff"/><text x="10" y="22" font-size="15">{escape(title)}</text>',
    ]
    for number, (name, length, shown) in enumerate(rows):
        top = 36 + number * _ROW
        width = max(1, int(_WIDTH * length / longest))
        colour = "#2f6fb0" if name.startswith(own) else "#b5bcc4"
        lines += [
            f'<text x="{_LEFT - 8}" y="{top + 14}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_LEFT}" y="{top}" width="{width}" height="18" fill="{colour}"/>',
            f'<text x="{_LEFT + width + 6}" y="{top + 14}">{escape(shown)}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"
