"""``explain``: a tree of figures with the places where they are printed; exit codes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.built import source
from tests.support.sample import Run

Data = Callable[..., Path]


@pytest.fixture
def town(data: Data) -> Path:
    return data(source("天城镇-2021").read_bytes(), "天城镇.toml")


def test_a_figure_by_its_key(town: Path, run: Run) -> None:
    result = run("溯源", town, "指标[开展“打非治违”行动次数].得分")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "指标[开展“打非治违”行动次数].得分：5 = 5 × 11 ÷ 10 = 5.5，封顶 → 5",
        "├── 公式：分值 × 完成值 ÷ 指标值",
        "├── 指标[开展“打非治违”行动次数].分值：5  天城镇.toml:110:8",
        "├── 指标[开展“打非治违”行动次数].指标值：10次  天城镇.toml:108:9",
        "└── 指标[开展“打非治违”行动次数].实际完成值：11次  天城镇.toml:109:11",
        "印在 2 处：",
        "  “（1）产出指标完成情况分析”第4段：…目标值为10次，实际完成值为11次，分值5分，得【5】分",
        "  “2021年度天城镇人民政府部门整体自评表”，第2个表第4行第6列：【5】",
        "",
    ]


def test_a_number_as_printed(town: Path, run: Run) -> None:
    result = run("explain", town, "98.3%")
    assert result.exit_code == 0
    assert result.stdout.startswith("执行率：98.3% = 4212.62 ÷ 4286.67 = 98.2726…%，四舍五入到一位，口径：")
    assert "印在 4 处：\n  “1.执行率情况”第1段：" in result.stdout
    assert "预算执行率【98.3%】" in result.stdout


def test_every_base_fact_has_its_line(town: Path, run: Run) -> None:
    out = run("explain", town, "决算.收入").stdout
    assert "├── 决算.收入.一般公共预算财政拨款收入：3286.6  天城镇.toml:33:18\n" in out
    assert "└── 决算.收入.其他收入：1000.07  天城镇.toml:34:10\n" in out
    assert "（写作 预算执行.年度资金总额.全年预算数）" in out


def test_a_typed_number_is_said_to_be_typed(town: Path, run: Run) -> None:
    out = run("explain", town, "100%").stdout
    assert out.startswith("数据里打的字 天城镇.toml:")
    assert "没有达到【100%】" in out


def test_without_a_question_all_computed_figures(town: Path, run: Run) -> None:
    out = run("explain", town).stdout
    assert "自评.总分：98.7 = 19.7 + 40 + 19 + 20\n" in out
    assert out.splitlines()[-1].startswith("算出来的数共 ")


def test_json(town: Path, run: Run) -> None:
    value = json.loads(run("explain", town, "执行率", "--format", "json").stdout)
    (figure,) = value["figures"]
    assert (value["version"], figure["key"], figure["printed"], figure["result"]) == (1, "执行率", "98.3%", "98.2726…%")
    assert figure["numbers"] == "4212.62 ÷ 4286.67"
    assert [each["text"][each["start"] : each["end"]] for each in figure["places"]] == ["98.3%"] * 4


def test_a_wrong_key_is_refused_with_the_nearest(town: Path, run: Run) -> None:
    result = run("explain", town, "执行")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "错误：没有“执行”这个数\n  办法：你是不是想写“执行率”\n"


def test_a_missing_file_could_not_be_run(data: Data, run: Run) -> None:
    result = run("explain", "没有.toml", "执行率")
    assert result.exit_code == 2
    assert result.stderr.startswith("错误：没有.toml：文件不存在")


def test_unreadable_data_are_findings(data: Data, run: Run) -> None:
    result = run("explain", data('"模板" = \n'), "执行率")
    assert result.exit_code == 1
    assert "a.toml:1:" in result.stdout
