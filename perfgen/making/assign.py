"""Which field each figure of a report is: known amounts by label and by sum, rates by division, the rest as facts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfgen.contract import Contract
from perfgen.express.rounding import rounded
from perfgen.importing.claims import Claim, Reader
from perfgen.importing.patterns import Gap
from perfgen.making.amounts import Figure, Node, Sort, figures_of, summed
from perfgen.making.ledger import FACTS, TREES, Known, Ledger, Path, in_tree, spelled
from perfgen.making.tables import computed_rate
from perfgen.making.names import Identity, bare_label, field_name

_ROOTS = {
    *TREES, ("决算", "年初结转和结余"), ("决算", "年末结转和结余"), ("决算", "收入总计"), ("决算", "支出总计"),
    ("预算执行", "年度资金总额", "全年预算数"), ("三公经费", "合计", "预算数"), ("三公经费", "合计", "决算数"),
}  # fmt: skip
_NATURES = ("基本支出", "项目支出")
_USED = frozenset({("三公经费", "合计", "决算数")})
_CHANGED = re.compile(r"(增加|减少)$")
_SCORED = re.compile(r"^(?P<name>.*?)(?:的?(?P<full>满分|应得|分值|权重)(?:为|是)?|(?:自评|实际)?得分?(?:为|是)?)$")
_TOTAL = re.compile(r"(?:自评|绩效|综合)(?:总)?(?:得分|得|评分|分数)(?:为|是)?$|总(?:得)?分(?:为|是)?$")
_PAIRS: tuple[tuple[Path, Path], ...] = (
    (("决算", "支出"), ("预算执行", "年度资金总额", "全年预算数")),
    (("决算", "支出"), ("年初预算", "支出")),
    (("决算", "收入"), ("年初预算", "收入")),
    (("三公经费", "合计", "决算数"), ("三公经费", "合计", "预算数")),
    (("人员", "年末在职人数"), ("人员", "编制人数")),
)
_SHARE = re.compile("占")
_NORM = re.compile("(?:没有|未|未能|不足|不到|不低于|不超过|要求)达?到?$|按$")
"""Words before a figure that is a mark set by others, not one of the unit's own."""
_ADJUSTED = re.compile("调整率|增长率|增幅")


@dataclass(frozen=True)
class Tag:
    """A stretch of a text that becomes a tag: its expression, how sure that is (of 100), and what speaks for it."""

    start: int
    end: int
    expression: str
    sureness: int
    reason: str
    wanted: bool = True
    """Whether what it replaces is an amount, a rate or a score."""
    fact: bool = False

    @property
    def text(self) -> str:
        """The tag as it is written."""
        return f"{{{{ {self.expression} }}}}"


@dataclass(frozen=True)
class Line:
    """A paragraph whose figures are to be read: its number, its text, whether a new section begins with it."""

    number: int
    text: str
    heading: bool = False
    context: str = ""
    """Words that stand around it: the cells beside and above."""


class Assigner:
    """Reads the figures of a report, first what they are, then where each stands."""

    def __init__(self, identity: Identity, indicators: Sequence[Mapping[str, object]], banned: frozenset[Path]) -> None:
        self.identity = identity
        self.ledger = Ledger()
        self.banned = banned
        self.plain: set[int] = set()
        """Paragraphs whose figures are to be facts, since the finer reading did not print them alike."""
        self._indicators = [dict(each) for each in indicators]
        self._placed: dict[tuple[int, int], Path] = {}
        self._sums: dict[tuple[int, int], Node] = {}
        self._claims: dict[int, dict[int, Claim]] = {}
        self._named: dict[tuple[str, str], str] = {}
        self._subject = ""
        self.totals: dict[int, list[Known]] = {}
        """Sums of a list that a paragraph tells, by the number of the paragraph."""
        self.rates: list[tuple[str, str, str]] = []
        """The rates that were read: text, label, expression."""

    # -- what there is ------------------------------------------------------------------------------

    def collect(self, lines: Sequence[Line]) -> None:
        """Read what the figures of ``lines`` are."""
        names = tuple(name for name in (self.identity.name, self.identity.short, self.identity.own) if name)
        contract = Contract(id="", name="", version="", years=(), source="")
        reader = Reader(contract, _USED, names)
        nodes: list[Node] = []
        for line in lines:
            if line.heading:
                reader.context.side, reader.context.last, reader.context.subject = (), (), ""
                self._settle(nodes)
                nodes = []
                continue
            claims = {claim.start: claim for claim in reader.read(line.text)[0] if claim.path}
            self._claims[line.number] = claims
            for figure in figures_of(line.text) if line.number not in self.totals else ():
                claim = claims.get(figure.start)
                if figure.sort is Sort.AMOUNT and not (claim and claim.gap is Gap.CHANGE):
                    nodes.append(Node(figure, line.number))
                elif figure.sort is Sort.HEADS and claim and claim.path[0] == "人员":
                    if self._put(claim.path, figure.value, figure.label, "人"):
                        self._placed[line.number, figure.start] = claim.path
                elif figure.sort is Sort.SCORE:
                    self._score(line.number, figure, claim)
        self._settle(nodes)
        for number, claims in self._claims.items():
            for start, claim in claims.items():
                if claim.gap is Gap.CHANGE and claim.path[1:] in self.ledger.known:
                    if self._put(claim.path, Decimal(claim.value), claim.label, "万元"):
                        self._placed[number, start] = claim.path

    def _put(self, path: Path, value: Decimal, label: str, unit: str) -> bool:
        if any(path[: len(each)] == each for each in self.banned):
            return False
        return self.ledger.put(path, value, label, unit)

    def _settle(self, nodes: Sequence[Node]) -> None:
        for root in summed(nodes):
            claim = self._claims[root.home].get(root.figure.start)
            path = claim.path if claim is not None and claim.gap is Gap.AMOUNT else ()
            certain = path in _ROOTS or (in_tree(path) and path[2:] and path[2] in _NATURES and len(path) == 3)
            self._place(root, path if certain else ())

    def _place(self, node: Node, path: Path) -> None:
        where = (node.home, node.figure.start)
        if not path or not self._put(path, node.money, node.figure.label, "万元"):
            for below in node.walk():
                if below.parts:
                    self._sums[below.home, below.figure.start] = below
            return
        self._placed[where] = path
        if not node.parts:
            return
        names = [_part_name(part, self.identity) for part in node.parts]
        if not in_tree(path) or len(set(names)) < len(names) or not all(names):
            for part in node.parts:
                self._place(part, ())
            return
        below = [(*path, name) for name in names]
        if any(each in self.ledger.known and self.ledger.known[each].value != part.money
               for each, part in zip(below, node.parts, strict=True)):  # fmt: skip
            return
        self.ledger.split(path, below)
        for part, own in zip(node.parts, below, strict=True):
            self._place(part, own)

    def _score(self, number: int, figure: Figure, claim: Claim | None) -> None:
        total = ("自评", "总分")
        if (claim is not None and claim.path == total) or (
            _TOTAL.search(figure.label) and not re.search("满分|应得", figure.before)
        ):
            if self._put(total, figure.value, figure.label, "分"):
                self._placed[number, figure.start] = total
            return
        match = _SCORED.match(figure.label)
        name = bare_label(match["name"]) if match else ""
        if match is None:
            return
        if name and re.fullmatch(r"[\u4e00-\u9fff]{2,8}", name) and not re.search("一项|分值|满分", name):
            self._subject = name
        elif name:
            return
        subject = self._subject
        if not subject or any(subject in _names(each) for each in self._indicators):
            return
        path = ("自评", "分项", subject, "满分" if match["full"] else "得分")
        if self._put(path, figure.value, figure.label, "分"):
            self._placed[number, figure.start] = path

    # -- where it stands ----------------------------------------------------------------------------

    def tags(self, line: Line) -> list[Tag]:
        """The tags of a paragraph."""
        figures = figures_of(line.text)
        made: dict[int, Tag] = {}
        for figure in figures:
            tag = self._indicator(figure, line) if line.number not in self.plain else None
            if tag is None and figure.sort is Sort.AMOUNT:
                tag = self._amount(figure, line)
            elif tag is None and figure.sort in (Sort.SCORE, Sort.HEADS):
                tag = self._known(figure, line)
            if tag is not None:
                made[figure.start] = tag
        for figure in figures:
            if figure.sort is Sort.RATE and figure.start not in made:
                rate = self._rate(figure, line, figures, made) if line.number not in self.plain else None
                if rate is None and _NORM.search(figure.label):
                    continue
                made[figure.start] = rate or self._as_fact(figure, 70, line.number)
                self.rates.append((figure.text, figure.label, made[figure.start].expression))
            elif figure.wanted and figure.start not in made:
                made[figure.start] = self._as_fact(figure, 60, line.number)
        return [made[start] for start in sorted(made)]

    def _amount(self, figure: Figure, line: Line) -> Tag | None:
        if line.number in self.plain:
            return self._as_fact(figure, 60, line.number)
        path = self._placed.get((line.number, figure.start))
        if path and path[0] == "较上年":
            word = _CHANGED.search(figure.label)
            if word is None:
                return self._as_fact(figure, 60, line.number)
            return Tag(figure.start - 2, figure.end, f"{spelled(path)} | 增减", 90, "与上年相比的增减额")
        if path:
            summed_up = path in self.ledger.parts
            return self._printed(figure, path, 95 if summed_up else 90, "分项相加等于它" if summed_up else "按说法", line.number)
        found = self._same(figure, line)
        if found is not None:
            return self._printed(figure, found.path, 82, f"与“{found.label}”同数", line.number)
        whole = self._sums.get((line.number, figure.start))
        if whole is not None and figure.unit == "万元":
            parts = [self._as_fact(part.figure, 75, part.home) for part in whole.parts]
            if all(part.figure.unit == "万元" for part in whole.parts):
                added = " + ".join(part.expression for part in parts)
                return Tag(figure.start, figure.end, f"({added}) | 万元", 85, "后面各数相加等于它")
        return None

    def _printed(self, figure: Figure, path: Path, sure: int, reason: str, line: int) -> Tag:
        word = {"亿元": f"亿元({figure.places})", "万元": "万元"}.get(figure.unit)
        if word is None:
            return self._as_fact(figure, 60, line)
        return Tag(figure.start, figure.end, f"{spelled(path)} | {word}", sure, reason)

    def _same(self, figure: Figure, line: Line) -> Known | None:
        """The known amount that this one repeats."""
        alike = self.totals.get(line.number) or self.ledger.amounts(figure.money)
        alike = [each for each in alike if each.value == figure.money]
        if not alike or figure.unit == "元":
            return None
        words = set(bare_label(figure.label) + line.context)
        digits = len(re.sub(r"[^0-9]", "", figure.text).strip("0"))

        def shared(each: Known) -> int:
            said = set("".join(each.path) + bare_label(each.label))
            wrong = ("收" in words and "支出" in each.path) or ("支" in words and "收入" in each.path)
            return len(words & said) - (9 if wrong else 0)

        best = max(alike, key=shared)
        return best if (digits >= 4 and shared(best) > -5) or shared(best) >= 2 else None

    def _known(self, figure: Figure, line: Line) -> Tag | None:
        path = self._placed.get((line.number, figure.start))
        if path is None or line.number in self.plain:
            return None
        end = figure.end - len(figure.unit)
        return Tag(figure.start, end, spelled(path), 88, "按说法", wanted=figure.sort is Sort.SCORE)

    def _as_fact(self, figure: Figure, sure: int, line: int) -> Tag:
        digits = len(re.sub(r"[^0-9]", "", figure.text).strip("0"))
        key = (figure.text, bare_label(figure.label) if digits >= 4 else f"{line}:{figure.start}")
        if key not in self._named:
            kind = {Sort.RATE: "比率", Sort.AMOUNT: "金额", Sort.SCORE: "分数"}.get(figure.sort, "个数")
            name = field_name(figure.label, figure.before, self.ledger.facts, kind)
            self.ledger.fact(name, figure.text)
            self._named[key] = name
        expression = spelled((FACTS, self._named[key]))
        return Tag(figure.start, figure.end, expression, sure, "名称由前面的词拟定", wanted=figure.wanted, fact=True)

    # -- cells of forms -----------------------------------------------------------------------------

    def cell(self, line: Line, labels: Sequence[str]) -> Tag | None:
        """The tag of a cell that holds nothing but a figure (the full marks are none); ``labels`` are the cells beside and above it."""
        number = re.fullmatch(r"-?[0-9][0-9,]*(?:\.[0-9]+)?(?P<rate>[%％])?", line.text)
        if number is None or re.fullmatch("(?:19|20)[0-9]{2}", line.text):
            return None
        labels = [label for label in labels if re.search(r"[\u4e00-\u9fff]{2}", label)]
        said = "".join(labels[:3])
        if number["rate"]:
            for text, label, expression in self.rates:
                if text == line.text and len(set(label) & set(said)) >= 2:
                    return Tag(0, len(line.text), expression, 85, f"与“{label}”同数")
        else:
            value = Decimal(line.text.replace(",", ""))
            found = self._beside(value, labels)
            if found is not None and line.number not in self.plain:
                return Tag(0, len(line.text), spelled(found.path), 85, f"与“{found.label}”同数")
        if line.text == "100" or (re.fullmatch("[0-9]{1,3}", line.text) and not re.search("分|数|额|率|支出|收入", said)):
            return None
        name = field_name(labels[0] if labels else "", "", self.ledger.facts, "表中的数")
        self.ledger.fact(name, line.text)
        return Tag(0, len(line.text), spelled((FACTS, name)), 55, "名称由表头拟定", fact=True)

    def _beside(self, value: Decimal, labels: Sequence[str]) -> Known | None:
        """The known figure of this value that the labels of its cell speak of."""
        alike = [each for each in self.ledger.known.values() if each.value == value and each.path[0] != "较上年"]

        def shared(each: Known) -> int:
            said = set("".join(each.path) + bare_label(each.label))
            wrong = any(word in label and other in each.path for label in labels[:2]
                        for word, other in (("收入", "支出"), ("支出", "收入")))  # fmt: skip
            return max((len(set(label) & said) for label in labels[:4]), default=0) - (9 if wrong else 0)

        best = max(alike, key=shared, default=None)
        return best if best is not None and shared(best) >= (1 if len(str(value)) >= 5 else 2) else None

    # -- indicators ---------------------------------------------------------------------------------

    def _indicator(self, figure: Figure, line: Line) -> Tag | None:
        """A target, an actual value, a completion rate or a score of an indicator that the sentence names."""
        if figure.sort not in (Sort.RATE, Sort.SCORE):
            return None
        start = line.text.rfind("。", 0, figure.start) + 1
        said = line.text[start : figure.start]
        named = [(said.rfind(name), len(name), each) for each in self._indicators for name in _names(each) if name in said]
        if not named:
            return None
        item = max(named, key=lambda one: one[:2])[2]
        name = "、".join(_names(item))
        label = re.sub(r"[≥≤=＝≧≦]$", "", figure.label)
        if figure.sort is Sort.SCORE:
            key = "分值" if re.search("分值|满分|应得", label) else "得分"
            if key not in item and key == "分值":
                item[key] = figure.value
                next(each for each in self._indicators if each is item)[key] = figure.value
            stated = item.get(key)
            if stated is None or Decimal(str(stated)) != figure.value:
                return None
            end = figure.end - len(figure.unit)
            return Tag(figure.start, end, f"指标('{name}').{key}", 90, "句子里写了指标名")
        for key, pattern in (("指标值", "目标|指标值"), ("实际完成值", "完成值|实际完成|实现"), ("完成率", "完成率|完成比例")):
            value = str(item.get(key, "")) if key != "完成率" else str(item.get("完成情况") or computed_rate(item))
            if key == "完成率" and value != figure.text:
                continue
            if not re.search(pattern, label) or not value:
                continue
            if key == "完成率":
                return Tag(figure.start, figure.end, f"指标('{name}').完成率", 88, "句子里写了指标名")
            for first in (figure.start, figure.end - len(value)):
                if value and line.text[first : first + len(value)] == value:
                    return Tag(first, first + len(value), f"指标('{name}').{key}", 90, "句子里写了指标名")
        return None

    @property
    def indicators(self) -> list[dict[str, object]]:
        """The indicators, with what sentences said of them."""
        return self._indicators

    # -- rates --------------------------------------------------------------------------------------

    def _rate(self, figure: Figure, line: Line, figures: Sequence[Figure], made: dict[int, Tag]) -> Tag | None:
        for part, whole, sure, reason in self._candidates(figure, line, figures, made):
            expression = _quotient(part, whole, figure)
            if expression is not None:
                if reason == "占上一级的比重":
                    expression = expression.replace("百分比", "占比", 1)
                return Tag(figure.start, figure.end, expression, sure, reason)
        return None

    def _candidates(
        self, figure: Figure, line: Line, figures: Sequence[Figure], made: dict[int, Tag]
    ) -> Iterator[tuple["_Operand", "_Operand", int, str]]:
        """Pairs of figures of which the rate may be the quotient, the likeliest first."""
        if line.number in self.totals:
            budget, spent = self.totals[line.number]
            yield _operand(spent), _operand(budget), 90, "各项目合计之比"
        whole_number = figure.value == figure.value.to_integral_value()
        known = self.ledger.known
        if _SHARE.search(figure.label):
            before = [f for f in figures if f.end <= figure.start and f.sort is Sort.AMOUNT]
            for each in reversed(before[-1:]):
                path = self._placed.get((line.number, each.start))
                if path is not None and path[:-1] in known:
                    yield _operand(known[path]), _operand(known[path[:-1]]), 95, "占上一级的比重"
        pairs = [(known[a], known[b]) for a, b in _PAIRS if a in known and b in known]
        likely = re.search("执行率|支出率|完成率|完成.{0,12}预算|控制率", line.text[max(0, figure.start - 24) : figure.start])
        if likely:
            for a, b in pairs:
                yield _operand(a), _operand(b), 90, "执行数与预算数之比"
        if _ADJUSTED.search(figure.label):
            budgets = [known[p] for p in (_PAIRS[0][1], ("年初预算", "支出"), ("年初预算", "收入")) if p in known]
            for a in budgets:
                for b in budgets:
                    if a.path != b.path:
                        yield _operand(a, minus=b), _operand(b), 88, "两个预算数之差与年初数之比"
        mentioned = sorted(
            (each for each in known.values() if each.unit == "万元" and _mentioned(each, line.text)),
            key=lambda each: _distance(each, line.text, figure),
        )
        if not whole_number or likely or "之比" in line.text:
            for a in mentioned:
                for b in mentioned:
                    if a.path != b.path and (not whole_number or a.path[-1] != b.path[-1]):
                        yield _operand(a), _operand(b), 85, "这一段里的两个数之比"
        near = [f for f in figures if f is not figure and f.sort in (Sort.COUNT, Sort.HEADS, Sort.AMOUNT)]
        if whole_number or figure.places == 0:
            return
        for a in near:
            for b in near:
                if a is b or a.value == b.value or _quotient_of(a, b, figure.places) != figure.value:
                    continue
                yield self._near(a, made, line.number), self._near(b, made, line.number), 92, "这一段里的两个数之比"

    def _near(self, figure: Figure, made: dict[int, Tag], line: int) -> "_Operand":
        tag = made.get(figure.start)
        if tag is None:
            tag = self._as_fact(figure, 85, line)
            made[figure.start] = tag
        return _Operand(tag.expression.split(" | ")[0], figure.money)


@dataclass(frozen=True)
class _Operand:
    expression: str
    value: Decimal


def _operand(known: Known, minus: Known | None = None) -> _Operand:
    if minus is None:
        return _Operand(spelled(known.path), known.value)
    return _Operand(f"{spelled(known.path)} - {spelled(minus.path)}", known.value - minus.value)


def _quotient(part: _Operand, whole: _Operand, figure: Figure) -> str | None:
    """The expression of the rate as a quotient, where the two numbers give just what is printed."""
    if not whole.value or rounded(part.value / whole.value * 100, figure.places) != figure.value:
        return None
    return f"百分比({part.expression}, {whole.expression})"


def _quotient_of(a: Figure, b: Figure, places: int) -> Decimal | None:
    return rounded(a.money / b.money * 100, places) if b.money and a.sort is b.sort else None


def _mentioned(known: Known, text: str) -> bool:
    name = bare_label(known.label)
    return bool(name) and (name in text or (len(known.path) > 2 and known.path[-1] in text))


def _distance(known: Known, text: str, figure: Figure) -> tuple[bool, bool, int]:
    """Known amounts that the figure's own sentence speaks of come first, in the order in which it does."""
    start = max(text.rfind(mark, 0, figure.start) for mark in "。；") + 1
    ends = [place for mark in "。" if (place := text.find(mark, figure.end)) >= 0]
    sentence = text[start : min(ends, default=len(text))]
    places = [place for name in (known.path[-1], bare_label(known.label)) if (place := sentence.find(name)) >= 0]
    return (not places, "收入" in known.path, min(places, default=0))


def _part_name(node: Node, identity: Identity) -> str:
    name = node.figure.label
    for known in (identity.name, identity.short, identity.own):
        if known:
            name = name.replace(known, "")
    name = re.sub(r"[^\w（）]", "", bare_label(name))
    return "" if len(name) > 24 or name.startswith("按") or name in ("合计", "其中") else name


def _names(indicator: Mapping[str, object]) -> list[str]:
    names = indicator.get("三级指标", "")
    return [str(name) for name in names] if isinstance(names, list) else [str(names)] if names else []
