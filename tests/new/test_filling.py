"""A data file filled in from tables: what waits gets its value, what differs is said, the rest stays as it is."""

from decimal import Decimal
from typing import Any

import tomli

from perfgen.contract import Contract
from perfgen.load import load
from perfgen.model import build_report
from perfgen.new.filling import Filled, filled
from perfgen.packs import library

PACK = library().choose("chongyang")
FILE = """# 年初
"格式版本" = 1
"模板" = "chongyang"
"年度" = 2022
"金额单位" = "万元"

["决算"]
"年初结转和结余" = 939.23 # 上年年末数

["决算"."收入"]
"财政拨款收入" = "待填"

["决算"."支出"."按经济分类"]
"表" = '''
支出性质｜类｜款｜金额
基本支出｜工资福利支出｜基本工资｜待填
项目支出｜商品和服务支出｜办公费｜待填
'''

[["指标"]]
"一级指标" = "产出指标"
"三级指标" = "征地面积"
"指标值" = "3000亩"
"实际完成值" = "待填"
"佐证" = "征地协议"

[["指标"]]
"一级指标" = "产出指标"
"三级指标" = "行动次数"
"指标值" = "10次"
"实际完成值" = "待填"

# ======== 正文 ========
["正文"]
"自评结论.已完成" = "都完成了。" # 上年文字，核对年份

["上年"."决算"]
"收入" = 100
"""


def fill(tree: dict[str, Any], text: str = FILE) -> tuple[Filled, dict[str, Any]]:
    made = filled(text, tree, PACK.contract)
    return made, tomli.loads(made.text, parse_float=Decimal)


def unfolded(text: str, contract: Contract) -> Any:
    source = load(text.encode(), "a.toml").source
    assert source is not None
    return build_report(source, contract)[0].tree


def test_amounts_come_in_the_place_of_those_that_wait() -> None:
    income = {"一般公共预算财政拨款收入": Decimal("3000.50"), "其他收入": 20}
    made, tree = fill({"决算": {"收入": income}, "核对数": {"决算.收入": Decimal("3020.5")}})
    assert tree["决算"]["收入"] == income
    assert tree["核对数"] == {"决算.收入": Decimal("3020.5")}
    assert "3000.50" in made.text
    assert "# 年初" in made.text and "# 上年文字，核对年份" in made.text and "# 上年年末数" in made.text
    assert made.text.index('["核对数"]') < made.text.index('["正文"]')
    assert not made.changed


def test_postings_tell_of_both_cuts() -> None:
    table = "支出性质｜类｜款｜金额\n基本支出｜工资福利支出｜基本工资｜600\n项目支出｜资本性支出｜大型修缮｜20"
    made, tree = fill({"决算": {"支出": {"按经济分类": {"表": table}}}})
    assert tree["决算"]["支出"] == {"按经济分类": {"表": table + "\n"}}
    assert unfolded(made.text, PACK.contract)["决算"]["支出"]["按支出性质"]["项目支出"] == {
        "资本性支出": {"大型修缮": 20}
    }


def test_a_cut_that_says_something_else_stays() -> None:
    _, tree = fill({"决算": {"支出": {"按功能分类": {"农林水支出": 5}}}})
    assert list(tree["决算"]["支出"]) == ["按经济分类", "按功能分类"]
    _, tree = fill({"决算": {"支出": {"按支出性质": {"基本支出": 5, "项目支出": 6}}}})
    assert list(tree["决算"]["支出"]) == ["按支出性质"]


def test_what_is_known_otherwise_is_said() -> None:
    made, tree = fill({"决算": {"年初结转和结余": 940}, "上年": {"决算": {"收入": {"其他收入": 3}}}})
    assert made.changed == (("决算.年初结转和结余", "939.23", "940"),)
    assert tree["决算"]["年初结转和结余"] == 940
    assert tree["上年"]["决算"]["收入"] == {"其他收入": 3}


def test_indicators_keep_what_the_file_knows_of_them() -> None:
    rows = [
        {"一级指标": "产出指标", "二级指标": "数量指标", "三级指标": "征地面积", "指标值": "≥2500亩", "分值": 20},
        {"一级指标": "产出指标", "三级指标": ["甲", "乙"], "指标值": "5公里"},
    ]
    made, tree = fill({"指标": rows})
    assert tree["指标"] == [
        {**rows[0], "实际完成值": "待填", "佐证": "征地协议"},
        {**rows[1], "实际完成值": "待填"},
    ]
    assert made.gone == ("行动次数",)
    assert made.text.index('[["指标"]]') < made.text.index('["正文"]')


def test_a_score_that_will_be_computed_is_not_waited_for() -> None:
    text = FILE + '\n["自评"]\n"总分" = "待填"\n'
    row = {"一级指标": "产出指标", "三级指标": "甲", "指标值": "5公里"}
    assert fill({"指标": [row]}, text)[1]["自评"] == {"总分": "待填"}
    assert fill({"指标": [{**row, "分值": 40}]}, text)[1]["自评"] == {}


def test_tables_that_the_file_does_not_have_stand_before_the_prose() -> None:
    public = {"公务接待费": {"预算数": 4, "决算数": Decimal("3.5")}}
    made, tree = fill({"三公经费": public, "人员": {"编制人数": 40}, "项目": [{"名称": "道路", "全年预算数": 5}]})
    assert (tree["三公经费"], tree["人员"]) == (public, {"编制人数": 40})
    assert tree["项目"] == [{"名称": "道路", "全年预算数": 5}]
    assert made.text.index("由表填入") < made.text.index("# ======== 正文")


def test_what_has_no_place_is_unplaced() -> None:
    _, tree = fill({"未归类": {"文字": ["甲 1"]}}, FILE + '\n["未归类"]\n"文字" = ["乙"]\n')
    assert tree["未归类"] == {"文字": ["乙", "甲 1"]}
