"""Faults put into the five inputs, one at a time: found with the right code on the right line; harmless edits are not.

The faults of a rule are generated from what an input holds; where it lacks what a rule is about (projects, “三公”
经费), that is added. ``pytest -s`` prints the rate by rule.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from perfgen.check import Case
from perfgen.check.rules.rates import rates
from perfgen.keypath import KeyPath
from tests.support.inputs import NAMES, base, get, made_of, pack_of, put, text_of, tree_of
from tests.support.report import Reported, typed

Tree = dict[str, Any]
Seed = tuple[Tree, KeyPath]
"""A spoiled tree and the path at which the finding is expected."""
Seeds = Callable[[str, Random], Iterator[Seed]]

PER_INPUT = 3
"""How many faults of one rule are put into one input."""
SPENT, INCOME, OPENING = ("决算", "支出"), ("决算", "收入"), ("决算", "年初结转和结余")
ROW = ("预算执行", "年度资金总额")


def cents(random: Random, low: int, high: int) -> Decimal:
    """An amount in 万元 with two decimals between ``low`` and ``high`` hundredths."""
    return Decimal(random.randint(low, high)).scaleb(-2)


def total(name: str, path: KeyPath) -> Decimal:
    """A figure of the input as it stands."""
    found = base(name).figures.number(path)
    assert found is not None
    return found


def indicator(**keys: Any) -> Tree:
    """A sound indicator of its own."""
    return {"一级指标": "新增", "三级指标": "新增公厕", "指标值": "≥10座", "实际完成值": "10座", **keys}


def with_indicator(name: str, **keys: Any) -> Seed:
    """The input with one more indicator, and its path."""
    tree = tree_of(name)
    tree["指标"] = [*tree.get("指标", []), indicator(**keys)]
    return tree, ("指标", len(tree["指标"]) - 1)


def with_project(name: str, budget: Any, spent: Any) -> Seed:
    """The input with one more project, and its path."""
    tree = tree_of(name)
    item = {"名称": "新增道路养护", "全年预算数": budget, "全年执行数": spent}
    tree["项目"] = [*tree.get("项目", []), item]
    return tree, ("项目", len(tree["项目"]) - 1)


def named(path: KeyPath, seed: Seed) -> Seed:
    """``seed`` with ``path`` below the item that it added."""
    return seed[0], (*seed[1], *path)


def amounts(tree: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Decimal]]:
    """The typed amounts of the accounts, budgets, “三公” 经费 and projects."""
    heads = ("年初预算", "预算执行", "决算", "三公经费", "项目")
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        if not path and key not in heads:
            continue
        if isinstance(value, dict | list):
            yield from amounts(value, (*path, key))
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            yield (*path, key), Decimal(value)


# -- accounts -------------------------------------------------------------------------------------


def sum101(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    off = total(name, SPENT) + cents(random, 50, 90000) * random.choice((1, -1))
    put(tree, ("核对数", "决算.支出"), off)
    yield tree, ("核对数", "决算.支出")


def sum102(name: str, random: Random) -> Iterator[Seed]:
    tree, cut = tree_of(name), (*SPENT, "按功能分类")
    part = cents(random, 100, 20000)
    put(tree, cut, {"农林水支出": part, "其他支出": total(name, SPENT) - part + cents(random, 50, 9000)})
    node = get(tree, SPENT)
    first = next(iter(node))
    yield tree, cut if first != "按功能分类" else SPENT


def sum103(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    put(tree, (*SPENT, "其中"), {"一般公共服务": total(name, SPENT) + cents(random, 50, 90000)})
    yield tree, (*SPENT, "其中", "一般公共服务")


def sum104(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    put(tree, (*INCOME, "合计"), cents(random, 50, 90000) + (base(name).figures.number(INCOME) or 0))
    if isinstance(tree_of(name)["决算"]["收入"], dict):
        yield tree, (*INCOME, "合计")


def _with_opening(name: str, random: Random) -> tuple[Tree, Decimal]:
    tree = tree_of(name)
    opening = base(name).figures.number(OPENING) or cents(random, 100, 90000)
    put(tree, OPENING, opening)
    return tree, opening


def sum201(name: str, random: Random) -> Iterator[Seed]:
    tree, opening = _with_opening(name, random)
    income = base(name).figures.number(INCOME)
    if income is not None:
        closing = opening + income - total(name, SPENT)
        put(tree, ("决算", "年末结转和结余"), closing + cents(random, 50, 90000))
        yield tree, ("决算", "年末结转和结余")


def sum203(name: str, random: Random) -> Iterator[Seed]:
    tree, opening = _with_opening(name, random)
    put(tree, ("上年", "决算", "年末结转和结余"), opening + cents(random, 3, 90000) * random.choice((1, -1)))
    yield tree, OPENING


def sum204(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    spent = base(name).figures.number(("年初预算", "支出")) or cents(random, 9000, 900000)
    if "年初预算" not in tree:
        put(tree, ("年初预算", "支出"), spent)
    elif "收入" in tree["年初预算"]:
        tree["年初预算"]["支出"] = spent
    put(tree, ("年初预算", "收入"), spent + cents(random, 20, 90000))
    yield tree, ("年初预算", "收入")


def _official(name: str, random: Random) -> tuple[Tree, Decimal]:
    tree = tree_of(name)
    first, second = cents(random, 10, 2000), cents(random, 10, 2000)
    tree["三公经费"] = {
        "公务接待费": {"预算数": first, "决算数": first},
        "公务用车运行维护费": {"预算数": second, "决算数": second},
    }
    return tree, first + second


def sum301(name: str, random: Random) -> Iterator[Seed]:
    tree, added = _official(name, random)
    column = random.choice(("预算数", "决算数"))
    put(tree, ("三公经费", "合计", column), added + cents(random, 2, 900))
    yield tree, ("三公经费", "合计", column)


def sum302(name: str, random: Random) -> Iterator[Seed]:
    tree, _ = _official(name, random)
    item = random.choice(("公务接待费", "公务用车运行维护费"))
    tree["三公经费"][item]["决算数"] += cents(random, 1, 900)
    yield tree, ("三公经费", item, "决算数")


def sum303(name: str, random: Random) -> Iterator[Seed]:
    amount = total(name, SPENT) + cents(random, 3, 90000)
    tree, _ = with_project(name, amount, amount)
    yield tree, ("项目", 0)


def sum304(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    spent = total(name, SPENT)
    more, less = cents(random, 100, 9000), cents(random, 0, 90)
    initial = base(name).figures.number(("年初预算", "支出")) or spent
    full = initial + more - less + cents(random, 5, 50)
    tree["预算执行"] = {"年度资金总额": {"追加数": more, "追减数": less, "全年预算数": full}}
    if "年初预算" not in tree:
        tree["预算执行"]["年度资金总额"]["年初预算数"] = initial
    yield tree, (*ROW, "全年预算数")


def sum305(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    grant, carried, other = (cents(random, 100, 900000) for _ in range(3))
    tree["预算执行"] = {
        "年度资金总额": {"全年预算数": grant + carried + other + cents(random, 5, 9000) * random.choice((1, -1))},
        "当年财政拨款": {"全年预算数": grant},
        "上年结转资金": {"全年预算数": carried},
        "其他资金": {"全年预算数": other},
    }
    yield tree, (*ROW, "全年预算数")


def sum306(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    put(tree, (*ROW, "全年执行数"), total(name, SPENT) + cents(random, 50, 9000) * random.choice((1, -1)))
    yield tree, (*ROW, "全年执行数")


# -- rates ----------------------------------------------------------------------------------------


def pct101(name: str, random: Random) -> Iterator[Seed]:
    over, under = random.randint(301, 399), 400
    tree, _ = with_indicator(name, 三级指标="新增满意度", 指标值="≥50%", 实际完成值={"分子": over, "分母": under})
    key = "指标[新增满意度].实际完成值"
    wrong = (Decimal(over) / under * 100 + random.randint(1, 9)).quantize(Decimal("0.01"))
    put(tree, ("核对数", key), f"{wrong}%")
    yield tree, ("核对数", key)


def pct201(name: str, random: Random) -> Iterator[Seed]:
    if not rates(Case(base(name).figures, base(name).texts)):
        return  # nothing to compare a rate with
    rate = f"{cents(random, 2000, 6900)}%"
    word = random.choice(("预算执行率", "资金支出率（%）", "财政资金预算完成率", "部门预算支出率"))
    if random.random() < 0.5:
        tree, item = with_indicator(name, 三级指标="新增" + word, 指标值="≥90%", 实际完成值=rate)
        tree["指标"][-1]["三级指标"] = word
        for other in tree["指标"][:-1]:
            if other["三级指标"] == word:
                other["三级指标"] = "原" + word
        yield tree, (*item, "实际完成值")
    else:
        tree = tree_of(name)
        put(tree, ("事实", "预算执行率"), rate)
        yield tree, ("事实", "预算执行率")


def pct202(name: str, random: Random) -> Iterator[Seed]:
    budget = cents(random, 100, 9000)
    yield named(("全年执行数",), with_project(name, budget, budget + cents(random, 1, 9000)))


# -- scores ---------------------------------------------------------------------------------------


def sco101(name: str, random: Random) -> Iterator[Seed]:
    weight = random.randint(2, 20)
    score = weight + random.randint(1, 5) if random.random() < 0.7 else -random.randint(1, 5)
    yield named(("得分",), with_indicator(name, 分值=weight, 得分=score))


def sco103(name: str, random: Random) -> Iterator[Seed]:
    weight = random.randint(4, 20)
    yield named(("得分",), with_indicator(name, 分值=weight, 得分=weight - random.randint(1, 3), 实际完成值="11座"))


def _graded(name: str, **keys: Any) -> Seed:
    """One more qualitative indicator."""
    return with_indicator(name, 指标值="有所改善", 实际完成值="明显改善", **keys)


def sco107(name: str, random: Random) -> Iterator[Seed]:
    band = random.choice(base(name).contract.scoring.bands)
    weight = random.randint(5, 20)
    outside = [
        Decimal(points)
        for points in range(weight + 1)
        if not weight * band.lower / 100 - 1 < points < weight * band.upper / 100 + 1
    ]
    if outside:
        yield named(("得分",), _graded(name, 定性档=band.name, 分值=weight, 得分=random.choice(outside)))


def sco108(name: str, random: Random) -> Iterator[Seed]:
    weight = random.randint(5, 20)
    keys: Tree = {"分值": weight, "得分": weight - random.randint(1, 4)}
    if random.random() < 0.5:
        keys["偏差原因分析及改进措施"] = random.choice(("未公布", "无", "—", "不适用"))
    yield named(("得分",), _graded(name, **keys))


def sco109(name: str, random: Random) -> Iterator[Seed]:
    if base(name).contract.scoring.deviation_limit is not None:
        yield named(("实际完成值",), with_indicator(name, 实际完成值=f"{random.randint(14, 90)}座"))


def sco110(name: str, random: Random) -> Iterator[Seed]:
    weight = random.randint(2, 20)
    yield named(("得分",), with_indicator(name, 指标值="有所改善", 实际完成值="未公布", 分值=weight, 得分=weight))


def sco111(name: str, random: Random) -> Iterator[Seed]:
    weight = random.randint(2, 20)
    said = random.choice(("未完成", "没有完成，工程停工", "未达标", "尚未完成"))
    yield named(("得分",), _graded(name, 完成情况=said, 分值=weight, 得分=weight))


def sco105(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    score = base(name).figures.number(("自评", "总分"))
    if score is not None and isinstance(get(tree, ("自评", "分项")), dict):
        put(tree, ("核对数", "自评.总分"), score - random.randint(1, 9))
        yield tree, ("核对数", "自评.总分")


def sco106(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    grades = [grade for grade, _ in base(name).contract.scoring.grades]
    right = str(base(name).value("自评.等级"))
    put(tree, ("自评", "等级"), random.choice([each for each in (*grades, "优秀") if each != right]))
    if base(name).figures.number(("自评", "总分")) is not None:
        yield tree, ("自评", "等级")


# -- data -----------------------------------------------------------------------------------------


def dat208(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    spent = total(name, SPENT)
    wrong = random.choice(("抚恤金", "办公设备购置", "基本公资"))
    put(tree, (*SPENT, "按经济分类"), {"商品和服务支出": {"办公费": spent - 1, wrong: 1}})
    yield tree, (*SPENT, "按经济分类", "商品和服务支出", wrong)


def dat212(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    word = random.choice(("年末结转", "年末结转和结余", "上年结转"))
    node = tree["决算"]["支出"]
    path: KeyPath = (*SPENT, word)
    if all(key.startswith("按") for key in node):
        path = (*SPENT, next(iter(node)), word)
    put(tree, path, cents(random, 100, 9000))
    yield tree, path


def dat213(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    key = random.choice(("决算.总支出", "决算.支出.按性质.基本支出", "指标[没有的指标].得分"))
    put(tree, ("核对数", key), 12)
    yield tree, ("核对数", key)


def dat215(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    posts = random.randint(10, 200)
    put(tree, ("人员", "编制人数"), posts)
    put(tree, ("人员", "年末在职人数"), posts + random.randint(1, 30))
    yield tree, ("人员", "年末在职人数")


def dat216(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    largest = max(value for _, value in amounts(tree))
    found = [
        (path, value) for path, value in amounts(tree) if value * 100 >= largest or path[0] in ("项目", "三公经费")
    ]
    path, value = random.choice(found)
    put(tree, path, value * 10000)
    yield tree, path


def dat217(name: str, random: Random) -> Iterator[Seed]:
    number = random.randint(2, 60)
    much = ("新建公厕数量", "工程验收合格率", "群众满意度", "培训覆盖率", "受益人数", "道路硬化里程")
    little = ("项目超概算比例", "群众投诉率", "安全事故起数", "公用经费控制率", "发放差错率")
    if random.random() < 0.5:
        keys = {"三级指标": random.choice(much), "指标值": f"{random.choice(('≤', '不超过'))}{number}个"}
    else:
        keys = {"三级指标": random.choice(little), "指标值": f"{random.choice(('≥', '不低于'))}{number}个"}
    tree, item = with_indicator(name, **keys, 实际完成值=f"{number}个")
    yield tree, (*item, "指标值")


def dat218(name: str, random: Random) -> Iterator[Seed]:
    sign = random.choice(("≥", "≤", "不少于", "不超过", ">=", "＞", "不低于", "至少"))
    yield named(("实际完成值",), with_indicator(name, 实际完成值=f"{sign}{random.randint(10, 12)}座"))


def dat219(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    if tree.get("指标"):
        twin = dict(random.choice(tree["指标"]))
        tree["指标"].append(twin)
        yield tree, ("指标", len(tree["指标"]) - 1, "三级指标")


def dat220(name: str, random: Random) -> Iterator[Seed]:
    said = random.choice(("100%", "已完成", "全部完成，群众满意", "达标完成"))
    yield named(("指标值",), with_indicator(name, 指标值="未公布", 实际完成值="未公布", 完成情况=said))


def dat221(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    year, month = tree["年度"], random.randint(1, 12)
    tree["成文日期"] = random.choice((date(year, month, 15), f"{year}年{month}月"))
    yield tree, ("成文日期",)


def dat222(name: str, random: Random) -> Iterator[Seed]:
    said = random.choice(("已完成", "100%", "按期完成年度任务，群众满意", "达标", "全部完成"))
    yield named(("完成情况",), with_indicator(name, 实际完成值=f"{random.randint(1, 9)}座", 完成情况=said))


def dat223(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    tree["年度"] += random.choice((-9, -1, 9))
    yield tree, ("年度",)


def dat224(name: str, random: Random) -> Iterator[Seed]:
    tree, _ = with_indicator(name, 实际完成值="10座")
    put(tree, ("核对数", "指标[新增公厕].实际完成值"), f"{random.randint(11, 90)}座")
    yield tree, ("核对数", "指标[新增公厕].实际完成值")


def out201(name: str, random: Random) -> Iterator[Seed]:
    tree = tree_of(name)
    attached = any(document.attachments for document in base(name).contract.documents)
    if attached and tree.pop("指标", None) is not None:
        yield tree, ("自评",) if "自评" in tree else ("模板",)


KINDS: dict[str, Seeds] = {
    function.__name__.upper(): function
    for function in (
        sum101, sum102, sum103, sum104, sum201, sum203, sum204, sum301, sum302, sum303, sum304, sum305, sum306,
        pct101, pct201, pct202, sco101, sco103, sco105, sco106, sco107, sco108, sco109, sco110, sco111,
        dat208, dat212, dat213, dat215, dat216, dat217, dat218, dat219, dat220, dat221, dat222, dat223, dat224, out201,
    )
}  # fmt: skip


def caught(made: Reported, code: str, path: KeyPath) -> bool:
    """Whether ``code`` is among the findings, on the line where ``path`` is typed."""
    line = made.report.place(path).line
    return any(finding.code == code and finding.place.line == line for finding in made.findings)


@pytest.fixture(scope="module")
def tally() -> Iterator[dict[str, Counter[bool]]]:
    """Found and missed, by rule; shown in the end."""
    found: dict[str, Counter[bool]] = {}
    yield found
    hits, all_seeds = sum(each[True] for each in found.values()), sum(each.total() for each in found.values())
    missed = "".join(f"; {code} {each[True]}/{each.total()}" for code, each in found.items() if each[False])
    sys.stdout.write(f"\nseeded faults: {hits} of {all_seeds} found{missed}\n")


@pytest.mark.parametrize("code", KINDS)
def test_seeded_faults_are_found(code: str, tally: dict[str, Counter[bool]]) -> None:
    counted: Counter[bool] = Counter()
    missed = []
    for name in NAMES:
        random = Random(f"{code} {name}")
        for _ in range(PER_INPUT):
            for tree, path in KINDS[code](name, random):
                made = made_of(tree, name)
                hit = caught(made, code, path)
                counted[hit] += 1
                if not hit:
                    missed.append(f"{name} {path} {get(tree, path)}")
    tally[code] = counted
    assert counted.total() >= PER_INPUT
    assert counted[True] >= 0.95 * counted.total(), "\n".join(missed)


TYPED = (
    ("DAT216", "天城镇-2021", "｜｜奖励金｜570.96", "｜｜奖励金｜5709600"),
    ("DAT216", "天城镇-2021", '"一般公共预算财政拨款收入" = 3286.6', '"一般公共预算财政拨款收入" = 0.32866'),
    ("DAT216", "吕田镇-2023", '"一般公共预算支出" = 11256.48', '"一般公共预算支出" = 1.125648'),
    ("DAT218", "钟村街-2024", "展党指标完成率（%）｜=100%｜100%", "展党指标完成率（%）｜=100%｜≥100%"),
    ("DAT220", "钟村街-2024", "｜｜征兵指标完成率（%）｜=100%｜100%", "｜｜征兵指标完成率（%）｜未公布｜未公布｜100%"),
    ("DAT219", "钟村街-2024", "｜｜采购合规率（%）", "｜｜工程验收合格率（%）"),
    ("SUM302", "前山镇-2024", '"决算数" = 26.77', '"决算数" = 27.76'),
    ("DAT215", "前山镇-2024", '"年末在职人数" = 86', '"年末在职人数" = 98'),
    ("PCT202", "钟落潭镇-2021", '"全年执行数" = 539.73', '"全年执行数" = 593.73'),
    ("SCO108", "天城镇-2021", '"实际完成值" = "28个村"', '"实际完成值" = "21个村"'),
)
"""Single slips of typing, in the files as they are, pasted tables among them."""


@pytest.mark.parametrize(("code", "name", "old", "new"), TYPED)
def test_slip_of_typing_is_found_on_its_line(code: str, name: str, old: str, new: str) -> None:
    text = text_of(name)
    assert text.count(old) >= 1
    line = text[: text.index(old)].count("\n") + 1
    made = typed(text.replace(old, new, 1), pack_of(name))
    found = [finding.place.line for finding in made.findings if finding.code == code and not finding.explained]
    near = (line, line + 1) if code == "SCO108" else (line,)  # the score stands on the line below
    assert set(found) & set(near), made.findings
