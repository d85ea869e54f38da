"""The work behind ``new --from``: next year's file, and what there is to say about it."""

from pathlib import Path
from typing import TYPE_CHECKING

from perfgen.cli import inputs, listing, say
from perfgen.packs import Library, Pack

if TYPE_CHECKING:
    from perfgen.new.following import Following


def following(last: Path, packs: Library, pack: Pack) -> "Following | None":
    """Next year's data file from the one at ``last``; None, after its findings, where that cannot be read."""
    from perfgen.errors import EnvironmentFault
    from perfgen.new.following import Following, following_file

    if last.is_dir():
        raise EnvironmentFault("--from 要写一份数据文件，不是文件夹", "写出文件名", str(last))
    (file,) = inputs.read([last])
    if file.error is not None:
        raise file.error
    made = following_file(file.data, file.name, packs, pack, dict(file.files))
    if isinstance(made, Following):
        return made
    listing.text(made, {file.name: file})
    return None


def tell(made: "Following") -> None:
    """Say what was marked, renamed, moved and left out; beside the file, so that it can be piped."""
    from perfgen.new.following import CHECK

    if made.renamed:
        pairs = "、".join(f"{old} → {new}" for old, new in made.renamed)
        say.aside(f"按标题找到新模板里的位置：{pairs}")
    if made.moved:
        say.aside(f"新模板里没有地方，归到“未归类”的 {len(made.moved)} 处：{'、'.join(made.moved)}")
    if made.added:
        say.aside(f"新模板另要的 {len(made.added)} 处，写成待填：{'、'.join(made.added)}")
    if made.dropped:
        say.aside(f"只说上年的，没有带过来：{'、'.join(made.dropped)}")
    if made.marked:
        say.aside(f"写有年月的文字 {len(made.marked)} 处，标了“{CHECK}”：{'、'.join(made.marked)}")
    say.aside(f"照上年新建的是 {made.year} 年度的数据文件；本年的数待填，先运行 perfgen build --draft 看草稿")
