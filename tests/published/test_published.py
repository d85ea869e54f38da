"""The published slips: each of the five reports, typed as published, must be caught where it contradicts itself."""

from pathlib import Path

import pytest

from perfgen.findings import Finding
from perfgen.packs import library
from perfgen.pipeline import Job, build

DATA = Path(__file__).parent / "data"

# code (or family), severity, what the finding must speak of, a piece of the line it must point to
EXPECTED: dict[str, list[tuple[str, str, str, str]]] = {
    "钟落潭镇-2021": [
        ("TXT209", "核实性", "[2019]", "穗财建[2019]227号"),
        ("TXT209", "核实性", "（2020）", "云委乡村振兴办函（2020）2号"),
        ("TXT209", "核实性", "(云财〔2020〕114号）", "(云财〔2020〕114号）"),
    ],
    "吕田镇-2023": [
        ("PCT203", "逻辑性", "89.16%", "群众满意度为89.15%"),
        ("PCT204", "核实性", "87.92%", "及时处理率达100%"),
        ("DAT", "核实性", "各类津贴补贴及时发放率", '"指标值" = "未公布"'),
        ("TXT206", "核实性", "部分绩效指标未达成", "部分绩效指标未达成"),
        ("TXT205", "核实性", "种植面积已经超过1000亩", "种植面积已经超过1000亩"),
        ("TXT207", "核实性", "1—11月", "2023年1—11月同比增长12.2%"),
    ],
    "天城镇-2021": [
        ("SCO101", "逻辑性", "得分 6，大于分值 3", '"得分" = 6'),
        ("SCO104", "逻辑性", "得分公布 40，各指标得分之和是 43", '"自评.分项.产出指标.得分" = 40'),
        ("SCO102", "逻辑性", "分值之和 22，权重是 20", '"分值" = 2'),
        ("SCO104", "逻辑性", "得分公布 20，各指标得分之和是 21", '"自评.分项.效益指标.得分" = 20'),
        ("SCO105", "逻辑性", "99.7", '"自评.总分" = 99.7'),
        ("TXT203", "逻辑性", "2020 年", "2020年实际完成值11次"),
        ("SUM", "核实性", "1333.74", '"收入" = 4286.67'),
        ("DAT", "核实性", "带动经济增长率", "带动经济增长率"),
        ("SCO", "核实性", "带动就业增长率", '"得分" = 1'),
        ("TXT206", "核实性", "带动就业增长率", "产出指标、效益指标和满意度指标已完成"),
        ("TXT209", "核实性", "【2022】", "崇财发【2022】7号"),
    ],
    "钟村街-2024": [
        ("TXT203", "逻辑性", "2023 年", "2023年年末结转结余5.76万元"),
        ("PCT", "核实性", "92.38%", '"执行率" = "100%"'),
        ("DAT", "核实性", "市政设施投诉办结率", "市政设施投诉办结率（%）｜≥90%｜≥90%"),
        ("DAT", "核实性", "信访案件办结率", "信访案件办结率（%）｜≥90%｜≥90%"),
        ("DAT", "核实性", "满意度", "≥80%｜≥80%"),
        ("TXT209", "核实性", "[2022]", "番钟街[2022]56号"),
    ],
    "前山镇-2024": [
        ("PCT", "核实性", "91.09%", '"支出率" = "93%"'),
        ("SCO106", "核实性", "没有总分", '"等级" = "良"'),
        ("TXT208", "逻辑性", "简介如何", "简介如何组织"),
        ("OUT102", "逻辑性", "其他自评情况", '"其他自评" = ""'),
        ("TXT210", "核实性", "%", "有效保障%"),
        ("TXT210", "核实性", "。。", "有章可循。。"),
        ("TXT211", "核实性", "1712.3764", "1712.3764万元"),
    ],
}


def findings(name: str) -> tuple[tuple[Finding, ...], list[str]]:
    data = (DATA / f"{name}.toml").read_bytes()
    outcome = build(Job(data, f"{name}.toml", library().choose, render=False))
    return outcome.findings, data.decode().split("\n")


@pytest.mark.parametrize(("name", "row"), [(name, row) for name, rows in EXPECTED.items() for row in rows])
def test_slip_is_found_at_its_line(name: str, row: tuple[str, str, str, str]) -> None:
    code, severity, about, line = row
    found, lines = findings(name)
    fitting = [f for f in found if f.code.startswith(code) and f.severity == severity and about in f.message]
    assert fitting, [f"{f.code} {f.message}" for f in found]
    assert any(line in lines[f.place.line - 1] for f in fitting), [lines[f.place.line - 1][:60] for f in fitting]


@pytest.mark.parametrize("name", EXPECTED)
def test_no_other_logical_finding(name: str) -> None:
    found, _ = findings(name)
    expected = [row for row in EXPECTED[name] if row[1] == "逻辑性"]
    stray = [
        f"{f.code} {f.message}"
        for f in found
        if f.logical and not any(f.code.startswith(code) and about in f.message for code, _, about, _ in expected)
    ]
    assert stray == []


def test_closing_balance_within_rounding_is_no_finding_and_prints_as_published() -> None:
    found, _ = findings("钟村街-2024")
    assert not [f for f in found if f.code.startswith("SUM")]
