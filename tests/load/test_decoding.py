"""Files that are not UTF-8, not text, or not there to be read at all."""

import io
import zipfile

import pytest

from perfgen.load import load

TEXT = '"名称" = "天城镇人民政府"\r\n"年度" = 2021\r\n'
SAVE_AS = "用记事本打开，“另存为”时编码选 UTF-8；或运行 perfgen check --fix 自动转换"
NEW = "运行 perfgen new 生成一份可填写的数据文件，或检查是不是选错了文件"
NOT_TEXT = "数据文件是纯文本，不能由 Word、Excel 等文件改名得到；运行 perfgen new 生成一份再填写"


def archive(member: str) -> bytes:
    """A ZIP file with one member."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr(member, "x" * 99)
    return held.getvalue()


REFUSED = [
    ("DAT102", b"", "文件是空的", NEW),
    ("DAT102", b"\xef\xbb\xbf \r\n", "文件是空的", NEW),
    ("DAT102", "# 只有注释\n".encode(), "文件里没有任何数据", NEW),
    ("DAT103", archive("word/document.xml"), "这不是数据文件，而是 Word 文档", NOT_TEXT),
    ("DAT103", archive("xl/workbook.xml"), "这不是数据文件，而是 Excel 工作簿", NOT_TEXT),
    ("DAT103", archive("a.txt"), "这不是数据文件，而是压缩包或 Word、Excel 文件", NOT_TEXT),
    ("DAT103", b"\xd0\xcf\x11\xe0\xa1\xb1", "这不是数据文件，而是旧版 Word、Excel 或 WPS 文件", NOT_TEXT),
    ("DAT103", b"%PDF-1.7\n", "这不是数据文件，而是 PDF 文件", NOT_TEXT),
    ("DAT103", b"<?xml version='1.0'?>", "这不是数据文件，而是网页或 XML 文件", NOT_TEXT),
    ("DAT103", b"a = 1\0", "这不是数据文件，而是二进制文件", NOT_TEXT),
    ("DAT103", bytes(range(128, 256)) * 9, "这不是数据文件，里面不是文字", NOT_TEXT),
    ("DAT114", b"#" * (3 * 1024 * 1024), "文件太大：3 MB，上限 2 MB", "检查是不是选错了文件"),
    ("DAT114", b"a" * 10_001, "这一行太长，超过 10000 个字", "一段文字写一行，检查引号和括号是否合上"),
]


@pytest.mark.parametrize(("code", "data", "message", "hint"), REFUSED, ids=[row[2] for row in REFUSED])
def test_what_is_no_data_file_is_named(code: str, data: bytes, message: str, hint: str) -> None:
    loaded = load(data, "甲.toml")
    assert [(found.code, found.message, found.hint) for found in loaded.findings] == [(code, message, hint)]
    assert loaded.findings[0].place.file == "甲.toml"
    assert loaded.mended is None


def test_a_byte_order_mark_is_fine() -> None:
    loaded = load(TEXT.encode("utf-8-sig"), "甲.toml")
    assert loaded.findings == () and loaded.mended is None
    assert loaded.source is not None and loaded.source.place(("名称",)).column == 8


@pytest.mark.parametrize(("encoding", "name"), [("gbk", "GBK"), ("gb18030", "GBK"), ("utf-16", "UTF-16")])
def test_other_encodings_are_read_told_and_recoded(encoding: str, name: str) -> None:
    loaded = load(TEXT.encode(encoding), "甲.toml")
    message = f"文件编码是 {name}，不是 UTF-8"
    assert [(found.code, found.message, found.hint) for found in loaded.findings] == [("DAT101", message, SAVE_AS)]
    assert loaded.source is not None and loaded.source.tree == {"名称": "天城镇人民政府", "年度": 2021}
    assert loaded.mended == TEXT


def test_faults_within_a_gbk_file_are_told_too() -> None:
    loaded = load('名称 = "天城镇"\r\n“年度” = ２０２１\r\n'.encode("gbk"), "甲.toml")
    assert [found.code for found in loaded.findings] == ["DAT101", "DAT104", "DAT105", "DAT107"]
    assert loaded.mended == '"名称" = "天城镇"\r\n"年度" = 2021\r\n'


def test_one_broken_byte_is_placed_and_the_rest_is_read() -> None:
    broken = '"名称" = "天城镇人民政府办公室"\n"简称" = "天#"\n"年度" = 2021\n'.encode().replace(b"#", b"\xc4")
    loaded = load(broken, "甲.toml")
    (found,) = loaded.findings
    assert (found.code, found.place.line, found.place.column) == ("DAT101", 2, 10)
    assert found.message == "文件里有不是 UTF-8 的字节（第 2 行，第一个是 0xC4）"
    assert loaded.source is not None and loaded.source.tree["年度"] == 2021
    assert loaded.mended is None
