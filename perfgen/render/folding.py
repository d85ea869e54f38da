"""Full-width punctuation inside a tag read as its ASCII twin, outside string literals."""

from perfgen.patterns import pattern

_TWINS = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if not chr(code).isalnum()}
_TWINS |= {"、": ",", "【": "[", "】": "]", "≥": ">=", "≤": "<=", "≠": "!=", "\u3000": " ", "\u00a0": " "}
_DIGITS = {chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}
_DOUBLE, _SINGLE = '"“”＂', "'‘’＇"
_OPEN, _CLOSE = "([{", ")]}"
_UNUSUAL = pattern(f"[{''.join(_TWINS)}{''.join(_DIGITS)}“”‘’\\\\]")
_LITERAL = pattern("\"[^\"]*\"|'[^']*'")


def fold(code: str) -> str:
    """``code`` with full-width punctuation folded; what stands inside a string literal stays as it is."""
    if not _UNUSUAL.search(code):
        return code
    return "".join(piece for piece, _ in _pieces(code))


def is_whole(code: str) -> bool:
    """Whether ``code`` ends outside every string literal and bracket."""
    if not _UNUSUAL.search(code):
        rest = _LITERAL.sub("", code)
        return not any(c in rest for c in "\"'") and sum(map(rest.count, _OPEN)) == sum(map(rest.count, _CLOSE))
    depth = 0
    for piece, state in _pieces(code):
        if state == "open string":
            return False
        if state == "code":
            depth += (piece in _OPEN) - (piece in _CLOSE)
    return depth == 0


def _pieces(code: str) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    position = 0
    while position < len(code):
        char = code[position]
        family = _DOUBLE if char in _DOUBLE else _SINGLE if char in _SINGLE else ""
        if family:
            end = _string_end(code, position, family)
            closed = end < len(code)
            pieces.append(
                (_straight(code[position + 1 : end], family[0], closed), "string" if closed else "open string")
            )
            position = end + 1
            continue
        word = position > 0 and (code[position - 1].isalnum() or code[position - 1] == "_")
        twin = _DIGITS.get(char, char) if not word or code[position - 1] in _DIGITS else char
        pieces.append((_TWINS.get(twin, twin), "code"))
        position += 1
    return pieces


def _string_end(code: str, start: int, family: str) -> int:
    # A literal opened by an ASCII quote ends at the same quote, so that it may hold “……”; any other ends at any twin.
    plain = code[start] == family[0]
    position = start + 1
    while position < len(code):
        if code[position] == "\\":
            position += 2
            continue
        if code[position] == family[0] or (not plain and code[position] in family):
            return position
        position += 1
    if plain:
        return next((p for p in range(start + 1, len(code)) if code[p] in family), len(code))
    return len(code)


def _straight(content: str, quote: str, closed: bool) -> str:
    return quote + content + (quote if closed else "")
