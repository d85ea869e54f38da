"""The work behind ``new --report``: next year's file from last year's Word report, and what is to be filled in."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from perfgen.cli import listing, say
from perfgen.packs import Library, Pack

if TYPE_CHECKING:
    from perfgen.contract import Contract
    from perfgen.findings import Finding
    from perfgen.new.following import Following


def following(report: Path, packs: Library, pack: Pack) -> "Following | None":
    """Next year's data file from the report at ``report``; what is doubtful about the reading is said."""
    from perfgen.cli.importing import bytes_of
    from perfgen.importing import import_report
    from perfgen.new import given_file
    from perfgen.new.following import Following, following_file

    imported = import_report(bytes_of(report), report.name, pack)
    for finding in imported.findings:
        for line in listing.described(finding, ()):
            say.aside(line)
    text = given_file(pack, imported.tree, source=report.name, originals=imported.originals)
    made = following_file(text.encode(), report.name, packs, pack)
    if isinstance(made, Following):
        return made
    listing.text(made, {})
    return None


def tell_pending(text: str, name: str, packs: Library, pack: Pack) -> None:
    """Say how many places of a data file are still to come, each with its line, key, meaning and unit."""
    from perfgen.pipeline import Job, build

    outcome = build(Job(text.encode(), name, packs.choose, draft=True, render=False))
    say.aside(f"待填 {len(outcome.pending)} 处：")
    for finding in outcome.pending:
        say.aside(f"  第 {finding.place.line} 行　{finding.place.key}{''.join(_meaning(finding, pack.contract))}")


def _meaning(finding: "Finding", contract: "Contract") -> Iterator[str]:
    from perfgen.keypath import parse_key

    try:
        path = parse_key(finding.place.key)
    except ValueError:
        return
    if path[0] == "正文" and len(path) > 1:
        item = contract.prose_keys.get(str(path[1]))
        if item is not None:
            yield f"　{item.title}"
        return
    shape = contract.shape.at(path)
    if shape is not None and shape.field is not None:
        yield f"　{shape.field.meaning}"
        if shape.field.unit:
            yield f"，单位：{shape.field.unit}"
