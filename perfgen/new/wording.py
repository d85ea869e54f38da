"""How a new data file speaks to the clerk: the headings of its sections and the comments beside its fields."""

import json
import re

from perfgen.contract import Content, OutlineItem, Scoring
from perfgen.vocabulary import Field, Type

PENDING = '"待填"'

INTRODUCTION = (
    "{name}：{year}数据文件",
    "",
    "怎样填：",
    "  1.把“待填”换成数或文字。数不带引号和单位（4212.62），文字带引号；# 号后面是说明，不会印出来。",
    "  2.还不知道的留着“待填”，没有公布的写“未公布”，没有这一项的写“不适用”，都带引号。",
    "  3.行首带 # 的是可以填的：要填就去掉这一行（连同它上面方括号那一行）的 #。",
    "  4.合计、占比、执行率、得分、总分由程序算，不填。",
    "  5.同一个数只填一处，别处写 {{{{ 路径 }}}} 引用，例如 {{{{ 决算.支出 | 万元 }}}}。",
    "先看样子：perfgen build 本文件 --draft（待填的地方印成〔待填：…〕）；填完以后：perfgen build 本文件。",
)

GIVEN = (
    "{name}{year}年度数据文件，由“{source}”导入",
    "",
    "数和文字照报告抄录。“待填”是报告里没有而模板要的；“未公布”是报告里没有、可以没有的。",
    "“核对数”是报告印出的合计、比率和得分，程序算出的数与它不一致，核对时会报出来。",
    "先核对：perfgen check 本文件；看样子：perfgen build 本文件 --draft。",
)

HEADINGS = {
    "": "这份文件是谁的、哪一年的",
    "单位": "单位",
    "年初预算": "年初预算：年初批复的部门预算",
    "预算执行": "预算执行：调整以后的全年预算数",
    "决算": "决算：本年实际收入和支出，照部门决算报表填；合计和年末数由程序算",
    "上年": "上年数：和今年一样写法，增减由程序算",
    "较上年": "较上年：只知道比上年增减多少、不知道上年数的，填在这里（减少填负数）",
    "人员": "人员",
    "三公经费": "“三公”经费：一项一段，合计由程序算；只有合计的，项名写“合计”",
    "项目": "项目：一个项目一段，执行率由程序算",
    "指标": "指标：一个指标一段，次序就是自评表的次序；完成率和得分由程序算",
    "自评": "自评结果：指标填了分值的由程序算，不填；只有总分的填在这里",
    "年度总体目标": "年度总体目标",
    "事实": "事实：正文里引用的数，带单位照写；正文写 {{ 事实.经济.地区生产总值 }}",
    "核对数": "核对数：公布或上报过的合计，只和算出的数核对，不印",
    "核实说明": "核实说明：程序提出的核实性问题，确实没有错的，在这里说明理由",
    "未归类": "未归类：报告里没有找到归处的文字，不印；归到各节，或者删去",
    "正文": "正文：键是模板提纲的键，不要改",
}

PROSE = (
    "三种写法：'''整段文字'''，一行一段；[ 一条, 一条 ]，一条一段；[ { \"标题\" = …, \"内容\" = … } ]，分小标题。",
    "编号由程序加，不要打。数写成 {{ 路径 }}，改了上面的数，正文跟着改。",
)

FORMS = {Content.PARAGRAPHS: "写成段落，一行一段", Content.NUMBERED: "一条一段", Content.SUBHEADED: "一项一个小标题"}


def quoted(text: str) -> str:
    """``text`` as a TOML string or key."""
    return json.dumps(text, ensure_ascii=False)


def header(path: tuple[str, ...], *, item: bool = False) -> str:
    """The line that opens the table (or list item) at ``path``."""
    name = ".".join(quoted(part) for part in path)
    return f"[[{name}]]" if item else f"[{name}]"


def literal(field: Field) -> str:
    """The example of ``field`` as it is typed."""
    bare = field.type in (Type.AMOUNT, Type.TREE, Type.COUNT, Type.WHOLE, Type.YEAR, Type.SCORE, Type.FLAG)
    if bare or (field.type is Type.DATE and re.fullmatch(r"\d{4}-\d\d-\d\d", field.example)):
        return re.sub(r".*= *|[{} ]", "", field.example)
    return quoted(field.example)


def comment(field: Field, *, example: bool = True) -> str:
    """What stands beside ``field``: meaning, unit, example."""
    unit = f"，单位：{field.unit}" if field.unit else ""
    choices = f"；可以写：{'、'.join(field.options)}" if field.options else ""
    shown = f"；例如 {literal(field)}" if example and field.example else ""
    return f"# {field.meaning}{unit}{choices}{shown}"


def scoring_notes(scoring: Scoring) -> list[str]:
    """How indicators are written and scored, in a few lines."""
    notes = ['指标值写法："3000亩"、"≥90%"、"不少于8场"、"≤10%"、"=100%"、"符合有关规定"；']
    notes.append('实际完成值写 "2900亩"，由两个数算的写 { "分子" = 74, "分母" = 83 }；不要照抄指标值的≥。')
    if scoring.weights:
        rate = scoring.execution
        computed = f"（{rate.part}按执行率算，不列指标）" if rate and rate.part in scoring.weights else ""
        shown = "、".join(f"{name}{weight}分" for name, weight in scoring.weights.items())
        notes.append(f"本县的权重：{shown}{computed}；同一个一级指标下各指标的分值之和等于它的权重。")
    if scoring.bands:
        bands = "、".join(f"{band.name}（分值的{band.lower}%至{band.upper}%）" for band in scoring.bands)
        notes.append(f"定性的指标填“定性档”和“得分”：{bands}；定量的不填得分。")
    notes.append("没有完成、扣了分或大幅超额的，填“偏差原因分析及改进措施”。")
    notes.append('几个指标合并计分："三级指标" = ["甲", "乙"]，分值和得分各填一个。')
    return notes


def prose_note(item: OutlineItem) -> str:
    """What is to be written under a heading, and in which form."""
    number = f"，编号“{item.numbering}”由程序加" if item.numbering not in ("", "无") else ""
    if item.content is Content.PARAGRAPHS:
        number = ""
    must = "必填" if item.required else "可以不填，不填就整条删去"
    return f"{FORMS[item.content]}{number}；{must}"
