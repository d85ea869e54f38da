"""What is proved well-formed when a template is compiled is well-formed whatever the data."""

import random
from typing import Any
from xml.parsers import expat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Undefined
from markupsafe import Markup

from perfgen.render import compile_template
from perfgen.render.proof import is_always_well_formed
from perfgen.render.sandbox import Environment
from tests.support.wordfile import docx, part

ENVIRONMENTS = {escaping: Environment(undefined=Undefined, autoescape=escaping) for escaping in (True, False)}
DOUBTFUL = "\x01\x02\x04\f\a"

PROVED = [
    "<a>x</a>",
    "<a>{{ x }}</a>",
    "<a b='{{ x }}' c=\"{{ x }}{{ y }}\"/>",
    "<a>{% if x %}<b>{{ x }}</b>{% else %}<c/>{% endif %}</a>",
    "<a>{% if x %}</a>{% elif y %}</a>{% else %}</a>{% endif %}",
    "<a><b>{% if x %}</b>{{ y }}<b>{% endif %}</b></a>",
    "<a>{% for x in l %}</a><a>{% else %}</a><a>{% endfor %}</a>".replace("</a><a>", "<b/>"),
    "<a><b>{% for x in l %}{{ x }}</b><b>{% endfor %}</b></a>",
    "<a b='{% if x %}1{% else %}{{ y }}{% endif %}'/>",
    "<a>{% set y %}</b>{{ x }}{% endset %}{{ y }}</a>",
    "<a>{% macro m(x) %}<b>{{ x }}{% endmacro %}{{ m(x) }}</a>",
    "<a>{% with x = 1 %}<b/>{% endwith %}</a>",
    "<w:a xmlns:w='u'><w:b w:c='&amp;'>&lt;{{ x }}</w:b></w:a>",
    "<a><!-- b --></a>",
]
NOT_PROVED = [
    "{{ x }}<a/>",
    "<a/>{{ x }}",
    "<a/><b/>",
    "<a>",
    "</a>",
    "<a>{{ x }}",
    "<a></b>",
    "<{{ x }}/>",
    "<a {{ x }}/>",
    "<a b={{ x }}/>",
    "<a b='1' b='2'/>",
    "<a {% if x %}b='1'{% endif %}/>",
    "<a {% if x %}b='1'{% endif %} b='2'/>",
    "<a>{% if x %}<b>{% endif %}</a>",
    "<a>{% if x %}<b>{% endif %}{% if x %}</b>{% endif %}</a>",
    "<a>{% if x %}<b>{% elif y %}<b>{% endif %}</b></a>",
    "<a>{% for x in l %}<b>{% endfor %}</a>",
    "<a>{% for x in l %}</a>{% endfor %}",
    "<a>{% for x in l recursive %}<b/>{% endfor %}</a>",
    "<a>{% filter upper %}<b/>{% endfilter %}</a>",
    "<a>{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}</a>{% endcall %}</a>",
    "<a>{% autoescape x %}{{ y }}{% endautoescape %}</a>",
    "<a><!-- {{ x }} --></a>",
    "<a><![CDATA[{{ x }}]]></a>",
    "<a>]]></a>",
    "<a>&{{ x }};</a>",
    "<a>&nothing;</a>",
    "<a b='<'/>",
    "<w:a/>",
    "<a>{% if x %}<b xmlns:w='u'>{% else %}<b>{% endif %}<w:c/></b></a>",
]


def proved(source: str) -> bool:
    return is_always_well_formed(ENVIRONMENTS[True].parse(source))


@pytest.mark.parametrize("source", PROVED)
def test_structures_that_always_fit(source: str) -> None:
    assert proved(source)


@pytest.mark.parametrize("source", NOT_PROVED)
def test_structures_that_need_not_fit(source: str) -> None:
    assert not proved(source)


PIECES = [
    "<a>", "</a>", "<b>", "</b>", "<a/>", '<a b="', '">', '"/>', "<b c='", "'>", " d='1'", "text", "&amp;", ">", "<",
    "{{ x }}", "{{ y }}", "{{ l }}", "{{ l[0] }}", "{{ x|safe }}",
    "{{ x ~ y }}", "{{ m(x) }}", "{{ s }}", "{{ '<b>'|safe }}",
    "{% if x %}", "{% elif y %}", "{% else %}", "{% endif %}", "{% for x in l %}", "{% endfor %}", "{%- if y -%}",
    "{% set s %}", "{% endset %}", "{% macro m(x) %}", "{% endmacro %}", "{% set x = y %}", "\n", "]]",
]  # fmt: skip
WHOLE = [
    ["<a>", "</a>"], ["<b>", "</b>"], ['<a b="', '"/>'], ["<b c='", "'>", "</b>"], ["{% if x %}", "{% endif %}"],
    ["{% if y %}", "{% else %}", "{% endif %}"], ["{% for x in l %}", "{% endfor %}"], ["{% set s %}", "{% endset %}"],
    ["{% macro m(x) %}", "{% endmacro %}"], ["</a>", "<a>"], ["</b>", "<b>"],
]  # fmt: skip
VALUES = [
    "",
    "<",
    "a&b",
    '"',
    "'",
    "]]>",
    ">",
    "</a>",
    "<b>",
    "<a b='1'/>",
    "&#0;",
    "&amp;",
    "&x;",
    "\x00",
    "\x01",
    "{{ x }}",
    "甲",
]


def grown(chance: random.Random) -> str:
    """A template grown from matching pieces, with one that may not match."""
    pieces: list[str] = []
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(pieces))
        group = chance.choice(WHOLE)
        inside = len(pieces) - at
        cut = at + chance.randint(0, inside)
        middle = pieces[at:cut]
        pieces[at:cut] = [group[0], *middle, *(p for part in group[1:] for p in (chance.choice(PIECES[11:18]), part))]
    for _ in range(chance.choice((0, 0, 1, 2))):
        pieces.insert(chance.randint(0, len(pieces)), chance.choice(PIECES))
    return f"<r>{''.join(pieces)}</r>"


def data(chance: random.Random) -> dict[str, Any]:
    def value() -> Any:
        text = "".join(chance.choice(VALUES) for _ in range(chance.randint(0, 3)))
        return chance.choice((text, text, Markup(text), chance.randint(0, 2), None))

    return {"x": value(), "y": value(), "l": [value() for _ in range(chance.randint(0, 3))]}


def fits(text: str) -> bool:
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(text.encode(), True)
    except expat.ExpatError:
        return False
    return True


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_a_proof_is_never_wrong(chance: random.Random) -> None:
    source = grown(chance)
    for environment in ENVIRONMENTS.values():
        try:
            tree = environment.parse(source)
            is_proved = is_always_well_formed(tree)
            template = environment.from_string(source)
        except Exception:
            return  # no template
        if not is_proved:
            continue
        for _ in range(4):
            try:
                made = template.render(data(chance))
            except Exception:
                continue
            if not any(sign in made for sign in DOUBTFUL):
                assert fits(made), (source, made)


def test_many_grown_templates_are_proved() -> None:
    chance = random.Random(1)
    sources = [grown(chance) for _ in range(400)]
    found = 0
    for source in sources:
        try:
            found += proved(source)
        except Exception:
            continue
    assert found > 40


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("autoescape", [True, False])
def test_any_value_in_a_proved_word_file(value: str, autoescape: bool) -> None:
    template = compile_template(
        docx("前{{ a }}", [["{% cellbg a %}{{ a|safe }}"], ["{% colspan n %}{{ a }}"]], "{{r a }}", header="{{ a }}"),
        autoescape=autoescape,
    )
    assert all(each.proved for each in template.parts)
    for given_value in (value, Markup(value)):
        made = template.render({"a": given_value, "n": 1})
        for name in ("word/document.xml", "word/header1.xml"):
            expat.ParserCreate().Parse(part(made, name), True)
