"""What a Word template sees: figures, prose, rows and attachments as read-only views."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from perfgen.compute import Figures
from perfgen.contract import Document
from perfgen.express import words
from perfgen.express.values import Number
from perfgen.origins import Origins
from perfgen.prose import Block, Texts


class ProseView:
    """正文 as a template sees it: the paragraphs of a section by outline key; none for a section without text."""

    def __init__(self, sections: Mapping[str, tuple[Block, ...]]) -> None:
        self._sections = sections

    def __getitem__(self, key: str) -> list[dict[str, Any]]:
        return [{"文": block.text, "级": block.level} for block in self._sections[key]]


class TracedProse(ProseView):
    """正文 for a trace: every text knows where its characters came from."""

    def __init__(self, sections: Mapping[str, tuple[Block, ...]], origins: Origins) -> None:
        super().__init__(sections)
        self._origins = origins

    def __getitem__(self, key: str) -> list[dict[str, Any]]:
        return [{"文": self._origins.block(block), "级": block.level} for block in self._sections[key]]


def traced_context(figures: Figures, texts: Texts, document: Document, origins: Origins) -> dict[str, Any]:
    """The names of ``template_context``, with texts that know where they came from."""
    context = template_context(figures, texts, document)
    for name, value in context.items():
        if isinstance(value, Number) and value.path != (name,):
            context[name] = replace(value, path=(name,))  # known by the name that the template says
    context["正文"] = TracedProse(texts.sections, origins)
    context["附件"] = [{"键": each.key, "标题": origins.pack_text(each.title)} for each in document.attachments]
    return context


def template_context(figures: Figures, texts: Texts, document: Document) -> dict[str, Any]:
    """Every name that the template of ``document`` may use."""
    context: dict[str, Any] = {**words.FUNCTIONS, **figures.scope.words}
    for name in figures.top_names():
        try:
            context[name] = figures.value((name,))
        except KeyError:
            continue
    context["正文"] = ProseView(texts.sections)
    context["附件"] = [{"键": key, "标题": title} for key, title in attachments(figures, document)]
    return context


def attachments(figures: Figures, document: Document) -> Iterator[tuple[str, str]]:
    """Key and title of each attachment of ``document``."""
    for each in document.attachments:
        yield each.key, figures.pack_text(each.title)
