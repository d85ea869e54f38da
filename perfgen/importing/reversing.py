"""A sentence of a template read backwards: the pattern of what it prints."""

import re
from collections.abc import Sequence

from jinja2 import nodes

from perfgen.contract import Contract
from perfgen.errors import PerfgenError
from perfgen.express.syntax import dotted, parse
from perfgen.importing.patterns import NUMBERED, NUMERIC, SHAPES, WORDED, Found, Gap, Hint, Path, Pattern, Slot
from perfgen.importing.wording import Sentence
from perfgen.vocabulary import Type

_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_MARKS = {
    "，": "[，,。；;]", "：": "[：:]", "；": "[；;，,。]", "（": "[（(]", "）": "[）)]", "“": "[“\"]", "”": "[”\"]",
    "。": r"(?:[。．；;]|\.(?![0-9]))",
}  # fmt: skip


class _Writer:
    """Makes the pattern of one sentence."""

    def __init__(self, sentence: Sentence, contract: Contract, loops: Sequence[tuple[str, str]]) -> None:
        self.pattern = Pattern(sentence, "")
        self.contract = contract
        self.loops = {variable: over.split(" if ")[0].strip() for variable, over in loops}
        self.tokens = [token for token in _TAG.split(sentence.text) if token]
        self.position = 0
        self.count = 0
        self.masked: list[str] = []
        self.least = [0]

    def write(self) -> Pattern:
        """The pattern of the whole sentence."""
        self.pattern.source = self.sequence()
        if self.pattern.source.endswith(_MARKS["。"]):
            self.pattern.source += "?"
        self.pattern.least = self.least[0]
        self.pattern.masked = "".join(self.masked)
        over = [loop.split(" if ")[1] for _, loop in self.pattern.sentence.loops if " if " in loop]
        for condition in (*self.pattern.sentence.conditions, *over):
            hint = hint_of(condition)
            if hint is not None and hint.value and hint.path[0] in self.loops:
                self.pattern.given.append(Found(hint.path, Gap.TEXT, hint.value))
        return self.pattern

    def name(self) -> str:
        """A new group name."""
        self.count += 1
        return f"g{self.count}"

    def sequence(self) -> str:
        """The tokens up to the end of a branch."""
        out: list[str] = []
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            if token.startswith("{%"):
                inner = token.strip("{}%- ").strip()
                word = inner.split()[0] if inner else ""
                if word in ("elif", "else", "endif", "endfor"):
                    break
                self.position += 1
                if word == "if":
                    out.append(self.choice(inner[2:].strip()))
                elif word == "for":
                    out.append(self.loop(inner))
                continue
            self.position += 1
            out.append(self.gap(token[2:-2].strip("- ").strip()) if token.startswith("{{") else self.fixed(token))
        return "".join(out)

    def fixed(self, text: str) -> str:
        """Fixed words; marks may be half-width, blanks are of no matter."""
        text = text.strip("\t")
        self.pattern.literal += len(text.strip())
        self.masked.append(text)
        self.least[-1] += len(text.strip())
        written = "".join(r"\s*" if c.isspace() else _MARKS.get(c, re.escape(c)) for c in text)
        return written.replace("其中[：:]", "其中[：:，,]?").replace("其中[，,。；;]", "其中[：:，,]?")

    def choice(self, condition: str) -> str:
        """``if … elif … else … endif`` as alternatives."""
        branches: list[str] = []
        closed = False
        shortest: list[int] = []
        while True:
            start, before = len(self.pattern.slots), len(self.masked)
            gaps = len(self.pattern.order)
            self.least.append(0)
            inside = self.sequence()
            shortest.append(self.least.pop())
            words = "".join(self.masked[before:])
            if branches:  # the first branch stands for all
                del self.masked[before:]
                del self.pattern.order[gaps:]
            hint = hint_of(condition) if condition and len(self.pattern.slots) == start else None
            if hint is not None and inside:
                name = self.name()
                self.pattern.hints[name] = hint
                self.pattern.spoken[name] = words
                inside = f"(?P<{name}>{inside})"
            branches.append(inside)
            token = self.tokens[self.position] if self.position < len(self.tokens) else "{% endif %}"
            self.position += 1
            word = token.strip("{}%- ").strip()
            if word.startswith("elif"):
                condition = word[4:].strip()
            elif word.startswith("else"):
                condition, closed = "", True
            else:
                break
        if not closed:
            branches.append("")
            shortest.append(0)
        self.least[-1] += min(shortest)
        return "(?:" + "|".join(branches) + ")"

    def loop(self, inner: str) -> str:
        """``for … endfor`` inside a sentence."""
        parts = re.match(r"for\s+(\w+)\s+in\s+(.+)", inner)
        variable, over = (parts[1], parts[2].strip()) if parts else ("", "")
        depth, start = 1, self.position
        while self.position < len(self.tokens) and depth:
            word = self.tokens[self.position].strip("{}%- ").split(" ")[0] if "{%" in self.tokens[self.position] else ""
            depth += (word == "for") - (word == "endfor")
            self.position += 1
        body = "".join(self.tokens[start : self.position - 1])
        sentence = Sentence(body, self.pattern.sentence.section, (*self.loops.items(), (variable, over)))
        writer = _Writer(sentence, self.contract, sentence.loops)
        pattern = writer.write()
        name = self.name()
        self.pattern.inner[name] = pattern
        self.pattern.literal += pattern.literal
        self.masked += [pattern.masked]
        return f"(?P<{name}>(?:{re.sub(r'[(][?]P<[^>]*>', '(?:', pattern.source)})*)"

    def gap(self, expression: str) -> str:
        """A gap as a group."""
        slot = slot_of(expression, self.loops, self.contract)
        if slot.fixed:
            return self.fixed(slot.fixed)
        alternatives = _constants(expression)
        if alternatives is not None:
            self.masked.append(alternatives[0] if alternatives else "")
            return "(?:" + "|".join(re.escape(each) for each in alternatives) + ")"
        name = self.name()
        self.pattern.slots[name] = slot
        self.pattern.order.append(slot)
        self.masked.append(NUMBERED if slot.gap in NUMERIC else WORDED)
        self.least[-1] += 3 if slot.gap in NUMERIC else 0
        return f"(?P<{name}>{SHAPES[slot.gap]})"


def _constants(expression: str) -> list[str] | None:
    """The texts that a conditional expression of constants may print."""
    found = re.fullmatch(r"'([^']*)'\s+if\s+.+?\s+else\s+'([^']*)'", expression)
    return [found[1], found[2]] if found else None


def hint_of(condition: str) -> Hint | None:
    """What a condition says where it holds: an equation of a path with a constant or another path."""
    try:
        node = parse(condition).node
    except PerfgenError:
        return None
    if not isinstance(node, nodes.Compare) or len(node.ops) != 1 or node.ops[0].op != "eq":
        return None
    left, right = dotted(node.expr), dotted(node.ops[0].expr)
    if not left:
        return None
    if right:
        return Hint(left, other=right)
    constant = node.ops[0].expr
    return Hint(left, str(constant.value)) if isinstance(constant, nodes.Const) else None


def slot_of(expression: str, loops: dict[str, str], contract: Contract) -> Slot:
    """What the gap of ``expression`` holds."""
    try:
        node = parse(expression).node
    except PerfgenError:
        return Slot(Gap.TEXT)
    if isinstance(node, nodes.Or):
        node = node.left
    elif isinstance(node, nodes.CondExpr) and dotted(node.expr1):
        node = node.expr1
    if isinstance(node, nodes.Filter):
        path = dotted(node.node) if node.node is not None else ()
        gap = {
            "万元": Gap.AMOUNT, "亿元": Gap.AMOUNT, "列示": Gap.LISTED, "列举": Gap.NAMES, "日期": Gap.DATE,
            "增减": Gap.CHANGE, "个数": Gap.COUNT, "百分比": Gap.RATE,
        }.get(node.name)  # fmt: skip
        if gap is None:
            return Slot(Gap.TEXT)
        return Slot(gap, () if gap is Gap.COUNT else path)
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        if node.node.name in ("占比", "百分比"):
            return Slot(Gap.RATE)
        if node.node.name == "增减":
            path = dotted(node.args[0])
            return Slot(Gap.CHANGE, ("较上年", *path) if path else ())
        return Slot(Gap.TEXT)
    path = dotted(node)
    if not path:
        return Slot(Gap.TEXT)
    if path[0] == "loop":
        return Slot(Gap.COUNT)
    if path == ("口径",):
        rate = contract.scoring.execution
        return Slot(Gap.TEXT, fixed=rate.basis if rate else "")
    return Slot(_gap_at(path, loops, contract), path)


def _gap_at(path: Path, loops: dict[str, str], contract: Contract) -> Gap:
    if path == ("执行率",) or path[-1] in ("完成率", "执行率"):
        return Gap.RATE
    computed = next((each for each in contract.computed if each.name == path[0]), None)
    if computed is not None:
        return {"比率": Gap.RATE, "文字": Gap.TEXT}.get(computed.kind, Gap.NUMBER)
    real: tuple[str | int, ...] = path
    over = loops.get(path[0])
    if over is not None:
        if over in ("指标", "指标行"):
            real = ("指标", 0, *path[1:])
        elif over == "项目":
            real = ("项目", 0, *path[1:])
        else:
            return Gap.TEXT if path[-1] == "名称" else Gap.NUMBER
    shape = contract.shape.at(real)
    kind = shape.field.type if shape and shape.field else None
    if kind is Type.YEAR:
        return Gap.YEAR
    if kind is Type.RATIO:
        return Gap.RATE
    if kind in (Type.AMOUNT, Type.TREE, Type.COUNT, Type.SCORE, Type.WHOLE):
        return Gap.NUMBER
    return Gap.TEXT


def pattern_of(sentence: Sentence, contract: Contract) -> Pattern:
    """The pattern of ``sentence``."""
    return _Writer(sentence, contract, sentence.loops).write()


# -- small differences ------------------------------------------------------------------------------
