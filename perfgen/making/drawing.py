"""The Word file of a pack that begins from nothing or from an outline, in the layout of GB/T 9704."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from perfgen.contract import Contract, OutlineItem
from perfgen.making.parts import Body
from perfgen.making.plan import Blueprint
from perfgen.making.wording import COVER, SENTENCES, TITLE

if TYPE_CHECKING:
    from docx.document import Document

INDICATOR_COLUMNS = (
    ("一级指标", 22), ("二级指标", 25), ("三级指标", 52), ("指标值", 30), ("实际完成值", 30), ("分值", 15),
    ("得分", 15),    ("偏差原因分析及改进措施", 34),
)  # fmt: skip
"""The columns of the score table and their widths in mm on a landscape page."""
BODY_COLUMNS = (("一级指标", 22), ("二级指标", 26), ("三级指标", 46), ("指标值", 24), ("实际完成值", 24), ("得分", 14))
"""The columns of the score table in the text and their widths in mm."""
_MERGED = {"一级指标": "一级指标", "二级指标": "一级指标, 二级指标"}
_GROUPED = ("指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")


def drawn(plan: Blueprint, bodies: Sequence[Body], cover: Sequence[str], title: str) -> bytes:
    """The template of ``plan``; ``bodies`` stand below its headings, ``cover`` names the lines of a cover."""
    from perfgen import gbt9704

    doc = gbt9704.base_document()
    shown = title or TITLE
    if cover:
        gbt9704.add_cover(doc, shown, [(label, COVER.get(label) or own_tag(label)) for label in cover])
    gbt9704.add_title(doc, shown)
    for index, (item, body) in enumerate(zip(plan.outline, bodies, strict=True)):
        gbt9704.add_heading(doc, item.title, item.level)
        _body(doc, plan.contract, item, body, closing=index == len(bodies) - 1)
    tables = plan.attachments
    if tables:
        names = [f"{{{{ 附件[{number}].标题 }}}}" for number in range(len(tables))]
        gbt9704.add_attachment_note(doc, names)
    gbt9704.add_signature(doc, "{{ 单位.名称 }}", "{{ 成文日期 | 日期 }}")
    for number in range(len(tables)):
        _attachment(doc, number, len(tables))
    return gbt9704.save(doc)


def own_tag(label: str) -> str:
    """The tag of a line of the cover that the vocabulary does not know; it prints nothing where it is not filled in."""
    path = f"封面['{label}']" if not label.isidentifier() else f"封面.{label}"
    return f"{{% if 有({path}) %}}{{{{ {path} }}}}{{% endif %}}"


def _body(doc: "Document", contract: Contract, item: OutlineItem, body: Body, *, closing: bool) -> None:
    from perfgen import gbt9704

    if item.content.written:
        gbt9704.add_prose(doc, item.key, item.level, closing=closing)
    elif body is Body.TABLE:
        gbt9704.add_table(doc, [width for _, width in BODY_COLUMNS], _score_rows(BODY_COLUMNS), align="center")
    else:
        for sentence in SENTENCES.get(body, ()):
            if sentence.startswith("{%p"):
                gbt9704.add_control(doc, sentence)
            else:
                gbt9704.add_body(doc, sentence)


def _score_rows(columns: Sequence[tuple[str, int]]) -> list[str | list[str]]:
    names = [name for name, _ in columns]
    return [names, "{%tr for 行 in 指标行 %}", [_score_cell(name) for name in names], "{%tr endfor %}"]


def _score_cell(name: str) -> str:
    shown = f"{{{{ 行.{name} }}}}"
    merged = _MERGED.get(name) or ("组" if name in _GROUPED else "")
    return f"{{% 合并 {merged} %}}{shown}" if merged else shown


def _attachment(doc: "Document", number: int, count: int) -> None:
    """An attachment on pages of its own: the first is the score table, others are empty forms to be drawn in Word."""
    from perfgen import gbt9704

    gbt9704.start_section(doc, landscape=number == 0)
    mark = f"附件{number + 1}" if count > 1 else "附件"
    gbt9704.add_attachment_heading(doc, mark, f"{{{{ 附件[{number}].标题 }}}}")
    if number:
        gbt9704.add_table(doc, (40, 110), [["单位名称", "{{ 单位.名称 }}"], ["评价年度", "{{ 年度 }}年"]], 0)
        return
    rows = _score_rows(INDICATOR_COLUMNS)
    total = gbt9704.Cell("总分", columns=5)
    full = "{% if 有(自评.总分) %}{{ 自评.总分 }}{% endif %}"
    gbt9704.add_table_note(doc, "单位：{{ 单位.名称 }}")
    gbt9704.add_table(
        doc,
        [width for _, width in INDICATOR_COLUMNS],
        [*rows, [total, "100", full, "{% if 有(自评.等级) %}等级：{{ 自评.等级 }}{% endif %}"]],
        align=("center", "center", "left", "center", "center", "center", "center", "left"),
    )
    gbt9704.add_table_note(doc, "填表人：　　　　　　　　审核人：　　　　　　　　负责人：　　　　　　　　联系电话：")
