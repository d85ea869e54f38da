"""取自: values that a data file takes from sheets and Word files beside it, put in their places with their addresses.

The bytes come with the job, by the names that the data file uses; nothing is opened here. A name that leads out of the
data file's folder is refused, whatever lies there. What reads the files is imported by data that takes from them only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from perfgen.contract import Contract
from perfgen.findings import Finding, Severity
from perfgen.keypath import KeyPath
from perfgen.load import Foreign, Source
from perfgen.taken.names import refusal
from perfgen.vocabulary import TAKEN

_UNTAKEN = ("核对数", "核实说明", "格式版本", "模板", "模板版本", "年度", "金额单位")


def names_taken(tree: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the files that ``tree`` takes values from, each once; those that are not allowed are left out."""
    names = (str(node.get(TAKEN)) for _, node in _references(tree, ()))
    return tuple(dict.fromkeys(name for name in names if not refusal(name)))


def take(source: Source, contract: Contract, files: Mapping[str, bytes]) -> tuple[Source, tuple[Finding, ...]]:
    """``source`` with what it takes from ``files`` in place, and what is wrong with that.

    What cannot be taken stands as 待填, so that later stages do not speak of it again.
    """
    references = list(_references(source.tree, ())) if TAKEN in source.text else []
    if not references:
        return source, ()
    from perfgen.taken.reader import PENDING, Cannot, Reader

    tree = _copied(source.tree)
    foreign: dict[KeyPath, Foreign] = {}
    findings: list[Finding] = []
    failed: list[KeyPath] = []
    reader = Reader(contract, files, str(source.tree.get("金额单位", "万元")))
    for path, node in references:
        place = source.place(path)
        try:
            taken = reader.take(path, node)
        except Cannot as fault:
            at = replace(place, cell=fault.cell)
            findings.append(Finding(fault.code, Severity.LOGICAL, fault.message, fault.hint, at))
            _put(tree, path, PENDING)
            failed.append(path)
            continue
        _put(tree, path, taken.value)
        foreign[path] = Foreign(path, taken.cell, taken.spots.get((), ()))
        for below in {*taken.places, *taken.spots} - {()}:
            full = (*path, *below)
            foreign[full] = Foreign(path, taken.places.get(below, taken.cell), taken.spots.get(below, ()))
        for cell, message in taken.doubts:
            hint = "照原表核对这一格；确实没有错的，写核实说明"
            findings.append(Finding("DAT503", Severity.REVIEW, message, hint, replace(place, cell=cell)))
    return replace(source, tree=tree, foreign=foreign).without(failed), tuple(findings)


def _references(node: Any, path: KeyPath) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """Every table with the key 取自, with its path."""
    if isinstance(node, dict):
        if TAKEN in node:
            yield path, node
            return
        for key, value in node.items():
            if path or key not in _UNTAKEN:
                yield from _references(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _references(value, (*path, index))


def _copied(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copied(value) for key, value in node.items()}
    return [_copied(value) for value in node] if isinstance(node, list) else node


def _put(tree: Any, path: KeyPath, value: Any) -> None:
    for part in path[:-1]:
        tree = tree[part]
    tree[path[-1]] = value


__all__ = ["names_taken", "refusal", "take"]
