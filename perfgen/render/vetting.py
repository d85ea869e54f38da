"""What the Word file of a pack may consist of: text, tables, pictures and fields that fetch nothing.

A pack comes from a stranger, and what stands in its Word file goes into every report made with it. So everything that
could run or fetch is refused by name (macros, controls, embedded objects, links to outside, fields that read other
files), and so is whatever is not known to be harmless. The parts are read with expat, which stops at a document type
declaration before any entity could be expanded.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote
from xml.parsers import expat

from lxml import etree

from perfgen.patterns import pattern

from ..errors import TemplateFault
from ..zipped import Limits, Unsafe, unzip
from .faults import TemplateFaults
from .fields import Fields
from .package import parse_xml

LIMITS = Limits(archive=20 * 1024**2, entries=300, entry=16 * 1024**2, total=48 * 1024**2)
_MAX_TEXT = 4 * 1024**2
"""Bytes of one XML part; that of the largest built-in pack has fifty thousand."""
_MAX_DEPTH = 200
_MAX_BRACES = 7000
"""A tag has one or two; those of the largest built-in pack make two hundred."""
_BROKEN, _SAVE_AGAIN = "坏了：有一个部件不是完好的 XML", "在 Word 里打开，另存为 .docx 后再试"
_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://schemas.microsoft.com/office/word/2012/wordml",
    "http://schemas.microsoft.com/office/word/2016/wordml/cid",
    "http://schemas.microsoft.com/office/word/2018/wordml/cex",
)
_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN = _WORD + "document.main+xml"
_ALLOWED = frozenset(
    {
        *(
            f"{_WORD}{part}+xml"
            for part in (
                "document.main", "document.glossary", "styles", "settings", "webSettings", "fontTable", "numbering",
                "footnotes", "endnotes", "comments", "commentsExtended", "commentsIds", "commentsExtensible", "people",
                "header", "footer",
            )
        ),
        "application/vnd.ms-word.stylesWithEffects+xml",
        "application/vnd.openxmlformats-officedocument.theme+xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        "application/xml",
    }
)  # fmt: skip
_PICTURES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/jpg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/bmp": (b"BM",),
}
_PLAIN_WORDS = "在 Word 里另存为普通的 .docx 再试"
_OBJECT = "嵌入了别的文件（对象）"
_KNOWN: tuple[tuple[str, str, str], ...] = (
    ("macroenabled vbaproject vbadata keymapcustom attachedtoolbars", "里有宏", "在 Word 里另存为不带宏的 .docx"),
    ("activex control", "里有 ActiveX 控件", "在 Word 里删去控件"),
    ("oleobject link:package .package embeddings spreadsheetml", f"里{_OBJECT}", "在 Word 里删去它，或换成图片"),
    ("afchunk text/html rfc822 rtf mhtml", "用 altChunk 引入了别的文档", "把内容复制进来，再删去它"),
    ("attachedtemplate", "链接着外部的模板", "在 Word 的“文档模板和加载项”里改回 Normal"),
    ("template.main wordprocessingml.template", "是 Word 模板（.dotx），不是文档", "在 Word 里另存为 .docx"),
    ("obfuscatedfont x-font", "里嵌入了字体", "在 Word 的选项里取消“将字体嵌入文件”"),
    ("link:hyperlink", "里有指向外部的超链接", "在 Word 里取消超链接，只留文字"),
    ("link:image", "里有链接到外部的图片", "把图片插入文件里，不要链接"),
    ("signature", "带着数字签名", "在 Word 里删去签名"),
)
"""Signs in content types and kinds of relationships, in lower case, with what they are called; the first counts."""
_ELEMENTS = {
    **dict.fromkeys(("object", "OLEObject", "embeddedObject", "objectEmbed", "objectLink"), _OBJECT),
    "control": "有 ActiveX 控件", "ocx": "有 ActiveX 控件", "altChunk": "用 altChunk 引入了别的文档",
    "subDoc": "引入了子文档", "attachedTemplate": "链接着外部的模板", "mailMerge": "连着邮件合并的数据源",
    "frameset": "用了框架页", "saveThroughXslt": "要用 XSLT 转换", "script": "有脚本", "movie": "链接着影片",
    "webVideoPr": "嵌入了网上的视频", "linkedToFile": "链接着外部的文件", "externalData": "链接着外部的数据",
    "contentPart": "引入了别的部件",
}  # fmt: skip
_ADDRESSES = frozenset({"src", "href", "althref", "dataSourceObject"})
_SIGN = pattern(r"\{\s*[{%#_]")
_ENCODINGS = ("", "UTF-8", "UTF8", "UTF-16")


def vet(data: bytes) -> None:
    """Raise TemplateFaults with everything in the Word file ``data`` that the file of a pack may not hold."""
    try:
        parts = unzip(data, LIMITS)
    except Unsafe as unsafe:
        raise TemplateFault(f"Word 文件：{unsafe.message}", unsafe.hint) from unsafe
    faults = [TemplateFault(f"Word 文件{message}", hint, part) for part, message, hint in _found(parts)]
    if faults:
        raise TemplateFaults.of(faults)


Said = tuple[str, str, str]
"""Part, message, hint."""


def _found(parts: Mapping[str, bytes]) -> Iterator[Said]:
    types = parts.get(_TYPES)
    if types is None:
        yield _TYPES, "不完整，缺少部件的清单", _SAVE_AGAIN
        return
    listed = _Listed(_TYPES)
    said = list(listed.read(types))
    yield from said
    if said:
        return
    for name, data in parts.items():
        if name == _TYPES:
            continue
        kind = listed.kind(name)
        if kind in _PICTURES:
            if not data.startswith(_PICTURES[kind]):
                yield name, "里的图片不是它说的那一种", "删去这张图片，重新插入"
        elif kind == _RELATIONSHIPS or name.endswith(".rels"):
            yield from _Links(name, parts).read(data)
        elif kind in _ALLOWED:
            said = [*_Content(name).read(data)]
            yield from said or _misread(name, data, own=kind.startswith(_WORD))
        else:
            message, hint = _name_of(f"{kind} {name}") or (
                f"里有模板用不到的部件（{kind or '没有说明种类'}）",
                _PLAIN_WORDS,
            )
            yield name, message, hint
    if listed.mains != 1:
        yield _TYPES, "里没有正文，或有两份正文", _PLAIN_WORDS


def _misread(name: str, data: bytes, *, own: bool) -> Iterator[Said]:
    """Refuse a part that is XML of another kind than it says: other readers would make something else of it."""
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError:
        yield name, _BROKEN, _SAVE_AGAIN
        return
    if own and etree.QName(root).namespace not in _NAMESPACES:
        yield name, _BROKEN, _SAVE_AGAIN


def _name_of(sign: str) -> tuple[str, str] | None:
    """What is meant by a content type or kind of relationship, with the cure."""
    small = sign.lower()
    return next(
        ((message, hint) for signs, message, hint in _KNOWN if any(each in small for each in signs.split())), None
    )


class _Reader:
    """One XML part, element by element; what is wrong with it is gathered, each fault once."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.said: dict[Said, None] = {}
        self._depth = 0

    def fault(self, message: str, hint: str = _PLAIN_WORDS) -> None:
        """Note a fault of this part."""
        self.said[self.part, message, hint] = None

    def read(self, data: bytes) -> Iterator[Said]:
        """Read the part; what is wrong with it."""
        if len(data) > _MAX_TEXT:
            self.fault(f"的一个部件超过 {_MAX_TEXT // 1024**2} MB", "删去用不到的内容")
            return iter(self.said)
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.XmlDeclHandler = self._declaration
        try:
            parser.Parse(data, True)
        except _Enough:
            pass
        except (expat.ExpatError, ValueError, LookupError, UnicodeError):
            self.fault(_BROKEN, _SAVE_AGAIN)
        return iter(self.said)

    def _doctype(self, *_: object) -> None:
        self.fault("里有文档类型声明（实体），Word 从不这样写", "不要使用这个文件")
        raise _Enough

    def _instruction(self, *_: object) -> None:
        self.fault("里有处理指令，Word 从不这样写", "不要使用这个文件")

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "").upper() not in _ENCODINGS:
            self.fault("用了 Word 从不使用的编码", "不要使用这个文件")
            raise _Enough

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            self.fault("嵌套太深", "不要使用这个文件")
            raise _Enough
        self.opened(name.rpartition(" ")[2], attributes)

    def _closed(self, name: str) -> None:
        self._depth -= 1
        self.closed(name.rpartition(" ")[2])

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element; ``name`` is without its namespace."""

    def closed(self, name: str) -> None:
        """Look at the end of an element."""

    def text(self, data: str) -> None:
        """Look at a text."""


class _Enough(Exception):
    """No more of this part need be read."""


class _Listed(_Reader):
    """The list of parts with their content types."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self._by_ending: dict[str, str] = {}
        self._by_name: dict[str, str] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take an entry of the list."""
        kind = attributes.get("ContentType", "").strip().lower()
        if name == "Default":
            self._by_ending[attributes.get("Extension", "").lower()] = kind
        elif name == "Override":
            self._by_name[attributes.get("PartName", "").lower()] = kind

    def kind(self, name: str) -> str:
        """The content type of the part ``name``, as ``_ALLOWED`` spells it; empty where none is stated."""
        ending = posixpath.basename(name).rpartition(".")[2].lower()
        kind = self._by_name.get(f"/{name}".lower(), self._by_ending.get(ending, ""))
        return _SPELLED.get(kind, kind)

    @property
    def mains(self) -> int:
        """How many parts say that they are the body."""
        return sum(kind == _MAIN.lower() for kind in self._by_name.values())


_SPELLED = {kind.lower(): kind for kind in (*_ALLOWED, _RELATIONSHIPS)}


class _Links(_Reader):
    """The relationships of a part: only to other parts of the same file."""

    def __init__(self, part: str, parts: Mapping[str, bytes]) -> None:
        super().__init__(part)
        self._parts = {name.lower() for name in parts}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Look at one relationship."""
        if name != "Relationship":
            return
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        if attributes.get("TargetMode", "Internal").strip().lower() != "internal":
            self.fault(*(_name_of("link:" + posixpath.basename(kind)) or ("链接着文件以外的东西", "删去这个链接")))
            return
        known = None if kind.endswith(("/image", "/hyperlink")) else _name_of("link:" + posixpath.basename(kind))
        if known is not None:
            self.fault(*known)
        elif re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:|//|\\", target.strip()) or "\\" in target:
            self.fault("链接着文件以外的东西", "删去这个链接")
        elif target and not target.startswith("#") and self._resolved(target) not in self._parts:
            self.fault("的部件指向文件里没有的东西", _SAVE_AGAIN)

    def _resolved(self, target: str) -> str:
        folder = posixpath.dirname(posixpath.dirname(self.part))
        return posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/").lower()


class _Content(_Reader):
    """A part with content: no element that embeds or links, no address, no field that fetches."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self._fields = Fields()
        self._braces = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element and its attributes."""
        if name in _ELEMENTS:
            self.fault(f"里{_ELEMENTS[name]}", "在 Word 里删去它")
        for key, value in attributes.items():
            own = key.rpartition(" ")[2]
            if own in _ADDRESSES and value.strip() and not value.startswith("#"):
                self.fault("里有指向外部的地址", "在 Word 里取消链接，图片改为插入")
            if _SIGN.search(value):
                self.fault("的标签写在了看不见的地方（属性里）", "标签只写在正文、表格、页眉页脚的文字里")
        self._say(self._fields.opened(name, attributes))

    def closed(self, name: str) -> None:
        """Look at the end of an element."""
        self._say(self._fields.closed(name))

    def text(self, data: str) -> None:
        """Look at a text."""
        self._say(self._fields.text(data))
        self._braces += data.count("{")
        if self._braces > _MAX_BRACES:
            self.fault("里的标签太多", "用循环代替重复的内容")
            raise _Enough

    def _say(self, refused: str) -> None:
        if refused:
            self.fault(f"里有不许用的域“{refused}”", "在 Word 里选中它，按 Ctrl+Shift+F9 变成普通文字")


__all__ = ["LIMITS", "vet"]
