"""The one table of core fields: Chinese key, English name, type, unit, meaning, example.

It is the border between the Chinese of data files and the English of the code: validation, the JSON Schema, new data
files and the manual are all made from it. Field names are those of the ministry's self-evaluation and final-accounts
forms. In a pattern ``*`` stands for any name and ``[]`` for the items of a list.
"""

from enum import StrEnum
from functools import lru_cache

from perfgen.errors import PerfgenError
from perfgen.frozen import frozen


class Type(StrEnum):
    """What may stand as the value of a field."""

    TEXT = "文字"
    AMOUNT = "金额"
    TREE = "金额树"
    COUNT = "计数"
    WHOLE = "整数"
    YEAR = "年份"
    RATIO = "比率"
    SCORE = "分值"
    DATE = "日期"
    FLAG = "是否"
    CHOICE = "选项"
    FIGURES = "事实"
    TARGET = "指标值"
    ACTUAL = "实际完成值"
    NAMES = "名称"
    STATED = "核对数"
    PROSE = "正文"
    TEXTS = "几段文字"


@frozen
class Field:
    """One field: where it stands, its English name, type, unit, meaning, example, and whether a report needs it."""

    pattern: str
    name: str
    type: Type
    meaning: str
    example: str
    unit: str = ""
    required: bool = False
    options: tuple[str, ...] = ()

    def parts(self) -> tuple[str, ...]:
        """The pattern's keys; a list's items are the part ``[]``."""
        return split_pattern(self.pattern)


@lru_cache(maxsize=1024)
def split_pattern(pattern: str) -> tuple[str, ...]:
    """``指标[].分值`` → ``("指标", "[]", "分值")``; raises PerfgenError where a part is empty."""
    parts: list[str] = []
    for part in pattern.split("."):
        name = part.removesuffix("[]")
        if not name:
            raise PerfgenError(f"字段路径“{pattern}”写法不对", "写成 单位.名称 或 项目[].文号")
        parts.append(name)
        if name != part:
            parts.append("[]")
    return tuple(parts)


FORMAT_VERSION = 1
"""格式版本 of data files and manifests that this perfgen reads."""

WORDS = ("待填", "未公布", "不适用")
"""The three words that may stand for any value."""

PASTED = "表"
"""The key of a pasted table."""

TAKEN = "取自"
"""The key of a reference to a sheet or Word file that holds the value."""

TAKEN_FROM = {"表": "表名", "格": "一格的地址", "标题": "Word 文件里的标题", "单位": "元或万元"}
"""What may stand beside 取自: where in the file."""

OF_WHICH = "其中"
"""What stands under it is part of the node but not added up."""

CUT = "按"
"""Keys that begin so are cuts: views of one sum."""

TOTAL = "合计"
"""The published total of a node whose parts are not published; the name of every node's total."""

OFFICIAL_CLASSES: dict[str, tuple[str, ...]] = {
    "工资福利支出": (
        "基本工资", "津贴补贴", "奖金", "伙食补助费", "绩效工资", "机关事业单位基本养老保险缴费", "职业年金缴费",
        "职工基本医疗保险缴费", "公务员医疗补助缴费", "其他社会保障缴费", "住房公积金", "医疗费", "其他工资福利支出",
    ),
    "商品和服务支出": (
        "办公费", "印刷费", "咨询费", "手续费", "水费", "电费", "邮电费", "取暖费", "物业管理费", "差旅费",
        "因公出国（境）费用", "维修（护）费", "租赁费", "会议费", "培训费", "公务接待费", "专用材料费", "被装购置费",
        "专用燃料费", "劳务费", "委托业务费", "工会经费", "福利费", "公务用车运行维护费", "其他交通费用",
        "税金及附加费用", "其他商品和服务支出",
    ),
    "对个人和家庭的补助": (
        "离休费", "退休费", "退职（役）费", "抚恤金", "生活补助", "救济费", "医疗费补助", "助学金", "奖励金",
        "个人农业生产补贴", "代缴社会保险费", "其他对个人和家庭的补助",
    ),
    "债务利息及费用支出": ("国内债务付息", "国外债务付息", "国内债务发行费用", "国外债务发行费用"),
    "资本性支出（基本建设）": (
        "房屋建筑物购建", "办公设备购置", "专用设备购置", "基础设施建设", "大型修缮", "信息网络及软件购置更新",
        "物资储备", "公务用车购置", "其他交通工具购置", "文物和陈列品购置", "无形资产购置", "其他基本建设支出",
    ),
    "资本性支出": (
        "房屋建筑物购建", "办公设备购置", "专用设备购置", "基础设施建设", "大型修缮", "信息网络及软件购置更新",
        "物资储备", "土地补偿", "安置补助", "地上附着物和青苗补偿", "拆迁补偿", "公务用车购置", "其他交通工具购置",
        "文物和陈列品购置", "无形资产购置", "其他资本性支出",
    ),
    "对企业补助（基本建设）": ("资本金注入", "其他对企业补助"),
    "对企业补助": ("资本金注入", "政府投资基金股权投资", "费用补贴", "利息补贴", "其他对企业补助"),
    "对社会保障基金补助": ("对社会保险基金补助", "补充全国社会保障基金", "对机关事业单位职业年金的补助"),
    "其他支出": (
        "国家赔偿费用支出", "对民间非营利组织和群众性自治组织补贴", "经常性赠与", "资本性赠与", "其他支出",
    ),
}  # fmt: skip
"""部门预算支出经济分类科目: 类 and their 款 (财政部《政府收支分类科目》)."""


# fmt: off
def _execution(row: str, meaning: str) -> tuple[Field, ...]:
    return (
        Field(f"预算执行.{row}.年初预算数", "initial_budget", Type.AMOUNT, f"{meaning}，年初批复的预算数", "1333.74", "万元"),
        Field(f"预算执行.{row}.追加数", "supplement", Type.AMOUNT, f"{meaning}，年中追加的预算", "2952.93", "万元"),
        Field(f"预算执行.{row}.追减数", "reduction", Type.AMOUNT, f"{meaning}，年中追减的预算（正数）", "0", "万元"),
        Field(f"预算执行.{row}.全年预算数", "full_year_budget", Type.AMOUNT, f"{meaning}，调整后的预算数", "4286.67", "万元"),
        Field(f"预算执行.{row}.全年执行数", "full_year_outturn", Type.AMOUNT, f"{meaning}，全年实际支出", "4212.62", "万元"),
    )


_ACCOUNTS = (
    Field("决算.年初结转和结余", "opening_balance", Type.AMOUNT, "年初结转和结余", "865.18", "万元"),
    Field("决算.收入", "income", Type.TREE, "本年收入，按来源分项", "{ 一般公共预算财政拨款收入 = 3286.6 }", "万元"),
    Field("决算.支出", "expenditure", Type.TREE, "本年支出，按支出性质、经济分类等分项", "{ 基本支出 = 1404.18 }", "万元"),
    Field("决算.使用非财政拨款结余", "surplus_used", Type.AMOUNT, "使用非财政拨款结余", "0", "万元"),
    Field("决算.结余分配", "surplus_distributed", Type.AMOUNT, "结余分配", "0", "万元"),
    Field("决算.年初结转和结余调整", "opening_adjustment", Type.AMOUNT, "年初结转和结余调整（收回存量资金、差错更正），可为负", "0", "万元"),
    Field("决算.年末结转和结余", "closing_balance", Type.AMOUNT, "年末结转和结余；收支齐全时由程序算", "939.23", "万元"),
    Field("决算.收入总计", "total_income", Type.AMOUNT, "收入总计；年初结转和收入齐全时由程序算", "5151.85", "万元"),
    Field("决算.支出总计", "total_expenditure", Type.AMOUNT, "支出总计；收支齐全时由程序算", "5151.85", "万元"),
)

_BUDGET = (
    Field("年初预算.收入", "budget_income", Type.TREE, "部门预算收入", "1333.74", "万元"),
    Field("年初预算.支出", "budget_expenditure", Type.TREE, "部门预算支出，按基本支出、项目支出等分项", "{ 基本支出 = 871.44 }", "万元"),
)

_PEOPLE = (
    Field("人员.编制人数", "posts", Type.COUNT, "机构编制部门核定的人数", "96", "人"),
    Field("人员.年末在职人数", "staff", Type.COUNT, "年末实有在职人数", "86", "人"),
    Field("人员.离退休人数", "retired", Type.COUNT, "离退休人数", "48", "人"),
    Field("人员.外聘人数", "contract_staff", Type.COUNT, "外聘、临时人员数", "18", "人"),
)

_RESULT = (
    Field("自评.总分", "total_score", Type.SCORE, "自评总分；指标带得分时由程序算", "98.7", "分"),
    Field("自评.等级", "grade", Type.TEXT, "自评等级；有总分时由程序按模板的等级线定", "优"),
    Field("自评.分项.*.满分", "part_weight", Type.SCORE, "这一分项的满分", "40", "分"),
    Field("自评.分项.*.得分", "part_score", Type.SCORE, "这一分项的得分；指标带得分时由程序算", "40", "分"),
)


def _last_year(fields: tuple[Field, ...], head: str, meaning: str) -> tuple[Field, ...]:
    return tuple(
        Field(f"{head}.{f.pattern}", f"{'last' if head == '上年' else 'change'}_{f.name}", f.type, f"{meaning}{f.meaning}", f.example, f.unit)
        for f in fields
    )


FIELDS: tuple[Field, ...] = (
    Field("格式版本", "format_version", Type.WHOLE, "数据语言的版本", "1", required=True),
    Field("模板", "pack", Type.TEXT, "县模板的编号或名称", "chongyang", required=True),
    Field("模板版本", "pack_version", Type.TEXT, "模板的版本；不写就用装好的最新版", "2021.1"),
    Field("年度", "year", Type.YEAR, "报告所评价的年度", "2021", required=True),
    Field("金额单位", "money_unit", Type.CHOICE, "本文件里金额的单位", "万元", required=True, options=("万元", "元")),
    Field("成文日期", "date", Type.DATE, "报告的日期；只知道年月时写成“2025年11月”", "2022-04-08"),
    Field("单位.名称", "unit_name", Type.TEXT, "单位全称", "天城镇人民政府", required=True),
    Field("单位.简称", "unit_short_name", Type.TEXT, "单位简称", "天城镇", required=True),
    Field("单位.自称", "unit_self_name", Type.TEXT, "正文里怎样称自己", "我镇"),
    Field("单位.县区", "county", Type.TEXT, "所在的县、区", "崇阳县"),
    Field("单位.用印", "stamped", Type.FLAG, "报告是否盖章；决定落款的排法", "true"),
    *_BUDGET,
    *_execution("年度资金总额", "年度资金总额"),
    *_execution("当年财政拨款", "其中当年财政拨款"),
    *_execution("上年结转资金", "其中上年结转资金"),
    *_execution("其他资金", "其中其他资金"),
    *_ACCOUNTS,
    *_last_year((*_BUDGET, *_execution("年度资金总额", "年度资金总额"), *_ACCOUNTS, *_PEOPLE, *_RESULT), "上年", "上年的"),
    Field("上年.三公经费.*.决算数", "last_official_expense", Type.AMOUNT, "上年的“三公”经费决算数", "8.77", "万元"),
    *_last_year((*_BUDGET, *_ACCOUNTS), "较上年", "比上年增加（负数为减少）的"),
    Field("较上年.三公经费.*.决算数", "change_official_expense", Type.AMOUNT, "“三公”经费决算比上年增加的数", "-1.2", "万元"),
    *_PEOPLE,
    Field("三公经费.*.预算数", "official_budget", Type.AMOUNT, "“三公”经费这一项的全年预算数；只公布合计时项名写“合计”", "5.8", "万元"),
    Field("三公经费.*.决算数", "official_outturn", Type.AMOUNT, "“三公”经费这一项的决算数", "5.72", "万元"),
    Field("项目[].名称", "project_name", Type.TEXT, "项目名称", "环卫公厕管养经费", required=True),
    Field("项目[].全年预算数", "project_budget", Type.AMOUNT, "项目的全年预算数", "419", "万元"),
    Field("项目[].全年执行数", "project_outturn", Type.AMOUNT, "项目的全年执行数", "419", "万元"),
    Field("项目[].完成情况", "project_progress", Type.TEXT, "项目的完成情况", "全部公厕按月保洁、按季维护"),
    Field("指标[].一级指标", "first_level", Type.TEXT, "一级指标", "产出指标", required=True),
    Field("指标[].二级指标", "second_level", Type.TEXT, "二级指标", "数量指标"),
    Field("指标[].三级指标", "indicator", Type.NAMES, "三级指标的名称；几个指标合并计分时写成一列", "征地面积", required=True),
    Field("指标[].指标值", "target", Type.TARGET, "年度指标值（目标）：≥90%、3000亩、不少于8场、≤10%、符合有关规定", "≥90%", required=True),
    Field("指标[].监控值", "monitored", Type.ACTUAL, "年中监控时的完成值", "45%"),
    Field("指标[].实际完成值", "actual", Type.ACTUAL, "全年实际完成值，文字，或 { 分子 = …, 分母 = … }", "92%", required=True),
    Field("指标[].分值", "weight", Type.SCORE, "这一指标的满分", "5", "分"),
    Field("指标[].得分", "score", Type.SCORE, "得分；模板有计分方法时由程序算，写了就核对", "5", "分"),
    Field("指标[].定性档", "band", Type.TEXT, "定性指标达成的档次，名称由模板定", "达成"),
    Field("指标[].完成情况", "progress", Type.TEXT, "完成情况；完成率算不出来时印在完成率一栏", "达标完成"),
    Field("指标[].数据期间", "period", Type.TEXT, "完成值不是全年数时，写明期间", "1—11月"),
    Field("指标[].偏差原因分析及改进措施", "deviation", Type.TEXT, "未完成、扣分或大幅超额的原因和改进措施", "雨季延误，已调整工期"),
    Field("指标[].佐证", "evidence", Type.TEXT, "佐证材料的名称", "竣工验收报告"),
    *_RESULT,
    Field("年度总体目标.预期目标", "goal", Type.TEXT, "年度总体目标的预期", "完成重点项目征地，改善人居环境"),
    Field("年度总体目标.实际完成情况", "goal_progress", Type.TEXT, "年度总体目标的实际完成情况", "各项目标全部完成"),
    Field("事实", "facts", Type.FIGURES, "正文引用的数，带单位，照写照印", '{ 信访受理 = "320宗" }'),
    Field("核对数", "stated", Type.STATED, "公布或上报的数，只用来核对", '{ "决算.支出" = 4212.62 }'),
    Field("核实说明[].规则", "explained_rule", Type.TEXT, "所说明的规则编号或族", "SUM301", required=True),
    Field("核实说明[].位置", "explained_place", Type.TEXT, "所说明的位置（路径），不写就是全部", "年初预算"),
    Field("核实说明[].理由", "explained_reason", Type.TEXT, "为什么是这样", "年中追加随项目下达", required=True),
    Field("正文", "prose", Type.PROSE, "各节的正文，键是模板提纲的键", '{ "自评结论.问题" = "…" }'),
    Field("未归类.文字", "unplaced", Type.TEXTS, "导入报告时没有找到归处的文字，不印；归到各节或删去", '["……"]'),
)
# fmt: on
"""Every core field, in the order in which a new data file lists them."""

PASTABLE = {
    "指标": tuple(f.parts()[-1] for f in FIELDS if f.pattern.startswith("指标[]")),
    "项目": tuple(f.parts()[-1] for f in FIELDS if f.pattern.startswith("项目[]")),
}
"""Lists that may be pasted as a table, with their columns."""

NAME_COLUMNS = {"指标": ("一级指标", "二级指标"), "项目": ()}
"""Columns whose empty cells repeat the one above, while every name cell to the left is empty too."""

ITEM_NAMES = {"指标": "三级指标", "项目": "名称", "核实说明": "规则"}
"""The key by which an item of a list is named in key paths."""
