"""Which files a data file may take values from."""

import re

from perfgen.patterns import pattern

KINDS = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".docx")
_RESERVED = pattern(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def refusal(name: str) -> str:
    """Why no data file may take values from ``name``; empty where it may."""
    parts = name.replace("\\", "/").split("/")
    if not name.strip() or any(not char.isprintable() for char in name):
        return "没有写文件名，或文件名里有看不见的字符"
    if ":" in name or parts[0] == "" or name.startswith("~"):
        return "只能写数据文件所在文件夹里的文件，不能写盘符、网址或从根开始的路径"
    if any(part.strip(" .") == "" for part in parts):
        return "只能写数据文件所在文件夹里的文件，不能用 .. 或空的文件夹名"
    if any(_RESERVED.fullmatch(part.strip()) for part in parts):
        return "这是系统保留的名字，不是文件"
    if not name.lower().endswith(KINDS):
        return "只能取自 .xlsx、.xls、.csv 和 .docx 文件"
    return ""
