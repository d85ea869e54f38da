"""``make bench``: measure everything and write the table and the chart beside this file."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import chart, commands, engines, machine
from benchmarks.clock import Times

HERE = Path(__file__).parent
TABLE, CHART = HERE / "结果.md", HERE / "结果.svg"
ENGINE_ROUNDS, COMMAND_ROUNDS = 120, 20

HEAD = """# 速度

`make bench` 生成，不要手改。各引擎在同一次运行里轮流做同一份文件（48 节文字，一张 30 行 8 列的表；数据里有四十个
表达式、三十个指标），所以机器一时忙闲对各家一样。时间取中位数，括号里是最短的一次；倍数按中位数算。

"""


def table(times: Mapping[str, Times], against: str, others: Sequence[str]) -> list[str]:
    """Rows of a table: name, milliseconds, and how many times as fast as ``against`` and ``others``."""
    names = [name for name in (against, *others) if name in times]
    lines = [
        f"| | 毫秒 | {' | '.join(f'是 {name} 的几倍快' for name in names)} |",
        f"|---|---:|{'---:|' * len(names)}",
    ]
    for name, each in times.items():
        ratios = " | ".join(f"{times[other].median / each.median:.2f}" for other in names)
        lines.append(f"| {name} | {each.median * 1000:.2f}（{each.least * 1000:.2f}） | {ratios} |")
    return lines


def asked(one: Mapping[str, Times], whole: Mapping[str, Times]) -> list[str]:
    """What the project asks of itself, and what was measured."""
    rows: list[tuple[str, float, str, float]] = []
    if engines.DOCXTPL in one:
        base = one[engines.DOCXTPL].median
        rows.append(("只渲染，比 docxtpl", base / one[engines.RENDER].median, "≥", 18))
        rows.append(("从数据到报告，比 docxtpl 只渲染", base / one[engines.FULL].median, "≥", 3))
        rows.append(("只渲染，与下限之比", one[engines.RENDER].median / one[engines.FLOOR].median, "≤", 1.6))
        node = [one[name].median for name in engines.node_engines.NAMES if name in one]
        if node:
            rows.append(("只渲染，比 node 里最快的", min(node) / one[engines.RENDER].median, "≥", 6))
    if commands.BARE in whole:
        base = whole[commands.BARE].median
        rows.append(("整条 build 命令（已存），与最短脚本之比", whole[commands.WARM].median / base, "≤", 1))
        rows.append(("整条 build 命令（第一次），与最短脚本之比", whole[commands.COLD].median / base, "≤", 1.5))
        started = whole[commands.IMPORT].median
        rows.append(("整条 check 命令，与导入 jinja2 之比", whole[commands.CHECK].median / started, "≤", 3))
    lines = ["| 要求 | 目标 | 测得 | |", "|---|---:|---:|---|"]
    for name, found, sign, wanted in rows:
        met = found >= wanted if sign == "≥" else found <= wanted
        lines.append(f"| {name} | {sign} {wanted} | {found:.2f} | {'达到' if met else '没有达到'} |")
    return lines


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", default="", help="printed in the table where given")
    parser.add_argument("--rounds", type=int, default=ENGINE_ROUNDS)
    parser.add_argument("--command-rounds", type=int, default=COMMAND_ROUNDS)
    parser.add_argument("--output", type=Path, default=HERE, help="folder for table and chart")
    options = parser.parse_args()
    one, missing = engines.measured(options.rounds)
    whole = commands.measured(options.command_rounds)
    lines = [HEAD + "\n".join(f"- {line}" for line in machine.described())]
    lines += [f"- {options.date}"] if options.date else []
    lines += ["", "## 要求", "", *asked(one, whole)]
    lines += ["", "## 一份文件", "", *table(one, engines.DOCXTPL, (engines.FLOOR,))]
    lines += [f"\n没有测 {name}：{why}。" for name, why in missing.items()]
    lines += ["", f"![一份文件]({CHART.name})", "", "## 整条命令", "", *table(whole, commands.BARE, (commands.IMPORT,))]
    (options.output / TABLE.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = [(name, each.median, f"{each.median * 1000:.2f} 毫秒") for name, each in one.items()]
    rows.sort(key=lambda row: -row[1])
    (options.output / CHART.name).write_text(chart.bars("一份文件要几毫秒", rows), encoding="utf-8")


if __name__ == "__main__":
    main()
