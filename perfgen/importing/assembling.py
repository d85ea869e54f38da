"""What was read as the tree of a data file: base facts in their fields, figures that follow from others as 核对数."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from perfgen.compute import Figures, compute
from perfgen.compute.derived import rule_for
from perfgen.contract import Contract
from perfgen.express import words
from perfgen.express.values import Absent, Amount, Number, decimal_of
from perfgen.importing.claims import official_name
from perfgen.importing.facts import Facts
from perfgen.importing.gathered import Doubt, Fact, Gathered
from perfgen.importing.identity import note_notice, unit_of, year_of
from perfgen.importing.patterns import Gap, Path
from perfgen.importing.prose import formed
from perfgen.keypath import format_key
from perfgen.load import Source
from perfgen.model import build_report
from perfgen.vocabulary import FORMAT_VERSION, OFFICIAL_CLASSES, WORDS, Type

Tree = dict[str, Any]


def assembled(gathered: Gathered, contract: Contract, whole: str, used: Iterable[Path]) -> Tree:
    """The tree of a data file; doubts are added to ``gathered``. ``used`` are the paths that the template prints."""
    tree: Tree = {"格式版本": FORMAT_VERSION, "模板": contract.id, "模板版本": contract.version}
    tree["年度"] = year_of(gathered, whole)
    tree["金额单位"] = "万元"
    tree["单位"] = unit_of(gathered, contract, whole)
    note_notice(gathered, contract, whole)
    derived: list[tuple[Path, Fact]] = []
    paths = {fact.path for fact in gathered.facts}
    for fact in gathered.facts:
        if fact.path in (("年度",), ("成文日期",)) or (
            fact.path[0] == "单位" and fact.path[1] in ("名称", "简称", "自称")
        ):
            continue
        if _in_a_cut(fact.path, paths):
            continue
        if fact.value in WORDS:
            _unpublished(tree, fact.path, paths, contract)
        elif _sums_up(fact.path, paths) or _follows(fact.path, contract):
            derived.append((fact.path, fact))
        else:
            _place(tree, fact, contract)
    stated = gathered.first("成文日期")
    day = re.fullmatch(r"([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日", stated.replace(" ", ""))
    if day:
        with suppress(ValueError):
            tree["成文日期"] = date(int(day[1]), int(day[2]), int(day[3]))
    elif stated:
        tree["成文日期"] = stated
    for path, items in gathered.lists.items():
        _put(tree, tuple(path.split(".")), [dict(item) for item in items])
    if gathered.projects:
        tree["项目"] = [_project(item, contract) for item in gathered.projects]
    if gathered.indicators:
        tree["指标"] = [_indicator(item) for item in gathered.indicators]
    _official_names(tree, gathered)
    _settle(tree, derived, gathered, contract)
    _scores(tree, gathered, contract)
    _called_for(tree, used, contract)
    _prose(tree, gathered, contract)
    left = [text.text.strip() for text in gathered.unplaced if text] + gathered.echoed
    if left:
        tree["未归类"] = {"文字": left}
    return tree


# -- figures ----------------------------------------------------------------------------------------


def _sums_up(path: Path, paths: set[Path]) -> bool:
    return any(len(other) > len(path) and other[: len(path)] == path for other in paths)


def _in_a_cut(path: Path, paths: set[Path]) -> bool:
    """Whether the part of an amount is known in a cut: 决算.支出.基本支出 is 决算.支出.按支出性质.基本支出."""
    *head, name = path
    depth = len(head)
    beside = [other[depth:] for other in paths if len(other) > depth + 1 and list(other[:depth]) == head]
    return depth > 1 and any(rest[0].startswith("按") and rest[1] == name for rest in beside)


def _follows(path: Path, contract: Contract) -> bool:
    """Whether perfgen may compute the figure itself."""
    if path[0] in ("单位", "依据"):
        return False
    if len(path) == 1:
        return path[0] == "执行率" or any(each.name == path[0] for each in contract.computed)
    return path[0] == "项目" or rule_for(path) is not None


def _number(value: str) -> Any:
    try:
        return Decimal(value)
    except InvalidOperation:
        return value


def _called_for(tree: Tree, used: Iterable[Path], contract: Contract) -> None:
    """What the template prints and nothing gives is not published."""
    figures = figures_of(tree, contract)
    for path in sorted(set(used)):
        shape = contract.shape.at(path)
        if len(path) < 2 or shape is None or shape.field is None or shape.field.required:
            continue
        if path[0] in ("自评", "三公经费") and _at(figures, path) is None:
            _put(tree, path, "未公布")


def _place(tree: Tree, fact: Fact, contract: Contract) -> None:
    shape = contract.shape.at(fact.path)
    if shape is None or shape.field is None:
        return
    kind = shape.field.type
    numeric = kind in (Type.AMOUNT, Type.TREE, Type.COUNT, Type.SCORE, Type.WHOLE, Type.YEAR)
    value = _number(fact.value) if numeric and fact.value not in WORDS else fact.value
    if fact.gap is Gap.RATE:
        value = fact.value.replace("％", "%").replace(" ", "")
    _put(tree, fact.path, value)


def _unpublished(tree: Tree, path: Path, paths: set[Path], contract: Contract) -> None:
    """“—” in a table: not published, unless it is a figure that perfgen would leave out itself."""
    typed = contract.shape.at(path)
    leaf = typed is not None and typed.field is not None and not typed.children and not _sums_up(path, paths)
    if leaf and (path[0] == "自评" or rule_for(path) is None):
        _put(tree, path, "未公布")


def _put(tree: Tree, path: Path, value: Any) -> None:
    node = tree
    for part in path[:-1]:
        below = node.setdefault(part, {})
        if not isinstance(below, dict):
            return
        node = below
    if not isinstance(node.get(path[-1]), dict):
        node[path[-1]] = value


def _settle(tree: Tree, derived: list[tuple[Path, Fact]], gathered: Gathered, contract: Contract) -> None:
    """Figures that follow from what is known become 核对数; the others are base facts."""
    order = sorted(
        derived, key=lambda each: (each[0][0] == "自评", each[0][-1] in ("总分", "等级"), each[0][-1] == "等级")
    )
    for path, fact in order:
        figures = figures_of(tree, contract)
        key = format_key(path)
        if _known(figures, path):
            value = _number(fact.value) if fact.gap is not Gap.RATE else fact.value
            if path[-1] == "满分" and decimal_of(_at(figures, path)) == value:
                continue  # the county's weights say so
            tree.setdefault("核对数", {})[key] = value
        elif path[0] in ("执行率", "项目") or any(each.name == path[0] for each in contract.computed):
            gathered.doubts.append(
                Doubt(f"“{key}”写的是 {fact.value}，要算它的数报告里没有", fact.line, fact.section, "补上以后程序会算")
            )
            tree.setdefault("核对数", {})[key] = fact.value
        elif path == ("自评", "等级") and gathered.first("自评", "总分") not in ("", *WORDS):
            tree.setdefault("核对数", {})[key] = fact.value
        else:
            _place(tree, fact, contract)


def _known(figures: Figures, path: Path) -> bool:
    try:
        value = figures.value(tuple(path))
    except KeyError:
        return False
    return isinstance(value, Number) or (isinstance(value, str) and not isinstance(value, Absent) and bool(value))


def figures_of(tree: Mapping[str, Any], contract: Contract) -> Figures:
    """The figures of a tree that is still growing."""
    source = Source(dict(tree), "", "")
    return compute(build_report(source, contract)[0])


def _official_names(tree: Tree, gathered: Gathered) -> None:
    """Economic classes and items by their official names, where they are spelled a little otherwise."""
    for side in ("年初预算", "决算"):
        nature = tree.get(side, {}).get("支出", {})
        nature = nature.get("按支出性质", {}) if isinstance(nature, dict) else {}
        for classes in nature.values() if isinstance(nature, dict) else ():
            if not isinstance(classes, dict):
                continue
            for name in list(classes):
                official = official_name(name, tuple(OFFICIAL_CLASSES))
                below = classes[name]
                if official != name:
                    classes.update(_renamed(classes, name, official, gathered))
                for item in list(below) if isinstance(below, dict) else ():
                    right = official_name(item, OFFICIAL_CLASSES.get(official, ()))
                    if right != item:
                        below.update(_renamed(below, item, right, gathered))


def _renamed(table: Tree, old: str, new: str, gathered: Gathered) -> Tree:
    if new in table:
        return {}
    kept = {new if key == old else key: value for key, value in table.items()}
    gathered.doubts.append(Doubt(f"“{old}”按政府收支分类科目写成“{new}”", 0, "", "不对的改回来"))
    table.clear()
    return kept


# -- lists ------------------------------------------------------------------------------------------


def _project(item: Mapping[str, object], contract: Contract) -> Tree:
    made: Tree = {}
    for key, value in item.items():
        shape = contract.shape.at(("项目", 0, key))
        if shape is None or shape.field is None or key in ("执行率",):
            continue
        text = str(value)
        amount = re.fullmatch(r"(-?[0-9][0-9,]*(?:\.[0-9]+)?)(?:万元)?", text)
        made[key] = _number(amount[1].replace(",", "")) if shape.field.type is Type.AMOUNT and amount else text
    return made


_ORDER = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "监控值",
    "实际完成值",
    "分值",
    "得分",
    "定性档",
    "数据期间",
    "完成率",
    "完成情况",
    "偏差原因分析及改进措施",
)


def _indicator(item: Mapping[str, object]) -> Tree:
    made: Tree = {"一级指标": item.get("一级指标", "未公布")}
    for key in _ORDER[1:]:
        value = item.get(key)
        if value in (None, "", "—"):
            continue
        made[key] = _number(value.replace(",", "")) if key in ("分值", "得分") and isinstance(value, str) else value
    made.setdefault("指标值", "未公布")
    made.setdefault("实际完成值", "未公布")
    return made


def _scores(tree: Tree, gathered: Gathered, contract: Contract) -> None:
    """Scores and completion rates that perfgen computes alike are not typed a second time."""
    items = tree.get("指标")
    if not isinstance(items, list):
        return
    stated = [(item.pop("得分", None), item.pop("完成率", None)) for item in items]
    figures = figures_of(tree, contract)
    for index, (item, (score, rate)) in enumerate(zip(items, stated, strict=True)):
        computed = _at(figures, ("指标", index, "得分"))
        if score is not None and decimal_of(computed) != score:
            item["得分"] = score
        if rate is None or rate in WORDS:
            continue
        done = _at(figures, ("指标", index, "完成率"))
        if isinstance(done, Number) and str(done) == str(rate):
            continue
        if isinstance(done, Number) and re.fullmatch(r"[0-9.]+[%％]", str(rate)):
            tree.setdefault("核对数", {})[format_key(("指标", index, "完成率"))] = rate
        elif str(item.get("定性档")) != rate and rate not in str(item.get("完成情况", "")):
            bands = {band.name for band in contract.scoring.bands}
            told = "定性档" if rate in bands and "得分" in item else "完成情况"
            item.setdefault(told, rate)


def _at(figures: Figures, path: tuple[str | int, ...]) -> Any:
    try:
        return figures.value(path)
    except KeyError:
        return None


# -- prose ------------------------------------------------------------------------------------------


def _prose(tree: Tree, gathered: Gathered, contract: Contract) -> None:
    facts = Facts(known=_printed(figures_of(tree, contract).settled()))
    prose: Tree = {}
    for key, item in contract.prose_keys.items():
        paras = gathered.prose.get(key)
        if not paras:
            continue
        made = formed(paras, item)
        gathered.doubts += [Doubt(f"“{item.title}”：{each}", paras[0].line, key) for each in made.doubts]
        prose[key] = facts.written(made.value, item)
    for key in gathered.empty:
        item = contract.prose_keys[key]
        prose.setdefault(key, "待填" if item.required else "")
        gathered.doubts.append(Doubt(f"“{item.title}”下面没有文字", 0, key, "补上，或写“未公布”"))
    if facts.tree:
        tree["事实"] = {group: names for group, names in facts.tree.items() if names}
    tree["正文"] = prose


def _printed(figures: Figures) -> dict[str, str]:
    """Amounts of the accounts as they print, with the expression for each; one that stands for two is left out."""
    found: dict[str, list[str]] = {}
    for path, value in figures.values():
        if path[0] not in ("决算", "年初预算", "预算执行", "三公经费") or not isinstance(value, Amount | Number):
            continue
        if not all(isinstance(part, str) and re.fullmatch(r"\w+", part) for part in path):
            continue
        found.setdefault(str(words.ten_thousands(value)), []).append(".".join(map(str, path)))
    return {text: f"{min(paths, key=len)} | 万元" for text, paths in found.items() if _one(paths)}


def _one(paths: list[str]) -> bool:
    return len({path.split(".")[-1] for path in paths}) == 1


def missing_sections(gathered: Gathered, contract: Contract) -> Iterator[str]:
    """Titles of the required sections that the report does not have."""
    for key, item in contract.prose_keys.items():
        if item.required and not gathered.prose.get(key):
            yield item.title
