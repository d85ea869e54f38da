"""What the editor of a Word template is told."""

import pickle
from collections.abc import Mapping
from typing import Any

import pytest

from perfgen.errors import PerfgenError, TemplateFault
from perfgen.render import TemplateFaults, compile_template
from tests.support.wordfile import docx


def faults(template: bytes, context: Mapping[str, Any] | None = None) -> list[str]:
    with pytest.raises(TemplateFault) as caught:
        compile_template(template).render(context or {})
    error = caught.value
    assert isinstance(error, TemplateFaults)
    return [str(fault) for fault in error.faults]


def test_a_missing_name_is_said_with_place_and_proposal() -> None:
    template = docx("标题1 一、基本情况", "甲", "名称是{{ 单位.明称 }}。")
    assert faults(template, {"单位": {"名称": "甲镇"}}) == [
        "正文“一、基本情况”下第2段：模板里的“{{ 单位.明称 }}”找不到“明称”（你是不是想写“名称”）"
    ]


def test_every_missing_name_is_said_in_one_run() -> None:
    template = docx(
        "{{ 甲 }}{{ 乙.丙 }}",
        "{%p if 丁 %}",
        "x",
        "{%p endif %}",
        [["a", "{{ 戊|upper }}"]],
        header="{{ 己 }}",
        title="{{ 庚 }}",
    )
    found = faults(template, {"乙": {}})
    assert [f.split("找不到")[1] for f in found] == ["“甲”", "“丙”", "“丁”", "“戊”", "“己”", "“庚”"]
    assert found[2].startswith("正文第2段：模板里的“{%p if 丁 %}”")
    assert found[3].startswith("正文第1个表第1行第2列：")
    assert found[4].startswith("页眉第1段：")
    assert found[5].startswith("文件属性")


def test_what_stands_in_a_branch_not_taken_is_no_fault() -> None:
    compile_template(docx("{% if 有(a.b) %}{{ a.b }}{% endif %}")).render({})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ a b }}", "“b”前面缺了符号"),
        ("{{ a.b( }}", "少了“)”"),
        ("{{ a | 万员 }}", "不认识的过滤器“万员”（你是不是想写“万元”）"),
        ("{% fro x in l %}", "不认识的标签“fro”（你是不是想写“for”）"),
        ("{% if a %}", "没有结束（在后面补上 {% endif %}）"),
        ("{%p for a in b %}", "没有结束（在后面补上 {%p endfor %}）"),
        ("{% endif %}", "前面没有与它配对的“if”"),
        ("{% else %}", "不在“if”和“endif”之间"),
        ("{{ a ", "没有写完"),
        ("{% for x on l %}{% endfor %}", "这里应是“in”"),
        ("{{ 有(a, b) }}", "里写一个名称"),
        ("{{ 年度%}", "没有写完"),
    ],
)
def test_what_cannot_be_read(text: str, message: str) -> None:
    template = docx("标题1 一", "前", text)
    with pytest.raises(TemplateFault) as caught:
        compile_template(template, filters={"万元": str})
    assert message in str(caught.value)
    assert "“一”下第2段" in str(caught.value)


def test_all_that_cannot_be_read_is_said_at_once() -> None:
    template = docx("{{ a b }}", "{% fro %}", [["{{ x|y }}"]], footer="{{ ( }}")
    with pytest.raises(TemplateFaults) as caught:
        compile_template(template)
    assert [f.place for f in caught.value.faults] == ["正文第1段", "正文第2段", "正文第1个表第1行第1列", "页脚第1段"]
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert len(again.faults) == 4


@pytest.mark.parametrize(
    ("text", "context", "message"),
    [
        ("{{ a / 0 }}", {"a": 1}, "除数为零"),
        ("{{ a + 'x' }}", {"a": 1}, "算不出来"),
        ("{{ a.__class__.__mro__ }}", {"a": 1}, "不允许"),
        ("{{ a.append(1) }}", {"a": []}, "不允许"),
    ],
)
def test_what_goes_wrong_in_a_render(text: str, context: dict[str, Any], message: str) -> None:
    assert message in faults(docx("标题1 一", text), context)[0]
    assert "“一”下第1段" in faults(docx("标题1 一", text), context)[0]


def test_our_own_errors_keep_their_words() -> None:
    def word(_: object) -> str:
        raise PerfgenError("要一个数", "检查一下")

    with pytest.raises(TemplateFault) as caught:
        compile_template(docx("x", "{{ 1|万元 }}"), filters={"万元": word}).render({})
    assert str(caught.value) == "正文第2段：模板里的“{{ 1|万元 }}”：要一个数（检查一下）"


@pytest.mark.parametrize("data", [b"", b"text", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_no_word_file(data: bytes) -> None:
    with pytest.raises(TemplateFault):
        compile_template(data)
