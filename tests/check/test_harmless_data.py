"""Edits of the data that are no faults raise nothing that was not there before; honest accounts raise nothing."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

import pytest

from perfgen.express.syntax import has_expression
from perfgen.express.values import Kind, Number
from perfgen.keypath import KeyPath, parse_key
from tests.support.inputs import NAMES, base, get, made_of, put, tree_of
from tests.support.report import Reported, minimal_pack, report

Tree = dict[str, Any]
SEEDS = range(2)
"""Each kind of edit is made so often in each input, each time another way."""
MONEY = ("年初预算", "预算执行", "决算", "上年", "较上年", "三公经费", "项目")


def found(made: Reported) -> Counter[tuple[str, str]]:
    """The findings by code and key."""
    return Counter((finding.code, finding.place.key) for finding in made.findings)


def scaled(node: Any, factor: Decimal, power: int = 0) -> Any:
    """``node`` with every amount times ``factor``, to the cent of 万元, then moved by ``power`` places."""
    if isinstance(node, dict):
        return {key: scaled(value, factor, power) for key, value in node.items()}
    if isinstance(node, list):
        return [scaled(value, factor, power) for value in node]
    if isinstance(node, int | Decimal) and not isinstance(node, bool):
        return (node * factor).quantize(Decimal("0.01"), ROUND_HALF_UP).scaleb(power)
    return node


def restated(tree: Tree, name: str, power: int = 0) -> Tree:
    """``tree`` with every 核对数 of an amount made right again."""
    stated, tree["核对数"] = tree.get("核对数", {}), {}
    made = made_of(tree, name)
    for key, published in stated.items():
        value = made.figures.value(parse_key(key))
        if isinstance(value, Number) and value.kind is Kind.AMOUNT:
            published = value.value.quantize(Decimal("0.01"), ROUND_HALF_UP) if not power else value.value.scaleb(power)
        tree["核对数"][key] = published
    return tree


def shuffled(node: Any, random: Random) -> Any:
    """``node`` with the keys of every table in another order."""
    if isinstance(node, dict):
        keys = list(node)
        random.shuffle(keys)
        return {key: shuffled(node[key], random) for key in keys}
    if isinstance(node, list):
        return [shuffled(value, random) for value in node]
    return node


def other_order(name: str, random: Random) -> Tree:
    made = shuffled(tree_of(name), random)
    assert isinstance(made, dict)
    return made


def indicators_in_other_order(name: str, random: Random) -> Tree:
    tree = tree_of(name)
    random.shuffle(tree.get("指标", []))
    return tree


def all_amounts_scaled(name: str, random: Random) -> Tree:
    tree, factor = tree_of(name), Decimal(random.randint(1, 400)).scaleb(-2)
    for head in MONEY:
        if head in tree:
            tree[head] = scaled(tree[head], factor)
    return restated(tree, name)


def amounts_in_yuan(name: str, random: Random) -> Tree:
    tree = tree_of(name)
    for head in MONEY:
        if head in tree:
            tree[head] = scaled(tree[head], Decimal(1), 4)
    tree["金额单位"] = "元"
    return restated(tree, name, 4)


def one_more_project(name: str, random: Random) -> Tree:
    tree, budget = tree_of(name), Decimal(random.randint(50, 3000)).scaleb(-2)
    spent = (budget * random.randint(60, 100) / 100).quantize(Decimal("0.01"))
    item = {"名称": "村道养护补助", "全年预算数": budget, "全年执行数": min(spent, budget)}
    tree["项目"] = [*tree.get("项目", []), item]
    return tree


def project_not_published(name: str, random: Random) -> Tree:
    tree = tree_of(name)
    tree["项目"] = [*tree.get("项目", []), {"名称": "村道养护补助", "全年预算数": "未公布", "全年执行数": "未公布"}]
    return tree


def staff(name: str, random: Random) -> Tree:
    tree, posts = tree_of(name), random.randint(20, 200)
    put(tree, ("人员", "编制人数"), posts)
    put(tree, ("人员", "年末在职人数"), random.randint(posts // 2, posts))
    return tree


def official_expenses(name: str, random: Random) -> Tree:
    tree = tree_of(name)
    items: Tree = {}
    for item in ("公务接待费", "公务用车运行维护费", "因公出国（境）费"):
        budget = Decimal(random.randint(0, 3000)).scaleb(-2)
        items[item] = {"预算数": budget, "决算数": (budget * random.randint(50, 100) / 100).quantize(Decimal("0.01"))}
        items[item]["决算数"] = min(budget, items[item]["决算数"])
    items["合计"] = {column: sum(each[column] for each in list(items.values())) for column in ("预算数", "决算数")}
    tree["三公经费"] = items
    return tree


def last_year(name: str, random: Random) -> Tree:
    tree, opening = tree_of(name), base(name).figures.number(("决算", "年初结转和结余"))
    closing = opening if opening is not None else Decimal(random.randint(100, 90000)).scaleb(-2)
    put(tree, ("上年", "决算", "年末结转和结余"), closing)
    put(tree, ("上年", "人员"), {"编制人数": 90, "年末在职人数": random.randint(60, 90)})
    return tree


def budget_balanced(name: str, random: Random) -> Tree:
    tree = tree_of(name)
    spent = base(name).figures.number(("年初预算", "支出"))
    if spent is not None and "收入" not in tree["年初预算"]:
        part = Decimal(random.randint(1, 9000)).scaleb(-2)
        put(tree, ("年初预算", "收入"), {"财政拨款收入": spent - part, "其他收入": part})
    return tree


def execution_rows(name: str, random: Random) -> Tree:
    tree, full = tree_of(name), base(name).figures.number(("预算执行", "年度资金总额", "全年预算数"))
    if full is not None:
        part = Decimal(random.randint(1, 9000)).scaleb(-2)
        put(tree, ("预算执行", "当年财政拨款"), {"全年预算数": full - part})
        put(tree, ("预算执行", "上年结转资金"), {"全年预算数": part})
    return tree


def dated_after_the_year(name: str, random: Random) -> Tree:
    tree = tree_of(name)
    year, month = tree["年度"] + 1, random.randint(1, 12)
    tree["成文日期"] = random.choice((date(year, month, 9), f"{year}年{month}月", "未公布"))
    return tree


def other_project_names(name: str, random: Random) -> Tree:
    tree = tree_of(name)
    for index, item in enumerate(tree.get("项目", [])):
        item["名称"] = f"{random.choice(('对口帮扶', '石牯塘镇', '2019年度', '云财〔2020〕'))}第{index + 1}批项目"
    return tree


SOUND = (
    {"三级指标": "建设公厕", "指标值": "10座", "实际完成值": "10座"},
    {"三级指标": "会议次数", "指标值": "≤12次", "实际完成值": "11次"},
    {"三级指标": "群众投诉办结率", "指标值": "≥95%", "实际完成值": {"分子": 39, "分母": 40}},
    {"三级指标": "安全生产事故起数", "指标值": "0起", "实际完成值": "0起"},
    {"三级指标": "项目超概算比例", "指标值": "不超过10%", "实际完成值": "3.2%"},
    {"三级指标": "财政供养人员数量控制", "指标值": "≤96人", "实际完成值": "86人"},
    {"三级指标": "移民安置进度", "指标值": "9月前", "实际完成值": "8月"},
    {"三级指标": "人居环境改善", "指标值": "明显改善", "实际完成值": "明显改善", "完成情况": "全部村庄通过验收"},
    {"三级指标": "档案整理", "指标值": "符合上级有关规定", "实际完成值": "未公布", "完成情况": "按制度整理"},
    {"三级指标": "政府采购执行率", "指标值": "≥80%", "实际完成值": "88.5%"},
    {"三级指标": "培训人次", "指标值": "不少于300人次", "实际完成值": "超过310人次"},
    {"三级指标": "公共文化活动", "指标值": "8场或以上", "实际完成值": "8场", "完成情况": "已完成"},
    {"三级指标": "植树", "指标值": "100亩", "实际完成值": "250亩", "偏差原因分析及改进措施": "年中追加造林专项"},
    {"三级指标": "补贴发放", "指标值": "未公布", "实际完成值": "未公布", "完成情况": "按月发放到户"},
)
"""Indicators as honest reports have them, in every form that a hasty rule might take for a fault."""


def sound_indicators(name: str, random: Random) -> Tree:
    tree = tree_of(name)
    tree["核实说明"] = [each for each in tree.get("核实说明", []) if each["规则"] != "OUT201"]
    head = {"一级指标": "新增", "二级指标": "数量指标"}
    tree["指标"] = [*tree.get("指标", []), *({**head, **each} for each in random.sample(SOUND, 8))]
    return tree


def same_name_elsewhere(name: str, random: Random) -> Tree:
    tree = tree_of(name)
    items = [item for item in tree.get("指标", []) if isinstance(item["三级指标"], str)]
    if items:
        twin = {**random.choice(items), "一级指标": "新增", "二级指标": "另一类"}
        tree["指标"].append({key: value for key, value in twin.items() if key not in ("分值", "得分")})
        if twin["指标值"] == "未公布" or f"'{twin['三级指标']}'" in str(tree):
            tree["指标"].pop()
    return tree


def more_facts(name: str, random: Random) -> Tree:
    tree = tree_of(name)
    put(tree, ("事实", "对口帮扶", "项目执行率"), f"{random.randint(10, 99)}%")
    put(tree, ("事实", "对口帮扶", "帮扶资金"), f"{random.randint(10, 99000)}万元")
    return tree


def words_for_amounts(name: str, random: Random) -> Tree:
    """One amount that nothing refers to is not published."""
    tree = tree_of(name)
    heads: list[KeyPath] = [("人员",), ("三公经费",), ("上年",)]
    path = random.choice(heads)
    tree[path[0]] = {
        "人员": {"编制人数": "未公布", "年末在职人数": 99},
        "三公经费": {"公务接待费": {"预算数": "未公布", "决算数": 12}},
        "上年": {"决算": {"年末结转和结余": "未公布"}},
    }[str(path[0])]
    return tree


EDITS: tuple[Callable[[str, Random], Tree], ...] = (
    other_order,
    indicators_in_other_order,
    all_amounts_scaled,
    amounts_in_yuan,
    one_more_project,
    project_not_published,
    staff,
    official_expenses,
    last_year,
    budget_balanced,
    execution_rows,
    dated_after_the_year,
    other_project_names,
    sound_indicators,
    same_name_elsewhere,
    more_facts,
    words_for_amounts,
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_harmless_edit(edit: Callable[[str, Random], Tree], name: str) -> None:
    before = found(base(name))
    for seed in SEEDS:
        made = made_of(edit(name, Random(f"{edit.__name__} {name} {seed}")), name)
        new = found(made) - before
        new -= Counter({key: new[key] for key in new if _moved(key, before)})
        assert not new, [finding for finding in made.findings if (finding.code, finding.place.key) in new]


def _moved(key: tuple[str, str], before: Counter[tuple[str, str]]) -> bool:
    """Whether a finding of the same code on a list's item was there before, in another place of the list."""
    heads = {(code, path.split("[")[0]) for code, path in before}
    return (key[0], key[1].split("[")[0]) in heads and "[" in key[1] and key[1].split("[")[1][0].isdigit()


# -- honest accounts ------------------------------------------------------------------------------


def accounts(random: Random) -> tuple[Tree, Tree]:
    """Accounts kept in 元, as the tree of a data file in 元 and as one in 万元 with two decimals."""
    yuan = _yuan_accounts(random)
    return yuan, _in_ten_thousands(yuan)


def _yuan_accounts(random: Random) -> Tree:
    def amount(high: int) -> Decimal:
        return Decimal(random.randint(1, 10 ** random.randint(3, high))).scaleb(-2)

    def part(whole: Decimal, low: int, high: int) -> Decimal:
        return (whole * random.randint(low, high) / 1000).quantize(Decimal("0.01"))

    wages = Decimal(random.randint(2 * 10**8, 2 * 10**9)).scaleb(-2)
    economic = {
        "工资福利支出": {"基本工资": wages, **{name: amount(10) for name in ("津贴补贴", "奖金", "住房公积金")}},
        "商品和服务支出": {name: amount(9) for name in ("办公费", "印刷费", "水费", "电费", "差旅费", "会议费")},
        "资本性支出": {name: amount(11) for name in ("大型修缮", "拆迁补偿")},
    }
    groups = {name: sum(below.values(), Decimal(0)) for name, below in economic.items()}
    spent = sum(groups.values(), Decimal(0))
    income = {"财政拨款收入": part(spent, 700, 1300), "上级补助收入": amount(9), "其他收入": amount(8)}
    gained = sum(income.values(), Decimal(0))
    left = random.choice((amount(10), amount(4), Decimal(0)))
    opening = left + max(Decimal(0), spent - gained)
    adjusted = random.choice((Decimal(0), -min(left, amount(7))))
    closing = opening + adjusted + gained - spent
    capital = groups["资本性支出"]
    budget, other = part(spent, 100, 1300), amount(7)
    projects = [{"名称": f"项目{n}", "全年执行数": capital * n / 10} for n in (1, 2, 3)]
    for item in projects:
        item["全年执行数"] = item["全年执行数"].quantize(Decimal("0.01"), "ROUND_DOWN")
        item["全年预算数"] = item["全年执行数"] + amount(6)
    official = {}
    for name in ("公务接待费", "公务用车运行维护费"):
        limit = amount(6)
        official[name] = {"预算数": limit, "决算数": (limit * random.randint(1, 100) / 100).quantize(Decimal("0.01"))}
        official[name]["决算数"] = min(limit, official[name]["决算数"])
    official["合计"] = {key: sum(each[key] for each in list(official.values())) for key in ("预算数", "决算数")}
    return {
        "年初预算": {"收入": {"财政拨款收入": budget - other, "其他收入": other}, "支出": {"基本支出": budget}},
        "预算执行": {
            "年度资金总额": {"全年预算数": spent + closing},
            "当年财政拨款": {"全年预算数": spent},
            "上年结转资金": {"全年预算数": closing},
        },
        "决算": {
            "年初结转和结余": opening,
            "年初结转和结余调整": adjusted,
            "收入": income,
            "支出": {
                "按支出性质": {"基本支出": spent - capital, "项目支出": capital},
                "按经济分类": economic,
                "其中": {"人员经费": groups["工资福利支出"]},
            },
            "年末结转和结余": closing,
            "收入总计": opening + adjusted + gained,
            "支出总计": spent + closing,
        },
        "上年": {"决算": {"年末结转和结余": opening}},
        "三公经费": official,
        "项目": projects,
        "核对数": {
            "决算.收入": gained,
            "决算.支出": spent,
            "决算.支出.按经济分类.工资福利支出": groups["工资福利支出"],
            "决算.支出.按经济分类.商品和服务支出": groups["商品和服务支出"],
            "决算.年末结转和结余": closing,
        },
    }


def _in_ten_thousands(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _in_ten_thousands(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_in_ten_thousands(value) for value in node]
    return node.scaleb(-4).quantize(Decimal("0.01"), ROUND_HALF_UP) if isinstance(node, Decimal) else node


@pytest.mark.parametrize("seed", range(60))
def test_honest_accounts_raise_nothing(seed: int) -> None:
    for unit, tree in zip(("元", "万元"), accounts(Random(seed)), strict=True):
        made = report({**tree, "金额单位": unit}, minimal_pack())
        money = [finding for finding in made.findings if finding.code != "SCO108"]  # a poor year costs points
        assert not money, (unit, money)


def test_accounts_are_not_trivial() -> None:
    """尾差 does occur among the accounts that raise nothing."""
    odd = 0
    for seed in range(60):
        tree = accounts(Random(seed))[1]
        odd += sum(tree["决算"]["收入"].values()) != get(tree, ("核对数", "决算.收入"))
    assert odd > 5


def test_expressions_stay() -> None:
    """Scaling leaves references as they are."""
    tree = scaled({"a": "{{ 决算.收入 }}", "b": True}, Decimal(2))
    assert has_expression(tree["a"])
    assert tree["b"] is True
