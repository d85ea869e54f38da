"""The input 天城镇-2021 with its expenditure, indicators and one section of prose in files beside it."""

from functools import cache
from io import BytesIO

import docx
import openpyxl
import tomli

from tests.support.built import source

NAME = "天城镇-2021"
SHEET, WRITING = "报表.xlsx", "总结.docx"
_HEADS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "实际完成值",
    "分值",
    "得分",
    "定性档",
    "偏差原因分析及改进措施",
)


@cache
def text() -> str:
    """The data file that takes values from the files."""
    plain = source(NAME).read_text(encoding="utf-8")
    postings = plain.index('["决算"."支出"."按经济分类"]')
    end = plain.index("'''\n", plain.index("'''\n", postings) + 4) + 4
    plain = plain[:postings] + f'["决算"."支出"]\n"取自" = "{SHEET}"\n"表" = "支出"\n' + plain[end:]
    items, rest = plain.index('[["指标"]]'), plain.index("# ---- 核实说明")
    plain = plain[:items] + f'["指标"]\n"取自" = "{SHEET}"\n"表" = "指标"\n\n' + plain[rest:]
    prose = plain.index('"自评结论.问题"')
    end = plain.index("]\n", prose) + 2
    return plain[:prose] + f'"自评结论.问题" = {{ "取自" = "{WRITING}", "标题" = "存在问题" }}\n' + plain[end:]


@cache
def workbook() -> bytes:
    """The sheets 支出 and 指标."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "支出"
    page.append(["支出决算明细表"])
    page.append(["单位：万元"])
    data = tomli.loads(source(NAME).read_text(encoding="utf-8"))
    for line in data["决算"]["支出"]["按经济分类"]["表"].strip().split("\n"):
        *names, amount = line.split("｜")
        page.append([*(name or None for name in names), amount if amount == "金额" else float(amount)])
    page = book.create_sheet("指标")
    page.append(_HEADS)
    row = 2
    for item in data["指标"]:
        names = item["三级指标"] if isinstance(item["三级指标"], list) else [item["三级指标"]]
        for number, name in enumerate(names):
            for column, head in enumerate(_HEADS, 1):
                value = name if head == "三级指标" else item.get(head)
                if number == 0 or head in _HEADS[:3]:
                    page.cell(row + number, column, value)
        if len(names) > 1:
            for column in (4, 5, 6, 7):
                page.merge_cells(start_row=row, end_row=row + len(names) - 1, start_column=column, end_column=column)
        row += len(names)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def writing() -> bytes:
    """The Word file with the section 存在问题 between two others."""
    data = tomli.loads(source(NAME).read_text(encoding="utf-8"))
    document = docx.Document()
    document.add_heading("一、工作总结", 1)
    document.add_paragraph("别的话。")
    document.add_heading("二、存在问题", 1)
    for number, line in enumerate(data["正文"]["自评结论.问题"], 1):
        document.add_paragraph(f"{number}.{line}")
    document.add_heading("三、打算", 1)
    document.add_paragraph("别的话。")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def files() -> dict[str, bytes]:
    """The files by the names that the data file uses."""
    return {SHEET: workbook(), WRITING: writing()}
