"""The table of the manifest's keys holds exactly what is read, and what it says is so."""

import re

import pytest
import tomli

from perfgen.contract import read_manifest
from perfgen.contract.reader import Reader
from perfgen.contract.reference import KEYS, NEEDED, Key
from perfgen.load import load

BELOW = {"规则级别", "评分.权重", "评分.等级", "格式.版式.字体"}
"""Tables whose keys are names of the county's own."""


def example() -> str:
    """A manifest with every key, each with its example."""
    lines: list[str] = []
    table = ""
    for key in KEYS:
        head, _, name = key.path.rpartition(".")
        if head != table and not head.startswith("文书[].附件"):
            table = head
            lines.append(f"[[{quoted(head[:-2])}]]" if head.endswith("[]") else f"[{quoted(head)}]")
        if head.startswith("文书[].附件"):
            if name == "键":
                lines.append(f'"附件" = [{{ "键" = {key.example}, "标题" = "自评表" }}]')
            continue
        own = {"规则级别.*": "SUM301", "评分.权重.*": "预算执行", "评分.等级.*": "优", "格式.版式.字体.*": "正文"}
        lines.append(f'"{own.get(key.path, name)}" = {key.example}')
    return "\n".join(lines)


def quoted(path: str) -> str:
    return ".".join(f'"{part}"' for part in path.split("."))


def test_every_key_that_is_read_is_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    close = Reader.close

    def closing(reader: Reader) -> None:
        place = re.sub(r"\.\d+", "[]", ".".join(map(str, reader._path)))
        read.update(f"{place}.{key}".lstrip(".") for key in reader._taken)
        close(reader)

    monkeypatch.setattr(Reader, "close", closing)
    source = load(example().encode(), "manifest.toml").source
    assert source is not None
    read_manifest(source)
    own = {key.path for key in KEYS if not key.path.endswith(".*")}
    tables = {path.rsplit(".", 1)[0].removesuffix("[]") for path in own | {key.path for key in KEYS} if "." in path}
    assert own - read == set()
    assert read - own - tables - BELOW == set()


@pytest.mark.parametrize("key", [key for key in KEYS if key.default == NEEDED and not key.path.startswith("评分")])
def test_what_must_stand_there_is_missed(key: Key) -> None:
    lines = example().splitlines()
    name = key.path.rsplit(".", 1)[-1]
    head = key.path.rpartition(".")[0]
    if head.startswith("文书[].附件"):
        text = re.sub(rf'("附件" = \[\{{[^\n]*)"{name}" = ', r'\1"别的" = ', example())
    else:
        start = 0 if not head else lines.index(f"[[{quoted(head[:-2])}]]")
        at = next(n for n in range(start, len(lines)) if lines[n].startswith(f'"{name}" ='))
        text = "\n".join([*lines[:at], *lines[at + 1 :]])
    source = load(text.encode(), "manifest.toml").source
    assert source is not None
    _, faults = read_manifest(source)
    assert any(f"缺少“{key.path.replace('[]', '[1]')}”" in fault.message for fault in faults), faults


def test_words_of_the_table() -> None:
    assert len({key.path for key in KEYS}) == len(KEYS)
    for key in KEYS:
        assert key.meaning, key.path
        assert key.example, key.path
        tomli.loads(f"x = {key.example}")
