"""The marks of TOML with the twins that a Chinese keyboard makes of them, and patterns of tokens told by them."""

import re
from typing import Literal

from perfgen.patterns import pattern

Where = Literal["line", "array", "table"]
"""What a value stands in: alone on its line, in an array, in an inline table."""

OPEN, CLOSE, CURLY, UNCURLY = "[［【", "]］】", "{｛", "}｝"
CLOSE_CLASS = r"\]］】"
EQUALS, COLONS, DOTS, COMMAS, HASHES = "=＝", ":：", ".．", ",，、；;", "#＃"
ODD_SPACE = "\u3000\u00a0\u2002\u2003\u2009\u202f"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\r"
SPACES = frozenset(" \t" + ODD_SPACE + INVISIBLE)
QUOTES = "“”＂„‟″「」『』〝〞"
TICKS = "‘’＇′"
CLOSERS = rf"""["'{QUOTES}{TICKS}]"""
PLAIN_KEY = pattern(r"[A-Za-z0-9_-]+")
LOOSE_KEY = pattern(rf"[^{EQUALS}{COLONS}{DOTS}{HASHES}\[\]［］【】{{}}｛｝,，\n]+")
BASIC = pattern(r'"(?:[^"\\\n]|\\.)*+"')
LITERAL = pattern(r"'[^'\n]*+'")
KEY_END = rf"[\s\u3000]*[{EQUALS}{COLONS}{DOTS}{CLOSE_CLASS}]"
KEY_ENDS = pattern(KEY_END)
FOREIGN_KEY = pattern(rf"[\"'{QUOTES}{TICKS}]([^\n{EQUALS}]*?){CLOSERS}(?={KEY_END})")
END = {
    "line": rf"[^\S\n]*(?:[{HASHES}]|[,，、；;。]?[^\S\n]*(?:\n|\Z))",
    "array": rf"\s*(?:[,，；;{CLOSE_CLASS}{HASHES}]|、\s*[\"'{QUOTES}{TICKS}]|\n|\Z)",
    "table": rf"\s*(?:[,，；;、{UNCURLY}{HASHES}]|\n|\Z)",
}
VALUE_START = pattern(rf"[^\S\n]*[-+0-9０-９\"'{QUOTES}{TICKS}\[{{]")
ENDS = {where: re.compile(end) for where, end in END.items()}
FOREIGN_VALUE = {where: re.compile(rf"[\"'{QUOTES}{TICKS}]([^\n]*?){CLOSERS}(?={end})") for where, end in END.items()}
BARE_VALUE = {
    "line": re.compile(rf"[^\n{HASHES}]+"),
    "array": re.compile(rf"[^\n{HASHES},，{CLOSE_CLASS}{UNCURLY}]+"),
    "table": re.compile(
        rf"[+-]?[0-9０-９]{{1,3}}(?:[,，][0-9０-９]{{3}})+(?:[.．][0-9０-９]+)?%?(?=\s*[,，{UNCURLY}])|[^\n{HASHES},，{UNCURLY}]+"
    ),
}
NAME = r"(?:\"[^\"\n]*\"|'[^'\n]*'|“[^”\n]*”|[^\s\"'“”‘’=＝\[\]{},，、。；;：:#|｜.]{1,30})"
PAIR_LINE = pattern(rf"[ \t]*{NAME}(?:\s*[{DOTS}]\s*{NAME})*\s*[=＝](?!=)")
HEADER_LINE = pattern(rf"[ \t]*\[\[?\s*{NAME}(?:\s*[{DOTS}]\s*{NAME})*\s*\]\]?\s*(?:#[^\n]*)?$", re.MULTILINE)
MONEY_TABLES = frozenset({"年初预算", "预算执行", "决算", "上年", "较上年", "三公经费", "项目", "核对数"})
MONEY_UNIT = pattern(r"金额单位[\"'”]?\s*[=＝]\s*[\"'“]?(元|万元)")
