"""The empty Word package behind ``gbt9704``: styles, settings, fonts and footers, written part by part.

Nothing of python-docx's default package is used: it brings an American theme, a thumbnail, an author and a ``zoom``
that the schema refuses. Measures are twips (1/20 pt) as in the file format; the numbers are those of GB/T 9704-2012.
"""

import io
import zipfile

from perfgen.frozen import frozen

FANGSONG = "仿宋_GB2312"
KAITI = "楷体_GB2312"
HEITI = "黑体"
XIAOBIAOSONG = "方正小标宋简体"
SONGTI = "宋体"
LATIN = "Times New Roman"

LINE = 579
"""Height of one line: 22 of them fill the 225 mm of the text area."""
CHAR = 320
"""Nominal width of one body character, size 3 (16 pt)."""
ADVANCE = 315
"""What one body character takes up: 16 pt less the 0.25 pt that makes 28 of them fit into 156 mm."""
PAGE_LONG, PAGE_SHORT = 16838, 11906
TOP, BOTTOM, LEFT, RIGHT = 2098, 1984, 1588, 1474
FOOTER_PORTRAIT = 1450
FOOTER_LANDSCAPE = FOOTER_PORTRAIT - (BOTTOM - RIGHT)
TEXT_WIDTH = PAGE_SHORT - LEFT - RIGHT
TEXT_WIDTH_LANDSCAPE = PAGE_LONG - TOP - BOTTOM

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@frozen
class Style:
    """One style: ``pPr`` and ``rPr`` are given in the order that the schema asks for."""

    id: str
    name: str
    ppr: str = ""
    rpr: str = ""
    based: str = "Normal"
    next: str = ""
    kind: str = "paragraph"
    extra: str = ""
    aliases: str = ""
    default: bool = False
    shown: bool = True
    priority: int = 10

    def xml(self) -> str:
        """Return the ``w:style`` element."""
        custom = "" if self.id in _BUILT_IN else ' w:customStyle="1"'
        default = ' w:default="1"' if self.default else ""
        parts = [f'<w:style w:type="{self.kind}"{default}{custom} w:styleId="{self.id}"><w:name w:val="{self.name}"/>']
        if self.aliases:
            parts.append(f'<w:aliases w:val="{self.aliases}"/>')
        if self.based and self.based != self.id:
            parts.append(f'<w:basedOn w:val="{self.based}"/>')
        if self.next:
            parts.append(f'<w:next w:val="{self.next}"/>')
        parts.append(f'<w:uiPriority w:val="{self.priority}"/>')
        parts.append("<w:qFormat/>" if self.shown else "<w:semiHidden/>")
        if self.ppr:
            parts.append(f"<w:pPr>{self.ppr}</w:pPr>")
        if self.rpr:
            parts.append(f"<w:rPr>{self.rpr}</w:rPr>")
        parts.append(f"{self.extra}</w:style>")
        return "".join(parts)


_BUILT_IN = frozenset(
    [
        "Normal",
        "Title",
        "Heading1",
        "Heading2",
        "Heading3",
        "Heading4",
        "TOC1",
        "TOC2",
        "TOC3",
        "DefaultParagraphFont",
        "TableNormal",
        "NoList",
    ]
)


def _font(east_asian: str, size: int, *, latin: str = LATIN, spacing: int = 0, color: str = "") -> str:
    """Run properties of one font: East-Asian and Latin face apart, size in half points, never bold."""
    return (
        f'<w:rFonts w:ascii="{latin}" w:eastAsia="{east_asian}" w:hAnsi="{latin}" w:cs="{LATIN}"/>'
        '<w:b w:val="0"/><w:bCs w:val="0"/><w:i w:val="0"/><w:iCs w:val="0"/>'
        f'<w:color w:val="{color or "000000"}"/>'
        + (f'<w:spacing w:val="{spacing}"/>' if spacing else "")
        + f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


def _lines(*, before: int = 0, after: int = 0, line: int = LINE, rule: str = "exact") -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'


_INDENT = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHAR}"/>'
_NO_INDENT = '<w:ind w:left="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/>'
# A grid makes LibreOffice give two lines to a font that is taller than one, exact height or not.
_OFF_GRID = '<w:snapToGrid w:val="0"/>'
_FREE = '<w:widowControl w:val="0"/>' + _OFF_GRID


def _heading(level: int, font: str) -> Style:
    return Style(
        f"Heading{level}",
        f"heading {level}",
        ppr="<w:keepNext/><w:keepLines/>"
        + _lines()
        + _INDENT
        + f'<w:jc w:val="both"/><w:outlineLvl w:val="{level - 1}"/>',
        rpr=_font(font, 32, spacing=-5),
        next="OfficialBody",
        priority=9,
    )


def _cell(
    style_id: str, name: str, size: int, line: int, *, based: str, jc: str = "center", keep: str = "", before: int = 0
) -> Style:
    ppr = keep + _FREE + _lines(before=before, line=line, rule="atLeast") + _NO_INDENT + f'<w:jc w:val="{jc}"/>'
    return Style(style_id, name, ppr=ppr, rpr=_font(SONGTI, size), based=based, priority=20)


def _toc(level: int) -> Style:
    tabs = f'<w:tabs><w:tab w:val="right" w:leader="middleDot" w:pos="{TEXT_WIDTH}"/></w:tabs>'
    indent = f'<w:ind w:leftChars="{200 * (level - 1)}" w:left="{2 * CHAR * (level - 1)}"/>'
    return Style(f"TOC{level}", f"toc {level}", ppr=tabs + _lines() + indent, next="Normal", shown=False, priority=39)


STYLES: tuple[Style, ...] = (
    Style(
        "Normal",
        "Normal",
        # overflowPunct is Word's default said aloud: LibreOffice 7.4 takes it the other way round and lets no mark hang
        # over the edge, where it would now and then lose one on a justified line.
        ppr='<w:widowControl w:val="0"/><w:overflowPunct/><w:jc w:val="both"/>',
        rpr=_font(FANGSONG, 32),
        based="",
        default=True,
        priority=0,
    ),
    Style(
        "DefaultParagraphFont",
        "Default Paragraph Font",
        based="",
        kind="character",
        default=True,
        shown=False,
        priority=1,
    ),
    Style(
        "TableNormal",
        "Normal Table",
        based="",
        kind="table",
        default=True,
        shown=False,
        priority=99,
        extra=(
            '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
            '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
        ),
    ),
    Style("NoList", "No List", based="", kind="numbering", default=True, shown=False, priority=99),
    Style(
        "Title",
        "Title",
        aliases="公文标题",
        ppr="<w:keepNext/><w:keepLines/>" + _OFF_GRID + _lines(after=LINE) + _NO_INDENT + '<w:jc w:val="center"/>',
        rpr=_font(XIAOBIAOSONG, 44),
        next="OfficialBody",
    ),
    _heading(1, HEITI),
    _heading(2, KAITI),
    _heading(3, FANGSONG),
    _heading(4, FANGSONG),
    Style(
        "OfficialBody", "公文正文", ppr=_lines() + _INDENT + '<w:jc w:val="both"/>', rpr=_font(FANGSONG, 32, spacing=-5)
    ),
    Style(
        "TemplateControl",
        "模板控制",
        ppr=_FREE + _lines(line=200, rule="atLeast") + _NO_INDENT + '<w:jc w:val="left"/>',
        rpr=_font(SONGTI, 15, color="7F7F7F"),
        priority=40,
    ),
    _cell("TableText", "表格文字", 21, 300, based="Normal"),
    _cell("TableTextSmall", "表格小字", 18, 250, based="TableText"),
    _cell("TableHead", "表头文字", 21, 300, based="Normal", keep="<w:keepNext/>"),
    _cell("TableHeadSmall", "表头小字", 18, 250, based="TableHead", keep="<w:keepNext/>"),
    _cell("TableNote", "表注", 21, 300, based="Normal", jc="left", before=60),
    Style(
        "TableGap",
        "表间距",
        ppr=_FREE + _lines(line=10) + _NO_INDENT + '<w:jc w:val="left"/>',
        rpr=_font(SONGTI, 2),
        priority=40,
    ),
    Style(
        "AttachmentNote",
        "附件说明",
        ppr="<w:keepNext/><w:keepLines/>"
        + _lines()
        + f'<w:ind w:leftChars="500" w:left="{5 * CHAR}" w:hangingChars="300" w:hanging="{3 * CHAR}"/>'
        '<w:jc w:val="both"/>',
        rpr=_font(FANGSONG, 32, spacing=-5),
    ),
    Style(
        "AttachmentMark",
        "附件标记",
        ppr="<w:keepNext/>" + _lines() + _NO_INDENT + '<w:jc w:val="left"/>',
        rpr=_font(HEITI, 32),
        next="AttachmentTitle",
    ),
    Style(
        "AttachmentTitle",
        "附件标题",
        ppr="<w:keepNext/><w:keepLines/>"
        + _OFF_GRID
        + _lines(before=LINE, after=LINE // 2)
        + _NO_INDENT
        + '<w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
        rpr=_font(XIAOBIAOSONG, 44),
        next="OfficialBody",
    ),
    Style(
        "SignedUnit",
        "署名",
        ppr="<w:keepNext/><w:keepLines/>" + _lines(before=2 * LINE) + _NO_INDENT + '<w:jc w:val="left"/>',
        rpr=_font(FANGSONG, 32, spacing=-5),
        next="SignedDate",
    ),
    Style(
        "SignedDate",
        "成文日期",
        ppr="<w:keepLines/>" + _lines() + _NO_INDENT + '<w:jc w:val="left"/>',
        rpr=_font(FANGSONG, 32, spacing=-5),
        next="OfficialBody",
    ),
    Style(
        "CoverTitle",
        "封面标题",
        ppr=_OFF_GRID + _lines(before=4 * LINE, after=6 * LINE, line=900) + _NO_INDENT + '<w:jc w:val="center"/>',
        rpr=_font(XIAOBIAOSONG, 52),
        next="CoverItem",
    ),
    Style(
        "CoverItem",
        "封面项目",
        ppr=_FREE + _lines(before=120, after=120, line=480, rule="atLeast") + _NO_INDENT + '<w:jc w:val="left"/>',
        rpr=_font(FANGSONG, 32),
    ),
    Style(
        "PageNumberOdd",
        "页码",
        ppr=_FREE + _lines(line=280) + '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>',
        rpr=_font(SONGTI, 28, latin=SONGTI),
        priority=30,
    ),
    Style(
        "PageNumberEven",
        "页码（双页）",
        ppr='<w:ind w:leftChars="100" w:left="280" w:rightChars="0" w:right="0"/><w:jc w:val="left"/>',
        based="PageNumberOdd",
        priority=30,
    ),
    _toc(1),
    _toc(2),
    _toc(3),
    Style(
        "OfficialTable",
        "公文表格",
        based="TableNormal",
        kind="table",
        priority=20,
        extra=(
            '<w:tblPr><w:jc w:val="center"/><w:tblBorders>'
            + "".join(
                f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
                for side in ("top", "left", "bottom", "right", "insideH", "insideV")
            )
            + '</w:tblBorders><w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>'
            '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
        ),
    ),
    Style("PlainTable", "无框表格", based="TableNormal", kind="table", priority=20),
)

STYLE_IDS = {style.name: style.id for style in STYLES}


def _styles() -> str:
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{LATIN}" w:eastAsia="{FANGSONG}" w:hAnsi="{LATIN}" w:cs="{LATIN}"/>'
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    return f"<w:styles {NAMESPACES}>{defaults}{''.join(style.xml() for style in STYLES)}</w:styles>"


def _settings() -> str:
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
            ("differentiateMultirowTableHeaders", 1),
        )
    )
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="{2 * CHAR}"/>'
        f'<w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="{LINE}"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f"<w:compat><w:doNotExpandShiftReturn/><w:useFELayout/>{compat}</w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    )


def _font_table() -> str:
    # altName: a Windows without the GB2312 faces has 仿宋 and 楷体, which Word then takes.
    rows = (
        (FANGSONG, "仿宋", "86", "modern"),
        (KAITI, "楷体", "86", "modern"),
        (HEITI, "SimHei", "86", "modern"),
        (XIAOBIAOSONG, "方正小标宋_GBK", "86", "script"),
        (SONGTI, "SimSun", "86", "auto"),
        (LATIN, "", "00", "roman"),
    )
    fonts = "".join(
        f'<w:font w:name="{name}">'
        + (f'<w:altName w:val="{alt}"/>' if alt else "")
        + f'<w:charset w:val="{charset}"/><w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, alt, charset, family in rows
    )
    return f"<w:fonts {NAMESPACES}>{fonts}</w:fonts>"


def _footer(style: str) -> str:
    def run(content: str) -> str:
        return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{content}</w:r>'

    field = (
        run('<w:fldChar w:fldCharType="begin"/>')
        + run('<w:instrText xml:space="preserve"> PAGE </w:instrText>')
        + run('<w:fldChar w:fldCharType="separate"/>')
        + run("<w:t>1</w:t>")
        + run('<w:fldChar w:fldCharType="end"/>')
    )
    dashes = '<w:t xml:space="preserve">— </w:t>', '<w:t xml:space="preserve"> —</w:t>'
    return (
        f'<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"{run(dashes[0])}{field}{run(dashes[1])}</w:p></w:ftr>"
    )


def _document() -> str:
    return (
        f'<w:document {NAMESPACES}><w:body><w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
        f'<w:footerReference w:type="even" r:id="rId5"/><w:pgSz w:w="{PAGE_SHORT}" w:h="{PAGE_LONG}"/>'
        f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" w:header="851" '
        f'w:footer="{FOOTER_PORTRAIT}" w:gutter="0"/><w:cols w:space="425"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr></w:body></w:document>'
    )


def _relationships(rows: tuple[tuple[str, str], ...]) -> str:
    items = "".join(
        f'<Relationship Id="rId{i}" Type="{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(rows, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def empty_package() -> bytes:
    """Return a .docx without text that holds every style, the settings and the two page-number footers."""
    overrides = (
        ("/word/document.xml", f"{_WORD}.document.main+xml"),
        ("/word/styles.xml", f"{_WORD}.styles+xml"),
        ("/word/settings.xml", f"{_WORD}.settings+xml"),
        ("/word/fontTable.xml", f"{_WORD}.fontTable+xml"),
        ("/word/footer1.xml", f"{_WORD}.footer+xml"),
        ("/word/footer2.xml", f"{_WORD}.footer+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    )
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
        + "</Types>"
    )
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>zh-CN</dc:language></cp:coreProperties>'
    )
    app = f'<Properties xmlns="{_OFFICE}/extended-properties"><Application>perfgen</Application></Properties>'
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": _relationships(
            (
                (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
            )
        ),
        "docProps/core.xml": core,
        "docProps/app.xml": app,
        "word/document.xml": _document(),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": _footer("PageNumberOdd"),
        "word/footer2.xml": _footer("PageNumberEven"),
        "word/_rels/document.xml.rels": _relationships(
            (
                (f"{_OFFICE}/relationships/styles", "styles.xml"),
                (f"{_OFFICE}/relationships/settings", "settings.xml"),
                (f"{_OFFICE}/relationships/fontTable", "fontTable.xml"),
                (f"{_OFFICE}/relationships/footer", "footer1.xml"),
                (f"{_OFFICE}/relationships/footer", "footer2.xml"),
            )
        ),
    }
    return zip_parts({name: (_HEAD + text).encode() for name, text in parts.items()})


def zip_parts(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP of the parts with fixed times and order: same parts, same bytes."""
    first = ("[Content_Types].xml", "_rels/.rels")
    names = [name for name in first if name in parts] + sorted(name for name in parts if name not in first)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in names:
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            package.writestr(info, parts[name])
    return buffer.getvalue()
