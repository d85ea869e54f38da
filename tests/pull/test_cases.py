"""One edit at a time: what becomes of it in the data file."""

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from perfgen.pipeline import Job, build
from perfgen.pull import Base, Pulled, TrackedChanges, Why, pull
from perfgen.pull.sheet import Grid
from tests.pull.judged import typist_of
from tests.pull.typist import INPUTS, choose, data_of, side_named, side_of, texts
from tests.write.test_seen import rewritten

TIANCHENG = "天城镇-2021"


def paragraphs(document: Document) -> list[Paragraph]:
    """Every paragraph, those of tables included."""
    return [Paragraph(element, None) for element in document.element.body.iter(qn("w:p"))]  # type: ignore[arg-type]


def find(document: Document, text: str, skip: int = 0) -> Paragraph:
    """The paragraph that holds ``text``."""
    return [each for each in paragraphs(document) if text in each.text][skip]


def say(paragraph: Paragraph, text: str) -> None:
    """Make a paragraph say ``text``."""
    paragraph.runs[0].text = text
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)


def change(document: Document, old: str, new: str, skip: int = 0) -> None:
    """Replace words of the first paragraph that holds them."""
    paragraph = find(document, old, skip)
    say(paragraph, paragraph.text.replace(old, new, 1))


def behind(document: Document, text: str, new: str) -> Paragraph:
    """A new paragraph like the one that holds ``text``, behind it."""
    element = find(document, text)._p
    copy = deepcopy(element)
    element.addnext(copy)
    made = Paragraph(copy, None)  # type: ignore[arg-type]
    say(made, new)
    return made


def edited(edit: Callable[[Document], object], name: str = TIANCHENG, data: bytes | None = None) -> bytes:
    """A report with an edit."""
    made = (side_named(name) if data is None else side_of(data)).word_file
    document = docx.Document(io.BytesIO(made))
    edit(document)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def pulled(edit: Callable[[Document], object], name: str = TIANCHENG) -> tuple[Pulled, str]:
    """What comes of an edit, and the data file."""
    data = data_of(name)
    found = pull(data, name, edited(edit, name), choose())
    return found, (found.data or data).decode()


def test_an_unedited_report_changes_nothing() -> None:
    assert pulled(lambda document: None)[0] == Pulled(based=False)


def test_words_land_and_expressions_stay() -> None:
    found, text = pulled(lambda d: change(d, "没有达到100%", "还没有达到百分之百"))
    assert "预算执行率为{{ 执行率 }}，还没有达到百分之百，年末结转和结余{{ 决算.年末结转和结余 | 万元 }}，" in text
    assert [(edit.key, edit.line) for edit in found.edits] == [('正文."自评结论.未完成"', 202)]
    before, after = data_of(TIANCHENG).decode().split("\n"), text.split("\n")
    assert [number for number, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b] == [203]


def test_clauses_change_places_with_their_figures() -> None:
    old, new = "年初安排支出1333.74万元，全年实际支出4212.62万元", "全年实际支出4212.62万元，年初安排支出1333.74万元"
    _, text = pulled(lambda d: change(d, old, new))
    assert "全年实际支出{{ 决算.支出 | 万元 }}，年初安排支出{{ 年初预算.支出 | 万元 }}，" in text


def test_a_figure_moves_to_another_paragraph() -> None:
    def move(document: Document) -> None:
        change(document, "全年实际支出4212.62万元，", "")
        change(document, "部分资金支出偏慢", "全年实际支出4212.62万元，部分资金支出偏慢")

    _, text = pulled(move)
    assert "预算执行的约束力不强。全年实际支出{{ 决算.支出 | 万元 }}，部分资金支出偏慢" in text


def test_two_figures_overtyped_in_one_paragraph_that_is_written_anew() -> None:
    """Neither takes anything of what stands behind it."""
    old = "年初安排支出1333.74万元，全年实际支出4212.62万元，年中调整幅度大"
    new = "全年一共支出4213.62万元，年初只安排1334.74万元，幅度偏大"
    found, text = pulled(lambda d: change(d, old, new))
    line = next(line for line in text.split("\n") if "预算编得不够科学。" in line)
    assert "{{ 年初预算.支出 | 万元 }}" in line and "{{ 决算.支出 | 万元 }}" in line
    assert line.endswith('幅度偏大；绩效目标写得笼统，当年任务与中长期规划之间缺少清晰的对应关系。",')
    assert {each.new for each in found.conflicts} == {"4213.62万元", "1334.74万元"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("4212.62万元，年中", "14212.62万元，年中"),
        ("4212.62万元，年中", "4212.625万元，年中"),
        ("支出4212.62", "支出1.4212.62"),
    ],
)
def test_a_print_joined_to_new_digits_is_no_longer_the_figure(old: str, new: str) -> None:
    found, text = pulled(lambda d: change(d, old, new))
    assert [conflict.why for conflict in found.conflicts] == [Why.COMPUTED]
    assert "全年实际支出{{ 决算.支出 | 万元 }}，年中" in text
    assert found.conflicts[0].facts[0].line == 40


def test_a_computed_figure_is_a_conflict_with_its_base_facts() -> None:
    found, text = pulled(lambda d: change(d, "预算执行率为98.3%，没有达到", "预算执行率为98.5%，尚未达到"))
    assert "预算执行率为{{ 执行率 }}，尚未达到100%" in text
    (conflict,) = found.conflicts
    assert (conflict.why, conflict.old, conflict.new) == (Why.COMPUTED, "98.3%", "98.5%")
    assert ("决算.收入.其他收入", 34, "1000.07") in [(fact.key, fact.line, fact.value) for fact in conflict.facts]


def test_a_sentence_of_the_template_is_a_conflict() -> None:
    found, text = pulled(lambda d: change(d, "经自评，", "经过自评，"))
    assert [(each.why, each.new) for each in found.conflicts] == [(Why.TEMPLATE, "过")]
    assert text == data_of(TIANCHENG).decode()


def test_a_base_fact_in_a_sentence_of_the_template_is_changed() -> None:
    found, text = pulled(lambda d: change(d, "基本支出871.44万元", "基本支出872.44万元"))
    assert '"基本支出" = 872.44\n' in text and not found.conflicts


def test_typed_braces_print_as_typed() -> None:
    typed = "{{ 决算 }}、{% if %}、}}和{"
    _, text = pulled(lambda d: change(d, "年中调整幅度大", f"{typed}，调整幅度大"))
    assert f"，{typed}，调整幅度大" in side_of(text.encode()).sheet.leaves[13].text
    _, text = pulled(lambda d: change(d, "全年实际支出4212", "全年实际支出{4212"))
    assert "全年实际支出{4212.62万元" in side_of(text.encode()).sheet.leaves[13].text


def test_list_items_are_added_removed_and_moved() -> None:
    def work(document: Document) -> None:
        behind(document, "1、内部职责边界", "2、新的问题。")
        find(document, "固定资产处置环节")._p.getparent().remove(find(document, "固定资产处置环节")._p)
        first, second = find(document, "2、预算编得不够科学")._p, find(document, "3、预算执行的约束力")._p
        second.addnext(first)

    _, text = pulled(work)
    section = text[text.index('"自评结论.问题"') : text.index('"自评结论.措施"')]
    lines = [line.strip()[:12] for line in section.split("\n")[1:-2]]
    assert [line[:5] for line in lines] == ['"内部职责', '"新的问题', '"预算执行', '"预算编得', "]"]
    assert "{{ 年初预算.支出 | 万元 }}，全年" in section


def test_a_sub_heading_with_its_text() -> None:
    def work(document: Document) -> None:
        change(document, "组织自评打分", "自评和打分")
        behind(document, "5、评价小组审核", "5、公示结果")
        paragraph = find(document, "评价工作至此完成")
        change(document, "5、公示结果", "6、公示结果")
        body = deepcopy(paragraph._p)
        heading = find(document, "6、公示结果")._p
        paragraph._p.addnext(heading)
        heading.addnext(body)
        say(Paragraph(body, None), "评分结果在镇务公开栏公示{{五天}}。")  # type: ignore[arg-type]

    _, text = pulled(work)
    assert '{ "标题" = "自评和打分", "内容" = "工作组成员' in text
    item = '{ "标题" = "公示结果", "内容" = "评分结果在镇务公开栏公示{{ \'{{\' }}五天}{{ \'}\' }}。" },\n'
    assert f'{item}  {{ "标题" = "评价结论"' in text


def test_a_new_item_of_a_list_of_tables() -> None:
    def work(document: Document) -> None:
        behind(document, "（5）强功能提品质", "（6）抓作风")
        heading, last = find(document, "（6）抓作风")._p, find(document, "整治全域人居环境")._p
        last.addnext(heading)
        body = deepcopy(last)
        heading.addnext(body)
        say(Paragraph(body, None), "从严抓作风。")  # type: ignore[arg-type]

    _, text = pulled(work)
    header = '[["正文"."佐证材料.重点工作"]]\n"标题" = '
    assert f'{header}"抓作风"\n"内容" = "从严抓作风。"\n\n{header}"保民生' in text


def test_a_section_that_had_no_text() -> None:
    def work(document: Document) -> None:
        heading = find(document, "（3）满意度指标完成情况分析")._p
        following = heading.getnext()
        made = deepcopy(find(document, "预算执行出现偏离")._p)
        (following if following is not None else heading).addprevious(made)
        say(Paragraph(made, None), "群众普遍满意。")  # type: ignore[arg-type]

    found, text = pulled(work)
    landed = [edit.key for edit in found.edits] + [each.new for each in found.conflicts]
    assert landed and "群众普遍满意。" in text + "".join(each.new for each in found.conflicts)


def test_cells_go_to_their_indicators() -> None:
    found, text = pulled(lambda d: change(d, "11次", "12次", skip=1))
    assert '"实际完成值" = "12次"' in text
    assert [edit.key for edit in found.edits] == ["指标[开展“打非治违”行动次数].实际完成值"]


def test_a_cell_of_a_pasted_table() -> None:
    def work(document: Document) -> None:
        table = next(t for t in document.tables if "辖区食品生产企业抽检覆盖率" in "".join(c.text for c in t._cells))
        row = next(r for r in table.rows if "辖区食品生产企业" in "".join(c.text for c in r.cells))
        cell = next(c for c in row.cells if c.text == "=100%")
        say(cell.paragraphs[0], "≥95%")

    _, text = pulled(work, "钟村街-2024")
    assert "｜｜辖区食品生产企业抽检覆盖率（%）｜≥95%｜100%\n" in text


def test_words_that_stand_for_a_rate() -> None:
    """The column prints the rate, and where there is none what was typed of it."""
    old, new = "账实相符，无违规处置", "账实相符，未见违规处置"
    found, text = pulled(lambda d: change(d, old, new), "前山镇-2024")
    assert not found.conflicts and [edit.key for edit in found.edits] == ["指标[资产管理].完成情况"]
    assert text == data_of("前山镇-2024").decode().replace(old, new)


@pytest.mark.parametrize("name", ["吕田镇-2023", "前山镇-2024"])
def test_a_cell_that_was_empty(name: str) -> None:
    nodes = [node for node in side_named(name).sheet.nodes if isinstance(node, Grid)]
    cells = (cell for grid in nodes for row in grid.rows for cell in row if not cell.text)
    spot = next(p.spot for c in cells for p in c.passages if any("偏差原因" in m.expression for m in p.marks))

    def work(document: Document) -> None:
        cell = document.tables[spot.table - 1].cell(spot.row - 1, spot.column - 1)
        cell.paragraphs[0].add_run("天气原因，下一年提前安排")

    found, text = pulled(work, name)
    assert "天气原因，下一年提前安排" in text, found
    assert "天气原因，下一年提前安排" in texts(side_of(text.encode()).word_file)


def test_a_new_name_of_an_indicator_reaches_what_calls_it() -> None:
    _, text = pulled(lambda d: say(next(p for p in paragraphs(d) if p.text == "带动就业增长率"), "就业增长率"))
    assert "指标('就业增长率').得分" in text and '"位置" = "指标[就业增长率]"' in text


def test_rows_that_the_data_cannot_take_are_told() -> None:
    def work(document: Document) -> None:
        table = next(t for t in document.tables if "垃圾清理工作完成率" in "".join(c.text for c in t._cells))
        row = next(r for r in table.rows if "垃圾清理" in "".join(c.text for c in r.cells))._tr
        copy = deepcopy(row)
        row.addnext(copy)
        for cell, text in zip(copy.iter(qn("w:tc")), ("", "", "河道清淤", "≥20公里", "21公里", "3"), strict=False):
            for node in list(cell.iter(qn("w:t"))):
                node.text = text

    found, _ = pulled(work)
    assert any("河道清淤" in each.new and each.why is Why.HOMELESS for each in found.conflicts)


# -- written by other programs -------------------------------------------------------------------------


@pytest.mark.parametrize("name", INPUTS)
def test_runs_and_ids_rewritten_as_word_and_wps_do(name: str) -> None:
    """Split runs, marks of the spelling checker, ids, languages, a bookmark where the cursor was."""
    changes = (
        (r"<w:p>", r'<w:p w:rsidR="00A1" w:rsidRDefault="00A1">'),
        (r"(<w:t[^>]*>)([\u4e00-\u9fff]{4})", r'\1\2</w:t></w:r><w:proofErr w:type="gramEnd"/><w:r>\1'),
        (r"<w:r>", r'<w:r w:rsidRPr="00B2"><w:rPr><w:lang w:eastAsia="zh-CN"/></w:rPr>'),
        (r"</w:pPr><w:r ", r'</w:pPr><w:bookmarkStart w:id="7" w:name="_GoBack"/><w:bookmarkEnd w:id="7"/><w:r '),
    )
    made = rewritten(side_named(name).word_file, *changes)
    assert pull(data_of(name), name, made, choose()) == Pulled(based=False)
    typist = typist_of(name, 3, 4, ("reword", "reorder", "drop"))
    found = pull(data_of(name), name, rewritten(typist.saved(), *changes), choose())
    assert found == pull(data_of(name), name, typist.saved(), choose()) and found.landed


# -- both changed -------------------------------------------------------------------------------------


def test_data_and_report_changed_in_different_words_of_one_paragraph() -> None:
    report = edited(lambda d: change(d, "没有达到100%", "尚未达到100%"))
    data = data_of(TIANCHENG).replace("数额偏大；效益".encode(), "数额较大；效益".encode())
    found = pull(data, TIANCHENG, report, choose(), Base(data_of(TIANCHENG)))
    assert found.data is not None and not found.conflicts
    text = found.data.decode()
    assert "尚未达到100%，年末结转和结余{{ 决算.年末结转和结余 | 万元 }}，数额较大" in text


def test_data_and_report_changed_in_the_same_words() -> None:
    report = edited(lambda d: change(d, "没有达到100%", "尚未达到100%"))
    data = data_of(TIANCHENG).replace("没有达到100%".encode(), "未能达到100%".encode())
    found = pull(data, TIANCHENG, report, choose(), Base(data_of(TIANCHENG)))
    assert found.data is None and [each.why for each in found.conflicts] == [Why.BOTH]


# -- the file -----------------------------------------------------------------------------------------


def test_line_ends_and_signature_stay() -> None:
    data = b"\xef\xbb\xbf" + data_of(TIANCHENG).replace(b"\n", b"\r\n")
    found = pull(data, TIANCHENG, edited(lambda d: change(d, "没有达到100%", "尚未达到100%")), choose())
    assert found.data == data.replace("没有达到100%".encode(), "尚未达到100%".encode())


def test_a_draft_is_filled_in() -> None:
    data = data_of(TIANCHENG).decode()
    start = data.index('"自评结论.未完成"')
    data = data[:start] + '"自评结论.未完成" = "待填"\n\n' + data[data.index('"自评结论.问题"') :]
    report = edited(lambda d: say(find(d, "〔待填：3.未完成"), "预算执行率没有达到100%。"), data=data.encode())
    found = pull(data.encode(), TIANCHENG, report, choose())
    assert found.data is not None and '"自评结论.未完成" = "预算执行率没有达到100%。"' in found.data.decode()


def test_the_list_at_the_end_of_a_draft_is_no_edit() -> None:
    data = data_of(TIANCHENG).decode().replace('["核对数"]\n', '["核对数"]\n"决算.收入总计" = 1\n', 1).encode()
    (made,) = build(Job(data, TIANCHENG, choose(), draft=True)).made
    assert "〔待改：" in docx.Document(io.BytesIO(made.data)).paragraphs[-1].text
    assert pull(data, TIANCHENG, made.data, choose()) == Pulled(based=False)


# -- tracked changes, and what stands beside the text -------------------------------------------------


def track(document: Document) -> None:
    """Type with tracked changes: a sentence is new, one is gone."""
    paragraph = find(document, "没有达到100%")
    say(paragraph, paragraph.text.replace("没有达到", "达到"))
    run = paragraph.runs[0]._r
    for kind, text in (("ins", "增写的话。"), ("del", "未得满分。")):
        tag = "w:delText" if kind == "del" else "w:t"
        made = parse_xml(f'<w:{kind} {nsdecls("w")} w:id="9" w:author="甲"><w:r><{tag}>{text}</{tag}></w:r></w:{kind}>')
        run.addnext(made)
    run.text = run.text.replace("未得满分。", "")


def test_tracked_changes_are_refused_with_a_list() -> None:
    report = edited(track)
    with pytest.raises(TrackedChanges) as caught:
        pull(data_of(TIANCHENG), TIANCHENG, report, choose())
    assert [(note.kind, note.text) for note in caught.value.notes] == [("删除", "未得满分。"), ("插入", "增写的话。")]
    found = pull(data_of(TIANCHENG), TIANCHENG, report, choose(), accept_changes=True)
    assert found.data is not None and "得分 }}分，增写的话。\n" in found.data.decode()


def test_an_accepted_deletion_of_a_paragraph_mark_joins_two_paragraphs() -> None:
    def work(document: Document) -> None:
        paragraph = find(document, "固定资产处置环节")
        before = find(document, "3、预算执行的约束力")
        properties = before._p.get_or_add_pPr()
        holder = OxmlElement("w:rPr")
        mark = parse_xml(f'<w:del {nsdecls("w")} w:id="8" w:author="甲"/>')
        holder.append(mark)
        properties.append(holder)
        say(paragraph, "固定资产处置环节的监管仍有漏项。")

    found = pull(data_of(TIANCHENG), TIANCHENG, edited(work), choose(), accept_changes=True)
    assert found.data is not None
    assert '没有延伸到位。固定资产处置环节的监管仍有漏项。",\n]' in found.data.decode()


def test_headers_comments_and_text_boxes_are_told() -> None:
    def work(document: Document) -> None:
        document.sections[0].header.paragraphs[0].add_run("内部资料")
        paragraph = find(document, "没有达到100%")
        document.add_comment(paragraph.runs, "这里再核一下", author="甲", initials="甲")
        box = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent>"
        shape = f'<v:textbox xmlns:v="urn:schemas-microsoft-com:vml">{box}</v:textbox>'
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:pict>{shape}</w:pict></w:r>"))

    found, text = pulled(work)
    notes = {("页眉", "内部资料"), ("批注", "这里再核一下"), ("文本框", "框里的话")}
    assert {(note.kind, note.text) for note in found.notes} == notes
    assert text == data_of(TIANCHENG).decode() and not found.conflicts


def test_footnotes_are_told() -> None:
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>脚注里的话</w:t></w:r></w:p></w:footnote>'
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(side_named(TIANCHENG).word_file)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/footnotes.xml", f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>")
    found = pull(data_of(TIANCHENG), TIANCHENG, held.getvalue(), choose())
    assert [(each.kind, each.text) for each in found.notes] == [("脚注", "脚注里的话")] and found.data is None
