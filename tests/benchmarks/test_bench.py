"""The benchmark measures what it says: one document, the same by every engine, and a table of ratios."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import chart, document, engines, run
from benchmarks.clock import Times, in_turns
from perfgen import word
from perfgen.pipeline import Job, build
from perfgen.render import compile_template


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> engines.Prepared:
    return engines.prepared(tmp_path_factory.mktemp("bench"))


def test_the_document_is_what_the_table_says(ready: engines.Prepared) -> None:
    shown = word.read(engines.by_docxtpl(ready))
    assert sum("项工作" in paragraph.text and paragraph.text[0].isdigit() for paragraph in shown.paragraphs) >= 48
    assert len(document.data_file().split("{{")) - 1 == document.EXPRESSIONS
    assert len(ready.values["指标行"]) == document.ROWS
    assert all(len(row) == 8 for row in ready.values["指标行"])


def test_every_engine_makes_the_same(ready: engines.Prepared) -> None:
    expected = engines.texts(engines.by_docxtpl(ready))
    engines.same(compile_template(ready.template).render(ready.values), expected, "render")
    engines.same(build(Job(ready.data, "x.toml", ready.packs.choose)).made[0].data, expected, "full")
    with pytest.raises(RuntimeError, match="another document"):
        engines.same(compile_template(ready.template).render(ready.values), expected[1:], "other")


def test_things_are_measured_in_turns() -> None:
    order: list[str] = []

    def work(name: str, spent: float | None) -> float | None:
        order.append(name)
        return spent

    times = in_turns({"a": lambda: work("a", 2), "b": lambda: work("b", 1), "c": lambda: work("c", None)}, 3, warm_up=1)
    assert order == ["a", "b", "c"] * 4
    assert {name: each.each for name, each in times.items()} == {"a": [2, 2, 2], "b": [1, 1, 1]}


def test_the_table_holds_ratios() -> None:
    times = {"slow": Times([4.0, 2.0, 3.0]), "fast": Times([1.0, 1.0, 2.0])}
    assert run.table(times, "slow", ())[-1] == "| fast | 1000.00（1000.00） | 3.00 |"


def test_the_chart_is_xml(tmp_path: Path) -> None:
    made = chart.bars("快 < 慢", [("perfgen", 1.0, "1"), ("b&c", 2.0, "2")])
    assert len(ElementTree.fromstring(made).findall("{*}rect")) == 3
