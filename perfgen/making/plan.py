"""What a new pack is to be, before it is written: outline, fields, documents, and the guesses behind them."""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from perfgen.contract import Attachment, Contract, Document, Format, OutlineItem, Scoring
from perfgen.frozen import frozen
from perfgen.vocabulary import Field

DOCUMENT = Document("报告", "report.docx", "{{ 单位.简称 }}-{{ 年度 }}")
"""The one document of a new pack."""


@frozen
class Guess:
    """Something that was guessed: what, where, what is written now, and how sure that is (of 100)."""

    kind: str
    where: str
    text: str
    sureness: int = 100
    hint: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it first."""
        return self.sureness < 80


@frozen
class Blueprint:
    """A pack to be: who it is for, its outline, the fields of its own, how it prints, and its attachments."""

    id: str
    name: str
    version: str
    year: int
    source: str = ""
    outline: tuple[OutlineItem, ...] = ()
    fields: tuple[Field, ...] = ()
    scoring: Scoring = field(default_factory=Scoring)
    format: Format = field(default_factory=Format)
    attachments: tuple[Attachment, ...] = ()

    @property
    def contract(self) -> Contract:
        """The contract that the manifest will state."""
        document = replace(DOCUMENT, attachments=self.attachments)
        return Contract(
            id=self.id,
            name=self.name,
            version=self.version,
            years=(self.year,),
            source=self.source,
            outline=self.outline,
            fields=self.fields,
            scoring=self.scoring,
            format=self.format,
            documents=(document,),
        )


@frozen
class Made:
    """A new pack: its files by name, and what was guessed in making it."""

    files: Mapping[str, bytes] = field(repr=False)
    guesses: tuple[Guess, ...] = ()


Tree = dict[str, Any]
"""The values of a data file."""
