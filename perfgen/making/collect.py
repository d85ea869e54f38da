"""What the figures of a report are: amounts by their labels and by the sums that they make, scores, staff."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfgen.contract import Contract
from perfgen.importing.claims import Claim, Reader
from perfgen.importing.patterns import Gap
from perfgen.making.amounts import Figure, Node, Sort, figures_of, summed
from perfgen.making.ledger import TREES, Known, Ledger, Path, in_tree
from perfgen.making.names import Identity, bare_label

_ROOTS = {
    *TREES, ("决算", "年初结转和结余"), ("决算", "年末结转和结余"), ("决算", "收入总计"), ("决算", "支出总计"),
    ("预算执行", "年度资金总额", "全年预算数"), ("三公经费", "合计", "预算数"), ("三公经费", "合计", "决算数"),
}  # fmt: skip
_NATURES = ("基本支出", "项目支出")
_USED = frozenset({("三公经费", "合计", "决算数")})
_SCORED = re.compile(r"^(?P<name>.*?)(?:的?(?P<full>满分|应得|分值|权重)(?:为|是)?|(?:自评|实际)?得分?(?:为|是)?)$")
_TOTAL = re.compile(r"(?:自评|绩效|综合)(?:总)?(?:得分|得|评分|分数)(?:为|是)?$|总(?:得)?分(?:为|是)?$")


@dataclass(frozen=True)
class Line:
    """A paragraph whose figures are to be read: its number, its text, whether a new section begins with it."""

    number: int
    text: str
    heading: bool = False
    context: str = ""
    """Words that stand around it: the cells beside and above."""


class Collected:
    """The figures of a report, as far as they say what they are."""

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
                based = claim.gap is Gap.CHANGE and claim.path[1:] in self.ledger.known
                if based and self._put(claim.path, Decimal(claim.value), claim.label, "万元"):
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
        paths = [(*path, name) for name in names]
        if any(each in self.ledger.known and self.ledger.known[each].value != part.money
               for each, part in zip(paths, node.parts, strict=True)):  # fmt: skip
            return
        self.ledger.split(path, paths)
        for part, own in zip(node.parts, paths, strict=True):
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
        if not subject or any(subject in names_in(each) for each in self._indicators):
            return
        path = ("自评", "分项", subject, "满分" if match["full"] else "得分")
        if self._put(path, figure.value, figure.label, "分"):
            self._placed[number, figure.start] = path


def _part_name(node: Node, identity: Identity) -> str:
    name = node.figure.label
    for known in (identity.name, identity.short, identity.own):
        if known:
            name = name.replace(known, "")
    name = re.sub(r"[^\w（）]", "", bare_label(name))
    return "" if len(name) > 24 or name.startswith("按") or name in ("合计", "其中") else name


def names_in(indicator: Mapping[str, object]) -> list[str]:
    """The names of an indicator: one, or several that share a score."""
    names = indicator.get("三级指标", "")
    return [str(name) for name in names] if isinstance(names, list) else [str(names)] if names else []
