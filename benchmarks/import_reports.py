"""How well finished reports are read: five published texts, and the same texts disturbed.

    python benchmarks/import_reports.py FOLDER

FOLDER holds the five texts, the beginning of each name being its number (000 to 004). They are not part of the
repository. For each text the table below lists the first words of every heading as the text itself has it (where
conversion lost a heading, the first words of what stood below it), with the outline key of the heading and of what
follows it. From that every character of the text has the section where it belongs; blanks, page numbers, bookmarks and
Markdown marks are conversion and belong nowhere. A character counts as right if the import's account has it as
heading, prose or figure of that section.

Amounts: every amount that the hand-made data file in inputs/ holds, fields, facts and stated figures, must be found in
the imported file with the same value: fields at the same key path (the name of the last part may be spelled a little
otherwise), facts under any name.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from perfgen.align import likeness
from perfgen.compute import compute
from perfgen.express.values import Fact, Kind, Number
from perfgen.importing import Fate, Imported, import_report
from perfgen.load import load
from perfgen.model import build_report
from perfgen.new import given_file
from perfgen.packs import Pack, library
from perfgen.pipeline import Job, build
from perfgen.prose import write_prose

ROOT = Path(__file__).resolve().parent.parent

Outline = list[tuple[str, str, str]]
"""First words of a heading, key of the heading, key of what follows (empty: the same)."""

PACKS = ("guangzhou-baiyun", "guangzhou-conghua", "chongyang", "guangzhou-panyu", "xuwen")
INPUTS = ("钟落潭镇-2021", "吕田镇-2023", "天城镇-2021", "钟村街-2024", "前山镇-2024")

OUTLINES: tuple[Outline, ...] = (
    [
        ("一、基本情况", "基本情况", ""),
        ("（一）部门机构设置", "基本情况.机构职能", ""),
        ("（二）年度总体工作", "基本情况.工作任务", ""),
        ("（三）部门整体收支", "基本情况.收支情况", ""),
        ("（四）部门整体绩效", "基本情况.绩效管理", ""),
        ("绩效自评结果", "综合评价.自评结论", ""),
        ("（2）各项工作任务", "综合评价.任务完成", ""),
        ("（三）各重点任务", "综合评价.项目支出", ""),
        ("（四）主要工作成效", "综合评价.工作成效", ""),
        ("（一）项目经办人", "存在问题", ""),
        ("四、下一步", "改进措施", ""),
        ("五、附件", "附件", ""),
    ],
    [
        ("一、基本情况", "基本情况", ""),
        ("（一）部门概况", "基本情况.部门概况", ""),
        ("1.部门职责", "基本情况.部门职责", ""),
        ("2.部门机构设置", "基本情况.机构设置", ""),
        ("（二）年度总体工作", "基本情况.年度工作", ""),
        ("1.部门履职", "基本情况.履职目标", ""),
        ("2.总体工作", "基本情况.工作完成", ""),
        ("(三)部门整体收支", "基本情况.收支情况", ""),
        ("(四)部门整体绩效", "基本情况.绩效管理", ""),
        ("二、综合评价", "综合评价", ""),
        ("（一）自评结论", "综合评价.自评结论", ""),
        ("（二）各项工作任务", "综合评价.指标完成", ""),
        ("1.部门整体绩效目标产出", "综合评价.产出指标", ""),
        ("2.部门整体绩效目标效益", "综合评价.效益指标", ""),
        ("（三）各重点任务", "综合评价.重点项目", ""),
        ("（四）主要工作成效", "综合评价.工作成效", ""),
        ("三、存在", "存在问题", ""),
        ("四、下一步", "改进措施", ""),
    ],
    [
        ("一、自评结论", "自评结论", ""),
        ("（一）部门整体绩效自评得分", "自评结论.得分", ""),
        ("（二）部门整体绩效目标", "自评结论.目标完成", ""),
        ("1.执行率", "自评结论.执行率", ""),
        ("2.完成的绩效", "自评结论.已完成", ""),
        ("3.未完成的绩效", "自评结论.未完成", ""),
        ("（三）存在的问题", "自评结论.问题", ""),
        ("（四）下一步", "自评结论.措施", ""),
        ("附件：", "落款", ""),
        ("二、佐证材料", "佐证材料", ""),
        ("（一）基本情况", "佐证材料.基本情况", "佐证材料.重点工作"),
        ("2.简要概述", "佐证材料.绩效目标", ""),
        ("（二）部门自评工作", "佐证材料.工作开展", ""),
        ("（三）绩效目标完成", "佐证材料.目标分析", ""),
        ("1.预算执行情况分析", "佐证材料.预算执行", ""),
        ("3.绩效目标完成", "佐证材料.指标分析", ""),
        ("（1）产出指标", "佐证材料.产出指标", ""),
        ("（2）效益指标", "佐证材料.效益指标", ""),
        ("（3）满意度指标", "佐证材料.满意度指标", ""),
        ("（4）上年度", "佐证材料.上年度应用", ""),
        ("上年度存在问题", "佐证材料.上年度问题", ""),
        ("2021年度的改进", "佐证材料.本年度改进", ""),
    ],
    [
        ("一、绩效自评情况", "自评情况", ""),
        ("(一)部门整体支出绩效目标", "自评情况.绩效目标", ""),
        ("(二)自评结论", "自评情况.自评结论", ""),
        ("(三)履职效能", "自评情况.履职效能", ""),
        ("(四)管理效率", "自评情况.管理效率", ""),
        ("二、存在的主要问题", "存在问题", ""),
        ("三、下一步", "改进措施", ""),
    ],
    [
        ("1.单位基本情况", "单位基本情况", ""),
        ("（一）单位机构设置", "单位基本情况.机构职能", ""),
        ("（二）年度总体工作", "单位基本情况.年度工作", ""),
        ("二、自评工作", "自评工作", ""),
        ("（一）评价小组", "自评工作.评价小组", ""),
        ("（二）自评工作过程", "自评工作.过程", ""),
        ("（三）自评材料报送", "自评工作.报送", ""),
        ("（四）自评材料报送", "自评工作.公开一致", ""),
        ("三、绩效自评情况", "绩效自评", ""),
        ("（一）自评结果", "绩效自评.结果", ""),
        ("（二）部门整体支出", "绩效自评.指标分析", ""),
        ("1.部门整体绩效目标产出", "绩效自评.指标分析.产出完成情况", ""),
        ("2.部门整体绩效目标效益", "绩效自评.指标分析.效益完成情况", ""),
        ("3.部门预算资金", "绩效自评.指标分析.资金支出率", ""),
        ("4.新增项目", "绩效自评.指标分析.事前评估", ""),
        ("5.预算编制", "绩效自评.指标分析.编制约束性", ""),
        ("6.财务管理", "绩效自评.指标分析.财务管理", ""),
        ("7.信息公开", "绩效自评.指标分析.信息公开", ""),
        ("8.绩效管理制度建设", "绩效自评.指标分析.制度建设", ""),
        ("9.绩效管理制度执行", "绩效自评.指标分析.制度执行", ""),
        ("10.采购管理", "绩效自评.指标分析.采购管理", ""),
        ("11.资产管理", "绩效自评.指标分析.资产管理", ""),
        ("12.运行成本", "绩效自评.指标分析.运行成本", ""),
        ("（三）主要做法", "绩效自评.做法经验", ""),
        ("（四）存在问题", "绩效自评.问题", ""),
        ("（五）改进措施", "绩效自评.措施", ""),
        ("四、其他自评", "其他自评", ""),
    ],
)

# code or family, severity, what the finding must speak of
ROWS: tuple[list[tuple[str, str, str]], ...] = (
    [("TXT209", "核实性", "[2019]"), ("TXT209", "核实性", "（2020）")],
    [
        ("PCT203", "逻辑性", "89.16%"),
        ("PCT204", "核实性", "87.92%"),
        ("DAT", "核实性", "各类津贴补贴及时发放率"),
        ("TXT206", "核实性", "部分绩效指标未达成"),
        ("TXT205", "核实性", "龙脑"),
        ("TXT207", "核实性", "1-11月"),
    ],
    [
        ("SCO101", "逻辑性", "得分 6，大于分值 3"),
        ("SCO104", "逻辑性", "得分公布 40，各指标得分之和是 43"),
        ("SCO102", "逻辑性", "分值之和 22，权重是 20"),
        ("SCO104", "逻辑性", "得分公布 20，各指标得分之和是 21"),
        ("SCO105", "逻辑性", "99.7"),
        ("TXT203", "逻辑性", "2020 年"),
        ("SUM", "核实性", "1333.74"),
        ("DAT", "核实性", "带动经济增长率"),
        ("SCO", "核实性", "带动就业增长率"),
        ("TXT206", "核实性", "带动就业增长率"),
        ("TXT209", "核实性", "【2022】"),
    ],
    [
        ("TXT203", "逻辑性", "2023 年"),
        ("PCT", "核实性", "92.38%"),
        ("DAT", "核实性", "市政设施投诉办结率"),
        ("DAT", "核实性", "信访案件办结率"),
        ("DAT", "核实性", "满意度"),
        ("TXT209", "核实性", "[2022]"),
    ],
    [
        ("PCT", "核实性", "91.09%"),
        ("SCO106", "核实性", "没有总分"),
        ("TXT208", "逻辑性", "简介如何"),
        ("OUT102", "逻辑性", "其他自评情况"),
        ("TXT210", "核实性", "%"),
        ("TXT210", "核实性", "。。"),
        ("TXT211", "核实性", "1712.3764"),
    ],
)
"""What checking the imported file must report: the last table of the recomputation of the five reports."""


def squeezed(line: str) -> str:
    """A line without blanks and marks of Markdown and bookmarks."""
    return re.sub(r"\[bookmark:[^\]]*\]|[\s#*]|^- ", "", line).replace("(", "（").replace(")", "）")


def belonging(raw: str, outline: Outline) -> list[str]:
    """The key of the section to which each character of ``raw`` belongs."""
    keys: list[str] = []
    current, position = "封面", 0
    for line in raw.split("\n"):
        heading = next((o for o in outline[position:] if squeezed(line).startswith(squeezed(o[0]))), None)
        if heading is not None and position == outline.index(heading):
            position += 1
            keys += [heading[1]] * (len(line) + 1)
            current = heading[2] or heading[1]
        else:
            keys += [current] * (len(line) + 1)
    assert position == len(outline), outline[position]
    return keys


def rightness(imported: Imported, expected: list[str]) -> tuple[int, int, Counter[str]]:
    """How many characters are in the right section, of how many, and where the others are."""
    right = total = 0
    wrong: Counter[str] = Counter()
    for entry, key in zip(imported.account.entries, expected, strict=False):
        assert entry is not None
        if entry.fate is Fate.HEALED:
            continue
        total += 1
        if entry.fate is not Fate.UNPLACED and entry.key == key:
            right += 1
        else:
            wrong[f"{key} → {entry.fate} {entry.key}"] += 1
    return right, total, wrong


# -- amounts ----------------------------------------------------------------------------------------

Amounts = list[tuple[tuple[str, ...], Decimal]]


def amounts(data: bytes, pack: Pack) -> tuple[Amounts, Counter[Decimal], dict[str, Decimal]]:
    """Amounts of a data file: typed ones by path, facts by value, stated ones by key."""
    source = load(data, "a.toml").source
    assert source is not None
    figures = compute(build_report(source, pack.contract)[0]).settled()
    fields: Amounts = []
    facts: Counter[Decimal] = Counter()
    for path, value in figures.values():
        if isinstance(value, Fact):
            facts[value.value] += value.kind is Kind.AMOUNT
        elif isinstance(value, Number) and value.kind is Kind.AMOUNT and figures.report.has(path):
            raw = figures.report.raw(path)
            if not isinstance(raw, dict):
                named = figures.report.named(path)
                fields.append((tuple(str(part) for part in named), value.value))
    stated = {
        key: Decimal(str(value))
        for key, value in (source.tree.get("核对数") or {}).items()
        if isinstance(value, int | Decimal) and not key.startswith("自评")
    }
    return fields, facts, stated


def found_amounts(wanted: bytes, got: bytes, pack: Pack) -> tuple[int, int, list[str]]:
    """How many amounts of ``wanted`` are in ``got``, of how many, and which are not."""
    fields, facts, stated = amounts(wanted, pack)
    own_fields, own_facts, own_stated = amounts(got, pack)
    missing: list[str] = []
    for path, value in fields:
        if not any(v == value and _same_place(path, p) for p, v in own_fields):
            missing.append(f"{'.'.join(path)} = {value}")
    for value, count in facts.items():
        short = count - own_facts[value]
        missing += [f"事实 {value}"] * max(0, short)
    for key, value in stated.items():
        at_field = any(v == value and ".".join(p) == key for p, v in own_fields)
        if own_stated.get(key) != value and not at_field:
            missing.append(f"核对数 {key} = {value}")
    total = len(fields) + sum(facts.values()) + len(stated)
    return total - len(missing), total, missing


def _same_place(path: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if path[:-1] != other[:-1] and not (path[0] == other[0] == "项目"):
        return False
    return likeness(path[-1], other[-1]) >= 600


# -- disturbing -------------------------------------------------------------------------------------


def disturbed(raw: str, outline: Outline) -> Iterator[tuple[str, str]]:
    """The text with its headings numbered otherwise, two sections swapped, a paragraph doubled."""
    lines = raw.split("\n")
    at = [n for n, line in enumerate(lines) if any(squeezed(line).startswith(squeezed(o[0])) for o in outline)]
    renumbered = list(lines)
    for count, n in enumerate(at):
        renumbered[n] = re.sub(
            r"^([#\s]*)(?:[（(]?[一二三四五六七八九十0-9]+[）)、.]+)\s*", rf"\g<1>{count % 9 + 1}、", lines[n]
        )
    yield "headings renumbered", "\n".join(renumbered)
    a, b, c = at[-4], at[-3], at[-2]
    yield "two sections swapped", "\n".join([*lines[:a], *lines[b:c], *lines[a:b], *lines[c:]])
    long = max(range(len(lines)), key=lambda n: len(lines[n]))
    yield "a paragraph doubled", "\n".join([*lines[: long + 1], "", lines[long], "", *lines[long + 1 :]])


def dropped(imported: Imported, pack: Pack, text: str) -> list[str]:
    """Clauses of prose and unplaced text that the data file does not hold."""
    source = load(text.encode(), "a.toml").source
    assert source is not None
    figures = compute(build_report(source, pack.contract)[0])
    held = "".join(block.text for block in write_prose(figures).blocks()) + text
    bare = re.sub(r"\W", "", held)
    runs: list[str] = []
    last = None
    for character, entry in zip(imported.account.raw, imported.account.entries, strict=True):
        if entry is None or entry.fate not in (Fate.PROSE, Fate.UNPLACED):
            last = last if entry is not None and entry.fate is Fate.HEALED and character != "\n" else None
            continue
        if last != entry or re.match(r"[\W_]", character) or not runs:
            runs.append("")
        last = entry
        runs[-1] += character
    clauses = (re.sub(r"\W", "", run) for run in runs)
    return [clause for clause in clauses if len(clause) >= 6 and clause not in bare]


# -- running ----------------------------------------------------------------------------------------


def main(folder: Path) -> None:
    """Measure the five texts and print the figures."""
    packs = library(ROOT / "templates")
    sums: Counter[str] = Counter()
    drafts = 0
    for number, path in enumerate(sorted(folder.glob("00[0-4]*.txt"))):
        pack, outline = packs.choose(PACKS[number]), OUTLINES[number]
        imported = import_report(path.read_bytes(), path.name, pack)
        text = given_file(pack, imported.tree, source=path.name, originals=imported.originals)
        right, total, wrong = rightness(imported, belonging(imported.account.raw, outline))
        wanted = (ROOT / "inputs" / f"{INPUTS[number]}.toml").read_bytes()
        have, all_amounts, missing = found_amounts(wanted, text.encode(), pack)
        outcome = build(Job(text.encode(), "a.toml", packs.choose, draft=True))
        hits = [
            row
            for row in ROWS[number]
            if any(f.code.startswith(row[0]) and f.severity == row[1] and row[2] in f.message for f in outcome.findings)
        ]
        logical = [f for f in outcome.findings if f.logical]
        stray = [
            f"{f.code} {f.message}"
            for f in logical
            if not any(f.code.startswith(r[0]) and r[1] == "逻辑性" for r in ROWS[number])
        ]
        sums.update(right=right, total=total, have=have, amounts=all_amounts, rows=len(hits), of=len(ROWS[number]))
        print(f"{path.name[:3]} {pack.id}")
        print(f"  characters in the right section {right} of {total} ({100 * right / total:.2f} %); {dict(wrong)}")
        print(f"  account {imported.account.summary()}, healed {dict(imported.account.healed)}")
        print(f"  amounts found {have} of {all_amounts} ({100 * have / all_amounts:.1f} %); missing {missing}")
        print(f"  rows reported {len(hits)} of {len(ROWS[number])}; {[r for r in ROWS[number] if r not in hits]}")
        drafts += bool(outcome.made)
        made = "built" if outcome.made else f"not built: {outcome.error}"
        print(f"  draft: {made}; {len(logical)} logical faults of the report, others than those of the rows: {stray}")
        print(f"  {len(outcome.pending)} still to come; doubts {len(imported.findings)}")
        print(f"  clauses dropped: {dropped(imported, pack, text)}")
        raw = imported.account.raw
        cases = [(f"with {PACKS[(number + n) % 5]}", raw, PACKS[(number + n) % 5]) for n in (1, 2)]
        cases += [(what, changed, pack.id) for what, changed in disturbed(raw, outline)]
        for what, changed, chosen in cases:
            other = packs.choose(chosen)
            again = import_report(changed.encode(), path.name, other)
            written = given_file(other, again.tree, source=path.name, originals=again.originals)
            lost = dropped(again, other, written)
            drafted = build(Job(written.encode(), "a.toml", packs.choose, draft=True))
            unread = [f.code for f in drafted.findings if f.code.startswith(("DAT1", "DAT20"))]
            counts = again.account.summary()
            print(
                f"    {what}: {sum(counts.values())} of {len(changed)} characters, unplaced {counts['未归类']},"
                f" doubts {len(again.findings)}, dropped {lost}, unreadable {unread}, error {drafted.error}"
            )
    print(
        f"all: right section {100 * sums['right'] / sums['total']:.2f} %, amounts {sums['have']}/{sums['amounts']}"
        f" ({100 * sums['have'] / sums['amounts']:.1f} %), rows {sums['rows']}/{sums['of']},"
        f" drafts built {drafts}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
