"""A data file from a finished report: read, healed, matched to the pack's outline, its sentences read backwards.

Nothing of the report is dropped: the account tells of every character where it went, and what has no place stands
under 未归类.
"""

from dataclasses import dataclass
from typing import Any

from perfgen.errors import PackFault
from perfgen.findings import Finding, Place, Severity
from perfgen.importing.account import Account, Entry, Fate
from perfgen.importing.assembling import assembled
from perfgen.importing.gathered import Gathered
from perfgen.importing.gathering import Gatherer
from perfgen.importing.healing import heal
from perfgen.importing.reading import Para, read
from perfgen.importing.sections import cut
from perfgen.importing.wording import wording_of
from perfgen.packs import Pack


@dataclass(frozen=True)
class Imported:
    """A report as data: the tree of the data file, what became of every character, and what is doubtful."""

    tree: dict[str, Any]
    account: Account
    findings: tuple[Finding, ...]
    """Doubts, 核实性, with the line (or paragraph) of the report."""
    originals: tuple[tuple[str, str], ...]
    """Sentences that became figures though the county words them otherwise: outline key and text."""


def import_report(data: bytes, name: str, pack: Pack) -> Imported:
    """The report in ``data`` (a .docx, .txt or .md called ``name``) as data for ``pack``.

    Raises EnvironmentFault where the file cannot be read, PackFault where the pack makes no report.
    """
    contract = pack.contract
    document = next((each for each in contract.documents if each.key == "报告"), None)
    document = document or next(iter(contract.documents), None)
    if document is None:
        raise PackFault(f"模板“{contract.name}”没有文书", "换一个模板", pack.origin)
    reading = read(data, name)
    blocks = heal(reading)
    account = reading.account
    whole = "\n".join(block.text.text for block in blocks if isinstance(block, Para))
    gatherer = Gatherer(contract, wording_of(pack.template(document), contract), account, whole)
    for section in cut(blocks, contract.outline, gatherer.homes):
        gatherer.section(section)
    gatherer.beside(reading.notes)
    gathered = gatherer.out
    gathered.unplaced += account.close()
    tree = assembled(gathered, contract, whole, gatherer.printed)
    return Imported(tree, account, tuple(_findings(gathered, name)), tuple(gathered.originals))


def _findings(gathered: Gathered, name: str) -> list[Finding]:
    found = []
    for doubt in gathered.doubts:
        sure = f"（把握 {doubt.sureness // 10}%）" if 0 < doubt.sureness < 1000 else ""
        place = Place(name, doubt.line, 1 if doubt.line else 0, doubt.section)
        found.append(Finding(CODE, Severity.REVIEW, doubt.message + sure, doubt.hint, place))
    return found


CODE = "DAT601"
"""The code of every doubt of an import."""

__all__ = ["CODE", "Account", "Entry", "Fate", "Imported", "import_report"]
