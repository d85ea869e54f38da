"""The attachments of a document: each is announced after the text, and has a mark and a title of its own."""

from collections.abc import Iterator, Sequence

from perfgen.contract import Attachment
from perfgen.findings import Place
from perfgen.frozen import frozen
from perfgen.lint.mark import LOGICAL, REVIEW, Mark, at_line, at_place
from perfgen.lint.outline import ATTACHMENT, main_lines
from perfgen.lint.wordfile import Line, WordFile


@frozen
class Declared:
    """An attachment of the manifest and where it is declared."""

    attachment: Attachment
    place: Place


def attachments(file: WordFile, declared: Sequence[Declared]) -> Iterator[Mark]:
    """Attachments without mark, title or announcement, and titles that no attachment of the manifest has."""
    outside = [line for line in file.body if not line.in_table]
    marks = [line for line in outside if line.style == "附件标记" or ATTACHMENT.fullmatch(line.text)]
    titles = [line for line in outside if line.style == "附件标题"] or [
        title for mark in marks if (title := _next(outside, mark)) is not None
    ]
    wanted = [each.attachment.title for each in declared]
    for each in declared[len(titles) :]:
        message = f"Word 里没有附件“{each.attachment.title}”的标题"
        hint = "正文之后另起一页：第一行写“附件”（样式“附件标记”），下面写标题（样式“附件标题”）"
        yield at_place("TPL405", LOGICAL, message, hint, each.place)
    for line in titles[len(declared) :]:
        hint = "在 manifest.toml 的“附件”里写上它的键和标题，或删去这一附件"
        message = f"manifest.toml 的“附件”里没有“{line.text}”"
        yield at_line("TPL405", LOGICAL, message, hint, file.name, line)
    for line in titles[: len(declared)]:
        if "{" not in line.text and line.text not in wanted:
            message = f"附件的标题“{line.text}”和 manifest.toml 写的“{wanted[titles.index(line)]}”不一样"
            hint = f"写成 {{{{ 附件[{titles.index(line)}].标题 }}}}，两处就总是一样"
            yield at_line("TPL405", LOGICAL, message, hint, file.name, line)
    for line in titles[: len(declared)]:
        if line.style != "附件标题" and not line.level:
            message = f"附件的标题“{line.text}”没有用标题的样式，用的是“{line.style}”"
            yield at_line("TPL405", REVIEW, message, "改用样式“附件标题”", file.name, line)
    for line in titles:
        if not any(mark.number < line.number for mark in marks):
            hint = "在标题上面加一段“附件”，用样式“附件标记”"
            yield at_line("TPL405", REVIEW, f"附件“{line.text}”上面没有“附件”二字", hint, file.name, line)
    if declared and titles and not any(_announces(line, wanted) for line in main_lines(file)):
        hint = "在正文之后、署名之前写 附件：{{ 附件[0].标题 }}，用样式“附件说明”"
        yield at_line("TPL405", REVIEW, "正文之后没有附件说明", hint, file.name, titles[0])


def _next(lines: Sequence[Line], mark: Line) -> Line | None:
    return next((line for line in lines if line.number > mark.number and line.text), None)


def _announces(line: Line, titles: Sequence[str]) -> bool:
    """Whether a paragraph names an attachment by its title, as it stands or by a tag."""
    said = "附件[" in line.text.replace(" ", "") or " in 附件" in line.text or any(t in line.text for t in titles)
    return said or line.text.startswith(("附件：", "附件:"))
