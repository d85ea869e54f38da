"""The document that every engine makes: 48 sections and a table of 30 rows and 8 columns, from one town's data.

The same Word file is drawn once for each engine's way of writing tags. For perfgen and docxtpl it is the template of a
pack, and the data is a data file with forty expressions in the prose and thirty indicators.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfgen import gbt9704

SECTIONS = 48
EXPRESSIONS = 40
ROWS = 30
COLUMNS = ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分", "完成率")
_WIDTHS = (20, 20, 32, 18, 18, 14, 14, 18)
_SENTENCE = (
    "按照年初确定的目标，会同有关站所逐项推进，坚持问题导向，完善台账，压实责任，做到有部署、有落实、有检查，"
    "资金使用符合规定，群众反映的事项及时办理"
)
_EXPRESSIONS = (
    "{{ 决算.支出 | 万元 }}", "{{ 决算.支出.基本支出 | 万元 }}", "{{ 占比(决算.支出.项目支出, 决算.支出) }}",
    "{{ 事实.受益村数 }}", "{{ 百分比(事实.办结件数, 事实.受理件数) }}",
)  # fmt: skip


@dataclass(frozen=True)
class Tags:
    """How an engine writes a value, the prose of a section, and the rows of the table."""

    value: Callable[[str], str]
    prose: Callable[[int], str]
    rows: Sequence[str | Sequence[str]]


def keys() -> list[str]:
    """The outline keys of the sections."""
    return [f"工作.第{number:02}项" for number in range(1, SECTIONS + 1)]


def own_tags() -> Tags:
    """The tags of perfgen and docxtpl."""
    cells = ["{{ 行." + column + " }}" for column in COLUMNS]
    return Tags(
        lambda name: "{{ " + name + " }}",
        lambda number: "{{ 正文['" + keys()[number] + "'][0].文 }}",
        ["{%tr for 行 in 指标行 %}", cells, "{%tr endfor %}"],
    )


def mustache_tags() -> Tags:
    """The tags of docxtemplater and easy-template-x."""
    cells = [f"{{c{number}}}" for number in range(len(COLUMNS))]
    cells[0], cells[-1] = "{#rows}" + cells[0], cells[-1] + "{/rows}"
    return Tags(lambda name: f"{{{_plain(name)}}}", lambda number: f"{{p{number}}}", [cells])


def carbone_tags() -> Tags:
    """The tags of carbone: the rows are shown by their first and their second."""
    first = [f"{{d.rows[i].c{number}}}" for number in range(len(COLUMNS))]
    return Tags(
        lambda name: f"{{d.{_plain(name)}}}",
        lambda number: f"{{d.p{number}}}",
        [first, [cell.replace("[i]", "[i+1]") for cell in first]],
    )


def _plain(name: str) -> str:
    return {"单位.自称": "self", "年度": "year", "单位.名称": "unit"}[name]


def template(tags: Tags) -> bytes:
    """The Word file with the tags of one engine."""
    document = gbt9704.base_document()
    gbt9704.add_title(document, f"{tags.value('单位.名称')}{tags.value('年度')}年度部门整体支出绩效自评报告")
    for number in range(SECTIONS):
        gbt9704.add_heading(document, f"{number + 1}.第{number + 1}项工作", 1)
        text = f"{tags.value('单位.自称')}{tags.value('年度')}年开展了这项工作。{tags.prose(number)}"
        gbt9704.add_body(document, text)
    gbt9704.add_table(document, _WIDTHS, [list(COLUMNS), *tags.rows])
    return gbt9704.save(document)


# -- the pack and the data file -----------------------------------------------------------------------


def manifest() -> str:
    """The manifest of the pack."""
    lines = [
        '"格式版本" = 1', '"编号" = "bench"', '"名称" = "测速"', '"版本" = "1"', '"适用年度" = [2024]',
        '"依据" = "测速用"',
    ]  # fmt: skip
    parts = {0: "基本情况", 1: "自评结论", 2: "存在问题", 3: "改进措施"}
    for number, key in enumerate(keys()):
        lines += ['[["提纲"]]', f'"键" = "{key}"', f'"标题" = "{number + 1}.第{number + 1}项工作"', '"级" = 1']
        lines += ['"内容" = "段落"', *([f'"部分" = "{parts[number]}"'] if number in parts else [])]
    lines += [
        '["评分"]', '"满分" = 100', '"得分位数" = 2',
        '["评分"."执行率"]', '"分子" = "决算.支出"', '"分母" = "预算执行.年度资金总额.全年预算数"',
        '"口径" = "支出决算数与全年预算数之比"',
        '["评分"."正向"]', '"方法" = "按比例"', '["评分"."反向"]', '"方法" = "反比"', '["评分"."等于"]',
        '"方法" = "同正向"', '["评分"."等级"]', '"优" = 90', '"良" = 80', '"中" = 60', '"差" = 0',
        '["格式"]', '"金额单位" = "万元"', '"金额位数" = 2', '"去尾零" = true', '"比率位数" = 1',
        '[["文书"]]', '"键" = "报告"', '"模板文件" = "report.docx"', '"文件名" = "{{ 单位.简称 }}-{{ 年度 }}"',
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def data_file() -> str:
    """The data file: 48 paragraphs with forty expressions, thirty indicators, amounts and facts."""
    lines = [
        '"格式版本" = 1', '"模板" = "bench"', '"年度" = 2024', '"金额单位" = "万元"', '"成文日期" = 2025-02-17',
        '["单位"]', '"名称" = "青溪镇人民政府"', '"简称" = "青溪镇"', '"自称" = "我镇"',
        '["预算执行"."年度资金总额"]', '"全年预算数" = 4300', '["年初预算"."支出"]', '"基本支出" = 1300',
        '"项目支出" = 2900', '["决算"]', '"年初结转和结余" = 112.38', '["决算"."收入"]',
        '"一般公共预算财政拨款收入" = 4000', '"其他收入" = 180.5', '["决算"."支出"]', '"基本支出" = 1333.74',
        '"项目支出" = 2878.88', '["事实"]', '"受益村数" = "28个村"', '"办结件数" = "318件"', '"受理件数" = "320件"',
        '["正文"]',
    ]  # fmt: skip
    for number, key in enumerate(keys()):
        told = f"，涉及{_EXPRESSIONS[number % len(_EXPRESSIONS)]}" if number < EXPRESSIONS else ""
        lines.append(f'"{key}" = "{_SENTENCE}{told}，第{number + 1}项工作的安排全部完成。"')
    for number in range(ROWS):
        first, second = (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"))[number // 10]
        wanted, made = (
            (f"{number + 5}次", f"{number + 5}次") if number % 3 else ("≥90%", '{ "分子" = 46, "分母" = 50 }')
        )
        lines += ['[["指标"]]', f'"一级指标" = "{first}"', f'"二级指标" = "{second}"']
        lines += [f'"三级指标" = "第{number + 1}项工作完成情况"', f'"指标值" = "{wanted}"']
        lines += [f'"实际完成值" = {made}' if made.startswith("{") else f'"实际完成值" = "{made}"']
        lines += [f'"分值" = {4 if number < 10 else 3}']
    return "\n".join(lines) + "\n"


def write_pack(folder: Path) -> Path:
    """Write the pack below ``folder`` and return the folder for ``--templates``."""
    pack = folder / "templates" / "bench"
    pack.mkdir(parents=True, exist_ok=True)
    (pack / "manifest.toml").write_text(manifest(), encoding="utf-8")
    (pack / "report.docx").write_bytes(template(own_tags()))
    (pack / "sample.toml").write_text(data_file(), encoding="utf-8")
    return pack.parent


def write_data(folder: Path) -> Path:
    """Write the data file into ``folder``."""
    path = folder / "青溪镇-2024.toml"
    path.write_text(data_file(), encoding="utf-8")
    return path


# -- the same data as plain values --------------------------------------------------------------------


def plain(context: dict[str, Any]) -> dict[str, Any]:
    """What the template shows of ``context`` (perfgen's), as plain texts for docxtpl."""
    rows = [{column: str(row[column]) for column in COLUMNS} for row in context["指标行"]]
    unit = {name: str(context["单位"][name]) for name in ("名称", "自称")}
    prose = {key: [{"文": block["文"]} for block in context["正文"][key]] for key in keys()}
    return {"单位": unit, "年度": str(context["年度"]), "正文": prose, "指标行": rows}


def flat(values: dict[str, Any]) -> dict[str, Any]:
    """``plain`` as the engines of node take it."""
    made = {"unit": values["单位"]["名称"], "self": values["单位"]["自称"], "year": values["年度"]}
    made |= {f"p{number}": values["正文"][key][0]["文"] for number, key in enumerate(keys())}
    made["rows"] = [{f"c{number}": row[name] for number, name in enumerate(COLUMNS)} for row in values["指标行"]]
    return made
