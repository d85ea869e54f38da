"""``check --fix``: the mended text into the file, the old one beside it."""

from itertools import zip_longest
from pathlib import Path

from perfgen.cli.inputs import DataFile
from perfgen.cli.textfile import swap
from perfgen.errors import EnvironmentFault
from perfgen.frozen import frozen


@frozen
class Mended:
    """A data file after mending (with an error where it could not be written) and what to say of it."""

    file: DataFile
    lines: tuple[str, ...]


def mend(file: DataFile, text: str) -> Mended:
    """Write ``text`` into ``file`` in one step, after the old bytes have been kept beside it."""
    target = file.path.resolve()
    try:
        backup = keep_old(target, file.data)
        swap(target, text.encode("utf-8"))
    except OSError as error:
        hint = f"关掉正在打开它的程序，检查文件夹能不能写（{error.strerror or type(error).__name__}）"
        fault = EnvironmentFault("改正后的数据写不进去，文件没有动", hint, file.name)
        return Mended(DataFile(file.path, file.data, fault), ())
    said = [f"{file.name} 已改正，原文件另存为 {backup.name}："]
    fresh = DataFile(file.path, text.encode("utf-8"))
    changed = [
        (number, old.strip(), new.strip())
        for number, (old, new) in enumerate(zip_longest(file.lines, fresh.lines, fillvalue=""), start=1)
        if old != new
    ]
    if not _is_utf8(file.data):
        said.append("  编码改为 UTF-8")
    said += [f"  第 {number} 行：{old}\n{'':>{len(str(number)) + 5}}改为：{new}" for number, old, new in changed]
    return Mended(fresh, tuple(said))


def keep_old(target: Path, data: bytes) -> Path:
    """Keep ``data`` as 名.toml.bak; an earlier backup with other content stays, and the new one is numbered."""
    number = 1
    while True:
        path = target.with_name(f"{target.name}.bak{number if number > 1 else ''}")
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            if path.is_file() and path.read_bytes() == data:
                return path
            number += 1
        else:
            return path


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
