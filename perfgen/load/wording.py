"""Faults of the text in the words that clerks read: message, cure with the corrected line, place."""

from collections.abc import Iterable, Iterator

from perfgen.findings import Finding, Place, Severity
from perfgen.load.scan import MAX_SLIPS
from perfgen.load.source import Mapped
from perfgen.load.tokens import Slip
from perfgen.load.values import MAX_DEPTH

_MENDED = {
    "DAT104": "键 {} 没有加引号",
    "DAT105": "用了全角引号 {}",
    "DAT107": "数字 {} 用了全角字符",
    "DAT108": "数字 {} 带了千分位逗号",
    "DAT109": "百分数 {} 没有加引号",
    "DAT113": "数字 {} 后面带了单位",
    "DAT115": "文字 {} 没有加引号",
    "DAT116": "日期 {} 要写成四位年、两位月、两位日",
}
_SIGNS = {
    **dict.fromkeys("＝", "等号"),
    **dict.fromkeys("［］【】", "方括号"),
    **dict.fromkeys("｛｝", "花括号"),
    **dict.fromkeys("，、；;", "逗号"),
    **dict.fromkeys("．", "小数点"),
    **dict.fromkeys("＃", "井号"),
    **dict.fromkeys(":：", "等号"),
}
TOO_DEEP = (f"嵌套太深（超过 {MAX_DEPTH} 层）", "检查方括号、花括号和键里的点是不是多了")
_PLAIN = {
    "DAT110": ("{} 不是可用的数字", '填实际数字；还没有数就写 "待填"，没有公布就写 "未公布"'),
    "DAT114": TOO_DEEP,
}
_TOMLI = (
    ("Unescaped '\\' in a string", "文字里有单独的反斜杠 \\", "改用单引号 '…'，里面的 \\ 照原样"),
    ("Invalid hex value", "\\x、\\u 后面的编码不对", "改用单引号 '…'，里面的 \\ 照原样"),
    ("Escaped character", "\\u 后面的编码不对", "改用单引号 '…'，里面的 \\ 照原样"),
    ("Illegal character", "文字里有看不见的控制字符", "删去后重新输入这一段"),
    ("Found invalid character", "文字里有看不见的控制字符", "删去后重新输入这一段"),
    ("Invalid date", "没有这一天", "日期写成 2025-01-08 这样"),
    ("Cannot declare", "这个表写了两次", "把两处合成一处；列表的每一项都写成双方括号 [[…]]"),
    ("Cannot overwrite", "这个键写了两次", "保留正确的一处，删去另一处"),
    ("Duplicate inline", "花括号里同一个键写了两次", "保留正确的一处，删去另一处"),
    ("Cannot mutate", "这个键已经写成了值，不能再往里加", "两处合成一处"),
    ("Cannot redefine", "这个表已经写过，不能再用带点的键往里加", "两处合成一处"),
    ("Unterminated", "引号没有合上", "文字的两边都要有半角引号"),
    ("Unclosed array", "方括号 [ 没有合上，或两项之间少了逗号", "对照示例改正"),
    ("Unclosed inline", "花括号 { 没有合上，或两项之间少了逗号", "对照示例改正"),
    ("Exceeds the limit", "数字太长", "数字最多 30 位；编号、电话这样的值两边加引号"),
    ("Invalid value", "这个值看不懂", "文字两边加半角引号，数字只用半角数字和小数点"),
)
_LINE = 60


def from_tomli(error: Exception) -> tuple[str, str]:
    """Message and cure for an error of tomli, in Chinese."""
    said = str(error)
    for start, message, hint in _TOMLI:
        if said.startswith(start):
            return message, hint
    return "这里不合 TOML 语法", "对照示例改正这一行"


def finding(code: str, message: str, hint: str, place: Place) -> Finding:
    """A fault of the file: always 逻辑性."""
    return Finding(code, Severity.LOGICAL, message, hint, place)


def findings_of(slips: Iterable[Slip], mapped: Mapped, file: str, complete: bool) -> Iterator[Finding]:
    """One finding for each unmended slip, and one for all mended slips of one kind on one line."""
    together: dict[tuple[int, str], list[Slip]] = {}
    for slip in slips:
        if slip.hint or slip.code in _PLAIN:
            message, hint = _PLAIN.get(slip.code, ("{}", slip.hint))
            yield finding(slip.code, message.format(slip.subject), hint, mapped.place(slip.at, slip.key, file))
        else:
            kind = slip.subject if slip.code == "DAT112" else slip.code
            together.setdefault((mapped.line(slip.at), kind), []).append(slip)
    for same in together.values():
        first = same[0]
        hint = f"改为：{_corrected(mapped, first.at)}"
        yield finding(first.code, _message(same), hint, mapped.place(first.at, first.key, file))
    if not complete:
        message = f"错误超过 {MAX_SLIPS} 处，后面的没有再看"
        yield finding("DAT112", message, "先改正以上各处；检查是不是选错了文件", Place(file))


def _message(same: list[Slip]) -> str:
    code = same[0].code
    subjects = list(dict.fromkeys(slip.subject for slip in same))
    if code == "DAT112":
        return subjects[0]
    if code != "DAT106":
        return _MENDED[code].format("、".join(subjects))
    if any(subject in ":：" for subject in subjects):
        return f"键和值之间用了冒号 {'、'.join(subject for subject in subjects if subject in ':：')}"
    signs: dict[str, str] = {}
    for subject in subjects:
        if subject in _SIGNS:
            signs[_SIGNS[subject]] = f"{signs.get(_SIGNS[subject], _SIGNS[subject])} {subject}"
    if signs:
        return f"用了全角{'、'.join(signs.values())}"
    return "用了全角空格" if "\u3000" in subjects else "有看不见的特殊空白字符"


def _corrected(mapped: Mapped, offset: int) -> str:
    """The corrected line at ``offset`` of the original, cut around the correction where it is long."""
    text, at = mapped.text, mapped.forward(offset)
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)].rstrip()
    column = at - begin
    if len(line) - (len(line) - len(line.lstrip())) <= _LINE:
        return line.strip()
    left = max(0, column - _LINE // 3)
    window = line[left : left + _LINE].strip()
    return f"{'…' if left else ''}{window}{'…' if left + _LINE < len(line) else ''}"
