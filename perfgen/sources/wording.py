"""How headings and labels of sheets are spelled: folded for comparison, and what each may mean."""

import re
import unicodedata
from collections.abc import Mapping

from perfgen.vocabulary import OFFICIAL_CLASSES

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〕]*〕")
_UNIT = re.compile(r"(?:单位|计量单位|金额单位|货币单位)[:：]?\s*(?:人民币)?(亿元|万元|千元|元)")
_HEAD_UNIT = re.compile(r"[(（](?:单位[:：])?(?:人民币)?(亿元|万元|千元|元)[)）]")

SCALES: Mapping[str, int] = {"元": 0, "千元": 3, "万元": 4, "亿元": 8}
"""Powers of ten of the money units."""


def folded(text: str) -> str:
    """``text`` for comparison: full-width signs as ASCII, no spaces."""
    return re.sub(r"[\s\u3000\u200b\ufeff]+", "", unicodedata.normalize("NFKC", text))


def heading(text: str) -> str:
    """A column's heading for comparison: folded, what stands in brackets dropped."""
    bare = folded(text)
    short = _BRACKETS.sub("", bare)
    return (short or bare).strip(":*·、,.。-—_")


def money_unit(text: str) -> str:
    """The money unit that a caption (单位：万元) or a heading （万元） names; empty where it names none."""
    bare = unicodedata.normalize("NFKC", text)
    match = _UNIT.search(re.sub(r"\s+", "", bare)) or _HEAD_UNIT.search(bare)
    return match[1] if match else ""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


INDICATOR: Mapping[str, re.Pattern[str]] = {
    "一级指标": _any(r"一级(?:绩效)?指标(?:名称)?"),
    "二级指标": _any(r"二级(?:绩效)?指标(?:名称)?"),
    "三级指标": _any(r"三级(?:绩效)?指标(?:名称|内容)?", r"(?:绩效|具体|评价)?指标(?:名称|内容)"),
    "计算符号": _any(r"(?:计算|运算|比较)符号?", "符号"),
    "指标值": _any(r"(?:年度|全年|年初|本年|当年|预期|计划|绩效)*(?:指标|目标)值(?:[ABab])?", r"计划值|预期值|年度指标"),
    "计量单位": _any(r"(?:计量|度量)单位", "单位"),
    "监控值": _any(r".*监控.*值", r"1[-—~至]\d+月.*(?:完成|执行)值?"),
    "实际完成值": _any(r"(?:全年|年度|本年|当年)*实际?(?:完成|实现|执行)值(?:[ABab])?", r"(?:全年|年度|本年|当年)?(?:完成|实现)值(?:[ABab])?", "实际值|实际完成"),
    "分值": _any(r"(?:指标)?分值(?:权重)?", "权重|权重分|标准分|满分|标准分值"),
    "得分": _any(r"(?:自评|实际|指标|单项)?得分", "自评分|自评分数|自评得分数"),
    "定性档": _any("定性档次?", "完成档次"),
    "完成率": _any(r"(?:指标|目标)?完成(?:率|比例|比率)"),
    "完成情况": _any(r"(?:指标|实际|目标)?完成情况(?:说明)?"),
    "数据期间": _any("数据期间|数据时段"),
    "偏差原因分析及改进措施": _any(r".*(?:偏差|未完成|扣分|超额).*(?:原因|措施|说明|分析).*", r"原因分析.*"),
    "佐证": _any(r"(?:佐证|证明)(?:材料|资料)?(?:名称|清单)?"),
    "序号": _any("序号|编号|行次"),
    "备注": _any("备注|说明"),
}  # fmt: skip
"""Columns of indicator tables; 计算符号, 计量单位 and 完成率 are joined to others."""

PROJECT: Mapping[str, re.Pattern[str]] = {
    "名称": _any(r"(?:重点|主要|预算)?(?:任务)?项目(?:\(?政策\)?|资金|支出)?名称", r"重点(?:任务|工作)?项目", "项目"),
    "年初预算数": _any(r"年初.*预算.*"),
    "全年预算数": _any(r"(?:全年|年度|调整后?|调整后的?|本年|最终)*预算(?:数|金额|安排数?|资金|总额)?(?:[ABab])?", "下达资金|资金安排"),
    "全年执行数": _any(r"(?:全年|年度|实际|本年|累计)*(?:预算)?(?:执行|支出|决算|支付)(?:数|金额|额)?(?:[ABab])?"),
    "执行率": _any(r"(?:预算|资金|支出)?(?:执行|支出|支付)(?:率|进度)(?:.*)?"),
    "完成情况": _any(r"(?:项目|目标|绩效目标|任务|实际|年度)*(?:完成|实施|进展)情况(?:说明)?", "实施内容|完成内容"),
    "序号": _any("序号|编号|行次"),
    "备注": _any("备注|说明"),
}  # fmt: skip
"""Columns of project tables; 年初预算数 and 执行率 are not taken."""

_CLASSES = "|".join(re.escape(unicodedata.normalize("NFKC", name)) for name in OFFICIAL_CLASSES)

AMOUNT: Mapping[str, re.Pattern[str]] = {
    "支出性质": _any("支出性质|支出类型|支出类别|资金性质"),
    "资金来源": _any("资金来源|经费来源"),
    "类": _any(r"类", "类级科目|类级?名称|一级科目"),
    "款": _any(r"款", "款级科目|款级?名称|二级科目"),
    "编码": _any(r".*(?:科目|分类)(?:编码|代码)", "编码|代码"),
    "科目": _any(r".*科目名称|.*科目", r"(?:收入|支出)?项目(?:名称)?", r"项目按.*分类", "收入|支出|名称|来源|收入来源"),
    "金额": _any(r"金额(?:数|合计)?", r"(?:本年|全年|年初|调整|年度|部门)*(?:决算|预算|执行|支出|收入)(?:数|金额|额)", r"(?:本年)?(?:收入|支出)?合计", "本年收入|本年支出|小计|总计|全年支出|发生额"),
    "行次": _any("行次|序号|栏次"),
    "备注": _any("备注|说明|占比|比重"),
}  # fmt: skip
"""Columns of amount tables that are long: a row a posting."""

WIDE: Mapping[str, re.Pattern[str]] = {
    "收入": _any(
        r"(?:一般公共预算|政府性基金预算|国有资本经营预算)?财政拨款(?:预算)?收入", r"一般公共预算.*收入", r"政府性基金预算.*收入",
        r"国有资本经营预算.*收入", "上级补助收入|事业收入|经营收入|附属单位上缴收入|其他收入|非同级财政拨款收入|财政专户管理资金收入",
    ),
    "支出": _any("基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出|其他支出"),
    "类": re.compile(_CLASSES),
}  # fmt: skip
"""Headings of columns that are themselves names in a tree of income or expenditure."""

TOTAL = re.compile(
    r"(?:本年)?(?:收入|支出|收支|人员经费|公用经费)?(?:合计|总计|小计|共计|总和)(?:数|金额)?|总分|合计分|总得分"
)
"""Labels of rows that add up others."""

NOTE = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|填表人|制表|审核|负责人|联系|单位负责人|财务负责人|填报日期|报送日期|编制单位|填报单位|单位名称|部门名称|单位\(盖章\)|公开\d+表)"
)
"""How lines begin that stand around a table."""

NUMBERING = (
    re.compile(r"[一二三四五六七八九十]+[、.．,，]"),
    re.compile(r"[(（][一二三四五六七八九十]+[)）]"),
    re.compile(r"\d+[、.．](?!\d)"),
    re.compile(r"[(（]\d+[)）]|[①-⑳]"),
)  # fmt: skip
"""Numbers before labels, by level."""
