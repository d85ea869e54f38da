"""Figures that a sentence states in whatever words: “A X万元，其中：B Y万元”, “占 N%”, “应得40分，实际得分40分”.

A claim names the key path that its label means. What label means what is the vocabulary of budget and final accounts;
where the pack's template keeps a figure (按资金来源 or 按支出性质, 分项 by name) follows from the paths that it uses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from perfgen.contract import Contract
from perfgen.importing.patterns import Gap
from perfgen.vocabulary import OFFICIAL_CLASSES

Path = tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A figure or text that the report states for a key path, and where it stood in the text that was read."""

    path: Path
    value: str
    gap: Gap
    start: int = -1
    end: int = -1
    year: str = ""
    """The year that the label names, where it names one."""
    label: str = ""


_FIGURE = re.compile(
    r"(?P<number>-?[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>万元|亿元|元(?!旦)|万(?=[，。；])|[%％]|个百分点|分(?![钟之别])|人(?!次))"
)
_BREAKS = "，。；：、,;:（）()　“”"
_LEADING = re.compile(
    r"^(?:其中|以及|并且|并|及|和|与|即|共计|合计|实现|完成|包括|含|为|是|年度|年(?![初末])|度|全年|单位|部门|镇|街|我镇|我街|本镇|我单位|本单位|各项|总的)+"
)
_TRAILING = re.compile(r"(?:决算数|总额|数额|金额|资金|合计|共计|总计为|为|是|达到|达|约|近|共|数|：|:)+$")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年(?:度)?")
_CLASSES = {name: set(items) for name, items in OFFICIAL_CLASSES.items()}
_SOURCES = re.compile(
    r"一般公共|政府性基金|国有资本|财政拨款|财政专户|其[他它]|事业|上级补助|经营|附属|预算内|预算外|基金|捐赠|利息"
)


@dataclass
class Context:
    """What the sentences before were about."""

    side: Path = ()
    """The tree whose parts are being listed: 决算.收入, 年初预算.支出 …"""
    last: Path = ()
    """The last amount claimed, which 占 and 比上年 speak of."""
    subject: str = ""


@dataclass
class Reader:
    """Reads claims for one pack; ``used`` are the paths of its template."""

    contract: Contract
    used: frozenset[Path]
    names: tuple[str, ...] = ()
    """Names of the unit that may stand before a label."""
    context: Context = field(default_factory=Context)

    def home(self, side: Path) -> Path:
        """Where the parts of ``side`` are kept: in the cut that the template prints, or directly."""
        cuts = [
            path[: len(side) + 1] for path in sorted(self.used) if path[: len(side)] == side and len(path) > len(side)
        ]
        return next((cut for cut in cuts if cut[-1].startswith("按")), side)

    def read(self, text: str) -> tuple[list[Claim], list[str]]:
        """The claims of ``text``, and the labels of amounts that mean nothing known."""
        claims: list[Claim] = []
        unread: list[str] = []
        position = 0
        for match in _FIGURE.finditer(text):
            label = text[position : match.start()]
            position = match.end()
            cut = max((label.rfind(mark) for mark in _BREAKS if mark not in "：:"), default=-1)
            full, label = label, label[cut + 1 :]
            unit = match["unit"]
            year = _YEAR.search(label)
            made: Claim | None
            if unit in ("万元", "亿元", "元", "万"):
                made = self._amount(label, full, match, text)
            elif unit in ("%", "％"):
                made = self._rate(label, match)
            elif unit == "分":
                made = self._score(label, full, match)
            elif unit == "人":
                made = self._people(label, match)
            else:
                made = None
            if made is not None:
                claims.append(
                    Claim(made.path, made.value, made.gap, match.start(), match.end(), year[1] if year else "", label)
                )
            elif unit in ("万元", "亿元", "元"):
                unread.append(f"{label}{match[0]}".strip())
        claims += self._grade(text)
        return claims, unread

    # -- amounts ------------------------------------------------------------------------------------

    def _amount(self, label: str, full: str, match: re.Match[str], text: str) -> Claim | None:
        value = in_ten_thousands(match["number"], match["unit"])
        changed = re.search(r"(?:比|较)(?:上年|去年)[^，。；]{0,8}(增加|减少|增长|下降)$", label)
        if changed:
            if not self.context.last:
                return None
            sign = "-" if changed[1] in ("减少", "下降") else ""
            return Claim(("较上年", *self.context.last), sign + value, Gap.CHANGE)
        path = self._meaning(self._bare(label), full)
        if path is None:
            return None
        if path[0] in ("决算", "年初预算"):
            self.context.last = path
        return Claim(path, value, Gap.AMOUNT)

    def _bare(self, label: str) -> str:
        bare = _YEAR.sub("", label)
        bare = re.sub(r"^.*?[：:]", "", bare) if "：" in bare or ":" in bare else bare
        bare = re.sub(r"[“”\"\s]", "", bare)
        for name in self.names:
            bare = bare.replace(name, "")
        previous = None
        while previous != bare:
            previous = bare
            bare = _LEADING.sub("", _TRAILING.sub("", bare))
        return bare

    def _meaning(self, bare: str, full: str) -> Path | None:
        computed = next((each.name for each in self.contract.computed if bare.endswith(each.name)), None)
        if computed:
            return (computed,)
        if re.search(r"年初结转|上年结转|上年结余|年初结余", bare + full[-12:]) and "结" in bare:
            return ("决算", "年初结转和结余")
        if re.search(r"年末结|年末结余|结转下年", bare):
            return ("决算", "年末结转和结余")
        if re.search(r"(?:总收入|收入总计|收入总额)$", bare):
            return ("决算", "收入总计")
        if re.search(r"(?:总支出|支出总计|支出总额)$", bare) and not re.search("占", bare):
            return ("决算", "支出总计")
        official = re.search(r"三公.{0,4}经费|三公经费", full + bare)
        if official or self.context.subject == "三公":
            found = self._official(bare, full)
            if found is not None:
                self.context.subject = "三公"
                return found
        budget = re.search(r"(?:部门|年初|单位)?(?:年初)?预算(?:安排)?(?:的)?(收入|支出)$", bare)
        if budget and not re.search("公共|基金|资本|财政拨款", bare):
            return self._opened(("年初预算", budget[1]))
        if bare in ("基本支出", "项目支出"):
            return self._part("支出", bare)
        total = re.search(r"(?:^|本年|当年|决算|政府|部门|单位|镇|街|年度)?(?:决算)?(收入|支出)$", bare)
        if (
            total
            and not _SOURCES.search(bare)
            and len(bare) <= 8
            and re.match(r"^(?:本年|当年|决算|政府|安排|年度|实际)*(?:收入|支出)$", bare)
        ):
            return self._opened(("决算", total[1]))
        if re.search(r"(?:全年|调整后?的?|项目资金|资金)?预算(?:安排)?$|用款计划$", bare) and not self.context.subject:
            return ("预算执行", "年度资金总额", "全年预算数")
        return self._listed(bare)

    def _opened(self, side: Path) -> Path:
        self.context.side = side
        return side

    def _official(self, bare: str, full: str) -> Path | None:
        if ("三公经费", "合计", "决算数") not in self.used:
            return None
        if re.search(r"预算", bare) and not re.search("决算", bare):
            return ("三公经费", "合计", "预算数")
        if re.search(r"决算|支出|三公", bare):
            return ("三公经费", "合计", "决算数")
        return None

    def _part(self, kind: str, name: str) -> Path:
        side = self.context.side if self.context.side[-1:] == (kind,) else ("决算", kind)
        return (*self.home(side), name)

    def _listed(self, bare: str) -> Path | None:
        for kind in ("收入", "支出"):
            if not (bare.endswith(kind) or (kind == "收入" and bare.endswith("拨款"))):
                continue
            open_side = self.context.side[-1:] == (kind,)
            if len(bare) > 16 or not (_SOURCES.search(bare) or (open_side and len(bare) <= 12)):
                return None
            name = bare if bare.endswith(kind) else bare + kind
            return self._part(kind, name)
        if self.context.side and bare in _CLASSES:
            return (*self.home(self.context.side), bare)
        return None

    # -- rates, scores, people, grade ---------------------------------------------------------------

    def _rate(self, label: str, match: re.Match[str]) -> Claim | None:
        value = match[0].replace("％", "%").replace(" ", "")
        if re.search(r"占", label):
            return Claim((), value, Gap.RATE)
        if re.search(r"资金支出率", label) and self.contract.shape.at(("资金支出", "支出率")):
            return Claim(("资金支出", "支出率"), value, Gap.RATE)
        if re.search(r"(?:执行率|预算完成率|支出率)(?:为|达到?|是)?$", label):
            return Claim(("执行率",), value, Gap.RATE)
        if re.search(r"完成(?:全年|年初)?预算.{0,16}的$", label) or label == "的":
            return Claim((), value, Gap.RATE)
        return None

    def _score(self, label: str, full: str, match: re.Match[str]) -> Claim | None:
        bare = re.sub(r"\s|^.*[：:](?=.)", "", label)
        parts = {path[2] for path in self.used if path[:2] == ("自评", "分项") and len(path) == 4}
        parts |= set(self.contract.scoring.weights)
        named = next((part for part in sorted(parts, key=len, reverse=True) if part in bare), None)
        if named is None and re.search(r"(?:应得|实际得分?|满分|得)$", bare):
            named = next((part for part in sorted(parts, key=len, reverse=True) if part == self.context.subject), None)
        if named is not None:
            self.context.subject = named
            full_mark = re.search(r"(?:应得|满分|分值)[^得]*$", bare)
            return Claim(("自评", "分项", named, "满分" if full_mark else "得分"), match["number"], Gap.NUMBER)
        if re.search(r"(?:总得分|总分|自评得分|得分|自评结果|自评分|绩效得)(?:为|是|：|:|得)*$", bare) or (
            re.search("自评结果|自评得分|总得分", full) and re.match(r"^(?:为|是|：|:)*$", bare)
        ):
            return Claim(("自评", "总分"), match["number"], Gap.NUMBER)
        return None

    def _people(self, label: str, match: re.Match[str]) -> Claim | None:
        for pattern, name in (
            ("离退休", "离退休人数"),
            ("外聘|临时工|编外|聘用", "外聘人数"),
            ("在职|实有", "年末在职人数"),
            ("核定|编制", "编制人数"),
        ):
            if re.search(pattern, label) and len(label) <= 24:
                return Claim(("人员", name), match["number"].replace(",", ""), Gap.NUMBER)
        return None

    def _grade(self, text: str) -> Iterator[Claim]:
        names = [name for name, _ in self.contract.scoring.grades]
        match = re.search(
            r"(?:自评(?:结果|等级|结论|得分)?|等级|状况|评)(?:为|是|：|:|评为)+[“\"]?([优良中差])(?:秀|好|等)?", text
        )
        match = match or re.search(r"状况([优良中差])(?:秀|好)", text)
        if match and match[1] in names:
            yield Claim(("自评", "等级"), match[1], Gap.TEXT, match.start(1), match.end(1))


def in_ten_thousands(number: str, unit: str) -> str:
    """An amount in 万元, spelled plainly."""
    value = Decimal(number.replace(",", "").replace("，", ""))
    value = value * 10000 if unit == "亿元" else value / 10000 if unit == "元" else value
    shown = format(value, "f")
    return shown.rstrip("0").rstrip(".") if unit in ("元", "亿元") and "." in shown else shown


def official_name(name: str, siblings: Sequence[str] = ()) -> str:
    """The official name of an economic class or item that is spelled a little otherwise."""
    from difflib import SequenceMatcher

    known = siblings or [*_CLASSES, *(item for items in _CLASSES.values() for item in items)]
    if name in known:
        return name
    bare = name.replace("的", "")
    for each in known:
        if each.replace("的", "") == bare:
            return each
    scored = [(int(SequenceMatcher(None, name, each, autojunk=False).ratio() * 1000), each) for each in known]
    best = max(scored, default=(0, name))
    inside = all(character in best[1] for character in name)
    return best[1] if best[0] >= 800 or (inside and best[0] >= 650) else name
