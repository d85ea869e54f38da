"""Reading a pack from its folder: every file as bytes, the manifest as a contract."""

import hashlib
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path

from perfgen.contract import Contract, Document, read_manifest
from perfgen.errors import PackFault
from perfgen.frozen import frozen
from perfgen.load import load

MANIFEST = "manifest.toml"
SAMPLE = "sample.toml"
MAX_FILE = 20 * 1024 * 1024
MAX_FILES = 200


@frozen
class Pack:
    """A pack as plain data: its contract, its files by name, where it was found."""

    contract: Contract
    files: Mapping[str, bytes] = field(repr=False)
    origin: str = ""

    @property
    def id(self) -> str:
        """编号."""
        return self.contract.id

    @property
    def version(self) -> str:
        """版本."""
        return self.contract.version

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the names and bytes of all files."""
        total = hashlib.sha256()
        for name in sorted(self.files):
            total.update(name.encode() + b"\0" + hashlib.sha256(self.files[name]).digest())
        return total.hexdigest()

    def template(self, document: Document) -> bytes:
        """The Word file of ``document``; raises PackFault where the pack does not hold it."""
        try:
            return self.files[document.template]
        except KeyError:
            message = f"模板“{self.contract.name}”缺少 Word 文件“{document.template}”"
            raise PackFault(message, "把文件放进模板的文件夹，或改正 manifest.toml 的“模板文件”", self.origin) from None


def read_pack(folder: Path) -> Pack:
    """The pack in ``folder``; raises PackFault, with every fault of the manifest in its message."""
    manifest = folder / MANIFEST
    if manifest.is_symlink() or not manifest.is_file():
        raise PackFault(f"这里没有模板：缺少 {MANIFEST}", "模板文件夹里要有 manifest.toml 和 Word 文件", str(folder))
    return pack_of(pack_files(folder), folder)


def pack_of(files: Mapping[str, bytes], folder: Path) -> Pack:
    """The pack that consists of ``files``, found in ``folder``; raises PackFault as ``read_pack`` does."""
    manifest = folder / MANIFEST
    loaded = load(files[MANIFEST], str(manifest))
    findings = list(loaded.findings)
    contract = None
    if loaded.source is not None and not findings:
        contract, faults = read_manifest(loaded.source)
        findings += faults
    if contract is None or findings:
        lines = [f"第 {f.place.line} 行：{f.message}" + (f"（{f.hint}）" if f.hint else "") for f in findings]
        raise PackFault("模板的 manifest.toml 有错：\n  " + "\n  ".join(lines), "改正以后再用", str(manifest))
    return Pack(contract, files, str(folder))


def pack_files(folder: Path) -> dict[str, bytes]:
    """The regular files directly in ``folder``; links are passed over, too many or too large ones refused."""
    files: dict[str, bytes] = {}
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_file() or path.name.startswith((".", "~$")):
            continue
        if path.stat().st_size > MAX_FILE:
            raise PackFault(f"模板里的“{path.name}”超过 {MAX_FILE // 1024 // 1024} MB", "删去或压缩它", str(folder))
        files[path.name] = path.read_bytes()
        if len(files) > MAX_FILES:
            raise PackFault(
                f"模板里的文件超过 {MAX_FILES} 个", "模板只放 manifest.toml、Word 文件和 sample.toml", str(folder)
            )
    return files
