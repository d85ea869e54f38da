"""The data files that a command is given: folders opened, doubles dropped, everything unreadable said."""

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from perfgen.cli import say
from perfgen.errors import EnvironmentFault
from perfgen.frozen import frozen

LARGEST = 33 * 1024 * 1024
"""More of a sheet or Word file is not read; it is refused for its size."""


@frozen
class DataFile:
    """A data file as it was named, with its bytes, or the reason why it could not be read."""

    path: Path
    data: bytes = b""
    error: EnvironmentFault | None = None
    files: tuple[tuple[str, bytes], ...] = ()
    """The sheets and Word files beside it that it takes values from, by the names that it uses."""

    @property
    def name(self) -> str:
        """The path as messages show it, also where the locale is not one that knows Chinese."""
        name = str(self.path)
        return name if name.isprintable() else os.fsencode(name).decode("utf-8", "replace")

    def read(self) -> "DataFile":
        """The file with its bytes as they are now, or with the reason why they cannot be read."""
        if self.error is not None:
            return self
        try:
            data = self.path.read_bytes()
            return DataFile(self.path, data, files=_referred(self.path, data))
        except OSError as error:
            return _refused(self.path, error)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of its text, for quoting; none where it is no text."""
        from perfgen.load.decoding import decode

        text = decode(self.data, self.name).text or ""
        return tuple(line.removesuffix("\r") for line in text.split("\n"))


def _referred(path: Path, data: bytes) -> tuple[tuple[str, bytes], ...]:
    """The files that ``data`` names and that lie in its folder, links followed; what cannot be read is left out."""
    from perfgen.pipeline import referred

    found = []
    folder = path.parent.resolve()
    for name in referred(data):
        try:
            real = (folder / name.replace("\\", "/")).resolve(strict=True)
            if real.is_relative_to(folder) and real.is_file():
                with real.open("rb") as file:
                    found.append((name, file.read(LARGEST)))
                say.step("取自 %s", name)
        except (OSError, ValueError):
            continue
    return tuple(found)


def read(names: Sequence[Path]) -> list[DataFile]:
    """Every data file that ``names`` mean, read; each once."""
    files = [file.read() for file in listed(names)]
    for file in files:
        log_read(file)
    return files


def log_read(file: DataFile) -> None:
    """Say under ``--verbose`` that ``file`` was read."""
    say.step("读入 %s（%d 字节）", file.name, len(file.data))


def listed(names: Sequence[Path]) -> list[DataFile]:
    """Every data file that ``names`` mean, each once and not read yet; a folder means its .toml files."""
    files: list[DataFile] = []
    seen: set[str] = set()
    for path in names:
        for each in _opened(path):
            real = os.path.realpath(each.path)
            if real not in seen:
                seen.add(real)
                files.append(each)
    return files


def _opened(path: Path) -> Iterator[DataFile]:
    try:
        if not path.is_dir():
            yield DataFile(path)
            return
        found = sorted(each for each in path.iterdir() if each.suffix.lower() == ".toml" and not _passing(each.name))
    except OSError as error:
        yield _refused(path, error)
        return
    if not found:
        fault = EnvironmentFault("文件夹里没有数据文件（.toml）", "检查路径；运行 perfgen new 生成一份", str(path))
        yield DataFile(path, error=fault)
    for each in found:
        if each.is_file():
            yield DataFile(each)


def _passing(name: str) -> bool:
    """Whether an editor or Office made the file for itself."""
    return name.startswith((".", "~$"))


def _refused(path: Path, error: OSError) -> DataFile:
    fault: EnvironmentFault
    match error:
        case FileNotFoundError():
            fault = EnvironmentFault("文件不存在", _near(path), str(path))
        case PermissionError():
            hint = "关掉正在打开它的程序；仍不行就请管理员给你读这个文件的权限"
            fault = EnvironmentFault("文件读不了：没有权限，或正被别的程序占用", hint, str(path))
        case _:
            fault = EnvironmentFault(
                f"文件读不了（{error.strerror or type(error).__name__}）", "检查路径和磁盘", str(path)
            )
    return DataFile(path, error=fault)


def _near(path: Path) -> str:
    """A file beside ``path`` that may be meant."""
    from difflib import get_close_matches

    try:
        names = [each.name for each in path.parent.iterdir() if each.suffix.lower() == ".toml"]
    except OSError:
        return "检查路径，文件夹也不存在"
    close = get_close_matches(path.name, names, n=1, cutoff=0.5)
    return f"你是不是想写 {path.parent / close[0]}" if close else "检查路径和文件名"
