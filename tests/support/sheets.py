"""Generated Excel files as clerks make them, each with what it holds: header anywhere, merges, units, totals, notes."""

import random
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import xlwt
from openpyxl.utils import get_column_letter

from perfgen.vocabulary import OFFICIAL_CLASSES

KeyPath = tuple[str | int, ...]


@dataclass
class Drawn:
    """A sheet on its way: values with number formats, merges, hidden rows and columns."""

    cells: dict[tuple[int, int], tuple[Any, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def put(self, row: int, column: int, value: Any, shape: str = "General") -> str:
        """Write a cell; its address."""
        self.cells[row, column] = (value, shape)
        return f"{get_column_letter(column + 1)}{row + 1}"

    def xlsx(self, name: str) -> bytes:
        """The sheet as a new Excel file."""
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = name
        for (row, column), (value, shape) in self.cells.items():
            cell = sheet.cell(row + 1, column + 1, value)
            cell.number_format = shape
            if isinstance(value, str) and value.startswith("=") and not value.startswith("=SUM"):
                cell.data_type = "s"
        for top, left, bottom, right in self.merges:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        for row in self.hidden_rows:
            sheet.row_dimensions[row + 1].hidden = True
        for column in self.hidden_columns:
            sheet.column_dimensions[get_column_letter(column + 1)].hidden = True
        return _bytes(book)

    def xls(self, name: str) -> bytes:
        """The sheet as an old Excel file."""
        book = xlwt.Workbook(encoding="utf-8")
        sheet = book.add_sheet(name, cell_overwrite_ok=True)
        covered = {(t, l): (t, b, l, r) for t, l, b, r in self.merges}  # noqa: E741
        for (row, column), (value, shape) in self.cells.items():
            style = xlwt.easyxf(num_format_str=shape)
            if (row, column) in covered:
                sheet.write_merge(*covered[row, column], value, style)
            elif isinstance(value, str) and value.startswith("=SUM"):
                sheet.write(row, column, xlwt.Formula(value[1:]), style)
            else:
                sheet.write(row, column, value, style)
        for row in self.hidden_rows:
            sheet.row(row).hidden = True
        for column in self.hidden_columns:
            sheet.col(column).hidden = True
        return _bytes(book)


def _bytes(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass
class Generated:
    """A generated file: name, bytes, what each data cell holds (by full key path, with its address)."""

    name: str
    data: bytes
    expected: dict[KeyPath, tuple[Any, str]]
    kind: str
    wrong_total: bool = False


class _Maker:
    """One file; every choice comes from its own seed."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)
        self.seed = seed
        self.drawn = Drawn()
        self.expected: dict[KeyPath, tuple[Any, str]] = {}
        self.unit = self.r.choice(("万元", "万元", "元"))
        self.left = self.r.choice((0, 0, 0, 1, 2))
        self.row = 0
        self.wrong_total = False

    # -- pieces ---------------------------------------------------------------------------------------

    def head(self, title: str, width: int, *, unit: bool) -> None:
        r = self.r
        self.row = r.choice((0, 0, 1, 2))
        if r.random() < 0.8:
            self.drawn.put(self.row, self.left, title)
            if width > 1 and r.random() < 0.8:
                self.drawn.merges.append((self.row, self.left, self.row, self.left + width - 1))
            self.row += 1
        elif unit:
            self.drawn.put(self.row, self.left, title)
            self.row += 1
        if r.random() < 0.4:
            self.drawn.put(
                self.row,
                self.left,
                r.choice(("填报单位：青溪镇人民政府", "部门名称：（盖章）青溪镇", "编制单位：青溪镇")),
            )
            if unit:
                self.drawn.put(self.row, self.left + width - 1, f"单位：{self.unit}")
            self.row += 1
        elif unit:
            text = r.choice(("单位：{}", "金额单位：{}", "单位:{}", "（单位：{}）", "单位： {}", "计量单位：人民币{}"))
            self.drawn.put(self.row, self.left + r.choice((0, width - 1)), text.format(self.unit))
            self.row += 1
        if r.random() < 0.3:
            self.row += 1

    def foot(self) -> None:
        for text in self.r.sample(
            (
                "注：本表由单位填报。",
                "填表人：        审核人：        联系电话：",
                "备注：数据取自决算系统",
                "说明：金额四舍五入",
            ),
            self.r.choice((0, 1, 1, 2)),
        ):
            self.row += self.r.choice((0, 0, 1))
            self.drawn.put(self.row, self.left, text)
            self.row += 1

    def spelled(self, text: str) -> str:
        """A heading as somebody spells it."""
        r = self.r
        if len(text) > 2 and r.random() < 0.15:
            cut = len(text) // 2
            return text[:cut] + r.choice(("\n", " ", "　")) + text[cut:]
        return text

    def money(self, low: int = 1, high: int = 400000) -> Decimal:
        """An amount in 万元 with at most two places, or in 元 with two."""
        cents = self.r.randint(low, high)
        return (
            Decimal(cents).scaleb(-2)
            if self.unit == "万元"
            else Decimal(cents * 100 + self.r.randint(0, 99)).scaleb(-2)
        )

    def write_money(self, row: int, column: int, amount: Decimal) -> str:
        """Write an amount in one of the ways that occur."""
        r, kind = self.r, self.r.random()
        if kind < 0.6:
            return self.drawn.put(row, column, float(amount), r.choice(("General", "0.00", "#,##0.00", "#,##0.00_ ")))
        if kind < 0.75:
            return self.drawn.put(row, column, f"{amount:,}")
        if kind < 0.85:
            return self.drawn.put(row, column, f"{amount}")
        if kind < 0.92:
            full = str(amount).translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
            return self.drawn.put(row, column, full)
        return self.drawn.put(row, column, f" {amount} ")

    def wanted(self, amount: Decimal) -> Decimal:
        return amount if self.unit == "万元" else amount.scaleb(-4)

    def stray(self, width: int) -> None:
        """Hide a column with codes to the right of the table, or nothing."""
        if self.r.random() < 0.2:
            column = self.left + width
            self.drawn.put(self.row, column, "内部编码")
            self.drawn.put(self.row + 1, column, "x-1")
            self.drawn.hidden_columns.add(column)

    def done(self, kind: str) -> Generated:
        old = self.seed % 4 == 3
        data = self.drawn.xls(kind) if old else self.drawn.xlsx(kind)
        return Generated(f"{self.seed}.{'xls' if old else 'xlsx'}", data, self.expected, kind, self.wrong_total)

    # -- tables ---------------------------------------------------------------------------------------

    def indicators(self) -> Generated:
        r = self.r
        heads = {
            "一级指标": ("一级指标",),
            "二级指标": ("二级指标",),
            "三级指标": ("三级指标", "指标名称", "三级指标名称"),
            "指标值": ("年度指标值", "指标值", "年度目标值", "年初目标值(A)", "目标值"),
            "实际完成值": ("实际完成值", "全年完成值", "年度实现值", "实际完成值(B)"),
            "分值": ("分值", "权重", "分值（100分）"),
            "得分": ("得分", "自评得分"),
            "偏差原因分析及改进措施": ("偏差原因分析及改进措施", "偏差原因分析\n及改进措施", "未完成原因分析"),
        }
        columns = [*heads]
        if r.random() < 0.3:
            columns.remove("偏差原因分析及改进措施")
        extra = r.random() < 0.3
        if extra:
            columns.insert(0, "序号")
        sign = r.random() < 0.25
        if sign:
            columns[columns.index("指标值") + 1 : columns.index("指标值") + 1] = ["计量单位"]
            columns.insert(columns.index("指标值"), "计算符号")
        self.head("部门整体支出绩效自评表", len(columns), unit=False)
        grouped = r.random() < 0.25
        self.stray(len(columns))
        if grouped:
            at = self.left + columns.index("一级指标")
            self.drawn.put(self.row, at, "绩效指标")
            self.drawn.merges.append((self.row, at, self.row, at + 2))
            for offset, name in enumerate(columns):
                if name not in ("一级指标", "二级指标", "三级指标"):
                    self.drawn.put(self.row, self.left + offset, r.choice(heads.get(name, (name,))))
                    self.drawn.merges.append((self.row, self.left + offset, self.row + 1, self.left + offset))
            for name in ("一级指标", "二级指标", "三级指标"):
                self.drawn.put(self.row + 1, self.left + columns.index(name), r.choice(heads[name]))
            self.row += 2
        else:
            for offset, name in enumerate(columns):
                self.drawn.put(self.row, self.left + offset, self.spelled(r.choice(heads.get(name, (name,)))))
            self.row += 1
        if r.random() < 0.2:
            for offset in range(len(columns)):
                self.drawn.put(self.row, self.left + offset, offset + 1)
            self.row += 1
        self._indicator_rows(columns, sign=sign)
        self.foot()
        return self.done("绩效指标")

    def _indicator_rows(self, columns: list[str], *, sign: bool) -> None:
        r = self.r
        column = {name: self.left + offset for offset, name in enumerate(columns)}
        style = r.choice(("merge", "fill", "blank"))
        index, scores, hidden = 0, [], False
        for first in r.sample(("产出指标", "效益指标", "满意度指标", "成本指标"), r.randint(2, 3)):
            start = self.row
            for second in r.sample(
                ("数量指标", "质量指标", "时效指标", "社会效益指标", "生态效益指标"), r.randint(1, 3)
            ):
                begin = self.row
                for _ in range(r.randint(1, 3)):
                    if r.random() < 0.06 and not hidden and style == "fill":
                        hidden = True
                        self.drawn.put(self.row, column["三级指标"], "去年的指标")
                        self.drawn.put(self.row, column["一级指标"], first)
                        self.drawn.put(self.row, column["分值"], 5)
                        self.drawn.hidden_rows.add(self.row)
                        self.row += 1
                    self._indicator_row(
                        column,
                        index,
                        first,
                        second,
                        sign=sign,
                        scores=scores,
                        fill=style == "fill" or self.row == begin,
                    )
                    if style != "fill" and self.row != start:
                        self.drawn.cells.pop((self.row, column["一级指标"]), None)
                    index += 1
                    self.row += 1
                if style == "merge" and self.row - begin > 1:
                    self.drawn.merges.append((begin, column["二级指标"], self.row - 1, column["二级指标"]))
            if style == "merge" and self.row - start > 1:
                self.drawn.merges.append((start, column["一级指标"], self.row - 1, column["一级指标"]))
        if r.random() < 0.7:
            self.drawn.put(self.row, column["一级指标"], r.choice(("合计", "总分", "合 计")))
            total = sum((weight for weight, _ in scores), Decimal(0))
            points = sum((point for _, point in scores), Decimal(0))
            if r.random() < 0.15:
                points, self.wrong_total = points + 1, True
            self.drawn.put(self.row, column["分值"], float(total))
            self.drawn.put(self.row, column["得分"], float(points))
            self.row += 1

    def _indicator_row(
        self, column: dict[str, int], index: int, first: str, second: str, *, sign: bool, scores: list[Any], fill: bool
    ) -> None:
        r, row = self.r, self.row
        name = r.choice(("征地面积", "培训场次", "整治村庄", "办结率", "清理河道", "服务人次")) + f"{index + 1}"
        key: KeyPath = ("指标", index)
        if "序号" in column:
            self.drawn.put(row, column["序号"], index + 1)
        if fill:
            self.drawn.put(row, column["一级指标"], first)
            self.drawn.put(row, column["二级指标"], second)
        self.expected[(*key, "一级指标")] = (first, "")
        self.expected[(*key, "二级指标")] = (second, "")
        self.expected[(*key, "三级指标")] = (name, self.drawn.put(row, column["三级指标"], name))
        kind = r.choice(("rate", "count", "text"))
        target, actual = column["指标值"], column["实际完成值"]
        if kind == "rate":
            wanted, got = Decimal(r.randint(80, 100)), Decimal(r.randint(8000, 10000)).scaleb(-2).normalize()
            if sign:
                self.drawn.put(row, column["计算符号"], r.choice(("≥", "大于等于", ">=")))
                self.drawn.put(row, column["计量单位"], "%")
                at = self.drawn.put(row, target, int(wanted))
                self.expected[(*key, "指标值")] = (f"≥{wanted}%", at)
            elif r.random() < 0.5:
                at = self.drawn.put(row, target, float(wanted / 100), "0%")
                self.expected[(*key, "指标值")] = (f"{wanted}%", at)
            else:
                at = self.drawn.put(row, target, f"≥{wanted}%")
                self.expected[(*key, "指标值")] = (f"≥{wanted}%", at)
            at = self.drawn.put(row, actual, float(got / 100), "0.00%")
            self.expected[(*key, "实际完成值")] = (f"{got:f}%", at)
        elif kind == "count":
            wanted, unit = Decimal(r.randint(1, 5000)), r.choice(("亩", "场", "个", "人次"))
            if sign:
                self.drawn.put(row, column["计算符号"], "＝")
                self.drawn.put(row, column["计量单位"], unit)
                at = self.drawn.put(row, target, int(wanted))
                self.expected[(*key, "指标值")] = (f"={wanted}{unit}", at)
                self.expected[(*key, "实际完成值")] = (f"{wanted}{unit}", self.drawn.put(row, actual, int(wanted)))
            elif r.random() < 0.4:
                shape = f'0"{unit}"'
                self.expected[(*key, "指标值")] = (f"{wanted}{unit}", self.drawn.put(row, target, int(wanted), shape))
                self.expected[(*key, "实际完成值")] = (
                    f"{wanted}{unit}",
                    self.drawn.put(row, actual, int(wanted), shape),
                )
            else:
                sign_text = r.choice(("", "≥", "不少于", "="))
                text = f"{sign_text}{wanted}{unit}"
                self.expected[(*key, "指标值")] = (text, self.drawn.put(row, target, text))
                at = self.drawn.put(row, actual, f"{wanted + 1}{unit}")
                self.expected[(*key, "实际完成值")] = (f"{wanted + 1}{unit}", at)
        else:
            if sign:
                self.drawn.put(row, column["计算符号"], "定性")
            self.expected[(*key, "指标值")] = ("符合上级有关规定", self.drawn.put(row, target, "符合上级有关规定"))
            self.expected[(*key, "实际完成值")] = ("达成预期", self.drawn.put(row, actual, "达成预期"))
        weight = Decimal(r.randint(2, 20)).scaleb(0)
        point = max(weight - Decimal(r.choice((0, 0, 0, 25, 100))).scaleb(-2), Decimal(0))
        scores.append((weight, point))
        at = self.drawn.put(row, column["分值"], int(weight) if r.random() < 0.8 else f"{weight}分")
        self.expected[(*key, "分值")] = (weight, at)
        at = self.drawn.put(row, column["得分"], float(point) if r.random() < 0.8 else f"{point}")
        self.expected[(*key, "得分")] = (point, at)
        if "偏差原因分析及改进措施" in column:
            text = r.choice(("", "/", "—", "雨季延误，已调整工期"))
            at = self.drawn.put(row, column["偏差原因分析及改进措施"], text or None)
            if len(text) > 1:
                self.expected[(*key, "偏差原因分析及改进措施")] = (text, at)

    def projects(self) -> Generated:
        r = self.r
        columns = [
            "项目名称",
            r.choice(("全年预算数", "预算数", "年度预算金额", "预算金额")),
            r.choice(("全年执行数", "执行数", "实际支出", "支出金额")),
        ]
        if r.random() < 0.5:
            columns.append("执行率")
        if r.random() < 0.5:
            columns.append(r.choice(("完成情况", "项目完成情况")))
        if r.random() < 0.5:
            columns.insert(0, "序号")
        in_head = r.random() < 0.3
        self.head("重点项目支出情况表", len(columns), unit=not in_head)
        self.stray(len(columns))
        for offset, name in enumerate(columns):
            unit = (
                f"（{self.unit}）" if in_head and ("预算" in name or "支出" in name or name.endswith("执行数")) else ""
            )
            self.drawn.put(self.row, self.left + offset, self.spelled(name) + unit)
        self.row += 1
        at = {name: self.left + offset for offset, name in enumerate(columns)}
        budget, spent = columns[columns.index("项目名称") + 1], columns[columns.index("项目名称") + 2]
        totals = [Decimal(0), Decimal(0)]
        first = self.row
        for index in range(r.randint(2, 12)):
            key: KeyPath = ("项目", index)
            name = f"{r.choice(('环卫', '道路', '水利', '党建'))}{r.choice(('管养', '建设', '维修'))}经费{index + 1}"
            self.expected[(*key, "名称")] = (name, self.drawn.put(self.row, at["项目名称"], name))
            a, b = self.money(), self.money()
            totals = [totals[0] + a, totals[1] + b]
            self.expected[(*key, "全年预算数")] = (self.wanted(a), self.write_money(self.row, at[budget], a))
            self.expected[(*key, "全年执行数")] = (self.wanted(b), self.write_money(self.row, at[spent], b))
            if "执行率" in at:
                self.drawn.put(self.row, at["执行率"], float(b / a), "0.00%")
            if "序号" in at:
                self.drawn.put(self.row, at["序号"], index + 1)
            if (last := columns[-1]).endswith("完成情况"):
                self.expected[(*key, "完成情况")] = ("按期完成", self.drawn.put(self.row, at[last], "按期完成"))
            self.row += 1
        if r.random() < 0.7:
            self.drawn.put(self.row, at["项目名称"], r.choice(("合计", "合  计", "总计")))
            if r.random() < 0.3:
                letter = get_column_letter(at[budget] + 1)
                self.drawn.put(self.row, at[budget], f"=SUM({letter}{first + 1}:{letter}{self.row})")
            else:
                if r.random() < 0.15:
                    totals[0], self.wrong_total = totals[0] + 7, True
                self.drawn.put(self.row, at[budget], float(totals[0]), "#,##0.00")
            self.drawn.put(self.row, at[spent], float(totals[1]), "#,##0.00")
            self.row += 1
        self.foot()
        return self.done("项目")

    def filed(self) -> Generated:
        """支出性质, 类, 款, 金额."""
        r = self.r
        columns = ["支出性质", "类", "款", r.choice(("金额", "决算数"))]
        self.head("一般公共预算支出决算明细表", 4, unit=True)
        self.stray(4)
        for offset, name in enumerate(columns):
            self.drawn.put(self.row, self.left + offset, self.spelled(name))
        self.row += 1
        style, total = r.choice(("merge", "fill", "blank")), Decimal(0)
        subtotals = r.random() < 0.3
        for filing in ("基本支出", "项目支出"):
            start = self.row
            for group in r.sample(
                ("工资福利支出", "商品和服务支出", "对个人和家庭的补助", "资本性支出"), r.randint(1, 3)
            ):
                begin, part = self.row, Decimal(0)
                names = r.sample(OFFICIAL_CLASSES[group], r.randint(1, 4))
                for name in names:
                    if style == "fill" or self.row == start:
                        self.drawn.put(self.row, self.left, filing)
                    if style == "fill" or self.row == begin:
                        self.drawn.put(self.row, self.left + 1, group)
                    self.drawn.put(self.row, self.left + 2, name)
                    amount = self.money()
                    part += amount
                    at = self.write_money(self.row, self.left + 3, amount)
                    self.expected["决算", "支出", "按支出性质", filing, group, name] = (self.wanted(amount), at)
                    self.row += 1
                if subtotals:
                    if style == "fill":
                        self.drawn.put(self.row, self.left, filing)
                        self.drawn.put(self.row, self.left + 1, group)
                    self.drawn.put(self.row, self.left + 2, "小计")
                    if r.random() < 0.05:
                        part, self.wrong_total = part + 3, True
                    self.drawn.put(self.row, self.left + 3, float(part))
                    self.row += 1
                elif style == "merge" and self.row - begin > 1:
                    self.drawn.merges.append((begin, self.left + 1, self.row - 1, self.left + 1))
                total += part
            if style == "merge" and self.row - start > 1:
                self.drawn.merges.append((start, self.left, self.row - 1, self.left))
        if r.random() < 0.6:
            self.drawn.put(self.row, self.left, "合计")
            self.drawn.put(self.row, self.left + 3, float(total), "#,##0.00")
            self.row += 1
        self.foot()
        return self.done("支出明细")

    def coded(self) -> Generated:
        """科目编码, 科目名称, 金额: classes with subtotals."""
        r = self.r
        twice = r.random() < 0.4
        self.head("一般公共预算财政拨款基本支出决算明细表", 6 if twice else 3, unit=True)
        blocks = [("301", "工资福利支出"), ("302", "商品和服务支出")] if twice else [("301", "工资福利支出")]
        deepest = start = self.row
        for number, (code, group) in enumerate(blocks):
            left, row = self.left + 3 * number, start
            for offset, name in enumerate(("科目编码", "科目名称", r.choice(("金额", "决算数")))):
                self.drawn.put(row, left + offset, self.spelled(name))
            names = OFFICIAL_CLASSES[group][: r.randint(2, 7)]
            amounts = [self.money() for _ in names]
            row += 1
            self.drawn.put(row, left, code if r.random() < 0.5 else int(code))
            self.drawn.put(row, left + 1, group)
            self.write_money(row, left + 2, sum(amounts, Decimal(0)))
            for index, (name, amount) in enumerate(zip(names, amounts, strict=True), 1):
                row += 1
                self.drawn.put(row, left, f"{code}{index:02}" if r.random() < 0.5 else int(f"{code}{index:02}"))
                self.drawn.put(row, left + 1, r.choice(("", "  ")) + name)
                at = self.write_money(row, left + 2, amount)
                self.expected["决算", "支出", "按经济分类", group, name] = (self.wanted(amount), at)
            deepest = max(deepest, row)
        self.row = deepest + 1
        self.foot()
        return self.done("决算明细")

    def wide(self) -> Generated:
        """支出决算表: a column each for 基本支出 and 项目支出, rows by function, a total on top."""
        r = self.r
        columns = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
        self.head("支出决算表", 5, unit=True)
        self.stray(5)
        double = r.random() < 0.5
        if double:
            self.drawn.put(self.row, self.left, "项目")
            self.drawn.merges.append((self.row, self.left, self.row, self.left + 1))
            for offset in range(2, 5):
                self.drawn.put(self.row, self.left + offset, columns[offset])
                self.drawn.merges.append((self.row, self.left + offset, self.row + 1, self.left + offset))
            self.drawn.put(self.row + 1, self.left, "支出功能分类科目编码")
            self.drawn.put(self.row + 1, self.left + 1, "科目名称")
            self.row += 2
        else:
            for offset, name in enumerate(columns):
                self.drawn.put(self.row, self.left + offset, self.spelled(name))
            self.row += 1
        if r.random() < 0.5:
            self.drawn.put(self.row, self.left, "栏次")
            for offset in range(2, 5):
                self.drawn.put(self.row, self.left + offset, offset - 1)
            self.row += 1
        head_row = self.row
        self.row += 1
        sums = [Decimal(0), Decimal(0)]
        for code, name in r.sample(
            (
                ("201", "一般公共服务支出"),
                ("208", "社会保障和就业支出"),
                ("213", "农林水支出"),
                ("212", "城乡社区支出"),
            ),
            r.randint(2, 4),
        ):
            a, b = self.money(), self.money()
            sums = [sums[0] + a, sums[1] + b]
            rows = [(code, name), (f"{code}01", f"{name[:-2]}事务"), (f"{code}0101", "行政运行")]
            for position, (number, label) in enumerate(rows):
                self.drawn.put(self.row, self.left, number)
                self.drawn.put(self.row, self.left + 1, label)
                at = self.write_money(self.row, self.left + 2, a + b)
                self.write_money(self.row, self.left + 3, a)
                self.write_money(self.row, self.left + 4, b)
                if position == 2:
                    key: KeyPath = ("决算", "支出", "按功能分类", name, f"{name[:-2]}事务", "行政运行")
                    self.expected[key] = (self.wanted(a + b), at)
                self.row += 1
        self.drawn.put(head_row, self.left + r.choice((0, 1)), "合计")
        self.write_money(head_row, self.left + 2, sums[0] + sums[1])
        for offset, (name, amount) in enumerate(zip(("基本支出", "项目支出"), sums, strict=True)):
            at = self.write_money(head_row, self.left + 3 + offset, amount)
            self.expected["决算", "支出", "按支出性质", name] = (self.wanted(amount), at)
        self.foot()
        return self.done("支出决算表")

    def overall(self) -> Generated:
        """收入支出决算总表: income at the left, expenditure by function at the right, balances below."""
        r = self.r
        self.head("收入支出决算总表", 6, unit=True)
        for offset, name in ((0, "收入"), (3, "支出")):
            self.drawn.put(self.row, self.left + offset, self.spelled(name))
            self.drawn.merges.append((self.row, self.left + offset, self.row, self.left + offset + 2))
        self.row += 1
        for offset, name in enumerate(("项目", "行次", "决算数", "项目", "行次", "决算数")):
            self.drawn.put(self.row, self.left + offset, name)
        self.row += 1
        incomes = ("一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "事业收入", "其他收入")
        spent = ("一般公共服务支出", "社会保障和就业支出", "农林水支出", "城乡社区支出", "住房保障支出")
        top, totals = self.row, [Decimal(0), Decimal(0)]
        number = 0
        for side, (names, prefix) in enumerate(((incomes, ("收入",)), (spent, ("支出", "按功能分类")))):
            for index, name in enumerate(names):
                amount = self.money()
                totals[side] += amount
                number += 1
                self.drawn.put(top + index, self.left + 3 * side, f"{'一二三四五六'[index]}、{name}")
                self.drawn.put(top + index, self.left + 3 * side + 1, number)
                at = self.write_money(top + index, self.left + 3 * side + 2, amount)
                self.expected["决算", *prefix, name] = (self.wanted(amount), at)
        opening = self.money()
        closing = opening + totals[0] - totals[1]
        self.row = top + 5
        for labels, amounts in (
            (("本年收入合计", "本年支出合计"), totals),
            (("年初结转和结余", "年末结转和结余"), [opening, closing]),
            (("总计", "总计"), [opening + totals[0], totals[1] + closing]),
        ):
            for side in (0, 1):
                self.drawn.put(self.row, self.left + 3 * side, r.choice(("", "    ")) + labels[side])
                at = (
                    self.write_money(self.row, self.left + 3 * side + 2, amounts[side])
                    if amounts[side] >= 0
                    else self.drawn.put(self.row, self.left + 3 * side + 2, float(amounts[side]))
                )
                if labels[side] == "年初结转和结余":
                    self.expected["决算", "年初结转和结余"] = (self.wanted(opening), at)
            self.row += 1
        self.foot()
        return self.done("决算总表")

    def public(self) -> Generated:
        """“三公”经费: a row an item, or a column an item in two halves."""
        r = self.r
        items = ["因公出国（境）费", r.choice(("公务用车购置及运行费", "公务用车购置及运行维护费")), "公务接待费"]
        keys = ("因公出国（境）费", "公务用车购置及运行维护费", "公务接待费")
        amounts = {(key, m): self.money(0, 4000) for key in keys for m in ("预算数", "决算数")}
        totals = {m: sum((amounts[key, m] for key in keys), Decimal(0)) for m in ("预算数", "决算数")}
        if r.random() < 0.15:
            totals["决算数"], self.wrong_total = totals["决算数"] + 1, True
        high = r.random() < 0.5
        self.head("财政拨款“三公”经费支出决算表", 3 if high else 8, unit=True)
        if high:
            self.stray(3)
            for offset, name in enumerate(("项目", "预算数", "决算数")):
                self.drawn.put(self.row, self.left + offset, self.spelled(name))
            lines = [
                (f"{number}.{item}" if r.random() < 0.5 else item, key)
                for number, (item, key) in enumerate(zip(items, keys, strict=True), 1)
            ]
            lines.insert(r.choice((0, 3)), ("合计", ""))
            for label, key in lines:
                self.row += 1
                self.drawn.put(self.row, self.left, label)
                for offset, measure in enumerate(("预算数", "决算数"), 1):
                    self._public_cell(self.row, self.left + offset, key, measure, amounts, totals)
            self.row += 1
        else:
            for number, measure in enumerate(("预算数", "决算数")):
                first = self.left + 4 * number
                self.drawn.put(self.row, first, measure)
                self.drawn.merges.append((self.row, first, self.row, first + 3))
                for offset, (label, key) in enumerate(zip(("合计", *items), ("", *keys), strict=True)):
                    self.drawn.put(self.row + 1, first + offset, self.spelled(label))
                    self._public_cell(self.row + 2, first + offset, key, measure, amounts, totals)
            self.row += 3
        self.foot()
        return self.done("三公经费")

    def _public_cell(self, row: int, column: int, key: str, measure: str, amounts: Any, totals: Any) -> None:
        amount = amounts[key, measure] if key else totals[measure]
        at = self.write_money(row, column, amount)
        if key:
            self.expected["三公经费", key, measure] = (self.wanted(amount), at)

    def staff(self) -> Generated:
        """人员: a row or a column a kind."""
        r = self.r
        spelled = {
            "编制人数": ("编制人数", "核定编制数", "人员编制"),
            "年末在职人数": ("年末实有在职人数", "在职人员", "年末在职人数"),
            "离退休人数": ("离退休人员", "离退休人数"),
            "外聘人数": ("外聘人员", "编外人员"),
        }
        names = [name for name in spelled if name != "外聘人数" or r.random() < 0.6]
        high = r.random() < 0.6
        self.head("机构人员情况表", 2 if high else len(names), unit=False)
        for index, name in enumerate(names):
            count = r.randint(0, 120)
            row, column = (self.row + index, self.left) if high else (self.row, self.left + index)
            self.drawn.put(row, column, self.spelled(r.choice(spelled[name])))
            place = (row, column + 1) if high else (row + 1, column)
            at = self.drawn.put(*place, count if r.random() < 0.7 else f"{count}" if r.random() < 0.5 else f"{count}人")
            self.expected["人员", name] = (count, at)
        self.row += len(names) if high else 2
        self.foot()
        return self.done("人员情况")


KINDS = ("indicators", "projects", "filed", "coded", "wide", "overall", "public", "staff")


def generated(seed: int) -> Generated:
    """The file of ``seed``."""
    kind = KINDS[seed % len(KINDS)] if seed % 2 else random.Random(seed).choice(KINDS)
    made: Generated = getattr(_Maker(seed), kind)()
    return made
