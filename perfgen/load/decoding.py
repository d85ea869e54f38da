"""Bytes of a data file to text: encodings, and files that are no text at all."""

import codecs
import re

from perfgen.findings import Finding, Place, Severity
from perfgen.frozen import frozen

MAX_BYTES = 2 * 1024 * 1024
"""Larger files are refused: the largest honest data file is a twentieth of this."""

LONGEST_LINE = 10_000
"""Characters; the longest paragraph of a published report has a tenth of this, and longer lines stall patterns."""

_SAVE_AS = "用记事本打开，“另存为”时编码选 UTF-8；或运行 perfgen check --fix 自动转换"
NEW_FILE = "运行 perfgen new 生成一份可填写的数据文件，或检查是不是选错了文件"
_NOT_TEXT = "数据文件是纯文本，不能由 Word、Excel 等文件改名得到；运行 perfgen new 生成一份再填写"

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "旧版 Word、Excel 或 WPS 文件"),
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
)
_MARKUP = re.compile(rb"\s*(?:<\?xml|<!doctype|<html)", re.IGNORECASE)
_COMMON = r"[\t\n\r -~\u3000-\u303f\u4e00-\u9fff\uff01-\uffe5“”‘’—…·≥≤×÷‰①-⑳Ⅰ-Ⅻ]"
_CHINESE = r"[\u4e00-\u9fff]"
"""Compiled when a file is not UTF-8: as ranges they are the costliest patterns of all."""


@frozen
class Decoded:
    """The text of a file, or None with the reason in the findings; ``recoded`` if it was whole but not UTF-8."""

    text: str | None
    findings: tuple[Finding, ...] = ()
    recoded: bool = False


def decode(data: bytes, file: str) -> Decoded:
    """The text of ``data``, with a finding where it is too large, empty, no text or not UTF-8."""
    decoded = _decoded(data, file)
    if decoded.text is None or max(map(len, decoded.text.split("\n"))) <= LONGEST_LINE:
        return decoded
    line = next(number for number, each in enumerate(decoded.text.split("\n"), 1) if len(each) > LONGEST_LINE)
    message = f"这一行太长，超过 {LONGEST_LINE} 个字"
    return Decoded(None, (_finding("DAT114", message, "一段文字写一行，检查引号和括号是否合上", Place(file, line, 1)),))


def _decoded(data: bytes, file: str) -> Decoded:
    if len(data) > MAX_BYTES:
        message = f"文件太大：{len(data) // 1024**2} MB，上限 {MAX_BYTES // 1024**2} MB"
        return _refused("DAT114", message, "检查是不是选错了文件", file)
    bare = data.removeprefix(codecs.BOM_UTF8)
    if not bare.strip():
        return _refused("DAT102", "文件是空的", NEW_FILE, file)
    if wide := _utf16(data):
        return Decoded(wide, (_finding("DAT101", "文件编码是 UTF-16，不是 UTF-8", _SAVE_AS, Place(file)),), True)
    if kind := _binary_kind(bare):
        return _refused("DAT103", f"这不是数据文件，而是{kind}", _NOT_TEXT, file)
    try:
        return Decoded(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        if text := _gbk(data):
            return Decoded(text, (_finding("DAT101", "文件编码是 GBK，不是 UTF-8", _SAVE_AS, Place(file)),), True)
        return _patched(bare, error.object[error.start], file)


def _patched(data: bytes, first: int, file: str) -> Decoded:
    """Broken UTF-8 read as far as possible; most of the text must be sound."""
    text = data.decode("utf-8", "replace")
    broken = [at for at, char in enumerate(text) if char == "\ufffd"]
    if len(broken) * 20 > len(text):
        return _refused("DAT103", "这不是数据文件，里面不是文字", _NOT_TEXT, file)
    lines = sorted({text.count("\n", 0, at) + 1 for at in broken})
    at = broken[0]
    place = Place(file, lines[0], at - text.rfind("\n", 0, at))
    where = "、".join(str(line) for line in lines[:5]) + (" 等" if len(lines) > 5 else "")
    message = f"文件里有不是 UTF-8 的字节（第 {where} 行，第一个是 0x{first:02X}）"
    return Decoded(text, (_finding("DAT101", message, "这几行的文字已损坏，重新输入后存为 UTF-8", place),))


def _utf16(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            return ""
        return text if text.isprintable() or _plausible(text) else ""
    return ""


def _gbk(data: bytes) -> str:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return text if re.search(_CHINESE, text) and _plausible(text) else ""


def _plausible(text: str) -> bool:
    """Whether nearly all characters are ones that Chinese documents use (a wrong decoding scatters)."""
    return len(re.findall(_COMMON, text)) * 100 >= len(text) * 97


def _binary_kind(data: bytes) -> str:
    if data.startswith(b"PK"):
        if b"word/" in data:
            return " Word 文档"
        if b"xl/" in data:
            return " Excel 工作簿"
        return "压缩包或 Word、Excel 文件"
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind if kind.startswith(("旧", "图", "压")) else f" {kind}"
    if _MARKUP.match(data):
        return "网页或 XML 文件"
    return "二进制文件" if b"\0" in data else ""


def _refused(code: str, message: str, hint: str, file: str) -> Decoded:
    return Decoded(None, (_finding(code, message, hint, Place(file)),))


def _finding(code: str, message: str, hint: str, place: Place) -> Finding:
    return Finding(code, Severity.LOGICAL, message, hint, place)
