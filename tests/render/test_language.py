"""What the template language has beyond docxtpl's: full-width signs, 有(路径), exact numbers."""

from decimal import Decimal
from typing import Any

import pytest

from perfgen.render import TemplateFaults, check_syntax, compile_template, inspect
from perfgen.render.folding import fold
from tests.support.wordfile import body, docx


class Missing:
    absent = True
    pending = False


class Pending(Missing):
    pending = True


def printed(text: str, **context: Any) -> str:
    return "".join(body(compile_template(docx(text)).render(context)))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a｜b（c，d）", "a|b(c,d)"),
        ("a［‘甲’］", "a['甲']"),
        ("“他说‘好’，（是）”", '"他说‘好’，（是）"'),
        ("\"他说“好”（是）\"", "\"他说“好”（是）\""),
        ("a ＞＝ １００ 　and b！＝２", "a >= 100  and b!=2"),
        ("甲１．乙", "甲１.乙"),
    ],
)  # fmt: skip
def test_folding(typed: str, read: str) -> None:
    assert fold(typed) == read


def test_full_width_signs_in_word() -> None:
    assert printed("{{ d［“三公”］｜join（“、”） }}", d={"三公": "ab"}) == "a、b"
    assert printed("{%　if　a　＞　1　%}（是）{% endif %}", a=2) == "（是）"


def test_curly_quotes_inside_a_literal_stay() -> None:
    assert printed("""{{ d['“三公”经费'] }}{{ "“好”" }}""", d={"“三公”经费": 3}) == "3“好”"


@pytest.mark.parametrize(
    ("expression", "there"),
    [("a", True), ("a.b", True), ("a.x", False), ("x", False), ("x.y.z", False), ("a.缺", False), ("a.待", True),
     ("a.零", True), ("l[0].b", True), ("l[5].b", False), ("f('k').v", True), ("f('n').v", False)],
)  # fmt: skip
def test_has(expression: str, there: bool) -> None:
    found = {"k": {"v": 1}}
    context = {"a": {"b": 1, "缺": Missing(), "待": Pending(), "零": 0}, "l": [{"b": 1}], "f": lambda n: found[n]}
    assert printed("{% if 有(" + expression + ") %}有{% else %}无{% endif %}", **context) == ("有" if there else "无")


def test_numbers_are_exact() -> None:
    assert printed("{{ a * 1.1 }} {{ 0.1 + 0.2 }} {{ a > 2.2 }}", a=Decimal("1.1")) == "1.21 0.3 False"


FORBIDDEN = [
    "{% macro m() %}{% endmacro %}", "{% import 'x' as y %}", "{% include 'x' %}", "{% extends 'x' %}", "{{ a ** 2 }}",
     "{{ a._b }}", "{{ a['_b'] }}", "{{ _a }}", "{% call m() %}{% endcall %}", "{% filter upper %}x{% endfilter %}",
     "{{ a|map('x') }}", "{% block a %}{% endblock %}", "{% with a=1 %}{% endwith %}", "{{ {'a': 1} }}", "{{ f(*a) }}",
]  # fmt: skip


@pytest.mark.parametrize("text", FORBIDDEN)
def test_packs_may_not_use(text: str) -> None:
    assert check_syntax(text, filters={"万元"})
    faults = inspect(docx("标题1 一", text), filters={"万元"}).faults
    assert faults
    assert all("“一”下第1段" in f.place for f in faults)


@pytest.mark.parametrize(
    "text",
    [*FORBIDDEN, "{% print a %}", "{{ a.b() }}", "{{ perfgen_id() }}", "{% set loop = 1 %}", "{{ range(3) }}",
     "{{ 9 * 1" + "0" * 99 + " }}", "{{ a" + "[a[a]]" * 60 + " }}", "{{ a if a is mapping else b }}"],
)  # fmt: skip
def test_packs_are_not_compiled_with(text: str) -> None:
    with pytest.raises(TemplateFaults) as caught:
        compile_template(docx("标题1 一", "甲", text), filters={"万元": str}, restricted=True)
    assert all("“一”下第2段" in fault.place for fault in caught.value.faults)


def test_packs_may_use() -> None:
    text = (
        "{% for 行 in 指标 if 行.甲 == '乙' %}{% set x = 行.甲 + 1.5 %}{{ x | 万元 }}"
        "{% else %}{{ 占比(a, b[0]['丙']) }}{% endfor %}"
    )
    assert check_syntax(text, filters={"万元"}) == []
    seen = inspect(
        docx("标题2 （一）甲", text, "{% if 有(上年.决算) and not x %}{{ 有 }}{% endif %}"), filters={"万元"}
    )
    assert seen.faults == ()
    assert seen.paths == {("指标",), ("a",), ("b",), ("占比",), ("上年", "决算"), ("x",)}
    assert seen.filters == {"万元"}
    assert seen.functions == {"占比", "有"}
    assert [(h.text, h.level) for h in seen.outline] == [("（一）甲", 2)]
