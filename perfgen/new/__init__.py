"""A data file to fill in, made from a pack: every field that it asks for, with its meaning, unit and example.

Where values are known, from an imported report, they stand in their places.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from perfgen.contract import json_schema
from perfgen.new.exact import exact
from perfgen.new.given import filled
from perfgen.new.sections import sections
from perfgen.new.wants import wants_of
from perfgen.new.wording import GIVEN
from perfgen.packs import Pack


def new_file(pack: Pack, *, year: int | None = None) -> str:
    """The text of a data file for ``pack`` in which everything asked for is 待填.

    ``year`` is its 年度; without one it is the latest year that the pack is made for. The first line names the JSON
    Schema for editors, see ``schema_file``.
    """
    chosen = year if year is not None else max(pack.contract.years, default=None)
    return _with_schema(pack, sections(wants_of(pack), chosen))


def given_file(
    pack: Pack, tree: Mapping[str, Any], *, source: str = "", originals: Iterable[tuple[str, str]] = ()
) -> str:
    """The text of a data file for ``pack`` with the values of ``tree``, what is missing marked.

    ``source`` is the name of the file that the values come from; ``originals`` are sentences of it, with their outline
    keys, that became figures: they stand behind the prose as comments.
    """
    by_key: dict[str, list[str]] = {}
    for key, sentence in originals:
        by_key.setdefault(key, []).append(sentence)
    unit = tree.get("单位")
    name = unit.get("简称") or unit.get("名称") if isinstance(unit, Mapping) else ""
    head = [f"# {line.format(name=name, year=tree.get('年度', ''), source=source)}".rstrip() for line in GIVEN]
    return _with_schema(pack, [*head, *filled(wants_of(pack), tree, by_key)])


def exact_file(tree: Mapping[str, Any], pack: Pack | None = None, *, source: str = "") -> str:
    """The text of a data file with the values of ``tree`` and no others; without ``pack``, pieces of one.

    ``source`` is the name of the file that the values come from.
    """
    lines = [f"# 由 {source} 导入"] if source else []
    lines += exact(tree, pack.contract if pack is not None else None)
    return _with_schema(pack, lines) if pack is not None else "\n".join(lines) + "\n"


def _with_schema(pack: Pack, lines: Iterable[str]) -> str:
    name, _ = schema_file(pack)
    return f"#:schema ./{name}\n" + "\n".join(lines) + "\n"


def schema_file(pack: Pack) -> tuple[str, bytes]:
    """Name (relative to the data file) and bytes of the JSON Schema that editors complete and check keys with."""
    schema = json_schema(pack.contract, strict=False)
    text = json.dumps(schema, ensure_ascii=False, indent=1)
    return f".perfgen/{pack.id}-{pack.version}.schema.json", f"{text}\n".encode()


__all__ = ["exact_file", "given_file", "new_file", "schema_file"]
