"""Which field each figure of a report prints: what is known of it, a quotient of two others, or a fact of the prose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfgen.making.amounts import Figure, Sort, figures_of
from perfgen.making.collect import Collected, Line, names_in
from perfgen.making.ledger import FACTS, Known, Path, spelled
from perfgen.making.names import bare_label, field_name
from perfgen.making.rates import SHARE, Operand, known_pairs, near_pairs, quotient
from perfgen.making.tables import computed_rate

_CHANGED = re.compile(r"(增加|减少)$")
_NORM = re.compile("(?:没有|未|未能|不足|不到|不低于|不超过|要求)达?到?$|按$")
"""Words before a figure that is a mark set by others, not one of the unit's own."""


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


class Assigner(Collected):
    """Gives each figure of a report its expression."""

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
            return self._printed(
                figure, path, 95 if summed_up else 90, "分项相加等于它" if summed_up else "按说法", line.number
            )
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

    def cell(self, line: Line, labels: Sequence[str], meant: str = "") -> Tag | None:
        """The tag of a cell that holds nothing but a figure (not full marks); ``labels`` stand beside and above it.

        ``meant`` is the path that its label usually means.
        """
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
            found = next((each for each in self.ledger.known.values() if spelled(each.path) == meant), None)
            if found is None or found.value != value:
                found = self._beside(value, labels)
            if found is not None and line.number not in self.plain:
                return Tag(0, len(line.text), spelled(found.path), 85, f"与“{found.label}”同数")
        if line.text == "100" or (
            re.fullmatch("[0-9]{1,3}", line.text) and not re.search("分|数|额|率|支出|收入", said)
        ):
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
                        for word, other in (("收入", "支出"), ("支出", "收入"), ("执行", "收入")))  # fmt: skip
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
        named = [
            (said.rfind(name), len(name), each) for each in self._indicators for name in names_in(each) if name in said
        ]
        if not named:
            return None
        item = max(named, key=lambda one: one[:2])[2]
        name = "、".join(names_in(item))
        label = re.sub(r"[≥≤=＝≧≦]$", "", figure.label)
        if figure.sort is Sort.SCORE:
            key = "分值" if re.search("分值|满分|应得", label) else "得分"
            if key not in item and key == "分值":
                item[key] = figure.value
            stated = item.get(key)
            if not isinstance(stated, Decimal) or stated != figure.value:
                return None
            end = figure.end - len(figure.unit)
            return Tag(figure.start, end, f"指标('{name}').{key}", 90, "句子里写了指标名")
        for key, pattern in (
            ("指标值", "目标|指标值"),
            ("实际完成值", "完成值|实际完成|实现"),
            ("完成率", "完成率|完成比例"),
        ):
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
        """The tag of a rate that is the quotient of two figures; those of the paragraph become fields for it."""
        placed = {each.start: path for each in figures if (path := self._placed.get((line.number, each.start)))}
        totals = self.totals.get(line.number, [])
        for part, whole, sure, reason in known_pairs(figure, line.text, self.ledger.known, placed, totals):
            expression = quotient(part, whole, figure)
            if expression is not None:
                word = expression if reason != SHARE else expression.replace("百分比", "占比", 1)
                return Tag(figure.start, figure.end, word, sure, reason)
        for a, b in near_pairs(figure, figures):
            expression = quotient(self._near(a, made, line.number), self._near(b, made, line.number), figure)
            if expression is not None:
                return Tag(figure.start, figure.end, expression, 92, "这一段里的两个数之比")
        return None

    def _near(self, figure: Figure, made: dict[int, Tag], line: int) -> Operand:
        """A figure of the same paragraph as part of a quotient; it becomes a field if it is none."""
        tag = made.get(figure.start)
        if tag is None:
            tag = made[figure.start] = self._as_fact(figure, 85, line)
        return Operand(tag.expression.split(" | ")[0], figure.money)
