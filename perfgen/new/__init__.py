"""A data file to fill in, made from a pack: every field that it asks for, with its meaning, unit and example."""

import json

from perfgen.contract import json_schema
from perfgen.new.sections import sections
from perfgen.new.wants import wants_of
from perfgen.packs import Pack


def new_file(pack: Pack, *, year: int | None = None) -> str:
    """The text of a data file for ``pack`` in which everything asked for is 待填.

    ``year`` is its 年度; without one it is the latest year that the pack is made for. The first line names the JSON
    Schema for editors, see ``schema_file``.
    """
    name, _ = schema_file(pack)
    chosen = year if year is not None else max(pack.contract.years, default=None)
    return f"#:schema ./{name}\n" + "\n".join(sections(wants_of(pack), chosen)) + "\n"


def schema_file(pack: Pack) -> tuple[str, bytes]:
    """Name (relative to the data file) and bytes of the JSON Schema that editors complete and check keys with."""
    schema = json_schema(pack.contract, strict=False)
    text = json.dumps(schema, ensure_ascii=False, indent=1)
    return f".perfgen/{pack.id}-{pack.version}.schema.json", f"{text}\n".encode()


__all__ = ["new_file", "schema_file"]
