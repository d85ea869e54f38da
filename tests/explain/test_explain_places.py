"""Every printed place of a figure is named, by a search of the text and by changing the figure alone."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from perfgen import word
from perfgen.compute.figures import Figures
from perfgen.context import template_context
from perfgen.documents import chosen, shown, word_file
from perfgen.explain.places import where
from perfgen.express.values import Kind, Number
from perfgen.keypath import KeyPath, parse_key
from perfgen.load import load
from perfgen.model import Node, build_report
from perfgen.pipeline import compiled
from perfgen.prose import write_prose
from tests.explain.inquiries import asked, pages, paragraphs
from tests.support.built import INPUTS, REPORTS, built, source

TEN = {
    "天城镇-2021": (
        "执行率", "决算.支出", "决算.收入", "决算.年末结转和结余", "年初预算.支出", "年初预算.支出.基本支出",
        "决算.支出.按支出性质.项目支出", "决算.支出.按支出性质.基本支出.商品和服务支出.办公费",
        "自评.总分", "自评.分项.预算执行.得分", "指标[征地面积].得分", "决算.年初结转和结余",
    ),
    "吕田镇-2023": (
        "决算.收入", "决算.支出", "自评.总分", "事实.热线工单.归档", "事实.热线工单.受理", "事实.热线工单.及时处理",
        "事实.信访.受理", "事实.信访.调解成功", "指标[群众满意度].实际完成值", "事实.违法建设治理.任务完成比例",
        "决算.收入.一般公共预算财政拨款收入", "决算.支出.按资金来源.政府性基金预算支出",
    ),
    "钟村街-2024": (
        "年初预算.支出", "决算.收入", "决算.支出", "决算.收入.财政拨款收入", "决算.年末结转和结余", "执行率",
        "年初预算完成率", "自评.总分", "事实.民生.救助金", "事实.治理.案件类警情", "非财政拨款收入", "年初预算.收入",
    ),
    "钟落潭镇-2021": (
        "决算.收入", "决算.支出", "决算.收入总计", "决算.支出总计", "项目.合计.全年预算数", "项目.合计.全年执行数",
        "重点项目执行率", "自评.总分", "自评.分项.管理效能.得分", "项目[乡村振兴战略重点项目].全年预算数",
        "决算.支出.按资金来源.一般公共预算支出", "项目[水务设施分级管理经费].全年执行数",
    ),
    "前山镇-2024": (
        "决算.支出", "决算.支出总计", "决算.支出.基本支出", "决算.支出.项目支出", "较上年.决算.支出.基本支出",
        "较上年.决算.支出.项目支出", "三公经费.合计.决算数", "资金支出率", "事实.经济.地区生产总值",
        "事实.民生.卫生厕所普及率", "人员.编制人数", "事实.民生.低保金",
    ),
}  # fmt: skip
EACH = [(name, key) for name in INPUTS for key in TEN[name]]


def test_ten_figures_at_least_of_each_report() -> None:
    assert set(TEN) == set(INPUTS)
    assert all(len(keys) >= 10 for keys in TEN.values())


def printed(name: str) -> list[str]:
    """Every paragraph of every document."""
    return [paragraph for page in pages(name) for paragraph in paragraphs(page)]


def hits(name: str, text: str) -> Counter[tuple[str, int]]:
    """Where ``text`` stands on the page and is no part of a longer number: paragraph and first character."""
    found: Counter[tuple[str, int]] = Counter()
    for paragraph in printed(name):
        start = paragraph.find(text)
        while start >= 0:
            before, after = paragraph[:start], paragraph[start + len(text) :]
            whole = not re.search(r"[0-9][.,]?$", before) or not text[0].isdigit()
            if whole and not (text[-1].isdigit() and re.match(r"[0-9]|[.,][0-9]|[%％‰]", after)):
                found[paragraph, start] += 1
            start = paragraph.find(text, start + 1)
    return found


def number(text: str) -> str:
    match = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?%?", text)
    assert match, text
    return match[0]


@pytest.mark.parametrize(("name", "key"), EACH)
def test_a_search_finds_no_place_that_is_not_named(name: str, key: str) -> None:
    found = asked(name).ask(key).figures[0]
    assert found.places, "printed nowhere"
    for text in {number(place.shown) for place in found.places}:
        expected = hits(name, text)
        answer = asked(name).ask(text)
        named: set[tuple[str, str, int, int]] = set()
        for place in (*(p for f in answer.figures for p in f.places), *(each.printing for each in answer.literals)):
            named.add((place.where, place.text, place.start, place.end))
        for (paragraph, start), count in expected.items():
            covering = [each for each in named if each[1] == paragraph and each[2] <= start < each[3]]
            assert len({each[0] for each in covering}) == count, (paragraph, start, covering)
        printed = Counter((p.text, p.start + p.shown.index(text)) for p in found.places if number(p.shown) == text)
        assert printed <= expected


@pytest.mark.parametrize(("name", "key"), EACH)
def test_places_are_those_that_change_with_the_figure(name: str, key: str) -> None:
    found = asked(name).ask(key).figures[0]
    assert Counter(place.where for place in found.places) == _changed(name, parse_key(found.figure.key))


class _Marked(Figures):
    """Figures one of which has a value that nothing else has."""

    marked: KeyPath = ()

    def _resolved(self, path: KeyPath, node: Node) -> Any:
        value = super()._resolved(path, node)
        if path != self.marked or not isinstance(value, Number):
            return value
        strange = Decimal("777.7771") if value.kind is Kind.RATIO else Decimal("77777.71")
        return replace(value, value=strange, text=None if value.text is None else f"77777.71{value.unit or '%'}")


def _changed(name: str, path: KeyPath) -> Counter[str]:
    """The places of a normal render where the strange value appears."""
    loaded = load(source(name).read_bytes(), name).source
    assert loaded is not None
    report, _ = build_report(loaded, built(name).contract)
    figures = _Marked(report)
    figures.marked = report.indexed(path)
    plain, texts = printed(name), []
    for document in chosen(report, asked(name).documents):
        context = template_context(*shown(figures, write_prose(figures), document), document)
        made = compiled(word_file(built(name).pack, document)).render(context)
        texts += paragraphs(word.read(made))
    assert len(plain) == len(texts), "the change adds or takes away paragraphs"
    passages = list(asked(name).page.passages)
    assert [passage.text for passage in passages] == plain
    found: Counter[str] = Counter()
    for passage, text in zip(passages, texts, strict=True):
        count = len(re.findall(r"77,?777\.7", text))
        if count:
            found[where(passage)] += count
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_every_number_of_the_report_can_be_explained(name: str) -> None:
    texts = {match[0] for text in printed(name) for match in re.finditer(r"[0-9]+\.[0-9]+%?", text)}
    for text in sorted(texts):
        if not hits(name, text):
            continue
        answer = asked(name).ask(text)
        assert answer.figures or answer.literals
