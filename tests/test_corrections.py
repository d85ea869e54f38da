"""One correction reaches everything: each base figure of each report is changed in turn and followed onto the page.

A correction is made as a clerk makes it, in the text of the data file. Then

* what ought to follow is computed anew here, with plain decimals (``recomputed``), and the figures must say the same;
* every figure that changed must have the corrected one in its record of what it was computed from;
* on the page, every number that changed must be the print of such a figure, and the print of the old figure must be
  left in no place, unless a figure that does not depend on the corrected one prints alike.
"""

import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from perfgen import word
from perfgen.compute import Figures, compute
from perfgen.context import template_context
from perfgen.documents import chosen
from perfgen.express.values import Absent, Kind, Number
from perfgen.keypath import KeyPath
from perfgen.load import load
from perfgen.model import build_report
from perfgen.packs import Pack, library
from perfgen.pipeline import compiled
from perfgen.prose import write_prose

ROOT = Path(__file__).parent.parent
INPUTS = ["钟落潭镇-2021", "吕田镇-2023", "天城镇-2021", "钟村街-2024", "前山镇-2024"]
LIBRARY = library()

HEADS = (
    "年初预算",
    "预算执行",
    "决算",
    "上年",
    "较上年",
    "三公经费",
    "项目",
    "人员",
    "自评",
    "事实",
    "新增项目",
    "资金支出",
)
"""Where base figures stand, beside 指标."""

FORM: Mapping[str, frozenset[str]] = {
    "chongyang": frozenset({"20", "80"}),  # 预算执行情况（20分） and 年度目标（80分） in the head of the county's form
    "guangzhou-conghua": frozenset({"100"}),
    "xuwen": frozenset({"100"}),
}
"""Figures that belong to the county's printed form."""

NUMBERING = re.compile(r"（?([0-9]{1,2})(?:[）、]|\.(?![0-9]))")
TOKEN = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?%?")


# -- building -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Built:
    """A report that was built: its figures, and the texts of its paragraphs and cells in order."""

    figures: Figures
    blocks: tuple[str, ...]
    data: Mapping[str, Any]

    @property
    def tokens(self) -> Counter[str]:
        """Every number of the report, as printed."""
        return Counter(token for block in self.blocks for token in TOKEN.findall(block))


def built(text: str, pack: Pack | None = None) -> Built:
    source = load(text.encode(), "数据.toml").source
    assert source is not None
    pack = pack or LIBRARY.choose(source.tree["模板"])
    report, _ = build_report(source, pack.contract)
    figures = compute(report).settled()
    texts = write_prose(figures)
    documents = (each for each in chosen(report) if not each.origin)
    pages = [compiled(pack.template(each)).render(template_context(figures, texts, each)) for each in documents]
    blocks = [
        paragraph.text
        for page in pages
        for block in word.read(page).blocks
        for holder in ([block] if isinstance(block, word.Paragraph) else block.cells)
        for paragraph in ([holder] if isinstance(holder, word.Paragraph) else holder.paragraphs)
    ]
    return Built(figures, tuple(blocks), tomllib.loads(text, parse_float=Decimal))


@cache
def original(name: str) -> str:
    """The data file without its 核对数 and 核实说明, which speak of the uncorrected figures."""
    text = (ROOT / "inputs" / f"{name}.toml").read_text("utf-8")
    text = re.sub(r'^\["核对数"\]\n(?:(?!\[).*\n)*', "", text, flags=re.M)
    return re.sub(r'^\[\["核实说明"\]\]\n(?:(?!\[).*\n)*', "", text, flags=re.M)


# -- corrections --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Base:
    """A typed figure: its paths in the report (a posting has one in each cut), its place in the text, its spelling."""

    paths: tuple[KeyPath, ...]
    start: int
    spelled: str

    def corrected(self, text: str, taken: Counter[str]) -> str:
        """The data file with another figure in its place, one that the report does not print yet."""
        match = TOKEN.search(self.spelled)
        if match is None:
            new = "更正后的" + self.spelled
        else:
            number = match[0].rstrip("%")
            places = len(number.partition(".")[2])
            new = next(
                self.spelled.replace(match[0], candidate + match[0][len(number) :])
                for candidate in _other_numbers(Decimal(number), places)
                if not any(token.startswith(candidate) for token in taken)
            )
        assert text.startswith(self.spelled, self.start)
        return text[: self.start] + new + text[self.start + len(self.spelled) :]


def _other_numbers(number: Decimal, places: int) -> Iterator[str]:
    """Numbers a little below ``number``, with as many decimals or more."""
    for extra in (0, 1, 2):
        for step in range(1, 400):
            shown = number * (1000 - 13 * step if step < 70 else 1000 + step) / 1000
            candidate = f"{shown.quantize(Decimal(1).scaleb(-min(places + extra, 2)), rounding=ROUND_HALF_UP)}"
            if Decimal(candidate) != number and Decimal(candidate) > 0:
                yield candidate
    for step in range(1, 400):
        yield str(step)


def bases(text: str) -> list[Base]:
    """Every base figure of a data file, in the order of the text."""
    source = load(text.encode(), "数据.toml").source
    assert source is not None
    report, _ = build_report(source, LIBRARY.choose(source.tree["模板"]).contract)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found: dict[int, Base] = {}
    for path, value in _leaves(report.tree, ()):
        if not _is_base(path, value):
            continue
        for place in report.places(path):
            start = starts[place.line - 1] + place.column - 1
            start += text[start] == '"'
            spelled = re.match(r"[^\"｜\n#}]*[^\"｜\n#}\s,]", text[start:])
            assert spelled is not None
            known = found.get(start)
            paths = (*known.paths, path) if known else (path,)
            found[start] = Base(paths, start, spelled[0] if isinstance(value, str) else _number_at(text, start))
    return [found[start] for start in sorted(found)]


def _number_at(text: str, start: int) -> str:
    match = re.match(r"-?[0-9][0-9.,]*", text[start:])
    assert match is not None
    return match[0].rstrip(",")


def _leaves(node: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(node, dict):
        for key, below in node.items():
            yield from _leaves(below, (*path, key))
    elif isinstance(node, list):
        for index, below in enumerate(node):
            yield from _leaves(below, (*path, index))
    else:
        yield path, node


def _is_base(path: KeyPath, value: Any) -> bool:
    typed = not isinstance(value, str) or (value not in ("未公布", "不适用") and "{{" not in value)
    if path[0] == "指标":
        return typed and path[2] in ("实际完成值", "得分")
    if path[0] == "事实":
        return typed and bool(TOKEN.search(str(value)))
    return typed and path[0] in HEADS and (not isinstance(value, str) or path[0] == "资金支出")


# -- what ought to follow, computed here --------------------------------------------------------------


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def printed_ratio(value: Decimal, places: int) -> str:
    shown = f"{rounded(value * 100, places):f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + "%"


def first_number(text: str) -> Decimal:
    match = re.search(r"-?[0-9]+(?:\.[0-9]+)?", text)
    assert match is not None
    return Decimal(match[0]) / (100 if text[match.end() : match.end() + 1] == "%" else 1)


def table_rows(text: str) -> list[dict[str, str]]:
    """A pasted table; the cells of the first two columns repeat while those to the left of them are empty too."""
    header, *lines = [line.split("｜") for line in text.strip().split("\n")]
    rows, above = [], [""] * len(header)
    for line in lines:
        cells = line + [""] * (len(header) - len(line))
        for i in range(2):
            if not cells[i] and not any(cells[:i]):
                cells[i] = above[i]
        above = cells
        rows.append(dict(zip(header, cells, strict=True)))
    return rows


@dataclass(frozen=True)
class Expected:
    """What ought to follow: figures by key path, and what sentences of the template compute, as printed."""

    figures: dict[KeyPath, Any]
    sentences: dict[str, str]


def recomputed(data: Mapping[str, Any]) -> Expected:
    match data["模板"]:
        case "guangzhou-baiyun":
            return _baiyun(data)
        case "guangzhou-conghua":
            return _conghua(data)
        case "chongyang":
            return _chongyang(data)
        case "guangzhou-panyu":
            return _panyu(data)
        case _:
            return _xuwen(data)


def _added(path: KeyPath, tree: Mapping[str, Any], *cut: str) -> dict[KeyPath, Any]:
    """A tree of one level (or the cut of one): its leaves and their sum."""
    leaves = {(*path, *cut, name): Decimal(value) for name, value in tree.items()}
    return {path: sum(tree.values(), Decimal(0))} | leaves


def grade(total: Decimal) -> str:
    return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"


def _baiyun(data: Mapping[str, Any]) -> Expected:
    income, spent = data["决算"]["收入"], data["决算"]["支出"]["按资金来源"]
    follows = _added(("决算", "收入"), income) | _added(("决算", "支出"), spent, "按资金来源")
    follows[("决算", "支出总计")] = follows[("决算", "收入总计")] = Decimal(data["决算"]["收入总计"])
    follows[("执行率",)] = follows[("决算", "支出")] / follows[("决算", "收入")]
    for column in ("全年预算数", "全年执行数"):
        follows[("项目", "合计", column)] = sum((Decimal(each[column]) for each in data["项目"]), Decimal(0))
    for index, each in enumerate(data["项目"]):
        follows[("项目", index, "执行率")] = Decimal(each["全年执行数"]) / Decimal(each["全年预算数"])
    follows[("重点项目执行率",)] = follows[("项目", "合计", "全年执行数")] / follows[("项目", "合计", "全年预算数")]
    total = sum((Decimal(part["得分"]) for part in data["自评"]["分项"].values()), Decimal(0))
    return Expected(follows | {("自评", "总分"): total, ("自评", "等级"): grade(total)}, {})


def _conghua(data: Mapping[str, Any]) -> Expected:
    follows = _added(("决算", "收入"), data["决算"]["收入"])
    follows |= _added(("决算", "支出"), data["决算"]["支出"]["按资金来源"], "按资金来源")
    total = Decimal(data["自评"]["总分"])
    follows |= {("自评", "总分"): total, ("自评", "等级"): grade(total)}
    facts = data["事实"]
    for index, each in enumerate(data["指标"]):
        if each["指标值"] == "未公布":
            continue
        actual = each["实际完成值"]
        if isinstance(actual, dict):
            sides = [actual["分子"], actual["分母"]]
            if isinstance(sides[0], str):
                sides = [first_number(facts["热线工单"][name]) for name in ("及时处理", "归档")]
            reached = Decimal(sides[0]) / Decimal(sides[1])
            follows[("指标", index, "实际完成值")] = reached
        else:
            reached = first_number(actual)
        follows[("指标", index, "完成率")] = min(Decimal(1), reached / first_number(each["指标值"]))
    help_, calls, letters = facts["救助对象"], facts["热线工单"], facts["信访"]
    return Expected(
        follows,
        {
            "内设机构": str(len(data["机构"]["内设机构"])),
            **{
                f"{level}个数": str(sum(each["一级指标"] == level for each in data["指标"]))
                for level in ("产出指标", "效益指标")
            },
            "救助对象合计": str(first_number(help_["低保"]) + first_number(help_["低收入"])),
            "以受理数为分母": printed_ratio(first_number(calls["及时处理"]) / first_number(calls["受理"]), 2),
            "调解成功率": printed_ratio(first_number(letters["调解成功"]) / first_number(letters["受理"]), 2),
        },
    )


def _chongyang(data: Mapping[str, Any]) -> Expected:
    budget, accounts = data["年初预算"]["支出"], data["决算"]
    follows = _added(("年初预算", "支出"), budget) | _added(("决算", "收入"), accounts["收入"])
    spent: dict[KeyPath, Decimal] = {}
    kind = group = ""
    for line in accounts["支出"]["按经济分类"]["表"].strip().split("\n")[1:]:
        cells = line.split("｜")
        kind = cells[0] or kind
        group = cells[1] or group
        amount = Decimal(cells[3])
        for path in (
            (),
            ("按支出性质", kind),
            ("按支出性质", kind, group),
            ("按支出性质", kind, group, cells[2]),
            ("按经济分类", group),
            ("按经济分类", group, cells[2]),
        ):
            spent[path] = spent.get(path, Decimal(0)) + amount
    follows |= {("决算", "支出", *path): amount for path, amount in spent.items()}
    income, outgo = follows[("决算", "收入")], follows[("决算", "支出")]
    follows[("决算", "年末结转和结余")] = accounts["年初结转和结余"] + income - outgo
    follows[("预算执行", "年度资金总额", "全年预算数")] = income
    follows[("执行率",)] = outgo / income
    follows[("预算调整率",)] = (income - follows[("年初预算", "支出")]) / follows[("年初预算", "支出")]
    parts = {"预算执行": rounded(20 * min(Decimal(1), outgo / income), 1)}
    for index, each in enumerate(data["指标"]):
        if "得分" in each:
            score = Decimal(each["得分"])
        else:
            target, actual = first_number(each["指标值"]), first_number(each["实际完成值"])
            over = each["指标值"].startswith("≤") and actual > target
            share = (
                target / actual if over else Decimal(1) if "≤" in each["指标值"] else min(Decimal(1), actual / target)
            )
            score = rounded(each["分值"] * share, 1)
        follows[("指标", index, "得分")] = score
        parts[each["一级指标"]] = parts.get(each["一级指标"], Decimal(0)) + score
    follows |= {("自评", "分项", name, "得分"): score for name, score in parts.items()}
    total = sum(parts.values(), Decimal(0))
    follows |= {("自评", "总分"): total, ("自评", "等级"): grade(total)}
    shares = {f"占比{name}": printed_ratio(amount / sum(budget.values()), 1) for name, amount in budget.items()}
    return Expected(follows, shares)


def _panyu(data: Mapping[str, Any]) -> Expected:
    accounts = data["决算"]
    income, spent = accounts["收入"], accounts["支出"]
    follows = _added(("决算", "收入"), income) | _added(("决算", "支出"), spent)
    follows |= {("年初预算", side): Decimal(data["年初预算"][side]) for side in ("收入", "支出")}
    closing = accounts["年初结转和结余"] + follows[("决算", "收入")] - follows[("决算", "支出")]
    follows[("决算", "年末结转和结余")] = closing
    follows[("执行率",)] = spent["财政拨款支出"] / income["财政拨款收入"]
    follows[("年初预算完成率",)] = spent["财政拨款支出"] / follows[("年初预算", "支出")]
    follows[("非财政拨款收入",)] = follows[("决算", "收入")] - income["财政拨款收入"]
    total = Decimal(data["自评"]["总分"])
    follows |= {("自评", "总分"): total, ("自评", "等级"): grade(total)}
    for index, row in enumerate(table_rows(data["指标"]["表"])):
        rate = row["实际完成值"] == "{{ 执行率 }}"
        if rate or re.match(r"[0-9]", row["实际完成值"]):
            actual = follows[("执行率",)] if rate else first_number(row["实际完成值"])
            follows[("指标", index, "完成率")] = min(Decimal(1), actual / first_number(row["指标值"]))
    shares = {
        f"{side}{name}": printed_ratio(amount / sum(tree.values()), 2)
        for side, tree in (("收入", income), ("支出", spent))
        for name, amount in tree.items()
    }
    facts = data["事实"]
    ahead = first_number(facts["经济"]["重点项目计划完成率"]) - 1
    replies = first_number(facts["建议提案"]["提案"]) + first_number(facts["建议提案"]["社情民意"])
    return Expected(
        follows,
        shares
        | {"超计划": printed_ratio(abs(ahead), 2).rstrip("%"), "回复": str(replies), "次年": str(data["年度"] + 1)},
    )


def _xuwen(data: Mapping[str, Any]) -> Expected:
    follows = _added(("决算", "支出"), data["决算"]["支出"])
    follows[("决算", "支出总计")] = Decimal(data["决算"]["支出总计"])
    follows |= {("较上年", "决算", "支出", k): Decimal(v) for k, v in data["较上年"]["决算"]["支出"].items()}
    follows |= {
        ("上年", "决算", "支出", k): data["决算"]["支出"][k] - v for k, v in data["较上年"]["决算"]["支出"].items()
    }
    follows[("资金支出率",)] = first_number(data["资金支出"]["支出率"])
    official, fresh, people = data["三公经费"]["合计"], data["新增项目"], data["人员"]
    difference = abs(official["决算数"] - official["预算数"])
    sentences = {
        "三公完成预算": printed_ratio(official["决算数"] / official["预算数"], 2),
        "评估覆盖率": printed_ratio(Decimal(fresh["已评估"]) / Decimal(fresh["个数"]), 2),
        "在职人员控制率": printed_ratio(Decimal(people["年末在职人数"]) / Decimal(people["编制人数"]), 2),
        "三公与预算相差": f"{difference:f}".rstrip("0").rstrip(".") if difference else "",
    }
    return Expected(follows, sentences)


# -- following a correction ---------------------------------------------------------------------------


def complaints(base: Base, before: Built, after: Built) -> Iterator[str]:
    """Everything that a correction of ``base`` did not reach, and everything that it should not have reached."""
    expected = recomputed(after.data)
    for path, value in expected.figures.items():
        before.figures.value(path)
        if not _same(after.figures.value(path), value):
            yield f"{path}: {after.figures.value(path)}, should be {value}"
    reached = dependents(base, before.figures) | dependents(base, after.figures)
    old, new = prints(before.figures), prints(after.figures)
    changed = {path for path in {*old, *new} if old.get(path) != new.get(path)}
    yield from (f"{path} changed, but has no record of it" for path in changed - reached)
    if not changed:
        yield "nothing changed"
    then, now = recomputed(before.data).sentences, expected.sentences
    pairs = {pair for path in changed for pair in _pairs(old.get(path, ()), new.get(path, ()))}
    pairs |= {(then[name], now[name]) for name in now if then[name] != now[name]}
    words = {text for path in reached for text in (str(after.figures.value(path)),)} if _is_text(base) else set()
    kept = Counter[str]()
    for block, other in aligned(before.blocks, after.blocks):
        yield from _misprints(block, other, pairs, words, new, kept)
    elsewhere = {token for path, tokens in old.items() if path not in changed for token in tokens}
    elsewhere |= {match[1] for block in before.blocks if (match := NUMBERING.match(block))}
    elsewhere |= FORM.get(before.data["模板"], frozenset()) | literals(before.data)
    elsewhere |= {text for name, text in then.items() if now[name] == text}
    for token in {a for a, b in pairs if a != b} - {""}:
        if kept[token] and token not in elsewhere:
            yield f"{token} is still printed"
    printed = {token for block in before.blocks for token in TOKEN.findall(block)}
    for path in changed:
        if {*old.get(path, ())} & (printed - elsewhere) and not {*new.get(path, ())} & {*after.tokens}:
            yield f"{path}: {new.get(path)} is not printed"


def _pairs(old: tuple[str, ...], new: tuple[str, ...]) -> set[tuple[str, str]]:
    """Which number becomes which: one by one where the words around them stay."""
    if len(old) == len(new):
        return {(a, b) for a, b in zip(old, new, strict=True) if a != b}
    return {(a, b) for a in old or ("",) for b in new or ("",) if a != b}


def _is_text(base: Base) -> bool:
    return TOKEN.search(base.spelled) is None


def _same(value: Any, expected: Any) -> bool:
    if isinstance(value, Number):
        return abs(value.value - Decimal(expected)) < Decimal("1e-20")
    return str(value) == str(expected)


def dependents(base: Base, figures: Figures) -> set[KeyPath]:
    """The paths that the record says were computed from ``base``, itself included."""
    users: dict[KeyPath, list[KeyPath]] = {}
    for path, used in figures.inputs.items():
        for each in used:
            users.setdefault(figures.report.indexed(each), []).append(path)
    found: set[KeyPath] = set()
    waiting = [path[:n] for path in base.paths for n in (len(path),)]
    waiting += [path[:-1] for path in base.paths if path[-1] in ("分子", "分母", "值")]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += users.get(path, [])
    return found


def prints(figures: Figures) -> dict[KeyPath, tuple[str, ...]]:
    """What every figure prints: its number, plain and as an amount; of a text, the numbers in it."""
    found: dict[KeyPath, tuple[str, ...]] = {}
    for path, value in figures.values():
        if isinstance(value, Number):
            amount = replace(value, text=None).spelled() if value.kind is Kind.AMOUNT else ""
            shown = (str(value), amount)
            found[path] = tuple(token for text in shown for token in TOKEN.findall(text))
        elif isinstance(value, str):
            found[path] = tuple(TOKEN.findall(value)) or (value,)
        elif isinstance(value, Absent):
            found[path] = ("—",)
    return found


def literals(data: Any) -> frozenset[str]:
    """The numbers that the town's own words and the indicators' targets state."""
    if isinstance(data, Mapping):
        passed = (value for key, value in data.items() if key not in HEADS or key == "项目")
        return frozenset[str]().union(*map(literals, passed))
    if isinstance(data, list):
        return frozenset[str]().union(*map(literals, data))
    return frozenset(TOKEN.findall(re.sub(r"\{\{.*?\}\}", "", data))) if isinstance(data, str) else frozenset()


def aligned(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The paragraphs and cells of two reports side by side; one that has no fellow stands beside an empty text."""
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal" or b - a == d - c:
            yield from zip(before[a:b], after[c:d], strict=True)
        else:
            shapes = [TOKEN.sub("#", text) for text in before[a:b]], [TOKEN.sub("#", text) for text in after[c:d]]
            for each, i, j, k, m in SequenceMatcher(None, *shapes, autojunk=False).get_opcodes():
                olds, news = before[a + i : a + j], after[c + k : c + m]
                if each == "equal" or len(olds) == len(news):
                    yield from zip(olds, news, strict=True)
                else:
                    yield from ((text, "") for text in olds)
                    yield from (("", text) for text in news)


def _misprints(
    block: str,
    other: str,
    pairs: set[tuple[str, str]],
    words: set[str],
    new: Mapping[KeyPath, tuple[str, ...]],
    kept: Counter[str],
) -> Iterator[str]:
    """Numbers of a paragraph that changed without a figure behind them; those that stayed are counted in ``kept``."""
    old_tokens, new_tokens = TOKEN.findall(block), TOKEN.findall(other)
    if not block or not other:  # a sentence that came or went: all its figures must be there
        known = {token for tokens in new.values() for token in tokens} | {b for _, b in pairs}
        known |= {str(n) for n in range(1, 31)}
        yield from (f"{token} in “{other}” is no figure" for token in new_tokens if token not in known)
        return
    if block != other and old_tokens == new_tokens and not words:
        yield f"“{block}” became “{other}”"
    pieces = [[piece for piece in re.split(f"({TOKEN.pattern})", text) if piece] for text in (block, other)]
    for kind, a, b, c, d in SequenceMatcher(None, *pieces, autojunk=False).get_opcodes():
        olds = [piece for piece in pieces[0][a:b] if TOKEN.fullmatch(piece)]
        news = [piece for piece in pieces[1][c:d] if TOKEN.fullmatch(piece)]
        if kind == "equal":
            kept.update(olds)
        elif len(olds) == len(news):
            yield from (f"{x} became {y} in “{other}”" for x, y in zip(olds, news, strict=True) if (x, y) not in pairs)
        elif not all(any(now == y for _, y in pairs) for now in news):
            yield f"{olds} became {news} in “{other}”"


@pytest.mark.parametrize("name", INPUTS)
def test_one_correction_reaches_everything(name: str) -> None:
    text = original(name)
    before = built(text)
    found = bases(text)
    assert len(found) >= 15
    for base in found:
        after = built(base.corrected(text, before.tokens))
        assert list(complaints(base, before, after)) == [], (base.paths[0], base.spelled)


@pytest.mark.parametrize("name", INPUTS)
def test_every_number_of_a_report_has_a_figure_behind_it(name: str) -> None:
    """All base figures are changed at once, each to another number, so that no two print alike by chance."""
    assert list(_unfounded(name, None)) == []


def test_a_column_typed_in_a_template_would_be_found() -> None:
    pack = LIBRARY.choose("chongyang")
    spoilt = replace(
        pack, files={**pack.files, "report.docx": _retyped(pack.files["report.docx"], "{{ 行.实际完成值 }}", "27个村")}
    )
    assert set(_unfounded("天城镇-2021", spoilt)) == {"27"}


def _unfounded(name: str, pack: Pack | None) -> Iterator[str]:
    text = original(name)
    taken = built(text).tokens
    for base in reversed(bases(text)):
        if base.paths[0][-1] == "分子":
            continue  # a part of what stands under it
        length = len(text)
        corrected = base.corrected(text, taken)
        taken.update(TOKEN.findall(corrected[base.start : base.start + len(base.spelled) + len(corrected) - length]))
        text = corrected
    report = built(text, pack)
    expected = recomputed(report.data)
    for path in expected.figures:
        report.figures.value(path)
    known = {token for tokens in prints(report.figures).values() for token in tokens}
    known |= {token for shown in expected.sentences.values() for token in TOKEN.findall(shown)}
    known |= literals(report.data) | FORM.get(report.data["模板"], frozenset())
    for block in report.blocks:
        numbering = NUMBERING.match(block)
        yield from (
            token for token in TOKEN.findall(block[numbering.end() if numbering else 0 :]) if token not in known
        )


@pytest.mark.parametrize(
    ("tag", "typed", "path"),
    [
        ("{{ 决算.支出 | 万元 }}", "4212.62万元", ("决算", "支出", "按经济分类", "资本性支出", "大型修缮")),
        ("{{ 自评.总分 }}", "98.7", ("指标", 8, "得分")),
        ("{{ 执行率 }}", "98.3%", ("决算", "收入", "其他收入")),
        ("{{ 决算.年末结转和结余 | 万元 }}", "939.23万元", ("决算", "年初结转和结余")),
    ],
)
def test_a_figure_typed_in_a_template_would_be_found(tag: str, typed: str, path: KeyPath) -> None:
    pack = LIBRARY.choose("chongyang")
    text = original("天城镇-2021")
    spoilt = replace(pack, files={**pack.files, "report.docx": _retyped(pack.files["report.docx"], tag, typed)})
    (base,) = (base for base in bases(text) if path in base.paths)
    before = built(text, spoilt)
    assert list(complaints(base, before, built(base.corrected(text, before.tokens), spoilt)))


def _retyped(docx: bytes, tag: str, typed: str) -> bytes:
    """The Word file with one ``tag`` replaced by a typed figure."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(docx)) as old, ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                assert tag.encode() in data
                data = data.replace(tag.encode(), typed.encode(), 1)
            new.writestr(name, data)
    return made.getvalue()
