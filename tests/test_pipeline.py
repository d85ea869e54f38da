"""The straight line from a data file to Word files, and that nothing in a data file can stop it with an error."""

import gc
import random
import time
from decimal import Decimal
from pathlib import Path

import pytest

from perfgen import word
from perfgen.check import Case, check
from perfgen.errors import OutputFault, PackFault
from perfgen.findings import Finding, Severity
from perfgen.packs import Pack, library
from perfgen.pipeline import Job, build
from tests.support.report import DATA, TEMPLATE, minimal_pack, report, typed
from tests.support.wordfile import docx

ROOT = Path(__file__).parent.parent
FILES = [*sorted((ROOT / "inputs").glob("*.toml")), *sorted((ROOT / "templates").glob("*/sample.toml"))]


def test_builds_the_minimal_report() -> None:
    outcome = report().outcome()
    assert outcome.findings == ()
    assert not outcome.refused
    [made] = outcome.made
    assert (made.key, made.name) == ("报告", "青溪镇-2024.docx")
    assert "青溪镇人民政府支出100万元，总分96分。" in [paragraph.text for paragraph in word.read(made.data).paragraphs]
    assert outcome.summary.total == "96"
    assert outcome.summary.grade == "优"
    assert outcome.summary.rate == "80%"
    assert outcome.summary.basis == "全年支出与全年预算数之比"
    assert outcome.summary.year == "2024"


def test_same_input_same_bytes() -> None:
    first, second = (report().outcome().made[0].data for _ in range(2))
    assert first == second


def test_a_logical_finding_stops_the_printing() -> None:
    outcome = report("决算.支出.基本支出=七十").outcome()
    assert outcome.refused
    assert outcome.made == ()
    assert [finding.code for finding in outcome.findings] == ["DAT202"]


def test_a_review_finding_prints_but_not_under_strict() -> None:
    change = "指标[植树面积].得分=39"
    assert report(change).outcome().made
    assert not report(change).outcome(strict=True).made
    explained = change + "; 核实说明[1].规则=SCO103; 核实说明[1].理由=方法不同"
    outcome = report(explained).outcome(strict=True)
    assert outcome.made
    assert outcome.open == ()
    assert outcome.findings[0].explained == "方法不同"


def test_a_draft_prints_what_is_still_to_come() -> None:
    change = "-正文.概况\n决算.支出.基本支出=待填"
    assert report(change).outcome().refused
    outcome = report(change).outcome(draft=True)
    assert not outcome.refused
    assert {finding.code for finding in outcome.pending} == {"DAT203", "DAT207"}
    [made] = outcome.made
    assert made.name == "青溪镇-2024-草稿.docx"


def test_a_draft_is_printed_despite_contradictions() -> None:
    change = "自评.总分=50; 决算.支出.基本支出=七十"
    outcome = report(change).outcome(draft=True)
    assert outcome.refused
    wrong = [finding for finding in outcome.findings if finding.logical]
    [made] = outcome.made
    texts = [each.text for each in word.read(made.data).paragraphs]
    assert any(text.startswith("青溪镇人民政府支出〔待填：决算支出〕，") for text in texts)
    to_mend = [text for text in texts if text.startswith("〔待改：")]
    assert len(to_mend) == len(wrong) + 1
    assert all(finding.message in text for finding, text in zip(wrong, to_mend[1:], strict=True))


def test_what_the_data_does_not_give_is_no_fault_of_the_template() -> None:
    pack = minimal_pack()
    template = docx(*TEMPLATE, "{{ 依据.文号 }}")
    strange = Pack(pack.contract, {"report.docx": template}, "tests")
    made = report("决算.支出.基本支出=七十")
    outcome = build(Job(made.text.encode(), "甲.toml", lambda name, version: strange, draft=True))
    assert isinstance(outcome.error, OutputFault)
    assert outcome.error.message.startswith("数据里的错误使草稿排不出来：")
    assert not outcome.made


def test_checking_makes_nothing() -> None:
    outcome = report().outcome(render=False)
    assert outcome.made == ()
    assert outcome.summary.total == "96"


def test_unknown_pack() -> None:
    def choose(name: str, version: str) -> Pack:
        raise PackFault(f"没有模板“{name}”", "用 perfgen template list 看有哪些模板")

    [finding] = build(Job(DATA.encode(), "甲.toml", choose)).findings
    assert (finding.code, finding.severity) == ("DAT401", Severity.LOGICAL)
    assert finding.place.file == "甲.toml"
    assert finding.place.line == 3


def test_a_version_that_is_not_there_is_the_fault_of_its_line() -> None:
    def choose(name: str, version: str) -> Pack:
        if version:
            raise PackFault(f"模板“{name}”没有 {version} 版", "装好的版本：1")
        return minimal_pack()

    data = DATA.replace('"年度"', '"模板版本" = "9"\n"年度"', 1)
    [finding] = build(Job(data.encode(), "甲.toml", choose)).findings
    assert data.split("\n")[finding.place.line - 1] == '"模板版本" = "9"'


def test_faults_of_other_stages_are_explained_like_those_of_rules() -> None:
    entry = '\n[["核实说明"]]\n"规则" = "DAT503"\n"理由" = "已和报表核对"\n'
    made = typed(DATA + entry)
    doubt = Finding("DAT503", Severity.REVIEW, "这一格有疑问", "核对那一格", made.report.place(("决算", "支出")))
    case = Case(made.figures, made.texts)
    assert [finding.explained for finding in check(case, [doubt])] == ["已和报表核对"]
    assert [finding.code for finding in check(case)] == ["DAT214"]


@pytest.mark.parametrize("change", ["-模板", "模板=3", '模板=""', '模板=" "'])
def test_no_pack_named(change: str) -> None:
    assert [finding.code for finding in report(change).outcome().findings] == ["DAT401"]


def test_a_template_that_fails_is_an_error_of_the_outcome() -> None:
    pack = minimal_pack()
    broken = Pack(pack.contract, {"report.docx": docx(*TEMPLATE, "{{ 没有这个数 }}")}, "tests")
    outcome = build(Job(DATA.encode(), "甲.toml", lambda name, version: broken))
    assert outcome.error is not None
    assert outcome.refused
    assert outcome.made == ()
    missing = Pack(pack.contract, {}, "tests")
    outcome = build(Job(DATA.encode(), "甲.toml", lambda name, version: missing))
    assert isinstance(outcome.error, PackFault)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"PK\x03\x04", "年度 = 2024".encode(), "甲".encode("gbk"), b"[" * 3000]
)
def test_what_is_no_data_file(data: bytes) -> None:
    outcome = build(Job(data, "甲.toml", library().choose))
    assert outcome.findings
    assert outcome.refused
    assert not outcome.made


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_files_of_the_repository_are_quick_to_check(path: Path) -> None:
    """A file is checked in some 20 ms; the bound leaves room for a busy machine, and the best of three counts."""
    job = Job(path.read_bytes(), path.name, library().choose, render=False)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        outcome = build(job)
        times.append(time.perf_counter() - start)
    assert not outcome.refused
    assert min(times) < Decimal("0.25")


VALUES = (
    "0",
    "-1",
    "1e25",
    "1e400",
    "nan",
    '"待填"',
    '"未公布"',
    '"不适用"',
    '""',
    '" "',
    "true",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    '"甲"',
    '"{{ 决算.支出 }}"',
    '"{{ 自评.总分 }}"',
    '"{{ 指标 }}"',
    '"{{"',
    "2020-01-01",
    "10:00:00",
    "1.5",
    "99999999999999999999",
    '"{{ 1/0 }}"',
    '{ "分子" = 1, "分母" = 0 }',
    '{ "分子" = "{{ 执行率 }}", "分母" = "甲" }',
    '["甲", "乙"]',
    '[{ "标题" = "甲", "内容" = [{ "标题" = "乙" }] }]',
    "'''\n类｜款｜金额\n甲｜乙｜3\n'''",
    '{ "表" = "a｜b" }',
    '{ "表" = 3 }',
    '{ "合计" = 3 }',
    '{ "其中" = { "甲" = 9 } }',
    '{ "按甲" = 3, "按乙" = 4 }',
    '"≥0"',
    '"≤0%"',
    '"9月前"',
    '"-5%"',
)
KEYS = (
    '"决算"',
    '"支出"',
    '"指标"',
    '"项目"',
    '"正文"',
    '"核对数"',
    '"合计"',
    '"其中"',
    '"按甲"',
    '"[x]"',
    '"a.b"',
    '"表"',
    '""',
    '"名称"',
    '"三级指标"',
    '"自评"',
    '"上年"',
    '"较上年"',
    '"事实"',
    '"分项"',
    '"年度"',
    '"1"',
    '"核实说明"',
    '"三公经费"',
    '"预算执行"',
)
SIGNS = "｜\t{}[]\"'“”=.,，0９年%待\x00\ufeff"


def mutated(lines: list[str], chance: random.Random) -> str:
    """A data file with one to four faults."""
    lines = list(lines)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        key, equals, value = lines[at].partition("=")
        match chance.randrange(7):
            case 0 | 1 if equals:
                lines[at] = f"{key}= {chance.choice(VALUES)}"
            case 2 if equals:
                lines[at] = f"{chance.choice(KEYS)} ={value}"
            case 3:
                del lines[at]
            case 4:
                lines.insert(at, chance.choice(lines))
            case 5:
                lines.insert(at, f"[{chance.choice(KEYS)}.{chance.choice(KEYS)}]")
            case _:
                place = chance.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + chance.choice(SIGNS) + lines[at][place + chance.randrange(3) :]
    return "\n".join(lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_fault_of_a_file_raises(path: Path) -> None:
    chance = random.Random(path.parent.name + path.stem)
    lines = path.read_text(encoding="utf-8").split("\n")
    choose = library().choose
    end = time.monotonic() + 2
    while time.monotonic() < end:
        text = mutated(lines, chance)
        draft = chance.random() < 0.5
        outcome = build(Job(text.encode(), path.name, choose, draft=draft, render=draft))
        for finding in (*outcome.findings, *outcome.pending):
            assert finding.message
            assert finding.place.file == path.name
            assert finding.place.line <= text.count("\n") + 1


def test_a_build_leaves_nothing_for_the_garbage_collector() -> None:
    data, choose = FILES[0].read_bytes(), library().choose
    for _ in range(2):  # what is kept between builds is made by the first
        build(Job(data, FILES[0].name, choose))
    gc.collect()
    gc.disable()
    try:
        assert build(Job(data, FILES[0].name, choose)).made
        assert gc.collect() < 50  # figures, and the views that hold on to them, are thousands
    finally:
        gc.enable()
