"""A copy of a Word file with a native comment at every fault."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import groupby
from typing import Any

from perfgen.lint.mark import Mark
from perfgen.render.package import repack
from perfgen.render.places import W

AUTHOR = "perfgen"
"""Who the comments are of; those of an earlier run are taken out first."""


def annotate(docx: bytes, template: str, marks: Iterable[Mark]) -> bytes:
    """A copy of ``docx`` with a comment at each of ``marks`` that is about the Word file ``template``.

    Comments can only stand in the body: what is about a header, a footer or the file as such stands at the first
    paragraph, with its place. The same file and marks give the same bytes.
    """
    from docx import Document
    from docx.text.paragraph import Paragraph

    document = Document(BytesIO(docx))
    body = document.element.body
    _forget(document, body)
    paragraphs = list(body.iter(W + "p"))
    own = sorted((mark for mark in marks if mark.template == template), key=lambda mark: max(mark.paragraph, 0))
    for number, group in groupby(own, key=lambda mark: max(mark.paragraph, 0)):
        if not paragraphs:
            break
        paragraph = Paragraph(paragraphs[min(number, len(paragraphs) - 1)], document._body)
        runs = paragraph.runs or [paragraph.add_run("")]
        for mark in group:
            comment = document.add_comment([runs[0], runs[-1]], _text(mark), author=AUTHOR, initials="p")
            comment._comment_elm.attrib.pop(W + "date", "")
    made = BytesIO()
    document.save(made)
    return repack(made.getvalue())


def _text(mark: Mark) -> str:
    finding = mark.finding
    where = f"{finding.place.cell}：" if mark.paragraph < 0 and finding.place.cell else ""
    cure = f"\n办法：{finding.hint}" if finding.hint else ""
    return f"{finding.code} {finding.severity}：{where}{finding.message}{cure}"


def _forget(document: Any, body: Any) -> None:
    """Take out the comments of an earlier run."""
    stale = {comment.comment_id: comment._comment_elm for comment in _comments(document) if comment.author == AUTHOR}
    for element in stale.values():
        element.getparent().remove(element)
    ids = {str(number) for number in stale}
    for element in list(body.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")):
        if element.get(W + "id") in ids:
            run = element.getparent()
            run.remove(element)
            if run.tag == W + "r" and all(child.tag == W + "rPr" for child in run):
                run.getparent().remove(run)


def _comments(document: Any) -> Iterator[Any]:
    yield from document.comments
