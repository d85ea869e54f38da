"""The fields of a Word file (page numbers, contents …): which there may be, read as the pieces of a part go by.

A field is a code between its begin and its separator, in any number of runs; everything written there counts as code,
whatever element holds it. Codes that stand in no field are looked at as if they did.
"""

import re

from perfgen.patterns import pattern

ALLOWED = frozenset(
    {
        "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "TOC", "TC", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ",
        "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "TITLE", "SUBJECT", "KEYWORDS", "AUTHOR", "COMMENTS",
        "NUMWORDS", "NUMCHARS", "SYMBOL", "EQ", "=", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "ADVANCE", "LISTNUM",
        "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "BIDIOUTLINE",
    }
)  # fmt: skip
"""Fields that look at nothing but the file itself, and that tell nothing of who opens it."""
_JUMP = pattern(
    r"""HYPERLINK\s+\\l\s+("[^"]*"|[^\s"\\]+)(\s+\\[hn]|\s+\\[ot]\s+("[^"]*"|[^\s"\\]+))*\s*""", re.IGNORECASE
)
_LONGEST = 2000
_CODE = frozenset({"instrText", "delInstrText"})


class Fields:
    """What is known of the fields of one part at some moment; each call gives the field that is refused or nothing."""

    def __init__(self) -> None:
        self._open: list[_Field] = []
        self._stray: list[str] | None = None

    def opened(self, name: str, attributes: dict[str, str]) -> str:
        """An element begins."""
        if name == "fldSimple":
            return refused(_attribute(attributes, "instr"))
        if name == "fldChar":
            return self._sign(_attribute(attributes, "fldCharType"))
        if name in _CODE and not self._in_code:
            self._stray = []
        return ""

    def closed(self, name: str) -> str:
        """An element ends."""
        if name in _CODE and self._stray is not None:
            code, self._stray = "".join(self._stray), None
            return refused(code) if code.strip() else ""
        return ""

    def text(self, data: str) -> str:
        """Some characters."""
        if self._stray is not None:
            self._stray.append(data)
        if not self._in_code:
            return ""
        field = self._open[-1]
        if "{" in data:
            return "{"
        if field.coding:
            field.code += data
            if len(field.code) > _LONGEST:
                return field.code[:20]
        return ""

    @property
    def _in_code(self) -> bool:
        """Whether what stands here is part of the code of a field, perhaps as the result of one within it."""
        return any(field.coding for field in self._open)

    def _sign(self, kind: str) -> str:
        if kind == "begin":
            outer = self._open[-1] if self._open else None
            self._open.append(_Field())
            return "域里套的域" if outer is not None and outer.coding and not outer.code.strip() else ""
        if not self._open:
            return ""
        field = self._open[-1] if kind == "separate" else self._open.pop()
        if not field.coding:
            return ""
        field.coding = False
        return refused(field.code)


class _Field:
    def __init__(self) -> None:
        self.code = ""
        self.coding = True


def refused(code: str) -> str:
    """The first word of ``code`` where no pack may use such a field; empty where it may."""
    code = code.strip()
    if not code:
        return ""  # Word shows nothing for it
    word = re.split(r"[\s\\\"]", code, maxsplit=1)[0] if not code.startswith("=") else "="
    if "{" in code:
        return code[:20]
    if word.upper() in ALLOWED or _JUMP.fullmatch(code):
        return ""
    return word[:20] or code[:20]


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), "")


__all__ = ["ALLOWED", "Fields", "refused"]
