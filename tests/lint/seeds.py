"""A hundred faults to be sown in the five packs, one at a time, each with the code and the place of its finding.

A seed changes one file of a pack. Where the fault stands is told by the text that is there afterwards: of the Word file
the paragraph that holds it, of a TOML file the line.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape

import docx as python_docx
from lxml import etree

from tests.support.built import ROOT
from tests.support.wordfile import saved

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BAIYUN, CHONGYANG, CONGHUA, PANYU, XUWEN = (
    "guangzhou-baiyun", "chongyang", "guangzhou-conghua", "guangzhou-panyu", "xuwen"
)  # fmt: skip
WORD, MANIFEST, SAMPLE = "report.docx", "manifest.toml", "sample.toml"

Files = Mapping[str, bytes]
Edit = Callable[[etree._Element], None]


@dataclass(frozen=True)
class Seed:
    """A fault: the pack, the file, what is changed, the code expected, and the text at which it is expected."""

    pack: str
    file: str
    what: str
    code: str
    change: Callable[[bytes], bytes]
    at: str
    """In the Word file the paragraph that holds this text, in a TOML file the line; the first, or the §2nd."""

    @property
    def files(self) -> dict[str, bytes]:
        """The files of the pack with the fault in it."""
        files = dict(pack_files(self.pack))
        made = self.change(files[self.file])
        assert made != files[self.file], "the seed changes nothing"
        return {**files, self.file: made}


@cache
def pack_files(pack: str) -> Files:
    """The files of a pack."""
    return {path.name: path.read_bytes() for path in sorted((ROOT / "templates" / pack).iterdir())}


# -- changes ----------------------------------------------------------------------------------------


def part(docx: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """``docx`` with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info, change(data.decode()).encode() if info.filename == name else data)
    return made.getvalue()


def text(old: str, new: str) -> Callable[[bytes], bytes]:
    """The first ``old`` in the text of the Word file becomes ``new``."""
    return lambda docx: part(docx, "word/document.xml", lambda xml: xml.replace(escape(old), escape(new), 1))


def line(old: str, new: str) -> Callable[[bytes], bytes]:
    """The first ``old`` in a TOML file becomes ``new``."""
    return lambda data: data.decode().replace(old, new, 1).encode()


def elements(edit: Edit) -> Callable[[bytes], bytes]:
    """The body of the Word file is edited as XML."""

    def change(xml: str) -> str:
        root = etree.fromstring(xml.encode())
        edit(root)
        return etree.tostring(root, encoding="unicode")

    return lambda docx: part(docx, "word/document.xml", change)


def shown(paragraph: etree._Element) -> str:
    """The text of a paragraph."""
    return "".join(t.text or "" for t in paragraph.iter(W + "t"))


def paragraph_with(root: etree._Element, words: str) -> etree._Element:
    """The first paragraph that holds ``words``."""
    return next(p for p in root.iter(W + "p") if words in shown(p))


def without(words: str, times: int = 1) -> Callable[[bytes], bytes]:
    """The first paragraph with ``words`` is gone."""

    def edit(root: etree._Element) -> None:
        paragraph = paragraph_with(root, words)
        paragraph.getparent().remove(paragraph)  # type: ignore[union-attr]

    return elements(edit)


def after(words: str, added: str, style: str = "OfficialBody") -> Callable[[bytes], bytes]:
    """A paragraph ``added`` stands behind the first with ``words``."""

    def edit(root: etree._Element) -> None:
        paragraph = etree.Element(W + "p")
        etree.SubElement(etree.SubElement(paragraph, W + "pPr"), W + "pStyle", {W + "val": style})
        etree.SubElement(etree.SubElement(paragraph, W + "r"), W + "t").text = added
        paragraph_with(root, words).addnext(paragraph)

    return elements(edit)


def styled(words: str, style: str) -> Callable[[bytes], bytes]:
    """The first paragraph with ``words`` has another style."""

    def edit(root: etree._Element) -> None:
        found = paragraph_with(root, words).find(f"{W}pPr/{W}pStyle")
        assert found is not None
        found.set(W + "val", style)

    return elements(edit)


def formatted(words: str, markup: str) -> Callable[[bytes], bytes]:
    """The first run of the first paragraph with ``words``, or the paragraph, has formatting of its own."""

    def edit(root: etree._Element) -> None:
        paragraph = paragraph_with(root, words)
        made = etree.fromstring(f'<x xmlns:w="{W[1:-1]}">{markup}</x>')[0]
        if made.tag == W + "rPr":
            next(paragraph.iter(W + "r")).insert(0, made)
        else:
            properties = paragraph.find(W + "pPr")
            assert properties is not None
            properties.append(made)

    return elements(edit)


def style(name: str, old: str, new: str) -> Callable[[bytes], bytes]:
    """In the style ``name`` the first ``old`` becomes ``new``."""

    def change(xml: str) -> str:
        start = xml.index(f'w:styleId="{name}"')
        return xml[:start] + xml[start:].replace(old, new, 1)

    return lambda docx: part(docx, "word/styles.xml", change)


def moved(words: str, behind: str) -> Callable[[bytes], bytes]:
    """The first paragraph with ``words`` stands behind the first with ``behind``."""

    def edit(root: etree._Element) -> None:
        paragraph_with(root, behind).addnext(paragraph_with(root, words))

    return elements(edit)


def split(words: str, left: str, right: str) -> Callable[[bytes], bytes]:
    """The first paragraph with ``words`` is parted in two."""

    def edit(root: etree._Element) -> None:
        paragraph = paragraph_with(root, words)
        twin = etree.fromstring(etree.tostring(paragraph))
        for each, kept in ((paragraph, left), (twin, right)):
            first, *others = each.iter(W + "t")
            first.text = kept
            for other in others:
                other.text = ""
        paragraph.addnext(twin)

    return elements(edit)


def commented(words: str) -> Callable[[bytes], bytes]:
    """The first paragraph with ``words`` bears a comment."""

    def change(docx: bytes) -> bytes:
        document = python_docx.Document(io.BytesIO(docx))
        paragraph = next(p for p in document.paragraphs if words in p.text)
        document.add_comment(paragraph.runs, "改这里", author="张")
        return saved(document)

    return change


def loose(words: str) -> Callable[[bytes], bytes]:
    """The condition around the first paragraph with ``words`` is taken away."""

    def edit(root: etree._Element) -> None:
        paragraph = paragraph_with(root, words)
        for each in (paragraph.getprevious(), paragraph.getnext()):
            assert each is not None
            assert re.match(r"\{%p (if|endif)", shown(each)), shown(each)
            paragraph.getparent().remove(each)  # type: ignore[union-attr]

    return elements(edit)


# -- the seeds --------------------------------------------------------------------------------------


def _measures(root: etree._Element) -> None:
    """The loop below 措施 asks for the text of another section."""
    paragraph = paragraph_with(root, "正文['自评结论.措施']")
    text_ = next(paragraph.iter(W + "t"))
    text_.text = (text_.text or "").replace("自评结论.措施", "自评结论.问题")


def _title(root: etree._Element) -> None:
    """The title of the attachment has the style of the body."""
    titles = [p for p in root.iter(W + "p") if "附件[0].标题" in shown(p)]
    found = titles[-1].find(f"{W}pPr/{W}pStyle")
    assert found is not None
    found.set(W + "val", "OfficialBody")


def _words(pack: str, *rows: tuple[str, str, str, str]) -> list[Seed]:
    """Texts of the Word file that are written otherwise: what, code, old, new."""
    return [Seed(pack, WORD, what, code, text(old, new), new) for what, code, old, new in rows]


def _lines(pack: str, file: str, *rows: tuple[str, str, str, str]) -> list[Seed]:
    """Lines of a TOML file that are written otherwise: what, code, old, new."""
    return [Seed(pack, file, what, code, line(old, new), new.split("\n")[-1]) for what, code, old, new in rows]


SEEDS: list[Seed] = [
    # -- chongyang
    *_words(
        CHONGYANG,
        ("unknown name", "TPL301", "{{ 单位.名称 }}", "{{ 单位.名字 }}"),
        ("unknown name in a condition", "TPL301", "有(自评.总分)", "有(自评.总得分)"),
        ("misspelt filter", "TPL204", "| 列示 }}", "| 列式 }}"),
        ("unclosed tag", "TPL201", "{{ 执行率 }}。", "{{ 执行率 }。"),
        ("full-width braces", "TPL203", "{{ 口径 }}", "｛｛ 口径 ｝｝"),
        ("unknown section", "TPL301", "正文['自评结论.问题']", "正文['自评结论.存在问题']"),
        ("unknown column", "TPL301", "{{ 行.三级指标 }}", "{{ 行.指标名称 }}"),
        ("unknown column in 合并", "TPL301", "{% 合并 一级指标 %}", "{% 合并 一级指示 %}"),
        ("part of an amount misspelt", "TPL302", "有(年初预算.支出.基本支出)", "有(年初预算.支出.基本支岀)"),
        ("word of a heading", "TPL402", "（三）存在的问题和原因", "（三）存在问题和原因"),
        ("operator misspelt", "TPL201", "段.级 == 0", "段.级 = 0"),
        ("forbidden include", "TPL206", "{% if 有(预算调整率) %}", "{% include '别的' %}{% if 有(预算调整率) %}"),
    ),
    Seed(CHONGYANG, WORD, "section of another heading", "TPL305", elements(_measures), "正文['自评结论.问题']§2"),
    Seed(CHONGYANG, WORD, "heading missing", "TPL401", without("2.完成的绩效目标"), "1.执行率情况"),
    Seed(CHONGYANG, WORD, "endif missing", "TPL202", without("{%p endif %}"), "{%p if 有(自评.总分) %}"),
    Seed(CHONGYANG, WORD, "heading as body text", "TPL404", styled("二、佐证材料", "OfficialBody"), "二、佐证材料"),
    Seed(CHONGYANG, WORD, "optional value unguarded", "TPL604", loose("成文日期 | 日期"), "{{ 成文日期 | 日期 }}"),
    *_lines(
        CHONGYANG,
        MANIFEST,
        ("unknown name in 计算", "TPL104", "- 年初预算.支出) /", "- 年初预算.总支出) /"),
        ("broken 勾稽", "TPL104", '"式" = "年初预算.支出 <=', '"式" = "年初预算.支出 <= ('),
        ("unknown content", "TPL101", '"内容" = "模板句"', '"内容" = "句子"'),
    ),
    Seed(
        CHONGYANG, MANIFEST, "weights do not add up", "TPL103",
        line('"满分" = 100', '"满分" = 120'), '["评分"."权重"]',
    ),
    *_lines(
        CHONGYANG,
        SAMPLE,
        ("unknown key", "DAT201", '"简称" =', '"简名" ='),
        ("sample of another pack", "TPL602", '"模板" = "chongyang"', '"模板" = "xuwen"'),
    ),
    # -- baiyun
    *_words(
        BAIYUN,
        ("unknown name", "TPL301", "{{ 决算.收入 | 万元 }}", "{{ 决算.总收入 | 万元 }}"),
        ("misspelt function", "TPL204", "{{ 项目 | 个数 }}", "{{ 项目 | 数量 }}"),
        ("name of the loop misspelt", "TPL301", "{{ 项.全年执行数 | 万元 }}", "{{ 项目项.全年执行数 | 万元 }}"),
        ("unclosed statement", "TPL201", "{% if 有(项.文号) %}", "{% if 有(项.文号) }"),
        ("parted braces", "TPL203", "{{ 自评.总分 }}", "{ { 自评.总分 } }"),
        ("single braces", "TPL203", "{{ 口径 }}", "{ 口径 }"),
        ("unknown statement", "TPL201", "{%tr else %}", "{%tr esle %}"),
        ("number of a heading", "TPL402", "（四）主要工作成效", "（五）主要工作成效"),
        ("forbidden attribute", "TPL206", "{{ 单位.自称 }}", "{{ 单位.__class__ }}"),
        ("attachment that there is not", "TPL301", "{{ 附件[0].标题 }}", "{{ 附件[1].标题 }}"),
        ("text beside a tag of a paragraph", "TPL205", "{%p if 有(成文日期) %}", "落款{%p if 有(成文日期) %}"),
    ),
    Seed(BAIYUN, WORD, "heading too many", "TPL402", after("三、存在的主要问题", "其他", "Heading2"), "其他"),
    Seed(BAIYUN, WORD, "font of a style", "TPL501", style("OfficialBody", "仿宋_GB2312", "宋体"), "{{ 段.文 }}"),
    Seed(BAIYUN, WORD, "level of a heading", "TPL404", styled("（一）自评结论", "Heading3"), "（一）自评结论"),
    Seed(BAIYUN, WORD, "tag over two paragraphs", "TPL207", split("{{ 口径 }}。", "支出{{ 决算.", "支出 }}。"), "支出{{ 决算."),
    Seed(BAIYUN, WORD, "margins", "TPL503", text('w:top="2098"', 'w:top="1440"'), "{{ 单位.名称 }}"),
    *_lines(
        BAIYUN,
        MANIFEST,
        ("unknown key", "TPL101", '"得分位数" = 2', '"得分小数" = 2'),
        ("code of perfgen's own", "TPL103", '"编号" = "BY02"', '"编号" = "SUM101"'),
        ("no comparison", "TPL104", '"式" = "决算.收入 <= 决算.收入总计"', '"式" = "决算.收入 - 决算.收入总计"'),
        ("broken file name", "TPL104", '"文件名" = "{{ 单位.简称 }}-', '"文件名" = "{{ 单位.简称 }-'),
    ),
    *_lines(
        BAIYUN,
        SAMPLE,
        ("accounts do not balance", "SUM202", '"支出总计" = "{{ 决算.支出 + 决算.年末结转和结余 }}"', '"支出总计" = 99'),
    ),
    # -- conghua
    *_words(
        CONGHUA,
        ("unknown name", "TPL301", "{{ 机构.内设机构 | 个数 }}", "{{ 机构.内部机构 | 个数 }}"),
        ("misspelt filter", "TPL204", "| 列举 }}", "| 列举者 }}"),
        ("quote not closed", "TPL201", "标.一级指标 == '效益指标' %}", "标.一级指标 == '效益指标 %}"),
        ("left-over braces", "TPL201", "{{ 自评.总分 }}分。", "自评.总分 }}分。"),
        ("condition of another loop", "TPL301", "{% if 有(标.数据期间) %}", "{% if 有(行.数据期间) %}"),
        ("full-width statement", "TPL203", "{%p if 有(自评.总分) %}", "｛％p if 有(自评.总分) ％｝"),
        ("sign of a heading", "TPL402", "1.部门职责", "1、部门职责"),
        ("forbidden macro", "TPL206", "{%p if 有(成文日期) %}", "{% macro 甲() %}{% endmacro %}"),
        ("forbidden power", "TPL206", "{{ loop.length }}", "{{ loop.length ** 2 }}"),
        ("blank before the level of a tag", "TPL205", "{%tr endfor %}", "{% tr endfor %}"),
    ),
    Seed(CONGHUA, WORD, "endfor too many", "TPL202", after("三、存在的主要问题", "{%p  endfor %}"), "{%p  endfor %}"),
    Seed(CONGHUA, WORD, "headings out of order", "TPL403", moved("三、存在的主要问题", "四、下一步改进措施"), "四、下一步改进措施"),
    Seed(CONGHUA, WORD, "size of a style", "TPL501", style("Heading1", 'w:sz w:val="32"', 'w:sz w:val="28"'), "一、基本情况"),
    Seed(
        CONGHUA, WORD, "font of some words", "TPL502",
        formatted("综合评定", '<w:rPr><w:rFonts w:eastAsia="宋体"/></w:rPr>'), "综合评定",
    ),
    Seed(CONGHUA, WORD, "row tag outside a table", "TPL205", after("二、综合评价分析", "{%tr if 有(执行率) %}"), "{%tr if 有(执行率)"),
    Seed(
        CONGHUA, WORD, "title of the attachment as body text", "TPL405",
        elements(_title), "{{ 附件[0].标题 }}§2",
    ),
    *_lines(
        CONGHUA,
        MANIFEST,
        (
            "field that nothing uses", "TPL303",
            '"路径" = "机构.内设机构[].名称"', '"路径" = "机构.内设机构[].名称"\n"类型" = "文字"\n[["字段"]]\n"路径" = "机构.地址"',
        ),
        ("unknown name in 执行率", "TPL104", '"分母" = "预算执行.年度资金总额', '"分母" = "预算执行.资金总额'),
        ("level skipped", "TPL407", '"标题" = "（一）部门概况"\n"级" = 2', '"标题" = "（一）部门概况"\n"级" = 3'),
    ),
    *_lines(
        CONGHUA,
        SAMPLE,
        ("key without quotes", "DAT104", '"县区" =', "县区 ="),
        ("number with a comma", "DAT108", "= 8000", "= 8,000"),
    ),
    # -- panyu
    *_words(
        PANYU,
        ("unknown name", "TPL301", "{{ 绩效目标.主要指标 }}", "{{ 绩效目标.关键指标 }}"),
        ("unknown name of 计算", "TPL301", "{{ 年初预算完成率 }}", "{{ 年初预算完成比 }}"),
        ("misspelt filter", "TPL204", "{{ 年初预算.收入 | 万元 }}", "{{ 年初预算.收入 | 亿圆 }}"),
        ("misspelt function", "TPL301", "{{ 占比(项, 决算.收入) }}", "{{ 占比例(项, 决算.收入) }}"),
        ("bracket missing", "TPL201", "有(自评.总分) and 有(自评.等级)", "有(自评.总分 and 有(自评.等级)"),
        ("full-width braces", "TPL203", "{{ 自评.等级 }}", "{{ 自评.等级 ｝｝"),
        ("unknown column", "TPL301", "{{ 行.指标值 }}", "{{ 行.目标值 }}"),
        ("full stop in a heading", "TPL402", "（三）履职效能分析", "（三）履职效能分析。"),
        ("forbidden method", "TPL206", "{{ 绩效目标.总体目标 }}", "{{ 绩效目标.总体目标.upper() }}"),
        ("forbidden filter", "TPL204", "{{ 行.三级指标 }}未达", "{{ 行.三级指标 | pprintt }}未达"),
        ("part of an amount misspelt", "TPL301", "有(收支说明.结转构成)", "有(收支说明.结转组成)"),
    ),
    Seed(PANYU, WORD, "heading missing", "TPL401", without("（四）管理效率分析"), "（三）履职效能分析"),
    Seed(
        PANYU, WORD, "indent of a paragraph", "TPL502",
        formatted("工作总结如下", '<w:ind w:firstLineChars="0" w:firstLine="0"/>'), "工作总结如下",
    ),
    Seed(PANYU, WORD, "comment left in the file", "TPL209", commented("工作计划如下"), "工作计划如下"),
    Seed(PANYU, WORD, "paper", "TPL503", text('w:w="11906" w:h="16838"', 'w:w="10318" w:h="14570"'), "部门整体支出绩效自评表说明"),
    Seed(PANYU, WORD, "section printed nowhere", "TPL305", text("正文['改进措施']", "正文['存在问题']"), "正文['存在问题']§2"),
    *_lines(
        PANYU,
        MANIFEST,
        ("part not marked", "TPL101", '"部分" = "存在问题"', '"部分" = "问题"'),
        ("unknown type", "TPL101", '"类型" = "文字"', '"类型" = "字符"'),
        ("number of an outline", "TPL407", '"标题" = "（四）管理效率分析"', '"标题" = "（五）管理效率分析"'),
    ),
    Seed(PANYU, MANIFEST, "key twice", "TPL101", line('"键" = "改进措施"', '"键" = "存在问题"'), '"键" = "存在问题"§2'),
    *_lines(PANYU, SAMPLE, ("text for a number", "DAT202", "= 11840", '= "很多"')),
    # -- xuwen
    *_words(
        XUWEN,
        ("unknown name", "TPL301", "{{ 单位.会计制度 }}", "{{ 单位.会计准则 }}"),
        ("name of a field misspelt", "TPL301", "{{ 依据.文号 }}", "{{ 依据.文件号 }}"),
        ("misspelt filter", "TPL204", "| 增减 }}", "| 增减额 }}"),
        ("unclosed tag at the end", "TPL201", "{{ 自评材料.报送时间 }}报送", "{{ 自评材料.报送时间 报送"),
        ("full-width braces", "TPL203", "{{ 资金支出.支出率 }}", "｛{ 资金支出.支出率 }｝"),
        ("unknown section", "TPL301", "正文['绩效自评.措施'] %}", "正文['绩效自评.改进'] %}"),
        ("unknown column in a condition", "TPL301", "行.完成率 if 行.完成率 != ''", "行.完成比 if 行.完成率 != ''"),
        ("word of a heading", "TPL402", "（一）评价小组情况", "（一）评价组情况"),
        ("forbidden call block", "TPL206", "{%p elif 有(自评.等级) %}", "{% set 甲 %}乙{% endset %}"),
        ("elif outside if", "TPL202", "{%p if 有(新增项目.个数) and 新增项目.个数 > 0 %}", "{%p elif 有(新增项目.个数) and 1 %}"),
        ("unknown word before a bracket", "TPL301", "百分比(新增项目.已评估,", "百分率(新增项目.已评估,"),
    ),
    Seed(XUWEN, WORD, "heading without content", "TPL406", without("自评材料于"), "（三）自评材料报送时间及质量"),
    Seed(XUWEN, WORD, "heading as body text", "TPL404", styled("四、其他自评情况", "OfficialBody"), "四、其他自评情况"),
    Seed(
        XUWEN, WORD, "size of some words", "TPL502",
        formatted("单位主要职能有", '<w:rPr><w:sz w:val="28"/></w:rPr>'), "单位主要职能有",
    ),
    Seed(XUWEN, WORD, "line height of a style", "TPL501", style("OfficialBody", 'w:line="579"', 'w:line="460"'), "按照《"),
    Seed(XUWEN, WORD, "no note of the attachment", "TPL405", without("附件：{{ 附件[0].标题 }}"), "{{ 附件[0].标题 }}"),
    *_lines(
        XUWEN,
        MANIFEST,
        ("unknown name in 勾稽", "TPL104", "新增项目.已评估 <=", "新增项目.评估数 <="),
        ("Word file that there is not", "TPL102", '"模板文件" = "report.docx"', '"模板文件" = "报告.docx"'),
        (
            "attachment that Word lacks", "TPL405",
            '部门整体支出绩效自评评分表" }]', '部门整体支出绩效自评评分表" }, { "键" = "另", "标题" = "另一张表" }]',
        ),
        ("rule without prompt", "TPL101", '"提示" = "总支出', '"提醒" = "总支出'),
    ),
    *_lines(
        XUWEN,
        SAMPLE,
        ("unknown name in a value", "DAT301", "{{ 资金支出率 }}", "{{ 资金支岀率 }}"),
        ("money unit", "DAT202", '"金额单位" = "万元"', '"金额单位" = "千元"'),
    ),
]  # fmt: skip
"""Every seed, by pack."""
