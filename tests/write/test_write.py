"""Files are written whole, by one writer at a time, and never over what somebody edited."""

import errno
import json
import multiprocessing
import os
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from perfgen.errors import OutputFault
from perfgen.write import Written, disk, load_record, lock, write
from perfgen.write.record import record_path

NOW = datetime(2025, 1, 8, 9, 5, 7)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(
    text: str = "正文", *, props: str = "", run: str = "", level: int = zipfile.ZIP_DEFLATED, app: str = "1"
) -> bytes:
    """A Word file of one paragraph, as far as digests care."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", level) as file:
        body = f"<w:p {props}><w:r {run}><w:t>{text}</w:t></w:r></w:p>"
        file.writestr(
            zipfile.ZipInfo("word/document.xml"), f"<w:document {W}><w:body>{body}</w:body></w:document>", level
        )
        file.writestr(zipfile.ZipInfo("docProps/app.xml"), f"<a>{app}</a>", level)
    return held.getvalue()


def put(path: Path, data: bytes, *, force: bool = False, record: dict[str, Any] | None = None) -> Written:
    """One call of write with the usual time."""
    return write(path, data, record=record or {}, now=NOW, force=force)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the report of a town goes, in a folder that is not there yet."""
    return tmp_path / "outputs" / "天城镇-2021.docx"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting in tests."""
    monkeypatch.setattr(disk, "PAUSE", 0)
    monkeypatch.setattr(lock, "TRIES", 3)
    monkeypatch.setattr(lock, "PAUSE", 0)


def names(folder: Path) -> list[str]:
    """Every file below ``folder``, kept generations apart."""
    found = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return sorted(str(file) for file in found if "history" not in file.parts)


def test_a_new_file_gets_its_record(path: Path) -> None:
    written = put(path, docx(), record={"模板": "chongyang", "版本": 1})
    assert written == Written(path, replaced=False, unchanged=False, kept=None)
    assert path.read_bytes() == docx()
    assert names(path.parent) == [".perfgen/天城镇-2021.json", "天城镇-2021.docx"]
    record = load_record(path)
    assert record is not None and record.before is None
    assert record.now.record == {"模板": "chongyang", "版本": 1}


def test_the_same_bytes_are_left_alone(path: Path) -> None:
    put(path, docx())
    before = path.stat()
    assert put(path, docx(), record={"又": 1}) == Written(path, replaced=False, unchanged=True)
    assert path.stat().st_mtime_ns == before.st_mtime_ns and path.stat().st_ino == before.st_ino
    record = load_record(path)
    assert record is not None and record.now.record == {"又": 1}


def test_own_work_is_replaced(path: Path) -> None:
    put(path, docx("一"))
    assert put(path, docx("二")) == Written(path, replaced=True, unchanged=False)
    assert path.read_bytes() == docx("二")
    assert names(path.parent) == [".perfgen/天城镇-2021.json", "天城镇-2021.docx"]


def test_an_edited_file_is_not_overwritten(path: Path) -> None:
    put(path, docx("一"))
    path.write_bytes(docx("一改"))
    with pytest.raises(OutputFault) as caught:
        put(path, docx("二"))
    assert caught.value.message == "天城镇-2021.docx 生成以后被改过，没有覆盖"
    copy = "天城镇-2021.手改-20250108-090507.docx"
    assert caught.value.hint == f"加 --force 覆盖（原件先另存为 {copy}），或用 -o 换一个文件夹"
    assert caught.value.place == str(path)
    assert path.read_bytes() == docx("一改")
    assert names(path.parent) == [".perfgen/天城镇-2021.json", "天城镇-2021.docx"]
    assert put(path, docx("二"), force=True) == Written(path, replaced=True, unchanged=False, kept=path.with_name(copy))
    assert (path.read_bytes(), path.with_name(copy).read_bytes()) == (docx("二"), docx("一改"))
    assert put(path, docx("三")).kept is None


@pytest.mark.parametrize(
    "edited",
    [
        docx('一</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>'),
        docx("一</w:t></w:r></w:p><w:p><w:r><w:t>"),
        docx('一</w:t><w:tab/><w:t>'),
        docx("一</w:t></w:r><w:ins><w:r><w:t>甲</w:t></w:r></w:ins><w:r><w:t>"),
        b"no Word file any more",
    ],
)  # fmt: skip
def test_text_paragraphs_and_their_properties_count_as_edits(path: Path, edited: bytes) -> None:
    put(path, docx("一"))
    path.write_bytes(edited)
    with pytest.raises(OutputFault, match="生成以后被改过"):
        put(path, docx("二"))


def test_a_file_that_was_only_opened_and_saved_is_kept_and_replaced(path: Path) -> None:
    put(path, docx("一二"))
    saved = docx("一</w:t></w:r><w:r><w:t>二", props='w:rsidR="0012"', app="2")
    path.write_bytes(saved)
    written = put(path, docx("三"))
    assert written.kept == path.with_name("天城镇-2021.另存-20250108-090507.docx")
    assert written.kept.read_bytes() == saved


def test_other_compression_of_the_same_parts_is_own_work(path: Path) -> None:
    put(path, docx("一"))
    path.write_bytes(docx("一", level=zipfile.ZIP_STORED))
    assert put(path, docx("二")) == Written(path, replaced=True, unchanged=False)


def test_two_copies_of_one_second_do_not_meet(path: Path) -> None:
    kept = []
    for text in "甲乙":
        put(path, docx("一"), force=True)
        path.write_bytes(docx(text))
        kept.append(put(path, docx("二"), force=True).kept)
    assert [copy and copy.name for copy in kept] == [
        "天城镇-2021.手改-20250108-090507.docx",
        "天城镇-2021.手改-20250108-090507-2.docx",
    ]


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"version": 99}', b'{"version": 1, "file": "x", "now": 3}', b"[" * 99999],
)
def test_a_broken_record_is_as_none(path: Path, broken: bytes) -> None:
    put(path, docx("一"))
    record_path(path).write_bytes(broken)
    assert load_record(path) is None
    with pytest.raises(OutputFault) as caught:
        put(path, docx("二"))
    assert caught.value.message == "天城镇-2021.docx 已经存在，而且没有可用的生成记录，没有覆盖"
    assert put(path, docx("一")).unchanged
    assert put(path, docx("二")).replaced


class Killed(BaseException):
    """The process ends here."""


def test_killed_anywhere_the_next_run_knows_its_own_work(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(path, docx("零"), record={"n": 0})
    current, steps = docx("零"), 0
    for step in range(1, 40):
        calls = {"n": 0}

        def counted(real: Any, calls: dict[str, int] = calls, step: int = step) -> Any:
            def call(*args: Any, **named: Any) -> Any:
                calls["n"] += 1
                if calls["n"] == step:
                    raise Killed
                return real(*args, **named)

            return call

        new = docx(f"第{step}")
        with monkeypatch.context() as patch:
            for name in ("replace", "fsync", "open", "link"):
                patch.setattr(os, name, counted(getattr(os, name)))
            try:
                put(path, new)
            except Killed:
                steps += 1
        assert path.read_bytes() in (current, new)
        current = docx(f"后{step}")
        assert put(path, current).kept is None
        record = load_record(path)
        assert record is not None and record.before is None
        assert names(path.parent) == [".perfgen/天城镇-2021.json", "天城镇-2021.docx"]
    assert steps >= 8


def test_while_a_file_is_replaced_the_old_record_is_held_beside_the_new(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(path, docx("一"), record={"n": 1})

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("perfgen.write.put", die)
        with pytest.raises(Killed):
            put(path, docx("二"), record={"n": 2})
    record = load_record(path)
    assert record is not None and record.before is not None
    assert (record.now.record, record.before.record) == ({"n": 2}, {"n": 1})
    assert record.entry_of(path.read_bytes()) == record.before


def test_a_file_held_for_a_moment_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.replace, []

    def replace(source: Path, target: Path) -> None:
        calls.append(target)
        if target == path and calls.count(path) < 4:
            raise PermissionError(errno.EACCES, "held")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    assert not put(path, docx()).unchanged
    assert path.read_bytes() == docx()


def test_a_file_held_for_good_is_told_and_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(path, docx("一"))
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if target == path:
            raise PermissionError(errno.EACCES, "held")
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        with pytest.raises(OutputFault) as caught:
            put(path, docx("二"))
    assert caught.value.message == "天城镇-2021.docx 被其他程序占用，写不进去"
    assert caught.value.hint == "新的报告写在 天城镇-2021.新.docx；关闭正打开它的 Word 或 WPS，再运行一次"
    assert path.read_bytes() == docx("一")
    assert put(path, docx("二")).replaced


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("天城镇-2021.docx", "~$镇-2021.docx"),
        ("天城镇二〇二一.docx", "~$城镇二〇二一.docx"),
        ("报告.docx", "~$报告.docx"),
        ("报告.docx", ".~报告.docx"),
        ("报告.docx", ".~lock.报告.docx#"),
    ],
)
def test_a_file_open_in_word_is_not_replaced(tmp_path: Path, name: str, mark: str) -> None:
    path = tmp_path / name
    put(path, docx("一"))
    (tmp_path / mark).touch()
    assert put(path, docx("一")).unchanged
    with pytest.raises(OutputFault) as caught:
        put(path, docx("二"), force=True)
    assert caught.value.message == f"{name} 正在 Word 或 WPS 里打开着"
    assert mark in caught.value.hint
    assert path.read_bytes() == docx("一")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("甲:乙.docx", "文件名 '甲:乙.docx' 里有不能用的字符 ':'"),
        ("甲\n乙.docx", "文件名 '甲\\n乙.docx' 里有不能用的字符 '\\n'"),
        ("CON.docx", "文件名 CON.docx 是 Windows 保留的名字"),
        ("lpt1", "文件名 lpt1 是 Windows 保留的名字"),
        ("甲.", "文件名“甲.”的开头或末尾有空格或点"),
        (" 甲.docx", "文件名“ 甲.docx”的开头或末尾有空格或点"),
        ("长" * 90 + ".docx", "文件名太长：长长长长长长长长长长长长长长长长长长长长…（95 个字）"),
    ],
)
def test_names_that_windows_does_not_take_are_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(OutputFault) as caught:
        put(tmp_path / name, docx())
    assert caught.value.message == message
    assert names(tmp_path) == []


def test_folders_in_the_way_are_told(tmp_path: Path) -> None:
    (tmp_path / "甲.docx").mkdir()
    with pytest.raises(OutputFault, match=r"甲\.docx 是一个文件夹，不能写成文件"):
        put(tmp_path / "甲.docx", docx())
    (tmp_path / "乙").touch()
    with pytest.raises(OutputFault, match="不是文件夹，不能把文件写在里面"):
        put(tmp_path / "乙" / "丙.docx", docx())


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "磁盘已满，没有写成"),
        (errno.EROFS, "outputs 是只读的"),
        (errno.ENAMETOOLONG, "文件名或文件夹的路径太长：天城镇-2021.docx"),
        (errno.EACCES, "没有写入 .*outputs 的权限"),
        (errno.EIO, "天城镇-2021.docx 没有写成（系统错误 5）"),
    ],
)
def test_what_the_system_refuses_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, message: str
) -> None:
    def fail(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputFault, match=message.replace("（", r"\（")):
        put(path, docx())
    assert not path.exists()
    assert [name for name in names(path.parent) if not name.endswith(".lock")] == []


def test_a_lock_file_left_over_holds_nobody_up(path: Path) -> None:
    put(path, docx("一"))
    left = record_path(path).with_suffix(".lock")
    left.write_text("12345")
    assert put(path, docx("二")).replaced
    assert not left.exists()


def test_a_second_writer_is_told(path: Path) -> None:
    put(path, docx("一"))
    with lock.locked(record_path(path).with_suffix(".lock"), path), pytest.raises(OutputFault) as caught:
        put(path, docx("二"))
    assert caught.value.message == "另一个 perfgen 正在写 天城镇-2021.docx"
    assert put(path, docx("二")).replaced


def _write_often(path: Path, texts: str, results: Any) -> None:
    for text in texts:
        try:
            put(path, docx(text * 9999))
        except OutputFault as fault:
            results.put(str(fault))
    results.put("")


def test_many_writers_of_one_file_leave_one_of_their_files_and_its_record(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [
        context.Process(target=_write_often, args=(path, text * 12, results)) for text in ("甲乙", "丙丁", "戊己")
    ]
    for worker in workers:
        worker.start()
    said: list[str] = []
    while said.count("") < len(workers):
        said.append(results.get(timeout=60))
    for worker in workers:
        worker.join()
    assert set(said) == {""}
    assert path.read_bytes() in [docx(text * 9999) for text in "甲乙丙丁戊己"]
    record = load_record(path)
    assert record is not None and record.entry_of(path.read_bytes()) == record.now
    assert names(path.parent) == [".perfgen/天城镇-2021.json", "天城镇-2021.docx"]


def test_other_files_than_word_files_are_known_by_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "名.pdf"
    put(path, b"%PDF 1")
    assert put(path, b"%PDF 2").replaced
    path.write_bytes(b"%PDF 3")
    with pytest.raises(OutputFault, match="生成以后被改过"):
        put(path, b"%PDF 4")


def test_the_record_is_plain_json_without_times(path: Path) -> None:
    put(path, docx(), record={"年度": 2021})
    first = record_path(path).read_bytes()
    held = json.loads(first)
    assert sorted(held) == ["file", "now", "version"]
    path.unlink()
    write(path, docx(), record={"年度": 2021}, now=datetime(2030, 1, 1))
    assert record_path(path).read_bytes() == first
